"""The page of a campaign: how often something goes wrong, where debris falls, how measures are
distributed, which unknown matters, whether the flights were enough, and what was drawn.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.campaign.sampling.parameter import PARAMETERS
from sim.formats.json_text import read_json
from sim.report.figures.style import colours
from sim.report.page.campaign_answer import (
    Size,
    campaign_answer,
    cause_words,
    corridor_words,
    difference_words,
    lead,
    share,
)
from sim.report.page.campaign_chart import (
    LIMITS,
    campaign_map,
    distribution_charts,
    matters_charts,
    settling_charts,
)
from sim.report.page.chart import placeholder
from sim.report.page.document import document, read_manifest, read_yaml
from sim.report.page.html import (
    Section,
    folded,
    key_list,
    paragraphs,
    safe_colours,
    table,
    tag,
    text,
)
from sim.report.page.inputs import inputs_section
from sim.report.page.map import map_figure
from sim.report.page.provenance import grounds_section, left_out_section, manifest_section
from sim.report.results.campaign import CampaignResult
from sim.report.text.risk import percent

NOT_DRAWN = (
    "Only what the table of unknowns lists is drawn; everything else has the one value of the "
    "scenario. Probabilities hold for these distributions, many of which are assumptions.",
    "A campaign that begins at the burns takes the orbit there as known but for the errors "
    "listed; what the years before may bring is not in it.",
    "The stack falls apart in a fixed order at drawn altitudes; no other break-up is drawn.",
)
MAP = (
    "Where debris of all flights falls. Drag to move; zoom with the buttons, with Ctrl and "
    "the wheel, or with two fingers. Dots: some "
    "of the fragments over 15 J."
)
DIGITS = {"entry_angle_deg": 3, "delta_v_m_s": 2, "surviving_share": 3, "cross_km": 1}


def campaign_page(folder: Path) -> str:
    """Page of a folder that `campaign` wrote to its end."""
    result, found = CampaignResult.read(folder), read_json(folder / "answers.json")
    scenarios = {plan.label: read_yaml(folder / f"{plan.name}.yaml") for plan in result.plans}
    shades = safe_colours(colours(result.plans))
    corridors = [corridor_of(scenario) for scenario in scenarios.values()]
    charts: dict[str, Any] = {}
    answer = campaign_answer(result, shades, corridors, found["confidence"])
    parts = [Section("answer", "The answer", answer)]
    parts.append(Section("figures", "Side by side" if len(result.plans) > 1 else "Figures",
                         _figures(result, corridors)))  # fmt: skip
    if drawn := campaign_map(result, shades):
        layers, charts["map"] = drawn
        parts.append(Section("map", "Map", map_figure("map", MAP, layers, _legend(result))))
    if made := distribution_charts(result, shades):
        charts |= made
        parts.append(Section("distributions", "Distributions", _distributions(made)))
    if made := matters_charts(result, shades):
        charts |= made
        parts.append(Section("matters", "What matters most", _matters(result, shades, made)))
    made = settling_charts(result, shades)
    charts |= made
    parts.append(Section("enough", "Are the flights enough?", _enough(result, found, made)))
    parts.append(Section("drawn", "What was drawn", _drawn(scenarios)))
    manifest = read_manifest(folder)
    grounds = inputs_section(scenarios) + grounds_section(scenarios)
    parts += [
        Section("grounds", "Known and assumed", grounds),
        Section("left-out", "What is not in it", left_out_section(manifest, True, NOT_DRAWN)),
        Section("manifest", "How it was made", manifest_section(manifest)),
    ]
    heading = f"Campaign: {' and '.join(plan.label for plan in result.plans)}"
    stamp = ", ".join(f"{plan.name} {plan.facts['scenario_sha256'][:12]}" for plan in result.plans)
    version = found["campaign"]["version"]
    return document(heading, f"{stamp} · iss-deorbit {version}", parts, charts)


def campaign_summary(folder: Path) -> str:
    """What a campaign came to, for the page of the comparison it stands beside."""
    result = CampaignResult.read(folder)
    corridors = [corridor_of(read_yaml(folder / f"{plan.name}.yaml")) for plan in result.plans]
    said = [lead(result, corridors), *difference_words(result)]
    more = "The folder `campaign` holds a page of its own on these flights, report.html."
    return paragraphs([*said, more])


def corridor_of(scenario: Any) -> Size | None:
    """Length and width of a scenario's corridor in km; None where it has none."""
    given = scenario.get("campaign") if isinstance(scenario, Mapping) else None
    given = given.get("corridor") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping):
        return None
    sizes = []
    for key in ("length", "width"):
        value = given.get(key)
        value = value.get("value") if isinstance(value, Mapping) else value
        number, _, unit = str(value).partition(" ")
        try:
            sizes.append(float(number) * {"km": 1.0, "m": 1e-3, "": 1e-3}[unit.strip()])
        except (KeyError, ValueError):
            return None
    return sizes[0], sizes[1]


