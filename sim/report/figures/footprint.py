"""Where the debris falls: on a map, across the track, in number and in time along it.

Distances along the track count from the aim point of the plan, or from the impact of the intact
stack where there is no plan; those of several runs each from its own.
"""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from sim.entry.footprint import WHOLE
from sim.report.colours import INK, MUTED, STAGES, assign_colours
from sim.report.figures.footprint_map import draw_footprints, marker_area
from sim.report.figures.style import (
    DASHES,
    literal,
    margins,
    marker,
    new_figure,
    thousands,
    title,
)
from sim.report.results.run import RunResult
from sim.report.series.fragments import (
    distance_along,
    entry_time,
    has_footprint,
    hazardous_fragments,
)
from sim.report.text.debris import (
    STAGE_WORDS,
    reference_words,
    shown_extents,
    why_not_shown,
)
from sim.report.text.formatting import amount, percent

BIN = 50.0
"""km along the track."""
MOST_BINS = 2000
MASSES = (1.0, 100.0, 10000.0)
"""kg of the fragments in the legend."""
MINUTES = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 240.0)
"""Where the axis of time is marked."""
NOTE_LETTERS = 90
"""Letters of a line of the note on shares that are not quoted."""
MAP, MAP_OF_SEVERAL, STRIP, PANEL = 4.6, 3.6, 1.5, 1.7
"""Heights in inches."""


def footprint_figure(runs: Sequence[RunResult]) -> Figure | None:
    """A map and a strip across the track for each run, numbers and times along it; None if no run
    has debris on the ground.
    """
    pairs = [
        (run, colour)
        for run, colour in zip(runs, assign_colours(runs), strict=True)
        if has_footprint(run)
    ]
    if not pairs:
        return None
    fallen, colours = [run for run, _ in pairs], [colour for _, colour in pairs]
    count, several = len(fallen), len(fallen) > 1
    heights = [MAP_OF_SEVERAL if several else MAP] * count + [STRIP] * count
    heights += [PANEL] + [PANEL] * count
    figure = new_figure(10.0, sum(heights) + 0.45 * len(heights) + 1.6)
    panels = figure.subplots(len(heights), 1, height_ratios=heights)
    handles = draw_footprints(panels[:count], fallen, colours)
    for axes, (run, colour) in zip(panels[count : 2 * count], pairs, strict=True):
        _draw_strip(axes, run, colour, several)
    _draw_numbers(panels[2 * count], fallen, colours)
    for axes, (run, colour) in zip(panels[2 * count + 1 :], pairs, strict=True):
        _draw_times(axes, run, colour, several)
    _align(panels[count:], fallen)
    margins(figure, left=0.75, top=1.2, bottom=0.7, down=0.24)
    title(figure, "footprint of the debris", runs)
    _draw_legend(figure, fallen, colours, handles)
    return figure


def _draw_strip(axes: Axes, run: RunResult, colour: str, several: bool) -> None:
    """Fragments along and across the track, and bars from heel to toe."""
    dispersed, nominal = hazardous_fragments(run, False), hazardous_fragments(run, True)
    x, y = distance_along(run, dispersed), dispersed["cross_track_km"]
    for stage in STAGES:
        rows, shade = dispersed["stage"] == stage, colour if several else STAGES[stage]
        axes.plot(x[rows], y[rows], ".", zorder=3, color=shade, alpha=0.3, ms=2.5, mew=0)
    axes.scatter(
        distance_along(run, nominal),
        nominal["cross_track_km"],
        marker_area(nominal["mass_left_kg"]),
        c=[colour if several else STAGES[stage] for stage in nominal["stage"]],
        lw=0.4,
        ec=INK,
        zorder=4,
    )
    tables = (dispersed, nominal)
    widest = max(10.0, *(np.abs(t["cross_track_km"]).max(initial=0.0) for t in tables))
    axes.set_ylim(2.3 * widest, -1.25 * widest)  # left of the track is up, as seen along it
    _draw_extents(axes, run, colour, widest)
    axes.set_yticks([-50.0, 0.0, 50.0] if widest > 50.0 else [-10.0, 0.0, 10.0])
    axes.set_ylabel("right of track (km)")
    if note := why_not_shown(run.debris):
        place = {"transform": axes.transAxes, "va": "top", "ha": "left"}
        lines = "\n".join(textwrap.wrap(note, NOTE_LETTERS))
        axes.text(0.005, 0.985, lines, fontsize=6.5, color=MUTED, **place)
    if several:
        axes.set_title(literal(run.label), color=colour, pad=3)


def _draw_extents(axes: Axes, run: RunResult, colour: str, widest: float) -> None:
    """A bar from heel to toe for each share of the fragments, with its length."""
    # Lowest first: in print words move up, off those before them.
    for k, span in reversed([*enumerate(shown_extents(run.debris))]):
        zero = span["heel_km"] - span.get("heel_from_reference_km", span["heel_km"])
        ends = np.array([span["heel_km"], span["toe_km"]]) - zero
        y = widest * (1.4 + 0.3 * k)
        axes.plot(ends, [y, y], "|-", color=colour, lw=1.2, ms=5, zorder=5)
        share = percent(span["share"]) if span["share"] < WHOLE else "all"
        words = f" {share}: {amount(span['length_km'], 'km')}"
        axes.text(ends[1], y, words, va="center", fontsize=7.5, color=INK)


