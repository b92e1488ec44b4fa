"""Stages of the break-up: at which altitudes flights of results break, beside published ones."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.entry.breakup.stages import LATE, STAGE_NAMES
from sim.report.colours import FAINT, INK, MUTED, assign_colours
from sim.report.figures.style import legend_line, literal, margins, marker, new_figure, title
from sim.report.results.run import RunResult

WORDS = (
    "arrays, radiators, arms\nseparate",
    "modules and truss\npart",
    "modules are\ntorn open",
    "shielded pieces\nare released",
)
"""What happens, stage by stage."""


LOWEST, HIGHEST = 35.0, 126.0
"""Ends of the axis, km: room for the names of what was published."""


class Observed(NamedTuple):
    """A published altitude, km, of a stage."""

    stage: int
    name: str
    low: float
    high: float


OBSERVED = (
    Observed(0, "Mir, predicted", 100.0, 110.0),
    Observed(0, "ATV-1", 86.0, 86.0),
    Observed(1, "test vehicles", 78.0, 87.0),
    Observed(1, "ATV-1", 75.0, 75.0),
    Observed(1, "Mir", 70.0, 90.0),
    Observed(2, "CGRO", 70.0, 70.0),
    Observed(2, "ATV-1", 68.0, 68.0),
    Observed(3, "Naples: below", 58.0, 58.0),
)
"""Sources: docs/entry.md, table of the stages."""


NAMED_BELOW = 95.0
"""km; altitudes from there on have their name below them, where there is room."""


def stages_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Altitudes by stage: median, quartiles, 5 to 95 % of the dispersed break-ups of each run, its
    nominal one, and published altitudes; None if no run has a break-up.
    """
    colours = zip(runs, assign_colours(runs), strict=True)
    broken = [(run, colour) for run, colour in colours if run.summary.get("debris")]
    if not broken:
        return None
    figure = new_figure(10.0, 5.0)
    axes = figure.subplots()
    for k in range(len(STAGE_NAMES)):
        _draw_published(axes, k)
        for place, (run, colour) in enumerate(broken):
            _draw_stage(axes, k - 0.02 + 0.36 * (place + 1) / (len(broken) + 1), run, k, colour)
    axes.set_xticks(range(len(WORDS)), WORDS)
    axes.set_xlim(-0.5, len(WORDS) - 0.5)
    axes.set_ylim(LOWEST, HIGHEST)
    axes.grid(axis="x", visible=False)
    axes.set_ylabel("altitude (km)")
    margins(figure, top=0.6)
    title(figure, "where the break-up happens", runs)
    shown = [Line2D([], [], color=c, lw=5.0, label=literal(run.label)) for run, c in broken]
    shown.append(marker("D", "nominal", ms=3.6))
    shown.append(Line2D([], [], color=MUTED, lw=1.2, marker="_", label="published"))
    legend_line(figure, shown)
    return figure


def _draw_published(axes: Axes, stage: int) -> None:
    """Published altitudes of a stage at its left, each with its name."""
    own = [each for each in OBSERVED if each.stage == stage]
    for k, each in enumerate(own):
        x = stage - 0.45 + 0.14 * k
        axes.plot([x, x], [each.low, each.high], color=MUTED, lw=1.2, marker="_", ms=7)
        y, va = (each.high + 0.8, "bottom") if each.high < NAMED_BELOW else (each.low - 0.8, "top")
        style = {"ha": "center", "rotation": 90, "fontsize": 7.0, "color": INK}
        axes.text(x, y, each.name, va=va, **style)


def _draw_stage(axes: Axes, x: float, run: RunResult, stage: int, colour: str) -> None:
    """Altitudes of a stage in a run, of its dispersed break-ups and of the nominal one."""
    drawn, nominal = _heights(run, stage)
    if len(drawn):
        low, first, middle, third, high = np.quantile(drawn, [0.05, 0.25, 0.5, 0.75, 0.95])
        axes.plot([x, x], [low, high], color=colour, lw=1.4)
        axes.plot([x, x], [first, third], color=colour, lw=7.0, solid_capstyle="butt")
        axes.plot([x], [middle], color="white", marker="_", ms=7, mew=1.6)
    if len(nominal):
        axes.plot([x], [float(np.median(nominal))], color=INK, marker="D", ms=3.6, mec=FAINT)


def _heights(run: RunResult, stage: int) -> tuple[np.ndarray, np.ndarray]:
    """Altitudes in km of a stage in the dispersed break-ups, and in the nominal one."""
    debris = run.summary.get("debris") or {}
    if stage < LATE:
        sample = debris.get("stages_sample_km")
        return np.array(sample[stage] if sample else []), np.array(debris["stages_km"][stage:][:1])
    if run.fragments is None:
        return np.zeros(0), np.zeros(0)
    late = run.fragments["stage"] == STAGE_NAMES[LATE]
    first = run.fragments["break_up"] == 0
    height = run.fragments["release_altitude_km"]
    return height[late & ~first], height[late & first]
