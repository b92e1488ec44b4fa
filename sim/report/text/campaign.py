"""Answers of a campaign in sentences: how often a limit is violated, where the debris falls, how
the plans differ flight by flight, and which parameter drives the variance.

Every figure comes with the interval that the number of flights leaves open.
"""

from collections.abc import Iterator, Sequence

from sim.campaign.analysis.figures import (
    DifferenceFigures,
    OutcomeFigures,
    PairFigures,
    ProbabilityFigures,
    known_interval,
    known_quantiles,
)
from sim.entry.carried_share import samples_for
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.text.formatting import (
    amount,
    long_date,
    number,
    percent,
    short_percent,
    typographic_minus,
)
from sim.report.text.names import parameter_name

Size = tuple[float, float]
"""Length and width of a corridor, km."""

BRACKETS = (
    "Figures in brackets are {confidence:g} % intervals of the sampling error. They do not include "
    "errors of the models and of the distributions."
)
EVENTS = {
    "outside_corridor": "debris falls outside the {corridor} corridor",
    "keep_out": "debris falls nearer to land than allowed",
    "reserve_touched": "the propellant reserve is used",
    "burns_incomplete": "a burn ends before its cut-off",
    "no_entry": "the stack does not enter in time",
    "backup": "the backup opportunity is used",
    "missed": "it comes down outside the corridor about its aim",
    "uncontrolled": "it enters at a place that nobody chose",
    "in_orbit": "it stays in orbit",
    "unplannable": "no plan can be made any more",
}
"""Key of a probability and its event, in the order of the sentences."""
NEEDED = (
    ("delta_v_m_s", "velocity change", "m/s"),
    ("propellant_used_kg", "propellant", "kg"),
)
"""Key of what flights need, its words and unit."""
DIFFERENCES = (
    ("length_km", "the footprint is", "km", "longer", "shorter"),
    ("margin_kg", "the propellant beyond the reserve is", "kg", "more", "less"),
    ("casualty_area_m2", "the casualty area is", "m²", "larger", "smaller"),
)
EXPLAINED = (
    ("reference_along_km", "the miss along the track"),
    ("length_km", "the length of the footprint"),
    ("centre_km", "the position of its centre"),
    ("margin_kg", "the propellant beyond the reserve"),
    ("entry_angle_deg", "the entry angle"),
)


def chance_words(chance: ProbabilityFigures) -> str:
    """A probability in words: `in 4.2 % (3.6 to 4.9) of the flights`, or in none of them."""
    if chance["estimate"] == 0.0:
        return f"in none of the flights (at most {short_percent(chance['high'])} %)"
    if chance["estimate"] == 1.0:
        return f"in all of the flights (at least {short_percent(chance['low'])} %)"
    low, high = short_percent(chance["low"]), short_percent(chance["high"])
    return f"in {short_percent(chance['estimate'])} % ({low} to {high}) of the flights"


def spread_note(samples: float) -> str:
    """What so few flights cannot be quoted for: nine of ten flights; nothing where they suffice."""
    needed = samples_for(0.9)
    if samples >= needed:
        return ""
    return (
        f"{number(samples)} flights carry no statement on 90 % of flights, which takes {needed}: "
        "their 5 % and 95 % are those of these flights alone."
    )


def corridor_words(corridor: Size | None) -> str:
    """`6,000 x 300 km`, or nothing where it is not known."""
    return "" if corridor is None else f"{number(corridor[0], 'km')} x {amount(corridor[1], 'km')}"


def campaign_lead(result: CampaignResult, corridors: Sequence[Size | None]) -> str:
    """The first paragraph: the corridor of every plan, or the most likely failure."""
    each = "each plan" if len(result.plans) > 1 else "the plan"
    sentences = [
        f"{result.samples:,} flights of {each} with dispersed atmosphere, engines, aim point and "
        "break-up."
    ]
    for plan, corridor in zip(result.plans, corridors, strict=True):
        chances = plan.answer["probabilities"]
        name = "outside_corridor" if "outside_corridor" in chances else "burns_incomplete"
        sentences.append(f"{plan.label}: {_event(name, corridor)} {chance_words(chances[name])}.")
    return " ".join(sentences)


def outcome_sentences(plan: PlanOutcome, corridor: Size | None, samples: int) -> list[str]:
    """Results of the flights of one plan, sentence by sentence."""
    answer = plan.answer
    sentences = [_failed(answer, samples), *_events(answer, corridor)]
    measures = answer["measures"]
    length, centre = (
        known_quantiles(measures[name]) if name in measures else None
        for name in ("length_km", "centre_km")
    )
    if length is not None and centre is not None:
        sentences.append(
            f"The footprint of a flight is {amount(length[1], 'km')} long "
            f"({number(length[0], 'km')} to {amount(length[2], 'km')} in 90 % of the "
            f"flights); the centre of the debris lies between {_beyond(centre[0])} and "
            f"{_beyond(centre[2])} the aim point."
        )
    if bounds := answer["bounds"]:
        sentences.append(
            f"With {100.0 * bounds['confidence']:g} % confidence, at least "
            f"{percent(bounds['share_of_flights'])} of such flights bring down all debris between "
            f"{amount(-bounds['heel_km'], 'km')} before and {amount(bounds['toe_km'], 'km')} after "
            "the aim point (both ends together, whatever the distribution)."
        )
    sentences += [*_scatter(answer), *_needed(answer)]
    if debris := answer["debris"]:
        first, last = long_date(debris["first_impact_utc"]), long_date(debris["last_impact_utc"])
        sentences.append(f"Debris falls between {first} and {last}, over all flights.")
    return sentences


