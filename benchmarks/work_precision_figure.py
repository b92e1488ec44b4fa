"""Work-precision diagrams: time per trajectory over the error, one figure for each problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator
from peer_comparison import Result
from work_precision import pareto_front

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.save import save_figures
from sim.report.figures.style import margins, new_figure, title

MARKERS = "osD^vPXh<>*d"
LEAST_ERROR = 1e-5
"""m: smaller errors are drawn here."""


@dataclass(frozen=True)
class FigureStamp:
    """Text in the corner of the figures."""

    stamp: str


def _styles_of(names: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Colour, marker and line style of each peer, the same in all figures."""
    return {
        name: (
            PALETTE[k % len(PALETTE)],
            MARKERS[k % len(MARKERS)],
            ("-", "--", ":")[k // len(PALETTE) % 3],
        )
        for k, name in enumerate(names)
    }


def _spread_labels(positions: Sequence[float], distance: float) -> list[float]:
    """Move label positions (in decades) until neighbours are `distance` from each other."""
    order = np.argsort(positions)
    spread = np.array(positions, dtype=float)[order]
    for _ in range(200):
        for k in range(len(spread) - 1):
            missing = distance - (spread[k + 1] - spread[k])
            if missing > 1e-9:
                spread[k] -= 0.5 * missing
                spread[k + 1] += 0.5 * missing
    result = np.empty_like(spread)
    result[order] = spread
    return list(result)


def draw_work_precision(results: Sequence[Result], styles: Mapping[str, tuple]) -> Figure | None:
    """Diagram of one problem, or None without measurements."""
    measured = [r for r in results if r.measurements]
    if not measured:
        return None
    figure = new_figure(11.5, 6.4)
    margins(figure, left=0.85, right=3.45, top=0.75, bottom=0.75)
    ax = figure.add_subplot()
    ends = []
    for result in measured:
        colour, marker, line = styles[result.entry.peer.name]
        points = [(max(e, LEAST_ERROR), 1e3 * s) for e, s in result.points]
        error, ms = np.array(pareto_front(points)).T
        width = 2.4 if result.entry.peer.name == "lanes" else 1.3
        ax.plot(error, ms, line, color=colour, marker=marker, markersize=4.5, linewidth=width)
        ends.append((error[-1], ms[-1], result.entry.peer.name, colour))
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(3e3, 0.7 * LEAST_ERROR)
    low, high = ax.get_ylim()
    span = np.log10(high / low)
    heights = _spread_labels([np.log10(e[1]) for e in ends], 0.042 * span)
    for (error, ms, name, colour), height in zip(ends, heights, strict=True):
        ax.annotate(
            name, (error, ms), (1.015, 10**height), textcoords=("axes fraction", "data"),
            color=colour, fontsize=8.5, va="center", annotation_clip=False,
            fontweight="bold" if name == "lanes" else "normal",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "alpha": 0.45},
        )  # fmt: skip
    for error, label in ((1.0, "1 m"), (0.01, "1 cm")):
        ax.axvline(error, color=MUTED, linewidth=0.8, linestyle=":")
        ax.annotate(label, (error, 1.005), xycoords=("data", "axes fraction"), ha="center",
                    va="bottom", fontsize=8.0, color=MUTED)  # fmt: skip
    ax.xaxis.set_major_locator(LogLocator(10.0, numticks=12))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_xlabel("largest position error against the peer's own tightest setting, m")
    ax.set_ylabel("time per trajectory, ms")
    problem = measured[0].problem
    title(figure, f"Problem {problem.name}: {problem.description}", ())
    absent = [r.entry.peer.name for r in results if r.unable]
    if absent:
        text = "not measured: " + "; ".join(absent)
        ax.text(0.0, -0.125, text, transform=ax.transAxes, fontsize=7.0, color=INK)
    return figure


def draw_all(results: Sequence[Result], stamp: str, folder: Path) -> list[Path]:
    """Draw the diagram of every problem with few trajectories; returns the files written."""
    names = list(dict.fromkeys(r.entry.peer.name for r in results))
    styles = _styles_of(names)
    kinds = dict.fromkeys(r.problem.name for r in results if not r.problem.name.startswith("d-"))
    makers = {
        f"work_precision_{kind}": partial(
            draw_work_precision, [r for r in results if r.problem.name == kind], styles
        )
        for kind in kinds
    }
    return save_figures(makers, [FigureStamp(stamp)], folder)
