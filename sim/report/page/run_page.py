"""The page `report.html` of one or several flights: the answer first, then figures that move, the
tables behind them, what they rest on, and how they were made.

It is made from the files of the folder alone, so the same files make the same page; it holds all it
needs (no address is ever loaded), and nothing in a scenario can become markup or script.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.entry.figures import DebrisFigures, FailureFigures
from sim.report.colours import STAGES, assign_colours
from sim.report.page.about import page_heading
from sim.report.page.campaign_page import campaign_summary
from sim.report.page.chart import placeholder
from sim.report.page.document import document, read_yaml
from sim.report.page.failures import failure_section
from sim.report.page.maps.globe import globe_figure
from sim.report.page.maps.run_map import flight_legend, flight_map
from sim.report.page.maps.svg_map import map_figure
from sim.report.page.markup import (
    Section,
    folded,
    key_list,
    paragraphs,
    safe_colours,
    table,
    tag,
    text,
    visible,
)
from sim.report.page.motion.section import motion_section
from sim.report.page.run_answer import UNBROKEN, answer, burns_table, figures
from sim.report.page.run_charts import (
    budget_chart,
    decay_chart,
    entry_charts,
    phase_bars,
    timeline_chart,
)
from sim.report.page.story import Story, source_sections
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.contents import RunFigures
from sim.report.results.failures import FailureMap
from sim.report.results.provenance import read_manifest
from sim.report.results.run import RunResult
from sim.report.series.propellant import PARTS
from sim.report.text.comparison import cells, compare_summaries, headings
from sim.report.text.debris import STAGE_WORDS, debris_rows
from sim.report.text.dependence import dependences
from sim.report.text.disposals import (
    DISPOSAL_HEADS,
    DISPOSAL_NUMBERS,
    disposal_rows,
    disposal_sentences,
)
from sim.report.text.flight import solar_activity_sentence
from sim.report.text.formatting import MISSING, long_date, number, significant
from sim.report.text.names import human_name, place_name
from sim.report.text.propellant import margin_sentences
from sim.report.text.requirements import (
    BURN_HEADS,
    CUT_OFF_HEADS,
    HEADS,
    STANDARD,
    burn_rows,
    cut_off_rows,
    debris_verdicts,
    reliability_sentences,
)

Charts = dict[str, Any]
ANSWER = "The answer"
DANGER = "Is anybody on the ground in danger?"
Summary = RunFigures

TIMELINE = (
    "Phases, numbered in order where a name has no room, and burns; two shades only set neighbours "
    "apart. Drag across a stretch of time to zoom in, or choose one; the last days hold most of it."
)
TERMINAL_FALL = (
    "Near the ground the deceleration by drag stays at 1 g: there the intact stack falls at its "
    "terminal speed, and drag carries its weight."
)
MAP = (
    "Ground track, debris and distances to land. Drag to move; zoom with the buttons, with Ctrl "
    "and the wheel, or with two fingers; point at a fragment to see what it is."
)


def run_page(folder: Path) -> str:
    """Page of one flight."""
    return _flights_page([RunResult.read(folder)], read_manifest(folder), [folder])


def comparison_page(folder: Path) -> str:
    """Page of several flights side by side."""
    runs = ComparisonResult.read(folder).runs
    folders, campaign = [folder / run.name for run in runs], folder / "campaign"
    beside = campaign_summary(campaign) if (campaign / "answers.json").is_file() else ""
    return _flights_page(runs, read_manifest(folder), folders, beside)


def _flights_page(
    runs: Sequence[RunResult],
    manifest: Mapping[str, Any],
    folders: Sequence[Path],
    beside: str = "",
) -> str:
    """Page of flights, each with its folder; `beside` is about a campaign of the same plans."""
    colours = safe_colours(assign_colours(runs))
    summaries = [run.summary for run in runs]
    charts: Charts = {}
    fallen = any(summary.get("debris") for summary in summaries)
    first = answer(summaries, globe_figure(runs, colours)) + _explore_line(runs)
    why = "Why the plans differ" if len(runs) > 1 else "In figures"
    where = _map(runs, colours, charts)  # holds the land that later maps copy
    if_it_fails = _failures(runs, folders, charts) + _burn_failures(summaries)
    story = Story(
        answer=[
            Section("answer", DANGER if fallen else ANSWER, first, ANSWER),
            Section("map", "Where the debris falls", where, "Map"),
        ],
        why=[Section("figures", why, figures(summaries, colours) + _side_by_side(summaries))],
        sure=[
            Section("campaign", "How sure it is: dispersed flights", beside, "How sure"),
            Section("debris", "Debris and risk", _risk(summaries)),
        ],
        fails=[Section("failures", "If the final burn fails", if_it_fails)],
        descent=[
            Section("timeline", "The descent", _timeline(runs, colours, charts)),
            Section("decay", "Altitude", _descent(runs, colours, charts)),
            Section("entry", "Re-entry", _profiles(runs, colours, charts)),
            Section("motion", "How the stack turned", motion_section(runs, charts), "Attitude"),
            Section("budget", "Propellant", _budget(runs, charts)),
            Section("disposals", "Ships that left", _ships(summaries)),
        ],
    )
    scenarios = {
        run.label: read_yaml(folder / "scenario.yaml")
        for run, folder in zip(runs, folders, strict=True)
    }
    entered = any(summary["entry_interface"] for summary in summaries)
    sections = [*story.sections(), *source_sections(scenarios, manifest, entered)]
    names = ", ".join(
        f"{s['scenario']} {str(s.get('scenario_sha256') or '')[:12]}" for s in summaries
    )
    stamp = f"{names} · iss-deorbit {summaries[0].get('version', '')}"
    heading = page_heading(list(scenarios.values()), [run.title for run in runs])
    return document(heading, stamp, sections, charts, dependences(summaries))


def _explore_line(runs: Sequence[RunResult]) -> str:
    """The command that opens the same flights with controls; nothing where no burn aims debris."""
    if not all(run.summary["burns"] and run.summary.get("debris") for run in runs):
        return ""
    files = [f"{run.name}/scenario.yaml" if len(runs) > 1 else "scenario.yaml" for run in runs]
    command = tag("code", text(f"iss-deorbit explore {' '.join(files)}"), class_="copy")
    return tag("p", "Move the last burn and see the debris move: in this folder, " + command)


def _side_by_side(summaries: Sequence[Summary]) -> str:
    """All figures of several flights; nothing for one."""
    if len(summaries) < 2:
        return ""
    compared = compare_summaries(summaries)
    heads = ["figure", *headings(compared)[1:]]
    caption = "Figures of the plans; a difference is the other plan less the first one"
    rows = cells(compared)
    return folded(
        f"Show all {len(rows)} figures", table(heads, rows, caption, range(1, len(heads)))
    )


def _timeline(runs: Sequence[RunResult], colours: Sequence[str], charts: Charts) -> str:
    charts["timeline"] = timeline_chart(runs, colours)
    body = placeholder("timeline", TIMELINE)
    for run in runs:
        bars = phase_bars(run)
        starts = [long_date(utc) for utc in np.datetime_as_string(_dates(bars["x"]), "s").tolist()]
        names = zip(range(1, len(starts) + 1), bars["text"], starts, strict=True)
        phases = table(["number", "phase", "begins"], names, f"{run.label}: phases", (0,))
        body += burns_table(run.summary) + folded(f"{run.label}: phases and their dates", phases)
    return body


def _dates(milliseconds: np.ndarray) -> np.ndarray:
    return milliseconds.astype("datetime64[ms]")


def _map(runs: Sequence[RunResult], colours: Sequence[str], charts: Charts) -> str:
    """The map of flights; nothing where no track can be drawn."""
    drawn = flight_map(runs, colours)
    if drawn is None:
        return ""
    layers, charts["map"] = drawn
    stages = ""
    if len(runs) == 1 and runs[0].fragments is not None:
        stages = key_list([(STAGE_WORDS[stage], colour) for stage, colour in STAGES.items()])
    return map_figure("map", MAP, layers, flight_legend(runs)) + stages


def _failures(runs: Sequence[RunResult], folders: Sequence[Path], charts: Charts) -> str:
    """What follows if a final burn fails; nothing where no flight burns."""
    if not any(run.summary["burns"] for run in runs):
        return ""
    pairs = zip(runs, folders, strict=True)
    return failure_section([(run.label, FailureMap.read(folder)) for run, folder in pairs], charts)


def _descent(runs: Sequence[RunResult], colours: Sequence[str], charts: Charts) -> str:
    """The descent by date, and in words what other solar activity would change."""
    charts["decay"] = decay_chart(runs, colours)
    caption = "Mean altitude between perigee (below) and apogee (above)"
    if any(run.forecast is not None for run in runs):
        caption += "; dashed: 5th and 95th percentile of solar activity"
    sentences = [solar_activity_sentence(run, len(runs) > 1) for run in runs]
    return placeholder("decay", caption) + paragraphs(filter(None, sentences))


def _profiles(runs: Sequence[RunResult], colours: Sequence[str], charts: Charts) -> str:
    """Panels by time and by altitude, one of the two sets shown at a time."""
    profiles = entry_charts(runs, colours)
    charts |= profiles
    tabs = ""
    for abscissa, label in (("time", "by time"), ("altitude", "by altitude")):
        panels = "".join(
            placeholder(name, f"{chart['y']['label']} {label}")
            for name, chart in profiles.items()
            if name.endswith(f"_by_{abscissa}")
        )
        if panels:
            tabs += tag("div", tag("div", panels, class_="panels"), data_tab=label)
    return tag("div", tabs, data_tabs="") + paragraphs([TERMINAL_FALL]) if tabs else ""


def _budget(runs: Sequence[RunResult], charts: Charts) -> str:
    """The propellant by what it went into, and by tank; nothing where there was none."""
    chart = budget_chart(runs)
    if chart is None:
        return ""
    charts["budget"] = chart
    bars = placeholder("budget", "Propellant by what it went into")
    tanks = "".join(_tanks(run.summary) for run in runs)
    body = bars + key_list(list(PARTS.items()))
    for run in runs:
        sentences = margin_sentences(run.summary.get("margin"))
        prefix = f"{run.label}: " if len(runs) > 1 else ""
        body += tag("p", text(prefix + " ".join(sentences)))
    return body + folded("By tank", tanks)


def _tanks(summary: Summary) -> str:
    rows = [
        (
            place_name(name),
            *(number(tank[key], "kg") for key in ("start_kg", "used_kg", "end_kg")),
            "aboard" if tank["aboard_at_end"] else "departed",
        )
        for name, tank in summary["propellant"]["by_tank"].items()
    ]
    caption = f"{summary.get('label') or summary['scenario']}: propellant by tank"
    heads = ["tank", "loaded, kg", "burned, kg", "at the end, kg", "vehicle at the end"]
    return table(heads, rows, caption, (1, 2, 3))


def _risk(summaries: Sequence[Summary]) -> str:
    """Rows of text on the debris, a column a flight; failures and requirements."""
    broken_up = [
        (visible(summary.get("label") or summary["scenario"]), debris)
        for summary in summaries
        if (debris := summary.get("debris"))
    ]
    if not broken_up:
        return ""
    labels = [label for label, _ in broken_up]
    columns = [dict(debris_rows(debris)) for _, debris in broken_up]
    rows = [(head, *(column.get(head, MISSING) for column in columns)) for head in columns[0]]
    body = table(["result", *labels], rows, "Debris and risk")
    for label, debris in broken_up:
        rows = [(row.clause.replace("-", UNBROKEN), *row[1:]) for row in debris_verdicts(debris)]
        body += table(HEADS, rows, f"{label}: {STANDARD}") if rows else ""
    return body


def _ships(summaries: Sequence[Summary]) -> str:
    """Where ships that left come down; nothing where none did."""
    body = ""
    numbers = [DISPOSAL_HEADS.index(head) for head in DISPOSAL_NUMBERS]
    for summary in summaries:
        if rows := disposal_rows(summary):
            label = visible(summary.get("label") or summary["scenario"])
            body += table(DISPOSAL_HEADS, rows, f"{label}: ships that left", numbers)
            body += paragraphs(disposal_sentences(summary))
    return body


def _failure_rows(label: str, debris: DebrisFigures) -> str:
    rows = [
        (
            human_name(f["name"]),
            _chance(f),
            human_name(f["leads_to"]),
            f["source"],
        )
        for f in debris["failures"]
    ]
    if not rows:
        return ""
    heads = ["failure", "probability", "leads to", "basis"]
    return folded(f"{label}: failures", table(heads, rows, f"{label}: failures counted", (1,)))


def _burn_failures(summaries: Sequence[Summary]) -> str:
    """How likely each burn is lost, early cut-offs, and the failures that are counted."""
    body = ""
    for summary in summaries:
        debris = summary.get("debris")
        if not debris:
            continue
        label = visible(summary.get("label") or summary["scenario"])
        if reliability := debris.get("reliability"):
            body += table(BURN_HEADS, burn_rows(reliability), f"{label}: if a burn is interrupted")
            body += paragraphs(reliability_sentences(reliability))
        if windows := debris.get("cut_offs"):
            caption = f"{label}: if the final burn stops early"
            body += table(CUT_OFF_HEADS, cut_off_rows(windows), caption, (1, 2, 3))
        body += _failure_rows(label, debris)
    return body


def _chance(failure: FailureFigures) -> str:
    """A probability with its range, where it has one."""
    low, high = failure.get("probability_low"), failure.get("probability_high")
    words = significant(failure["probability"])
    return (
        words
        if low is None or low == high
        else f"{words} ({significant(low)} to {significant(high)})"
    )
