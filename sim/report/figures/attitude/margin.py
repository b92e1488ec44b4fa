"""What holds the stack over what turns it, by altitude."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.colours import INK, MUTED
from sim.report.figures.attitude.motion import COLOURS
from sim.report.figures.style import DASHES, legend_line, literal, margins, new_figure, title
from sim.report.results.run import RunResult
from sim.report.series.attitude import AXES, crossings, margin_by_altitude, turned
from sim.report.text.formatting import amount

LEAST = 0.05
"""Times the torque, from which on margins are shown: room for words."""
MOST = 300.0
"""Times the torque, beyond which a margin is not told apart."""


def margin_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Authority over torque about each axis by altitude; None if no run was held on its way."""
    found = [
        (run, margin)
        for run in runs
        if (path := turned(run)) is not None and (margin := margin_by_altitude(path)) is not None
    ]
    if not found:
        return None
    figure = new_figure(10.0, 5.2)
    axes = figure.subplots()
    handles = [Line2D([], [], color=c, label=axis) for axis, c in zip(AXES, COLOURS, strict=True)]
    for k, (run, (height, factor)) in enumerate(found):
        dashes = DASHES[k % len(DASHES)]
        lowest = crossings(height, factor)
        for axis, colour in enumerate(COLOURS):
            axes.plot(np.minimum(factor[:, axis], MOST), height, color=colour, ls=dashes, lw=1.1)
            if np.isfinite(lowest[axis]):
                axes.plot([1.0], [lowest[axis]], "o", color=colour, mec="white")
                axes.annotate(
                    f"{AXES[axis]}: {amount(lowest[axis], 'km')}", (1.0, lowest[axis]),
                    xytext=(-8, 0), textcoords="offset points", ha="right", va="center",
                    fontsize=8.0, color=INK,
                    bbox={"fc": "white", "alpha": 0.8, "lw": 0, "pad": 0.5},
                )  # fmt: skip
        if len(found) > 1:
            handles.append(Line2D([], [], color=INK, ls=dashes, label=literal(run.label)))
    axes.axvline(1.0, color=MUTED, lw=1.0, ls="--")
    axes.text(
        0.97, 0.985, "less than 1: lost ", transform=axes.get_xaxis_transform(), ha="right",
        va="top", fontsize=8.0, color=INK,
    )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(min(LEAST, axes.get_xlim()[0]), MOST)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set_xlabel("torque of control over the torque that turns the stack")
    axes.set_ylabel("altitude (km)")
    margins(figure, top=0.6)
    title(figure, "margin of attitude control", [run for run, _ in found])
    legend_line(figure, handles)
    return figure
