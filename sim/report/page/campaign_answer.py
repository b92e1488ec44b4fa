"""The answer of a campaign in words: how often something goes wrong, where the debris falls, how
the plans differ flight by flight, and which unknown moves the answer most.

Every figure comes with the interval its count of flights leaves open.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.campaign.sampling.parameter import PARAMETERS
from sim.report.page.answer import day, tile_cells
from sim.report.page.html import paragraphs, tag, text
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.text.risk import percent

Figures = Mapping[str, Any]
Size = tuple[float, float]
"""Length and width of a corridor, km."""

BRACKETS = (
    "Figures in brackets are {confidence:g} % intervals: how far another set of as many flights "
    "could lead. How right the models and the distributions are, they do not tell."
)
EVENTS = {
    "outside_corridor": "debris lies outside the {corridor} corridor",
    "keep_out": "debris comes nearer to land than allowed",
    "reserve_touched": "the propellant reserve is touched",
    "burns_incomplete": "a burn ends before its cut-off",
    "no_entry": "the stack does not enter in time",
}
"""Key of a probability and what it says, in the order told."""
DIFFERENCES = (
    ("length_km", "the footprint is", "km", "longer", "shorter"),
    ("margin_kg", "the propellant beyond the reserve is", "kg", "more", "less"),
    ("casualty_area_m2", "the casualty area is", "m²", "larger", "smaller"),
)
CAUSES = (
    ("length_km", "the length of the footprint"),
    ("centre_km", "where its middle lies"),
    ("margin_kg", "the propellant that is left"),
    ("entry_angle_deg", "the angle of entry"),
)


def share(value: float) -> str:
    """Percent to two figures: 0.0423 is `4.2`."""
    hundred = 100.0 * value
    return f"{hundred:.0f}" if hundred >= 9.95 or hundred == 0.0 else f"{hundred:.2g}"


def chance(each: Figures) -> str:
    """A probability in words: `in 4.2 % (3.6 to 4.9) of the flights`, or in none of them."""
    if each["estimate"] == 0.0:
        return f"in none of the flights (at most {share(each['high'])} %)"
    if each["estimate"] == 1.0:
        return f"in all of the flights (at least {share(each['low'])} %)"
    return (
        f"in {share(each['estimate'])} % ({share(each['low'])} to {share(each['high'])}) "
        "of the flights"
    )


def corridor_words(corridor: Size | None) -> str:
    """`6,000 x 300 km`, or nothing where it is not known."""
    return "" if corridor is None else f"{corridor[0]:,.0f} x {corridor[1]:,.0f} km"


def lead(result: CampaignResult, corridors: Sequence[Size | None]) -> str:
    """The first paragraph: the corridor of every plan, or the likeliest thing to go wrong."""
    said = [
        f"{result.samples:,} flights of {'each plan' if len(result.plans) > 1 else 'the plan'} with"
        " errors drawn for air, engines, aim and break-up."
    ]
    for plan, corridor in zip(result.plans, corridors, strict=True):
        name = "outside_corridor"
        found = plan.answer["probabilities"]
        name = name if name in found else "burns_incomplete"
        words = EVENTS[name].format(corridor=corridor_words(corridor)).replace("  ", " ")
        said.append(f"{plan.label}: {words} {chance(found[name])}.")
    return " ".join(said)


def plan_words(plan: PlanOutcome, corridor: Size | None, samples: int) -> list[str]:
    """What the flights of one plan came to, sentence by sentence."""
    answer, said = plan.answer, [_failed(plan.answer, samples)]
    told, never = [], []
    for name, words in EVENTS.items():
        if each := answer["probabilities"].get(name):
            event = words.format(corridor=corridor_words(corridor)).replace("  ", " ")
            if each["estimate"] == 0.0:
                never.append((event, each["high"]))
            else:
                told.append(f"{event} {chance(each)}")
    if told:
        said.append(f"{_upper('; '.join(told))}.")
    if never:
        most = max(high for _, high in never)
        said.append(
            f"In none of the flights (each at most {share(most)} %): "
            f"{'; '.join(event for event, _ in never)}."
        )
    measures = answer["measures"]
    if "length_km" in measures and measures["length_km"]["count"]:
        long, centre = measures["length_km"], measures["centre_km"]
        said.append(
            f"The footprint of a flight is {long['median']:,.0f} km long ({long['p05']:,.0f} to "
            f"{long['p95']:,.0f} km in nine flights of ten); the middle of the debris lies between "
            f"{_beyond(centre['p05'])} and {_beyond(centre['p95'])} the aim."
        )
    if bounds := answer["bounds"]:
        said.append(
            f"With {100.0 * bounds['confidence']:g} % confidence, at least "
            f"{percent(bounds['share_of_flights'])} of such flights bring down all debris between "
            f"{-bounds['heel_km']:,.0f} km before and {bounds['toe_km']:,.0f} km after the aim "
            "(each end by itself; whatever the distribution)."
        )
    if answer["debris"]:
        first, last = (answer["debris"][f"{k}_impact_utc"] for k in ("first", "last"))
        said.append(f"Debris comes down between {day(first)} and {day(last)}, over all flights.")
    return said


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _beyond(km: float) -> str:
    """Kilometres short of or beyond a point."""
    return f"{abs(km):,.0f} km {'short of' if km < 0.0 else 'beyond'}"


def _failed(answer: Figures, samples: int) -> str:
    if not answer["failed"]:
        return f"All {samples:,} flights could be flown to their end."
    which = ", ".join(
        f"{n:,} {status}" for status, n in answer["status"].items() if "fail" in status
    )
    return (
        f"{answer['failed']:,} of {samples:,} flights could not be flown ({which}). They are "
        "counted as bad in every probability and are missing from the distributions."
    )


def difference_words(result: CampaignResult) -> list[str]:
    """How plans differ flight by flight, on the same draws."""
    labels = {plan.name: plan.label for plan in result.plans}
    said = []
    for pair in result.differences:
        first, second = labels[pair["first"]], labels[pair["second"]]
        parts = []
        for name, words, unit, more, less in DIFFERENCES:
            each = pair["second_less_first"].get(name)
            if not each or not each["pairs"] or each["mean"]["estimate"] is None:
                continue
            mean = each["mean"]
            way, count = (more, "first_lower") if mean["estimate"] > 0.0 else (less, "second_lower")
            ends = sorted(abs(mean[end]) for end in ("low", "high"))
            if mean["low"] == mean["high"] == 0.0:
                parts.append(f"{words} the same")
                continue
            if mean["low"] <= 0.0 <= mean["high"]:
                span = f"{mean['low']:,.0f} to {mean['high']:,.0f} {unit}".replace("-", "\u2212")
                parts.append(f"{words} not told apart ({span})")
                continue
            parts.append(
                f"{words} {abs(mean['estimate']):,.0f} {unit} ({ends[0]:,.0f} to {ends[1]:,.0f}) "
                f"{way}, in {share(each[count]['estimate'])} % of the flights"
            )
        if parts:
            said.append(f"{second} against {first}, flight by flight: {'; '.join(parts)}.")
    return said


def cause_words(plan: PlanOutcome) -> list[str]:
    """The unknown that moves each measure most, with its share of the variance."""
    said = []
    for name, words in CAUSES:
        found = (plan.answer["what_matters"].get(name) or {}).get("sobol")
        if not found or not found["total"]:
            continue
        top, each = next(iter(found["total"].items()))
        said.append(
            f"{_upper(words)} hangs most on the {unknown(top)}: {share(each['estimate'])} % "
            f"({share(each['low'])} to {share(each['high'])}) of its variance."
        )
    return said


def unknown(name: str) -> str:
    """What a dispersed parameter is, in words, with the burn or engines it belongs to."""
    stem, _, suffix = name.partition(".")
    known = PARAMETERS.get(stem)
    words = stem.replace("_", " ") if known is None else known.meaning.removeprefix("ln of the ")
    return f"{words}, {suffix.replace('_', ' ')}" if suffix else words


def campaign_answer(
    result: CampaignResult,
    shades: Sequence[str],
    corridors: Sequence[Size | None],
    confidence: float,
) -> str:
    """The first part of the page."""
    made = tag("p", text(lead(result, corridors)), class_="lead")
    made += tag("p", text(BRACKETS.format(confidence=100.0 * confidence)), class_="muted")
    for plan, shade in zip(result.plans, shades, strict=True):
        made += tiles(plan, shade)
    if told := difference_words(result):
        made += tag("h3", "What sets the plans apart") + paragraphs(told)
    for plan, corridor in zip(result.plans, corridors, strict=True):
        made += tag("h3", text(plan.label))
        made += paragraphs(plan_words(plan, corridor, result.samples))
    return made


def tiles(plan: PlanOutcome, shade: str) -> str:
    """The figures people ask for first, as a list of terms."""
    found, answer = [], plan.answer
    names = (
        ("outside_corridor", "outside the corridor"),
        ("keep_out", "too near to land"),
        ("reserve_touched", "reserve touched"),
    )
    for name, words in names:
        if each := answer["probabilities"].get(name):
            span = f"{share(each['low'])} to {share(each['high'])} %"
            found.append((words, f"{share(each['estimate'])} %", span))
    units = (("length_km", "length of the footprint", "km", 0),
             ("entry_angle_deg", "angle at the interface", "°", 2),
             ("margin_kg", "propellant beyond the reserve", "kg", 0))  # fmt: skip
    for name, words, unit, digits in units:
        each = answer["measures"].get(name)
        if each and each["count"]:
            median, low, high = (
                f"{each[k]:,.{digits}f}".replace("-", "\u2212") for k in ("median", "p05", "p95")
            )
            gap = "" if unit == "°" else " "
            found.append((words, f"{median}{gap}{unit}", f"90 %: {low} to {high}"))
    cells = tile_cells(found)
    swatch = tag("span", class_="swatch", style=f"background:{shade}")
    head = tag("p", swatch + text(plan.label), class_="whose")
    return head + tag("dl", cells, class_="tiles", style=f"--own:{shade}")
