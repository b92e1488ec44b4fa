"""Metrics over two keys that were varied: a cell for each point of a grid, a dot for each of a
hypercube.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.colours import FAINT
from sim.report.figures.style import literal
from sim.report.figures.sweep.panels import (
    Axis,
    axis_of,
    cause_handles,
    cause_of_points,
    label_axis,
    mark_causes,
    metric_panels,
    name_panel,
    shown_metrics,
)
from sim.report.results.sweep import SweepResult, VariedFigures
from sim.report.text.sweep.words import cell, key_words

COLOURS = "viridis"


def sweep_maps_figure(result: SweepResult) -> Figure | None:
    """A panel for each metric; None unless two keys or more were varied.

    Of a grid over more than two keys the slice is shown in which the others have their middle
    value.
    """
    varied, metrics = result.answer["varied"], shown_metrics(result)
    if len(varied) < 2 or not metrics:
        return None
    grid = result.answer["kind"] == "grid"
    some, told = _slice(result, varied[2:]) if grid else (np.ones(len(result.counts), bool), "")
    x, y = axis_of(result, varied[0]), axis_of(result, varied[1])
    cause = cause_of_points(result)
    words, handles = f"metrics over what was varied{told}", cause_handles(result)
    figure, panels = metric_panels(result, words, len(metrics), handles)
    for axes, metric in zip(panels, metrics, strict=True):
        values = np.where(result.counts, result.columns[metric["name"]], np.nan)
        draw = _cells if grid else _dots
        drawn = draw(axes, x.place[some], y.place[some], values[some])
        bar = figure.colorbar(drawn, ax=axes, pad=0.02, use_gridspec=False)
        bar.outline.set_visible(False)  # pyright: ignore[reportCallIssue]
        mark_causes(axes, x.place[some], y.place[some], cause[some])
        _name(axes, x, y)
        name_panel(axes, metric)
    return figure


def _name(axes: Axes, x: Axis, y: Axis) -> None:
    label_axis(axes, x, "x")
    label_axis(axes, y, "y")
    axes.grid(visible=False)


def _slice(result: SweepResult, others: Sequence[VariedFigures]) -> tuple[np.ndarray, str]:
    """Points of a grid at the middle value of other keys, and words for these."""
    some, words = np.ones(len(result.counts), dtype=bool), []
    for each in others:
        column = result.columns[each["column"]]
        levels = list(dict.fromkeys(column.tolist()))
        middle = levels[len(levels) // 2]
        some &= column == middle
        value = middle if isinstance(middle, str) else cell(middle)
        words.append(f"{key_words(each['key'])} {value} {each['unit']}".strip())
    return some, literal(f"; {', '.join(words)}") if words else ""


def _cells(axes: Axes, x: np.ndarray, y: np.ndarray, values: np.ndarray):
    """Cells of a grid, half way to their neighbours; without a value they are grey."""
    columns, rows = np.unique(x), np.unique(y)
    table = np.full((len(rows), len(columns)), np.nan)
    table[np.searchsorted(rows, y), np.searchsorted(columns, x)] = values
    axes.set_facecolor(FAINT)
    return axes.pcolormesh(_edges(columns), _edges(rows), np.ma.masked_invalid(table), cmap=COLOURS)


def _dots(axes: Axes, x: np.ndarray, y: np.ndarray, values: np.ndarray):
    known = np.isfinite(values)
    return axes.scatter(x[known], y[known], c=values[known], cmap=COLOURS, s=22.0)


def _edges(places: np.ndarray) -> np.ndarray:
    """Borders of cells around places in ascending order."""
    if len(places) == 1:
        return places[0] + np.array([-0.5, 0.5]) * max(abs(places[0]) * 0.1, 1.0)
    middle = 0.5 * (places[1:] + places[:-1])
    first, last = 2.0 * places[0] - middle[0], 2.0 * places[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])
