"""The page of a campaign: how often a limit is violated, where debris falls, what drives the
variance, whether the flights suffice, how measures are distributed, what came of each burn, and
what is dispersed.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.campaign.analysis.figures import (
    DifferenceFigures,
    MeasureFigures,
    ProbabilityFigures,
    known_interval,
    known_quantiles,
)
from sim.campaign.sampling.parameter import PARAMETERS
from sim.report.colours import assign_colours
from sim.report.page.about import page_heading
from sim.report.page.campaign_answer import campaign_answer, campaign_figures
from sim.report.page.campaign_charts import (
    campaign_map,
    convergence_charts,
    distribution_charts,
    variance_charts,
)
from sim.report.page.chart import placeholder
from sim.report.page.decisions import decisions_section
from sim.report.page.document import document, read_yaml
from sim.report.page.maps.svg_map import limits_legend, map_figure
from sim.report.page.markup import (
    Section,
    folded,
    key_list,
    paragraphs,
    safe_colours,
    table,
    tag,
    text,
)
from sim.report.page.story import Story, source_sections
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.results.contents import CampaignFigures
from sim.report.results.provenance import read_manifest
from sim.report.text.campaign import (
    Size,
    campaign_lead,
    cause_sentences,
    corridor_words,
    pair_sentences,
    short_percent,
)
from sim.report.text.debris import share_words
from sim.report.text.dependence import dependences
from sim.report.text.formatting import (
    MISSING,
    number,
    spaced,
    typographic_minus,
    utc_minutes,
)
from sim.report.text.names import parameter_name
from sim.report.text.requirements import HEADS, STANDARD, verdicts

Charts = dict[str, Any]

LOOP = {
    "replan": "The burns left are planned again before each burn from what the control centre has "
    "measured; it is one control centre, with the times, errors and rules of the scenario. Rates "
    "of the attitude are not simulated.",
    "clock": "Burns are ignited at the dates and cut off as first planned, whatever the flight "
    "does; no control centre flies like that.",
    "orbit": "Flights are neither open nor closed loop: burns of a plan are ignited at their place "
    "on the true orbit and cut off at its true perigee but for the errors listed, better than any "
    "vehicle can know them, and no burn is planned anew after the one before.",
}
"""What each law of guidance leaves out."""
NOT_DISPERSED = (
    "Only the parameters listed on this page are dispersed; all others have the value of the "
    "scenario. Probabilities hold for these distributions, many of which are assumptions.",
    "A campaign that begins at the burns takes the orbit there as known but for the errors "
    "listed; dispersions of the years before are not included.",
    "The stages of the break-up keep their order at dispersed altitudes; no other break-up is "
    "considered.",
)
MAP = (
    "Debris of all flights. Drag to move; zoom with the buttons, with Ctrl and the wheel, or with "
    "two fingers. Dots: some of the fragments over 15 J."
)
DIGITS = {"entry_angle_deg": 3, "delta_v_m_s": 2, "surviving_share": 3, "cross_km": 1}
DATES = ("entry_time_s", "end_time_s")
"""Measures that are dates."""


def campaign_page(folder: Path) -> str:
    """Page of a folder that `campaign` wrote to its end."""
    result = CampaignResult.read(folder)
    answers = result.answers
    scenarios = {plan.label: read_yaml(folder / f"{plan.name}.yaml") for plan in result.plans}
    colours = safe_colours(assign_colours(result.plans))
    corridors = [corridor_of(scenario) for scenario in scenarios.values()]
    charts: Charts = {}
    answer = campaign_answer(result, corridors, answers["confidence"])
    figures = "Side by side" if len(result.plans) > 1 else "Figures"
    laws = [_law(plan, scenarios[plan.label]) for plan in result.plans]
    left = (*(LOOP[law] for law in dict.fromkeys(laws)), *NOT_DISPERSED)
    answered = Section("answer", "How often would it go wrong?", answer, "The answer")
    said = campaign_figures(result, colours, corridors) + _figures(result, corridors)
    story = Story(
        answer=[
            answered,
            Section("map", "Where the debris falls", _map(result, colours, charts), "Map"),
        ],
        why=[
            Section("figures", figures, said),
            Section("matters", "Causes of the variance", _variance(result, colours, charts)),
        ],
        sure=[
            Section(
                "enough",
                "How sure it is: whether the flights suffice",
                _convergence(result, answers, colours, charts),
                "How sure",
            ),
            Section("distributions", "Distributions", _distributions(result, colours, charts)),
        ],
        fails=[
            Section(
                "decisions",
                "If a burn fails or waits",
                decisions_section(result, charts),
                "Failure",
            )
        ],
    )
    drawn = Section("drawn", "Dispersed parameters", _dispersions(scenarios))
    sources = source_sections(scenarios, read_manifest(folder), True, left)
    titles = [str(plan.facts.get("title") or plan.label) for plan in result.plans]
    heading = page_heading(list(scenarios.values()), titles, "campaign")
    names = ", ".join(f"{plan.name} {plan.facts['scenario_sha256'][:12]}" for plan in result.plans)
    stamp = f"{names} · iss-deorbit {answers['campaign']['version']}"
    shown = [*story.sections(), drawn, *sources]
    return document(heading, stamp, shown, charts, dependences(answers["campaign"]["plans"]))


def campaign_summary(folder: Path) -> str:
    """Results of a campaign for the page of the comparison of the same plans."""
    result = CampaignResult.read(folder)
    corridors = [corridor_of(read_yaml(folder / f"{plan.name}.yaml")) for plan in result.plans]
    more = "The folder `campaign` holds a page of its own on these flights, report.html."
    return paragraphs([campaign_lead(result, corridors), *pair_sentences(result), more])


def _law(plan: PlanOutcome, scenario: Any) -> str:
    """Law by which the burns of a plan were guided: only planned ones have outcomes."""
    if "aimed" in plan.answer["probabilities"]:
        return "replan"
    given = scenario.get("guidance") if isinstance(scenario, Mapping) else None
    clock = isinstance(given, Mapping) and given.get("law") == "clock"
    return "clock" if clock else "orbit"


def corridor_of(scenario: Any) -> Size | None:
    """Length and width of the corridor of a scenario in km; None where it has none."""
    section = scenario.get("campaign") if isinstance(scenario, Mapping) else None
    section = section.get("corridor") if isinstance(section, Mapping) else None
    if not isinstance(section, Mapping):
        return None
    sizes = []
    for key in ("length", "width"):
        value = section.get(key)
        value = value.get("value") if isinstance(value, Mapping) else value
        number, _, unit = str(value).partition(" ")
        try:
            sizes.append(float(number) * {"km": 1.0, "m": 1e-3, "": 1e-3}[unit.strip()])
        except (KeyError, ValueError):
            return None
    return sizes[0], sizes[1]


def _map(result: CampaignResult, colours: Sequence[str], charts: Charts) -> str:
    """The map of all plans; nothing if no debris comes down."""
    drawn = campaign_map(result, colours)
    if drawn is None:
        return ""
    layers, charts["map"] = drawn
    return map_figure("map", MAP, layers, _legend(result))


def _figures(result: CampaignResult, corridors: Sequence[Size | None]) -> str:
    """Probabilities and measures, a column a plan, and the difference of the first two."""
    labels = [plan.label for plan in result.plans]
    chances = list(_chance_rows(result, corridors))
    body = table(["event", *labels], chances, "Probabilities and their 95 % intervals")
    for plan in result.plans:
        if clauses := plan.answer.get("requirements"):
            body += table(HEADS, verdicts(clauses), f"{plan.label}: {STANDARD}, over all flights")
    heads, caption = ["figure", *labels], "Figures of the flights: median, and in brackets the 5th "
    caption += "and 95th percentile of the flights"
    if result.differences:
        heads.append(f"{labels[1]} less {labels[0]}")
        caption += "; of the difference flight by flight its mean and 95 % interval"
    measures = table(heads, _measure_rows(result), caption, range(1, len(heads)))
    return body + tag("div", measures, class_="wide")


def _chance_rows(
    result: CampaignResult, corridors: Sequence[Size | None]
) -> Iterator[tuple[str, ...]]:
    answers = [plan.answer["probabilities"] for plan in result.plans]
    for name in dict.fromkeys(name for chances in answers for name in chances):
        words = next(chances[name]["meaning"] for chances in answers if name in chances)
        if name == "outside_corridor" and corridors[0]:
            words += f" ({corridor_words(corridors[0])})"
        cells = (chances.get(name) for chances in answers)
        yield words, *(MISSING if chance is None else _chance(chance) for chance in cells)


def _measure_rows(result: CampaignResult) -> Iterator[tuple[str, ...]]:
    answers = [plan.answer["measures"] for plan in result.plans]
    for name in dict.fromkeys(name for measures in answers for name in measures):
        words = next(measures[name]["meaning"] for measures in answers if name in measures)
        cells = [_spread(name, measures.get(name)) for measures in answers]
        for pair in result.differences[:1]:
            cells.append(_difference(name, pair["second_less_first"].get(name)))
        yield f"{words}{_unit(name)}", *cells


def _chance(chance: ProbabilityFigures) -> str:
    low, high = short_percent(chance["low"]), short_percent(chance["high"])
    if chance["estimate"] == 0.0:
        return f"0 (at most {high} %)"
    return f"{short_percent(chance['estimate'])} % ({low} to {high})"


UNITS = {"km": "km", "kg": "kg", "m_s": "m/s", "deg": "°", "m2": "m²", "s": "s"}
"""Units as names end, and as they are written."""


def _unit(name: str) -> str:
    if name in DATES:
        return " (UTC; difference in h)"
    unit = next((words for ending, words in UNITS.items() if name.endswith(f"_{ending}")), "")
    return f" ({unit})" if unit else ""


def _measure(name: str, value: float) -> str:
    if name.endswith("expected_casualties"):
        return f"{value:.1e}" if value else "0"
    return typographic_minus(number(value, digits=DIGITS.get(name, 0)))


def _spread(name: str, measure: MeasureFigures | None) -> str:
    if not measure or not measure["count"]:
        return MISSING
    if name in DATES:
        keys = ("median_utc", "p05_utc", "p95_utc")
        median, first, last = (str(measure.get(key)) for key in keys)
        same_day = first[:10] == last[:10]
        ends = (first[11:16], last[11:16]) if same_day else (first[5:16], last[5:16])
        return f"{utc_minutes(median)}\n({' to '.join(ends).replace('T', ' ')})"
    quantiles = known_quantiles(measure)
    if quantiles is None:
        return MISSING
    low, median, high = (_measure(name, value) for value in quantiles)
    return f"{median} ({low} to {high})"


def _difference(name: str, answer: DifferenceFigures | None) -> str:
    values = known_interval(answer["mean"]) if answer and answer["pairs"] else None
    if values is None:
        return MISSING
    if name in DATES:
        mean, low, high = (
            typographic_minus(number(value / 3600.0, "h", digits=2)) for value in values
        )
    else:
        mean, low, high = (_measure(name, value) for value in values)
    return f"{mean} ({low} to {high})"


def _legend(result: CampaignResult) -> list[str]:
    rings = next(plan.debris["contours"] for plan in result.plans if plan.answer["debris"])
    held = " and ".join(share_words(ring["share"]) for ring in rings)
    guided = "aimed" in result.plans[0].answer["probabilities"]
    whom = "the flights at their aim on the planned pass" if guided else "all flights"
    return [
        f"closed lines hold {held} of {whom} (full, dashed, dotted)",
        "○ aim point of a plan, + Point Nemo",
        limits_legend(),
    ]


def _distributions(result: CampaignResult, colours: Sequence[str], charts: Charts) -> str:
    """Histograms and cumulative curves in two tabs; nothing if no measure varies."""
    drawn = distribution_charts(result, colours)
    charts |= drawn
    tabs = ""
    for kind, label in (("histogram", "histograms"), ("cumulative", "cumulative")):
        panels = "".join(
            placeholder(name, chart["x"]["label"])
            for name, chart in drawn.items()
            if name.endswith(f"_{kind}")
        )
        tabs += tag("div", tag("div", panels, class_="panels"), data_tab=label)
    return tag("div", tabs, data_tabs="") if drawn else ""


def _variance(result: CampaignResult, colours: Sequence[str], charts: Charts) -> str:
    """Causes of the variance in words and bars; nothing if there are none."""
    drawn = variance_charts(result, colours)
    charts |= drawn
    if not drawn:
        return ""
    body = ""
    for plan in result.plans:
        if sentences := cause_sentences(plan):
            words = tag("strong", text(f"{plan.label}: ")) + text(" ".join(sentences))
            body += tag("p", words)
    how = (
        "A bar is the share of the variance of a figure that would vanish if that parameter were "
        "known, interactions included (total Sobol index); the thin line is its 95 % interval. No "
        "bar: a lesser share in that plan."
    )
    panels = "".join(placeholder(name, chart["title"]) for name, chart in drawn.items())
    keys = key_list([(p.label, c) for p, c in zip(result.plans, colours, strict=True)])
    return body + paragraphs([how]) + keys + tag("div", panels, class_="panels")


def _convergence(
    result: CampaignResult, answers: CampaignFigures, colours: Sequence[str], charts: Charts
) -> str:
    """Method and number of the flights, their ends, and estimates as flights are added."""
    campaign = answers["campaign"]
    sentences = [
        f"{result.samples:,} flights of each plan, sampled by the method “{campaign['method']}” "
        f"with seed {campaign['seed']}; the effective number of independent flights is "
        f"{answers['effective_samples']:,.0f}. All plans have the same draws, flight by flight."
    ]
    for plan in result.plans:
        ends = ", ".join(f"{n:,} {_status(s)}" for s, n in plan.answer["status"].items())
        failed = plan.answer["failed"]
        count = f"{failed:,} failed numerically" if failed else "none failed numerically"
        sentences.append(f"{plan.label}: {ends}; {count}.")
    drawn = convergence_charts(result, colours)
    charts |= drawn
    if drawn:
        sentences.append("Estimates as flights are added (shaded: 95 % interval):")
    panels = "".join(placeholder(name, chart["y"]["label"]) for name, chart in drawn.items())
    return paragraphs(sentences) + tag("div", panels, class_="panels")


def _status(status: str) -> str:
    words = {"impact": "reached the ground", "in_orbit": "stayed in orbit"}
    return words.get(status, spaced(status))


def _dispersions(scenarios: Mapping[str, Any]) -> str:
    """Every dispersion with its distribution and its source or assumption; plans share them."""
    rows: dict[str, tuple[str, ...]] = {}
    for scenario in scenarios.values():
        campaign = scenario.get("campaign") if isinstance(scenario, Mapping) else None
        for name, dispersion in ((campaign or {}).get("dispersions") or {}).items():
            rows[name] = _dispersion_row(str(name), dispersion)
    if not rows:
        return paragraphs(["The scenarios give no distribution."])
    heads = ["parameter", "meaning", "distribution", "kind", "basis"]
    assumed = sum(row[3] == "assumption" for row in rows.values())
    count = f"{len(rows)} parameters are dispersed; {assumed} of the distributions are assumptions."
    body = tag("div", table(heads, rows.values(), "Dispersed parameters"), class_="prov")
    return paragraphs([count]) + folded("Show all parameters and their distributions", body)


def _dispersion_row(name: str, dispersion: Mapping[str, Any]) -> tuple[str, ...]:
    """Name, meaning, distribution with correlations, kind of its basis, and the basis."""
    options = ("correlated", "proposal")
    law = next(
        (key for key, v in dispersion.items() if isinstance(v, Mapping) and key not in options), ""
    )
    numbers = ", ".join(f"{key} {value}" for key, value in (dispersion.get(law) or {}).items())
    kind = "assumption" if dispersion.get("assumption") else "source"
    parameter = PARAMETERS.get(name.partition(".")[0])
    correlated = (dispersion.get("correlated") or {}).items()
    others = ", ".join(f"{parameter_name(str(other))} ({r:g})" for other, r in correlated)
    return (
        parameter_name(name),
        "" if parameter is None else parameter.meaning,
        f"{spaced(law)}: {numbers}" + (f"\ncorrelated with {others}" if others else ""),
        kind,
        str(dispersion.get(kind) or ""),
    )