def _scatter(answer: OutcomeFigures) -> Iterator[str]:
    """How far along the track the reference piece falls from its aim."""
    if scatter := answer["scatter"].get("reference_along_km"):
        low, high = number(scatter["low"], "km"), number(scatter["high"], "km")
        yield (
            "The reference piece falls along the track with a standard deviation of "
            f"{amount(scatter['estimate'], 'km')} ({low} to {high})."
        )


def _needed(answer: OutcomeFigures) -> Iterator[str]:
    """What most flights make do with."""
    for name, words, unit in NEEDED:
        for share, needed in answer["needed"].get(name, {}).items():
            low, high = number(needed["low"], unit), number(needed["high"], unit)
            yield (
                f"{percent(float(share))} of the flights make do with "
                f"{amount(needed['estimate'], unit)} ({low} to {high}) of {words}."
            )


def _event(name: str, corridor: Size | None) -> str:
    return EVENTS[name].format(corridor=corridor_words(corridor)).replace("  ", " ")


def _events(answer: OutcomeFigures, corridor: Size | None) -> list[str]:
    """Events that happen with their probabilities, and those that do not."""
    happening, absent, sentences = [], [], []
    for name in EVENTS:
        if chance := answer["probabilities"].get(name):
            event = _event(name, corridor)
            if chance["estimate"] == 0.0:
                absent.append((event, chance["high"]))
            else:
                happening.append(f"{event} {chance_words(chance)}")
    if happening:
        sentences.append(f"{_capitalised('; '.join(happening))}.")
    if absent:
        most = max(high for _, high in absent)
        sentences.append(
            f"In none of the flights (each at most {short_percent(most)} %): "
            f"{'; '.join(event for event, _ in absent)}."
        )
    return sentences


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _beyond(km: float) -> str:
    """Kilometres short of or beyond a point."""
    return f"{amount(abs(km), 'km')} {'short of' if km < 0.0 else 'beyond'}"


def _failed(answer: OutcomeFigures, samples: int) -> str:
    if not answer["failed"]:
        return f"All {samples:,} flights were completed."
    which = ", ".join(
        f"{count:,} {status}" for status, count in answer["status"].items() if "fail" in status
    )
    return (
        f"{answer['failed']:,} of {samples:,} flights failed numerically ({which}). They count "
        "against every probability and are missing from the distributions."
    )


def pair_sentences(result: CampaignResult) -> list[str]:
    """How plans differ flight by flight, with the same draws."""
    labels = {plan.name: plan.label for plan in result.plans}
    sentences = []
    for pair in result.differences:
        first, second = labels[pair["first"]], labels[pair["second"]]
        parts = []
        for name, words, unit, more, less in DIFFERENCES:
            answer = pair["second_less_first"].get(name)
            mean = None if answer is None else known_interval(answer["mean"])
            if answer is not None and answer["pairs"] and mean is not None:
                parts.append(f"{words} {_difference(answer, mean, unit, more, less)}")
        parts += _event_differences(pair)
        if parts:
            sentences.append(f"{second} against {first}, flight by flight: {'; '.join(parts)}.")
    return sentences


def _event_differences(pair: PairFigures) -> Iterator[str]:
    """Events that one plan has more often, beyond what chance explains."""
    for name, words in EVENTS.items():
        difference = pair["events"].get(name)
        if difference is None or difference["low"] <= 0.0 <= difference["high"]:
            continue
        more = "more" if difference["estimate"] > 0.0 else "fewer"
        low, high = sorted(abs(difference[end]) for end in ("low", "high"))
        event = words.format(corridor="").replace("  ", " ")
        yield (
            f"{event} in {short_percent(abs(difference['estimate']))} % ({short_percent(low)} to "
            f"{short_percent(high)}) {more} of the flights"
        )


def _difference(
    answer: DifferenceFigures, mean: tuple[float, float, float], unit: str, more: str, less: str
) -> str:
    estimate, low, high = mean
    if low == high == 0.0:
        return "the same"
    if low <= 0.0 <= high:
        span = typographic_minus(f"{number(low, unit)} to {amount(high, unit)}")
        return f"not significantly different ({span})"
    way, lower = (more, answer["first_lower"]) if estimate > 0.0 else (less, answer["second_lower"])
    low, high = sorted((abs(low), abs(high)))
    words = f"{amount(abs(estimate), unit)} ({number(low, unit)} to {number(high, unit)}) {way}"
    share = lower["estimate"]
    return words if share is None else f"{words}, in {short_percent(share)} % of the flights"


def cause_sentences(plan: PlanOutcome) -> list[str]:
    """The parameter that drives each measure most, with its share of the variance."""
    sentences = []
    for name, words in EXPLAINED:
        indices = (plan.answer["what_matters"].get(name) or {}).get("sobol")
        if not indices or not indices["total"]:
            continue
        top, index = next(iter(indices["total"].items()))
        low, high = short_percent(index["low"]), short_percent(index["high"])
        sentences.append(
            f"{_capitalised(words)} depends most on: {parameter_name(top)}, "
            f"{short_percent(index['estimate'])} % ({low} to {high}) of its variance."
        )
    return sentences
