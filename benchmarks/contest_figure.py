"""Work-precision diagrams: seconds per trajectory over the error, one figure for each problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from contest import Result
from ladder import frontier
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.save import save_figures
from sim.report.figures.style import margins, new_figure, title

MARKERS = "osD^vPXh<>*d"
LEAST_ERROR = 1e-5
"""m: smaller errors are drawn here."""


@dataclass(frozen=True)
class Made:
    """What stands in the corner of the figures."""

    stamp: str


def _look(names: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Colour, marker and line style of each peer, the same in all figures."""
    return {
        name: (
            PALETTE[k % len(PALETTE)],
            MARKERS[k % len(MARKERS)],
            ("-", "--", ":")[k // len(PALETTE) % 3],
        )
        for k, name in enumerate(names)
    }


def _label_places(ends: Sequence[float], least: float) -> list[float]:
    """Move label heights (in decades) apart until neighbours are `least` from each other."""
    order = np.argsort(ends)
    placed = np.array(ends, dtype=float)[order]
    for _ in range(200):
        for k in range(len(placed) - 1):
            lack = least - (placed[k + 1] - placed[k])
            if lack > 1e-9:
                placed[k] -= 0.5 * lack
                placed[k + 1] += 0.5 * lack
    back = np.empty_like(placed)
    back[order] = placed
    return list(back)


def work_precision(results: Sequence[Result], look: Mapping[str, tuple]) -> Figure | None:
    """Diagram of one problem, or None if nobody flew it."""
    flown = [r for r in results if r.rungs]
    if not flown:
        return None
    figure = new_figure(11.5, 6.4)
    margins(figure, left=0.85, right=3.45, top=0.75, bottom=0.75)
    ax = figure.add_subplot()
    ends = []
    for result in flown:
        colour, marker, line = look[result.entrant.peer.name]
        points = [(max(e, LEAST_ERROR), 1e3 * s) for e, s in result.points]
        error, ms = np.array(frontier(points)).T
        wide = 2.4 if result.entrant.peer.name == "lanes" else 1.3
        ax.plot(error, ms, line, color=colour, marker=marker, markersize=4.5, linewidth=wide)
        ends.append((error[-1], ms[-1], result.entrant.peer.name, colour))
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(3e3, 0.7 * LEAST_ERROR)
    low, high = ax.get_ylim()
    span = np.log10(high / low)
    places = _label_places([np.log10(e[1]) for e in ends], 0.042 * span)
    for (error, ms, name, colour), place in zip(ends, places, strict=True):
        ax.annotate(
            name, (error, ms), (1.015, 10**place), textcoords=("axes fraction", "data"),
            color=colour, fontsize=8.5, va="center", annotation_clip=False,
            fontweight="bold" if name == "lanes" else "normal",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "alpha": 0.45},
        )  # fmt: skip
    for error, words in ((1.0, "1 m"), (0.01, "1 cm")):
        ax.axvline(error, color=MUTED, linewidth=0.8, linestyle=":")
        ax.annotate(words, (error, 1.005), xycoords=("data", "axes fraction"), ha="center",
                    va="bottom", fontsize=8.0, color=MUTED)  # fmt: skip
    ax.xaxis.set_major_locator(LogLocator(10.0, numticks=12))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_xlabel("largest error of position against the peer's own tightest run, m")
    ax.set_ylabel("time per trajectory, ms")
    given = flown[0].problem
    title(figure, f"Problem {given.name}: {given.sentence}", ())
    absent = [r.entrant.peer.name for r in results if r.unable]
    if absent:
        words = "without a curve here: " + "; ".join(absent)
        ax.text(0.0, -0.125, words, transform=ax.transAxes, fontsize=7.0, color=INK)
    return figure


def draw(results: Sequence[Result], stamp: str, folder: Path) -> list[Path]:
    """Draw the diagram of every problem with few trajectories; returns the files."""
    names = list(dict.fromkeys(r.entrant.peer.name for r in results))
    look = _look(names)
    kinds = dict.fromkeys(r.problem.name for r in results if not r.problem.name.startswith("d-"))
    makers = {
        f"work_precision_{kind}": partial(
            work_precision, [r for r in results if r.problem.name == kind], look
        )
        for kind in kinds
    }
    return save_figures(makers, [Made(stamp)], folder)
