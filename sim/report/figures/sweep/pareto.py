"""Two metrics of all points, and those that no other one beats in both."""

import textwrap

import numpy as np
from matplotlib.figure import Figure

from sim.report.colours import FAINT, INK, MUTED, PALETTE
from sim.report.figures.style import (
    heading,
    legend_line,
    literal,
    margins,
    marker,
    new_figure,
    thousands,
)
from sim.report.results.sweep import SweepResult
from sim.report.text.sweep.words import axis_words, point_words

LETTERS_BESIDE = 36
MOST_NAMED = 5
"""Points of the front that are named."""

BETTER = {"min": "less is better", "max": "more is better"}


def pareto_figure(result: SweepResult) -> Figure | None:
    """None where there is no front."""
    pareto = result.answer["pareto"]
    if pareto is None or not pareto["points"]:
        return None
    x, y = (result.columns[name] for name in pareto["metrics"])
    front = np.array(pareto["points"])
    figure = new_figure(10.0, 5.8)
    axes = figure.subplots()
    good = result.counts
    axes.plot(x[~good], y[~good], "o", ms=4.5, mfc="white", mec=MUTED, ls="")
    axes.plot(x[good], y[good], "o", ms=4.5, color=FAINT, mec=MUTED, mew=0.6, ls="")
    axes.plot(x[front], y[front], "-o", ms=6, color=PALETTE[0])
    by_name = {each["name"]: each for each in result.answer["metrics"]}
    for k, (set_label, name) in enumerate(
        zip((axes.set_xlabel, axes.set_ylabel), pareto["metrics"], strict=True)
    ):
        metric = by_name[name]
        better = BETTER[pareto["senses"][k]]
        set_label(literal(f"{axis_words(metric['words'], metric['unit'])}: {better}"))
    _name_points(figure, result, x, y, front)
    thousands(axes.xaxis, axes.yaxis)
    margins(figure, left=0.95, top=0.8, right=2.75)
    heading(figure, f"{result.label}: points that no other beats in both")
    handles = [
        marker("o", "on the front", PALETTE[0], ms=6),
        marker("o", "another point", FAINT, ms=4.5, mec=MUTED, mew=0.6),
    ]
    if np.isfinite(x[~good] + y[~good]).any():
        handles.append(marker("o", "beyond a limit", MUTED, ms=4.5, mfc="white"))
    legend_line(figure, handles, down=0.3)
    return figure


def _name_points(
    figure: Figure, result: SweepResult, x: np.ndarray, y: np.ndarray, front: np.ndarray
) -> None:
    """Number some points of the front, and say beside the panel what they are."""
    step = np.linspace(0, len(front) - 1, min(len(front), MOST_NAMED)).round().astype(int)
    axes = figure.axes[0]
    words = []
    for number, k in enumerate(front[np.unique(step)], start=1):
        axes.annotate(
            str(number), (x[k], y[k]), xytext=(6, 6), textcoords="offset points", color=INK
        )
        told = f"{number}: {point_words(result, int(k))}"
        words += textwrap.wrap(told, LETTERS_BESIDE, subsequent_indent="    ")
    axes.text(
        1.02, 1.0, literal("\n".join(words)), transform=axes.transAxes, va="top", fontsize=8.0,
        color=INK, linespacing=1.5,
    )  # fmt: skip
