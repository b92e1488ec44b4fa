"""The stack in the last minutes, drawn at even instants from starboard and from above."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import legend_line, literal, margins, new_figure, title
from sim.report.results.run import RunResult
from sim.report.series.attitude import Frame, Part, reach_of, strip
from sim.report.text.attitude_control import instant_words
from sim.report.text.formatting import amount

HULL, ARRAY = "#b8bfc9", "#6f9fc8"
BODY_AXES = ((PALETTE[1], 0), (PALETTE[2], 2))
"""Colour and number of the axes that are drawn: forward and nadir of the body."""
SCALE = 50.0
"""m of the scale."""
ROOM = 1.3
"""Half the height of a drawing over its reach, with the words above and below it."""


def filmstrip_figure(runs: Sequence[RunResult]) -> Figure | None:
    """A row of drawings a run; None if no run was a rigid body with surfaces."""
    found = [(run, frames) for run in runs if (frames := strip(run))]
    if not found:
        return None
    most = max(len(frames) for _, frames in found)
    figure = new_figure(10.0, 1.1 + 3.9 * len(found))
    grid = figure.subplots(len(found), most, squeeze=False)
    reach = max(reach_of(frames) for _, frames in found)
    for row, (run, frames) in zip(grid, found, strict=True):
        for axes in row[len(frames) :]:
            axes.set_visible(False)
        for k, (axes, frame) in enumerate(zip(row, frames, strict=False)):
            _draw_frame(axes, frame, reach, first=k == 0)
        if len(runs) > 1:
            row[0].set_title(literal(run.label))
    margins(figure, left=0.2, right=0.2, top=0.75, bottom=0.8, across=0.06, down=0.3)
    title(figure, "attitude in the last minutes", [run for run, _ in found])
    names = ("forward axis", "axis to nadir")
    legend_line(
        figure,
        [
            Patch(fc=HULL, ec=MUTED, label="modules and truss"),
            Patch(fc=ARRAY, ec=MUTED, label="arrays"),
            *(
                Line2D([], [], color=c, label=f"{name} of the body")
                for name, (c, _) in zip(names, BODY_AXES, strict=True)
            ),
        ],
        down=0.22,
    )
    return figure


def _draw_frame(axes: Axes, frame: Frame, reach: float, first: bool) -> None:
    down = 2.0 * ROOM * reach
    _draw(axes, frame.side, frame.side_axes, 0.0, reach)
    _draw(axes, frame.above, frame.above_axes, -down, reach)
    low = -ROOM * reach
    axes.fill_between([-reach, reach], low, low + 0.07 * reach, color="#9db7a5", lw=0)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(low - down, -low)
    axes.set_box_aspect(2.0 * ROOM)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlabel("\n".join(instant_words(*frame[:4])), fontsize=7.5)
    small = {"fontsize": 7.0, "color": INK, "va": "center"}
    if first:
        axes.text(-reach, -low - 0.21 * reach, "from the side", ha="left", **small)
        axes.text(-reach, low - 0.21 * reach, "from above", ha="left", **small)
        axes.text(-reach, low + 0.13 * reach, "the Earth", ha="left", **small)
        bar = low - down + 0.05 * reach
        axes.plot([-reach, SCALE - reach], [bar, bar], color=INK, lw=1.5)
        axes.text(SCALE - reach + 0.04 * reach, bar, amount(SCALE, "m"), ha="left", **small)
    for top in (-low, low):
        axes.annotate(
            "", (0.98 * reach, top - 0.08 * reach), (0.35 * reach, top - 0.08 * reach),
            arrowprops={"arrowstyle": "->", "color": INK, "lw": 0.9},
        )  # fmt: skip
    if first:
        for top in (-low, low):
            axes.text(0.31 * reach, top - 0.08 * reach, "flight", ha="right", **small)


def _draw(axes: Axes, parts: Sequence[Part], arrows: np.ndarray, up: float, reach: float) -> None:
    for outline, array in parts:
        colour = ARRAY if array else HULL
        points = outline + np.array([0.0, up])
        if len(points) > 2:
            axes.add_patch(Polygon(points, fc=colour, ec=MUTED, lw=0.35, alpha=0.9))
        else:
            axes.plot(*points.T, color=colour, lw=1.2, solid_capstyle="butt")
    for colour, axis in BODY_AXES:
        x, y = 0.55 * reach * arrows[axis]
        axes.plot([0.0, x], [up, up + y], color=colour, lw=1.6)
