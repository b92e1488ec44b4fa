"""One page on a folder of results, `report.html`: the answer first, then figures that move, the
tables behind them, what they rest on, and how they were made.

It is made from the files of the folder alone, so the same files make the same page; it holds all it
needs (no address is ever loaded), and nothing a scenario says can become markup or script.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.formats.json_text import read_json
from sim.report.figures.footprint_map import STAGE_WORDS, STAGES
from sim.report.figures.style import colours
from sim.report.page.answer import answer, burns_table
from sim.report.page.campaign import campaign_summary
from sim.report.page.chart import (
    BUDGET,
    budget_chart,
    decay_chart,
    entry_charts,
    placeholder,
    suns_words,
    timeline_chart,
)
from sim.report.page.document import document, read_manifest, read_yaml
from sim.report.page.failure import failure_section, read_failures
from sim.report.page.html import (
    Section,
    folded,
    key_list,
    paragraphs,
    safe_colours,
    shown,
    table,
    tag,
)
from sim.report.page.inputs import inputs_section
from sim.report.page.map import flight_legend, flight_map, map_figure
from sim.report.page.provenance import grounds_section, left_out_section, manifest_section
from sim.report.results.comparison import cells, comparison, headings
from sim.report.results.run import RunResult
from sim.report.text.risk import debris_rows


def run_page(folder: Path) -> str:
    """Page of one flight."""
    run = RunResult.read(folder)
    heading = str(run.summary.get("title") or run.label)
    return _flights([run], heading, read_manifest(folder), [folder])


def comparison_page(folder: Path) -> str:
    """Page of several flights side by side."""
    names = read_json(folder / "comparison.json")["scenarios"]
    runs = [RunResult.read(folder / name) for name in names]
    heading = " and ".join(run.label for run in runs)
    folders, campaign = [folder / name for name in names], folder / "campaign"
    beside = campaign_summary(campaign) if (campaign / "answers.json").is_file() else ""
    return _flights(runs, heading, read_manifest(folder), folders, beside)


def _flights(
    runs: Sequence[RunResult],
    heading: str,
    manifest: Mapping[str, Any],
    folders: Sequence[Path],
    beside: str = "",
) -> str:
    """Page of flights, each with its folder; `beside` tells of a campaign of the same plans."""
    scenarios = [read_yaml(folder / "scenario.yaml") for folder in folders]
    shades = safe_colours(colours(runs))
    summaries = [run.summary for run in runs]
    charts: dict[str, Any] = {}
    parts = [Section("answer", "The answer", answer(summaries, shades))]
    if len(runs) > 1:
        parts.append(Section("figures", "Side by side", _side_by_side(summaries)))
    parts.append(Section("timeline", "Timeline", _timeline(runs, shades, charts)))
    if profiles := _profiles(runs, shades, charts):
        parts.append(Section("entry", "Re-entry", profiles))
    if drawn := flight_map(runs, shades):
        layers, charts["map"] = drawn
        caption = (
            "Ground track, debris and distances to land. Drag to move; zoom with the buttons, with "
            "Ctrl and the wheel, or with two fingers; point at a fragment to see what it is."
        )
        figure = map_figure("map", caption, layers, flight_legend(runs))
        parts.append(Section("map", "Map", figure + _stages(runs)))
    if beside:
        parts.append(Section("campaign", "With errors drawn", beside))
    if failed := _failures(runs, summaries, folders, charts):
        parts.append(Section("failures", "If the last burn fails", failed))
    parts.append(Section("decay", "Descent", _descent(runs, shades, charts)))
    if bars := budget_chart(runs):
        charts["budget"] = bars
        body = placeholder("budget", "Propellant by what it went into") + key_list(BUDGET)
        parts.append(Section("budget", "Propellant", body + folded("By tank", _tanks(summaries))))
    if risk := _risk(summaries):
        parts.append(Section("debris", "Debris and risk", risk))
    entered = any(s["entry_interface"] for s in summaries)
    labels = {run.label: scenario for run, scenario in zip(runs, scenarios, strict=True)}
    parts += [
        Section("grounds", "Known and assumed", inputs_section(labels) + grounds_section(labels)),
        Section("left-out", "What is not in it", left_out_section(manifest, entered)),
        Section("manifest", "How it was made", manifest_section(manifest)),
    ]
    said = [str(s.get("scenario_sha256") or "")[:12] for s in summaries]
    names = ", ".join(
        f"{s['scenario']} {digest}" for s, digest in zip(summaries, said, strict=True)
    )
    return document(
        heading, f"{names} · iss-deorbit {summaries[0].get('version', '')}", parts, charts
    )


def _side_by_side(summaries: Sequence[dict[str, Any]]) -> str:
    compared = comparison(summaries)
    heads = ["figure", *headings(compared)[1:]]
    caption = "Figures of the plans; a difference is the other plan less the first one"
    whole = table(heads, cells(compared), caption, range(1, len(heads)))
    return folded(f"Show all {len(cells(compared))} figures", whole)


def _timeline(runs: Sequence[RunResult], shades: Sequence[str], charts: dict[str, Any]) -> str:
    charts["timeline"] = timeline_chart(runs, shades)
    caption = "Phases and burns; drag across a stretch of time to look closer"
    return placeholder("timeline", caption) + "".join(burns_table(run.summary) for run in runs)


def _failures(
    runs: Sequence[RunResult],
    summaries: Sequence[dict[str, Any]],
    folders: Sequence[Path],
    charts: dict[str, Any],
) -> str:
    """What follows if a last burn fails; nothing where no flight burns."""
    if not any(summary["burns"] for summary in summaries):
        return ""
    found = [(run.label, read_failures(folder)) for run, folder in zip(runs, folders, strict=True)]
    return failure_section(found, charts)


def _descent(runs: Sequence[RunResult], shades: Sequence[str], charts: dict[str, Any]) -> str:
    """The descent by date, and in words what another Sun would change."""
    charts["decay"] = decay_chart(runs, shades)
    caption = "Mean altitude between perigee (below) and apogee (above)"
    if any(run.forecast is not None for run in runs):
        caption += "; dashed: under a quiet Sun (5 % of the forecast) and an active one (95 %)"
    said = [told for run in runs if (told := suns_words(run, len(runs) > 1))]
    return placeholder("decay", caption) + paragraphs(said)


def _profiles(runs: Sequence[RunResult], shades: Sequence[str], charts: dict[str, Any]) -> str:
    """Panels by time and by altitude, one of the two sets shown at a time."""
    made = entry_charts(runs, shades)
    charts |= made
    tabs = ""
    for other, label in (("time", "by time"), ("altitude", "by altitude")):
        inner = "".join(
            placeholder(name, f"{chart['y']['label']} {label}")
            for name, chart in made.items()
            if name.endswith(f"_by_{other}")
        )
        if inner:
            tabs += tag("div", tag("div", inner, class_="panels"), data_tab=label)
    return tag("div", tabs, data_tabs="") if tabs else ""


def _stages(runs: Sequence[RunResult]) -> str:
    """Colours of the fragments, which tell the stage of release on the map of one run."""
    if len(runs) > 1 or runs[0].fragments is None:
        return ""
    return key_list([(STAGE_WORDS[name], colour) for name, colour in STAGES.items()])


def _tanks(summaries: Sequence[dict[str, Any]]) -> str:
    made = ""
    for each in summaries:
        rows = [
            (name, *(f"{tank[k]:,.0f}" for k in ("start_kg", "used_kg", "end_kg")),
             "aboard" if tank["aboard_at_end"] else "left")
            for name, tank in each["propellant"]["by_tank"].items()
        ]  # fmt: skip
        caption = f"{each.get('label') or each['scenario']}: propellant by tank"
        heads = ["tank", "loaded, kg", "burned, kg", "at the end, kg", "vehicle at the end"]
        made += table(heads, rows, caption, (1, 2, 3))
    return made


def _risk(summaries: Sequence[dict[str, Any]]) -> str:
    """Rows of text on the debris, a column a flight; and the requirements."""
    kept = [s for s in summaries if s.get("debris")]
    if not kept:
        return ""
    labels = [shown(s.get("label") or s["scenario"]) for s in kept]
    told = [dict(debris_rows(s["debris"])) for s in kept]
    rows = [(head, *(each.get(head, "-") for each in told)) for head in told[0]]
    made = table(["of the debris", *labels], rows, "What becomes of the debris")
    for label, each in zip(labels, kept, strict=True):
        failed = [
            (
                f["name"].replace("_", " "),
                f"{f['probability']:.3g}",
                f["leads_to"].replace("_", " "),
                f["source"],
            )
            for f in each["debris"]["failures"]
        ]
        if failed:
            heads = ["failure", "probability", "leads to", "rests on"]
            made += folded(
                f"{label}: failures", table(heads, failed, f"{label}: failures counted", (1,))
            )
        asked = [
            (r["clause"], r["text"], _number(r["value"]), _number(r["limit"]), _met(r["met"]))
            for r in each["debris"]["requirements"]
        ]
        if asked:
            heads = ["clause", "requirement", "value", "limit", "met"]
            caption = f"{label}: NASA-STD-8719.14C, 4.7-1"
            made += folded(f"{label}: requirements", table(heads, asked, caption, (2, 3)))
    return made


def _number(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['likely']:.3g} ({value['low']:.3g} to {value['high']:.3g})"
    return "-" if value is None else f"{value:.4g}"


def _met(value: bool | None) -> str:
    return "open" if value is None else "yes" if value else "no"