def _figures(result: CampaignResult, corridors: Sequence[Size | None]) -> str:
    """Probabilities and measures, a column a plan, and the difference of the first two."""
    labels = [plan.label for plan in result.plans]
    names = dict.fromkeys(n for plan in result.plans for n in plan.answer["probabilities"])
    rows = []
    for name in names:
        found = [plan.answer["probabilities"].get(name) for plan in result.plans]
        words = next(each["meaning"] for each in found if each)
        if name == "outside_corridor" and corridors[0]:
            words += f" ({corridor_words(corridors[0])})"
        rows.append((words, *("-" if each is None else _chance(each) for each in found)))
    made = table(["what may happen", *labels], rows, "Probabilities and their 95 % intervals")
    pair = result.differences[0] if result.differences else None
    heads = ["figure", *labels, *([] if pair is None else [f"{labels[1]} less {labels[0]}"])]
    names = dict.fromkeys(n for plan in result.plans for n in plan.answer["measures"])
    rows = []
    for name in names:
        found = [plan.answer["measures"].get(name) for plan in result.plans]
        words = f"{next(each['meaning'] for each in found if each)}{_unit(name)}"
        cells = [_spread(name, each) for each in found]
        if pair is not None:
            cells.append(_difference(name, pair["second_less_first"].get(name)))
        rows.append((words, *cells))
    caption = "Figures of the flights: median, and in brackets 5 to 95 % of the flights"
    if pair is not None:
        caption += "; of the difference flight by flight its mean and 95 % interval"
    whole = table(heads, rows, caption, range(1, len(heads)))
    return made + tag("div", whole, class_="wide")


def _chance(each: Mapping[str, Any]) -> str:
    if each["estimate"] == 0.0:
        return f"0 (at most {share(each['high'])} %)"
    return f"{share(each['estimate'])} % ({share(each['low'])} to {share(each['high'])})"


UNITS = ("km", "kg", "m_s", "deg", "m2", "s")


def _unit(name: str) -> str:
    shown = {"m_s": "m/s", "m2": "m²", "deg": "°"}
    unit = next((unit for unit in UNITS if name.endswith(f"_{unit}")), "")
    if name in ("entry_time_s", "end_time_s"):
        return " (UTC; difference in h)"
    return f" ({shown.get(unit, unit)})" if unit else ""


def _number(name: str, value: float) -> str:
    if name == "expected_casualties":
        return f"{value:.1e}" if value else "0"
    return f"{value:,.{DIGITS.get(name, 0)}f}".replace("-", "\u2212")


def _spread(name: str, each: Mapping[str, Any] | None) -> str:
    if not each or not each["count"]:
        return "-"
    keys = ("median", "p05", "p95")
    if name in ("entry_time_s", "end_time_s"):
        median, first, last = (str(each[f"{key}_utc"]) for key in keys)
        same = first[:10] == last[:10]
        ends = (first[11:16], last[11:16]) if same else (first[5:16], last[5:16])
        return f"{median[:16]}\n({ends[0]} to {ends[1]})".replace("T", " ")
    told = [_number(name, each[key]) for key in keys]
    return f"{told[0]} ({told[1]} to {told[2]})"


def _difference(name: str, each: Mapping[str, Any] | None) -> str:
    if not each or not each["pairs"] or each["mean"]["estimate"] is None:
        return "-"
    values = [each["mean"][key] for key in ("estimate", "low", "high")]
    if name in ("entry_time_s", "end_time_s"):
        told = [f"{value / 3600.0:,.2f}".replace("-", "\u2212") for value in values]
    else:
        told = [_number(name, value) for value in values]
    return f"{told[0]} ({told[1]} to {told[2]})"