def _draw_numbers(axes: Axes, runs: Sequence[RunResult], colours: Sequence[str]) -> None:
    """Fragments over the threshold in each stretch of the track, mean of the break-ups."""
    for k, (run, colour) in enumerate(zip(runs, colours, strict=True)):
        table = hazardous_fragments(run, False)
        if not len(table["energy_j"]):
            table = hazardous_fragments(run, True)
        break_ups = len(np.unique(table["break_up"]))
        x = distance_along(run, table)
        first, last = np.floor(x.min() / BIN), np.ceil(x.max() / BIN)
        edges = np.linspace(first, last + 1.0, int(min(last - first, MOST_BINS)) + 2) * BIN
        groups = [(table["stage"] == stage, shade) for stage, shade in STAGES.items()]
        if len(runs) > 1:
            groups = [(np.ones(len(x), dtype=bool), colour)]
        for rows, shade in groups:
            count, _ = np.histogram(x[rows], edges, weights=table["count"][rows] / break_ups)
            dashes = DASHES[k % len(DASHES)]
            axes.stairs(np.where(count > 0.0, count, np.nan), edges, color=shade, lw=1.3, ls=dashes)
    axes.set_yscale("log")
    axes.set_ylim(bottom=1.0)
    thousands(axes.yaxis)
    axes.set_ylabel(f"fragments per {BIN:.0f} km")


def _draw_times(axes: Axes, run: RunResult, colour: str, several: bool) -> None:
    """When fragments come down, in minutes from the entry interface."""
    zero = entry_time(run)
    for nominal, alpha, ms in ((False, 0.3, 2.5), (True, 1.0, 3.0)):
        table = hazardous_fragments(run, nominal)
        x, minutes = distance_along(run, table), (table["end_time_s"] - zero) / 60.0
        for stage in STAGES:
            rows, shade = table["stage"] == stage, colour if several else STAGES[stage]
            axes.plot(x[rows], minutes[rows], ".", color=shade, alpha=alpha, ms=ms, mew=0)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(FixedLocator(MINUTES))
    axes.yaxis.set_minor_locator(NullLocator())
    thousands(axes.yaxis)
    axes.set_ylabel("after interface (min)")
    if several:
        axes.set_title(literal(run.label), color=colour, pad=3)


def _align(panels: Sequence[Axes], runs: Sequence[RunResult]) -> None:
    """One scale along the track, with room for words beyond the toe."""
    tables = [(run, hazardous_fragments(run, nominal)) for run in runs for nominal in (True, False)]
    ends = np.concatenate([distance_along(run, table) for run, table in tables])
    length = max(float(np.ptp(ends)), 100.0)
    for axes in panels:
        axes.set_xlim(ends.min() - 0.03 * length, ends.max() + 0.2 * length)
        axes.axvline(0.0, color=MUTED, lw=0.8, zorder=1)
        thousands(axes.xaxis)
    for axes in panels[:-1]:
        axes.tick_params(labelbottom=False)
    panels[-1].set_xlabel(f"along the track from the {_references(runs) or 'entry interface'} (km)")


def _references(runs: Sequence[RunResult]) -> str:
    """What distances count from, in words; nothing where there is no such point."""
    references = [run.debris["reference"] for run in runs]
    return " or ".join(sorted({reference_words(r["kind"]) for r in references if r}))


def _draw_legend(
    figure: Figure, runs: Sequence[RunResult], colours: Sequence[str], handles: Sequence[Artist]
) -> None:
    """Two lines under the title: which run or stage, and which mass; areas and distances."""
    pairs = list(zip([literal(run.label) for run in runs], colours, strict=True))
    if len(runs) == 1:
        pairs = [(STAGE_WORDS[stage], shade) for stage, shade in STAGES.items()]
    dots = [marker("o", label, shade, ms=5) for label, shade in pairs]
    dots += [marker("o", _mass(m), MUTED, ms=float(np.sqrt(marker_area(m)))) for m in MASSES]
    if words := _references(runs):
        handles = [marker("o", words, ms=8, mfc="none", mew=1.4), *handles]
    height = figure.get_size_inches()[1]
    for k, line in enumerate((dots, handles)):
        figure.legend(
            handles=list(line),
            loc="upper left",
            bbox_to_anchor=(0.005, 1.0 - (0.38 + 0.26 * k) / height),
            ncols=len(line),
            columnspacing=1.2,
            handlelength=1.8,
        )


def _mass(mass: float) -> str:
    return amount(mass / 1e3, "t", digits=0) if mass >= 1e3 else amount(mass, "kg")
