"""Where the debris falls: on a map, across the track, in number and in time along it.

Distances along the track count from the aim of the plan, or from the impact of the unbroken stack
where there is no plan; those of several runs each from its own.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.report.figures.footprint_map import STAGE_WORDS, STAGES, counted, draw_footprints, size
from sim.report.figures.style import INK, MUTED, colours, margins, new_figure, title
from sim.report.results.run import RunResult
from sim.report.text.risk import SHOWN, extent, percent

BIN = 50.0
"""km along the track."""
MASSES = (1.0, 100.0, 10000.0)
"""kg of the pieces in the legend."""
MINUTES = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 240.0)
"""Where the axis of time is marked."""
MAP, STRIP, PANEL = 4.6, 1.5, 1.7
"""Heights in inches."""


def footprint_figure(runs: Sequence[RunResult]) -> Figure | None:
    """A map, a strip across the track for each run, pieces and times along it; None if no run has
    debris on the ground.
    """
    shown = [
        (run, colour)
        for run, colour in zip(runs, colours(runs), strict=True)
        if run.fragments is not None and run.summary["debris"]["footprint"]
    ]
    if not shown:
        return None
    kept, shades = [run for run, _ in shown], [colour for _, colour in shown]
    heights = [MAP, *[STRIP] * len(kept), PANEL, PANEL]
    figure = new_figure(10.0, sum(heights) + 0.4 * len(heights) + 1.6)
    panels = figure.subplots(len(heights), 1, height_ratios=heights)
    handles = draw_footprints(panels[0], kept, shades)
    for axes, (run, colour) in zip(panels[1:-2], shown, strict=True):
        _across(axes, run, colour, by_stage=len(kept) == 1, named=len(kept) > 1)
    _pieces(panels[-2], kept, shades)
    _times(panels[-1], kept, shades)
    _align(panels[1:], kept)
    margins(figure, left=0.75, top=1.1, bottom=0.7, down=0.17)
    title(figure, "footprint of the debris", runs)
    _legend(figure, kept, shades, handles)
    return figure


def along(run: RunResult, table: dict[str, np.ndarray]) -> np.ndarray:
    """Distance along the track from the reference of a run, km."""
    reference = run.summary["debris"]["reference"]
    return table["along_track_km"] - (reference["along_km"] if reference else 0.0)


def _colour(stage: str, colour: str, by_stage: bool) -> str:
    return STAGES[stage] if by_stage else colour


def _across(axes: Axes, run: RunResult, colour: str, by_stage: bool, named: bool) -> None:
    """Fragments along and across the track, and bars from heel to toe."""
    drawn, nominal = counted(run, False), counted(run, True)
    for stage in STAGES:
        own = drawn["stage"] == stage
        how = {"color": _colour(stage, colour, by_stage), "alpha": 0.3, "ms": 2.5, "mew": 0}
        axes.plot(along(run, drawn)[own], drawn["cross_track_km"][own], ".", zorder=3, **how)
    shade = [_colour(stage, colour, by_stage) for stage in nominal["stage"]]
    axes.scatter(
        along(run, nominal),
        nominal["cross_track_km"],
        size(nominal["mass_left_kg"]),
        c=shade,
        lw=0.4,
        ec=INK,
        zorder=4,
    )
    widest = max(10.0, *(np.abs(t["cross_track_km"]).max(initial=0.0) for t in (drawn, nominal)))
    axes.set_ylim(2.3 * widest, -1.25 * widest)  # left of the track is up, as for one who flies it
    for k, share in enumerate(SHOWN):
        each = extent(run.summary["debris"], share)
        zero = each["heel_km"] - _heel(run, each)
        ends = np.array([each["heel_km"], each["toe_km"]]) - zero
        y = widest * (1.4 + 0.3 * k)
        axes.plot(ends, [y, y], "|-", color=colour, lw=1.2, ms=5, zorder=5)
        words = f" {percent(share)}: {each['length_km']:,.0f} km"
        axes.text(ends[1], y, words, va="center", fontsize=7.5, color=INK)
    axes.set_yticks([-50.0, 0.0, 50.0] if widest > 50.0 else [-10.0, 0.0, 10.0])
    axes.set_ylabel("right of track (km)")
    if named:
        axes.set_title(run.label, color=colour, pad=3)


def _heel(run: RunResult, each: dict[str, float]) -> float:
    return each.get("heel_from_reference_km", each["heel_km"])


def _pieces(axes: Axes, runs: Sequence[RunResult], shades: Sequence[str]) -> None:
    """Pieces over the threshold in each stretch of the track, mean of the break-ups."""
    for run, colour in zip(runs, shades, strict=True):
        table = counted(run, False)
        if not len(table["energy_j"]):
            table = counted(run, True)
        number = len(np.unique(table["break_up"]))
        x = along(run, table)
        edges = np.arange(np.floor(x.min() / BIN), np.ceil(x.max() / BIN) + 1.5) * BIN
        groups = list(STAGES) if len(runs) == 1 else [None]
        for stage in groups:
            own = np.ones(len(x), dtype=bool) if stage is None else table["stage"] == stage
            found, _ = np.histogram(x[own], edges, weights=table["count"][own] / number)
            shade = colour if stage is None else STAGES[stage]
            axes.stairs(np.where(found > 0.0, found, np.nan), edges, color=shade, lw=1.3)
    axes.set_yscale("log")
    axes.set_ylabel(f"pieces per {BIN:.0f} km")


def _times(axes: Axes, runs: Sequence[RunResult], shades: Sequence[str]) -> None:
    """When fragments come down, in minutes from the entry interface."""
    for run, colour in zip(runs, shades, strict=True):
        drawn, nominal = counted(run, False), counted(run, True)
        zero = run.trajectory["time_s"][np.argmax(np.isfinite(run.trajectory["downrange_km"]))]
        by_stage = len(runs) == 1
        for table, alpha, ms in ((drawn, 0.3, 2.5), (nominal, 1.0, 3.0)):
            minutes = (table["end_time_s"] - zero) / 60.0
            for stage in STAGES:
                own = table["stage"] == stage
                shade = _colour(stage, colour, by_stage)
                how = {"color": shade, "alpha": alpha, "ms": ms, "mew": 0}
                axes.plot(along(run, table)[own], minutes[own], ".", **how)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(FixedLocator(MINUTES))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
    axes.set_ylabel("after interface (min)")


def _align(panels: Sequence[Axes], runs: Sequence[RunResult]) -> None:
    """One scale along the track, with room for words beyond the toe."""
    ends = np.concatenate([along(run, counted(run, k)) for run in runs for k in (True, False)])
    length = max(float(np.ptp(ends)), 100.0)
    for axes in panels:
        axes.set_xlim(ends.min() - 0.03 * length, ends.max() + 0.2 * length)
        axes.axvline(0.0, color=MUTED, lw=0.8, zorder=1)
    for axes in panels[:-1]:
        axes.tick_params(labelbottom=False)
    panels[-1].set_xlabel(f"along the track from the {_kinds(runs) or 'entry interface'} (km)")


def _kinds(runs: Sequence[RunResult]) -> str:
    """What distances count from, in words; nothing where there is no such point."""
    references = [run.summary["debris"]["reference"] for run in runs]
    return " or ".join(sorted({each["kind"] for each in references if each}))


def _legend(
    figure: Figure, runs: Sequence[RunResult], shades: Sequence[str], handles: Sequence[Line2D]
) -> None:
    """Two lines under the title: whose or which stage, and how heavy; areas and distances."""
    pairs = list(zip([run.label for run in runs], shades, strict=True))
    if len(runs) == 1:
        pairs = [(STAGE_WORDS[name], colour) for name, colour in STAGES.items()]
    dot = {"marker": "o", "ls": ""}
    named = [Line2D([], [], color=colour, ms=5, label=name, **dot) for name, colour in pairs]
    named += [
        Line2D([], [], color=MUTED, ms=float(np.sqrt(size(m))), label=_mass(m), **dot)
        for m in MASSES
    ]
    if kinds := _kinds(runs):
        ring = Line2D([], [], mec=INK, mfc="none", ms=8, mew=1.4, label=kinds, **dot)
        handles = [ring, *handles]
    height = figure.get_size_inches()[1]
    for k, row in enumerate((named, handles)):
        figure.legend(
            handles=row,
            loc="upper left",
            bbox_to_anchor=(0.005, 1.0 - (0.38 + 0.26 * k) / height),
            ncols=len(row),
            columnspacing=1.2,
            handlelength=1.8,
        )


def _mass(mass: float) -> str:
    return f"{mass / 1e3:,.0f} t" if mass >= 1e3 else f"{mass:,.0f} kg"