def _legend(result: CampaignResult) -> list[str]:
    rings = next(p.answer["debris"]["contours"] for p in result.plans if p.answer["debris"])
    shares = ", ".join(percent(each["share"]) for each in rings)
    limits = ", ".join(f"{km:.0f} km from {land}" for land, km in LIMITS)
    return [
        f"closed lines hold {shares} of all fragments of all flights (full, dashed, dotted)",
        "○ aim of a plan, + Point Nemo",
        f"grey dashed and dotted: {limits}",
    ]


def _distributions(made: Mapping[str, Any]) -> str:
    tabs = ""
    for kind, label in (("histogram", "histograms"), ("cumulative", "cumulative")):
        inner = "".join(
            placeholder(name, chart["x"]["label"])
            for name, chart in made.items()
            if name.endswith(f"_{kind}")
        )
        tabs += tag("div", tag("div", inner, class_="panels"), data_tab=label)
    return tag("div", tabs, data_tabs="")


def _matters(result: CampaignResult, shades: Sequence[str], made: Mapping[str, Any]) -> str:
    said = ""
    for plan in result.plans:
        told = cause_words(plan)
        if told:
            said += tag("p", tag("strong", text(f"{plan.label}: ")) + text(" ".join(told)))
    how = (
        "A bar is the share of a figure's variance that would be gone if that one unknown were "
        "known, with what it does together with others (total Sobol index); the thin line its 95 % "
        "interval. No bar: among the lesser ones for that plan."
    )
    panels = "".join(placeholder(name, chart["title"]) for name, chart in made.items())
    plans = key_list([(p.label, c) for p, c in zip(result.plans, shades, strict=True)])
    return said + paragraphs([how]) + plans + tag("div", panels, class_="panels")


def _enough(result: CampaignResult, found: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    how = found["campaign"]
    said = [
        f"{result.samples:,} flights of each plan were drawn by the method “{how['method']}” with "
        f"seed {how['seed']}; with their weights they are worth {found['effective_samples']:,.0f} "
        "independent ones. All plans meet the same draws, flight by flight."
    ]
    for plan in result.plans:
        told = ", ".join(f"{n:,} {_status(s)}" for s, n in plan.answer["status"].items())
        bad = plan.answer["failed"]
        count = f"{bad:,} could not be flown" if bad else "there is none that could not be flown"
        said.append(f"{plan.label}: {told}; {count}.")
    said.append("How the answers settle as flights are added (shaded: 95 % interval):")
    panels = "".join(placeholder(name, chart["y"]["label"]) for name, chart in made.items())
    return paragraphs(said if made else said[:-1]) + tag("div", panels, class_="panels")


def _status(status: str) -> str:
    words = {"impact": "came down", "in_orbit": "stayed in orbit"}
    return words.get(status, status.replace("_", " "))


def _plain(name: object) -> str:
    return str(name).replace("_", " ")


def _drawn(scenarios: Mapping[str, Any]) -> str:
    """Every dispersion with its law and what that rests on; plans share them."""
    rows: dict[str, tuple[str, ...]] = {}
    for scenario in scenarios.values():
        given = scenario.get("campaign") if isinstance(scenario, Mapping) else None
        for name, each in ((given or {}).get("dispersions") or {}).items():
            law = next((key for key, v in each.items() if isinstance(v, Mapping) and key not in
                        ("correlated", "proposal")), "")  # fmt: skip
            numbers = ", ".join(f"{key} {value}" for key, value in (each.get(law) or {}).items())
            kind = "assumption" if each.get("assumption") else "source"
            known = PARAMETERS.get(str(name).partition(".")[0])
            linked = (each.get("correlated") or {}).items()
            goes = ", ".join(f"{_plain(other)} (correlation {r:g})" for other, r in linked)
            goes = f"\ngoes along with {goes}" if goes else ""
            rows[name] = (
                _plain(name),
                "" if known is None else known.meaning,
                f"{law.replace('_', ' ')}: {numbers}{goes}",
                kind,
                str(each.get(kind) or ""),
            )
    if not rows:
        return paragraphs(["The scenarios name no distribution."])
    heads = ["unknown", "what it is", "distribution", "kind", "rests on"]
    assumed = sum(row[3] == "assumption" for row in rows.values())
    said = f"{len(rows)} unknowns are drawn; {assumed} of their distributions are assumptions."
    body = tag("div", table(heads, rows.values(), "Unknowns that are drawn"), class_="prov")
    return paragraphs([said]) + folded("Show all unknowns and their distributions", body)
