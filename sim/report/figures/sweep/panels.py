"""What the figures of a sweep share: panels for its metrics, axes of what is varied, and marks of
points that do not count.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.colours import INK
from sim.report.figures.style import heading, literal, margins, marker, new_figure
from sim.report.results.sweep import MetricFigures, SweepResult, VariedFigures
from sim.report.text.sweep.words import axis_words, key_words

MOST_PANELS = 6
COLUMNS = 2
PANEL_HEIGHT = 2.9
LEGEND_COLUMNS, LEGEND_LINE = 4, 0.2
"""Entries of a legend beside each other, and the height of its lines in inches."""
SHAPES = ("x", "+", "1", "2", "3", "4")
"""Marks of points that do not count, by their cause."""
LONGEST_CAUSE = 34


class Axis(NamedTuple):
    """Something varied along an axis: places (n,) of the points, ticks where it has words."""

    place: np.ndarray
    words: str
    ticks: tuple[str, ...]


def axis_of(result: SweepResult, varied: VariedFigures) -> Axis:
    """Where points lie along what is varied; words stand at whole numbers."""
    values = result.columns[varied["column"]]
    words = axis_words(key_words(varied["key"]), varied["unit"])
    if values.dtype.kind == "f":
        return Axis(values, words, ())
    names = list(dict.fromkeys(values.tolist()))
    return Axis(np.array([names.index(v) for v in values], dtype=float), words, tuple(names))


def label_axis(axes: Axes, axis: Axis, along: str) -> None:
    """Write what is varied along an axis of a panel."""
    (axes.set_xlabel if along == "x" else axes.set_ylabel)(literal(axis.words))
    if axis.ticks:
        set_ticks = axes.set_xticks if along == "x" else axes.set_yticks
        set_ticks(range(len(axis.ticks)), [literal(word) for word in axis.ticks])


def shown_metrics(result: SweepResult) -> list[MetricFigures]:
    """Metrics that are numbers and have some, as many as there are panels."""
    known = [each for each in result.answer["metrics"] if each["least"] is not None]
    return known[:MOST_PANELS]


def metric_panels(
    result: SweepResult, words: str, count: int, handles: Sequence[Artist]
) -> tuple[Figure, list[Axes]]:
    """A figure with so many panels, two beside each other, and a legend below them."""
    across = min(count, COLUMNS)
    down = -(-count // across)
    below = 0.75 + LEGEND_LINE * -(-len(handles) // LEGEND_COLUMNS)
    figure = new_figure(10.0 if across > 1 else 6.6, 0.6 + below + PANEL_HEIGHT * down)
    made = figure.subplots(down, across, squeeze=False)
    panels = [axes for row in made for axes in row]
    for axes in panels[count:]:
        axes.set_visible(False)
    margins(figure, left=0.85, top=0.75, bottom=below, across=0.3, down=0.5)
    heading(figure, f"{result.label}: {words}")
    _legend_below(figure, handles)
    return figure, panels[:count]


def name_panel(axes: Axes, metric: MetricFigures) -> None:
    """The metric with its unit above a panel."""
    axes.set_title(literal(axis_words(metric["words"], metric["unit"])), fontsize=9.5)


def causes_of(result: SweepResult) -> list[str]:
    """Causes for which points do not count, the commonest first."""
    return [each["cause"] or each["status"] for each in result.answer["causes"]]


def cause_of_points(result: SweepResult) -> np.ndarray:
    """Number of the cause of each point, shape (n,); -1 for those that count."""
    causes = causes_of(result)
    own = [
        cause or status
        for cause, status in zip(
            result.columns["cause"].tolist(), result.columns["status"].tolist(), strict=True
        )
    ]
    number = [
        -1 if good else min(causes.index(word) if word in causes else len(SHAPES), len(SHAPES) - 1)
        for word, good in zip(own, result.counts.tolist(), strict=True)
    ]
    return np.array(number)


def mark_causes(axes: Axes, x: np.ndarray, y: np.ndarray, cause: np.ndarray) -> None:
    """Mark points that do not count, each by its cause."""
    for k in np.unique(cause[cause >= 0]):
        here = cause == k
        axes.plot(x[here], y[here], SHAPES[k], color=INK, ms=6, mew=1.2, ls="", zorder=5)


def cause_handles(result: SweepResult) -> list[Artist]:
    """A legend of these marks."""
    return [
        marker(shape, literal(_short(cause)), INK, ms=6, mew=1.2)
        for shape, cause in zip(SHAPES, causes_of(result), strict=False)
    ]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_CAUSE else f"{words[:LONGEST_CAUSE].rstrip()}…"


def _legend_below(figure: Figure, handles: Sequence[Artist]) -> None:
    """A legend under the panels, above the stamp of the figure."""
    if not handles:
        return
    height = figure.get_size_inches()[1]
    figure.legend(
        handles=list(handles),
        loc="lower left",
        bbox_to_anchor=(0.01, 0.12 / height),
        ncols=min(len(handles), LEGEND_COLUMNS),
        columnspacing=1.2,
        handlelength=1.8,
    )
