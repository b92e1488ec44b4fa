"""Metrics against one key that was varied: a line for each value of the next one."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.colours import PALETTE
from sim.report.figures.style import DASHES, literal, thousands
from sim.report.figures.sweep.panels import (
    axis_of,
    cause_handles,
    cause_of_points,
    label_axis,
    mark_causes,
    metric_panels,
    name_panel,
    shown_metrics,
)
from sim.report.results.sweep import SweepResult
from sim.report.text.sweep.words import cell, key_words

MOST_LINES = 6


def sweep_curves_figure(result: SweepResult) -> Figure | None:
    """A panel for each metric; None where no metric is a number.

    Of a grid over more than two keys every point is shown, and lines lead through those with the
    middle value of the others; of a hypercube there are points alone.
    """
    varied, metrics = result.answer["varied"], shown_metrics(result)
    if not metrics:
        return None
    x, cause = axis_of(result, varied[0]), cause_of_points(result)
    words = "metrics against " + key_words(varied[0]["key"])
    lines = _lines(result)
    handles: list[Artist] = [
        Line2D([], [], color=PALETTE[k], ls=DASHES[k % len(DASHES)], label=literal(name))
        for k, (name, _) in enumerate(lines)
        if name
    ]
    handles += cause_handles(result)
    figure, panels = metric_panels(result, words, len(metrics), handles)
    for axes, metric in zip(panels, metrics, strict=True):
        values = result.columns[metric["name"]]
        _draw(axes, x.place, np.where(result.counts, values, np.nan), lines)
        low = axes.get_ylim()[0]
        mark_causes(axes, x.place, np.where(np.isfinite(values), values, low), cause)
        thousands(axes.yaxis)
        label_axis(axes, x, "x")
        name_panel(axes, metric)
    return figure


def _draw(
    axes: Axes, x: np.ndarray, values: np.ndarray, lines: list[tuple[str, np.ndarray]]
) -> None:
    """Lines through the points of a value, or points alone where there are no lines."""
    if not lines:
        axes.plot(x, values, "o", ms=3.5, color=PALETTE[0])
    for k, (_, here) in enumerate(lines):
        order = here[np.argsort(x[here], kind="stable")]
        dashes = DASHES[k % len(DASHES)]
        axes.plot(x[order], values[order], color=PALETTE[k], ls=dashes, marker="o", ms=3.5)


def _lines(result: SweepResult) -> list[tuple[str, np.ndarray]]:
    """Name and points of each line, as many as can be told apart; none of a hypercube."""
    answer = result.answer
    if answer["kind"] != "grid":
        return []
    some = np.ones(len(result.counts), dtype=bool)
    for each in answer["varied"][2:]:
        column = result.columns[each["column"]]
        levels = list(dict.fromkeys(column.tolist()))
        some &= column == levels[len(levels) // 2]
    if len(answer["varied"]) == 1:
        return [("", np.flatnonzero(some))]
    second = answer["varied"][1]
    column = result.columns[second["column"]]
    levels = list(dict.fromkeys(column.tolist()))
    step = np.linspace(0, len(levels) - 1, min(len(levels), MOST_LINES)).round().astype(int)
    lines = []
    for level in (levels[k] for k in step):
        value = level if isinstance(level, str) else cell(level)
        name = f"{key_words(second['key']).rpartition(', ')[2]} {value} {second['unit']}".strip()
        lines.append((name, np.flatnonzero(some & (column == level))))
    return lines
