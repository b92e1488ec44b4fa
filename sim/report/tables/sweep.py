"""A sweep as tables for a terminal: what became of its points, metrics, and its front."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from sim.report.results.sweep import SweepResult
from sim.report.tables.layout import dependence_lines, rows_table
from sim.report.text.sweep.words import axis_words, cell, point_words, reached_words

MOST_SHOWN = 12
"""Points of the front that are shown."""


def sweep_table(result: SweepResult) -> RenderableType:
    """How many points count and why others do not, the ends of each metric, and the front."""
    answer = result.answer
    parts = [*dependence_lines([answer]), Text(reached_words(result))]
    bad = [(str(each["points"]), each["status"], each["reason"]) for each in answer["causes"]]
    if bad:
        parts.append(
            rows_table("why points do not count", ("points", "status", "first reason"), bad)
        )
    ends = [
        (
            axis_words(each["words"], each["unit"]),
            cell(each["least"]),
            point_words(result, each["least_at"]),
            cell(each["most"]),
            point_words(result, each["most_at"]),
        )
        for each in answer["metrics"]
        if each["least"] is not None
    ]
    if ends:
        parts.append(rows_table("metrics", ("metric", "least", "at", "most", "at"), ends))
    parts += _front(result)
    return Group(*parts)


def _front(result: SweepResult) -> Iterator[RenderableType]:
    pareto = result.answer["pareto"]
    if pareto is None or not pareto["points"]:
        return
    heads = [
        f"{sense} {name}" for sense, name in zip(pareto["senses"], pareto["metrics"], strict=True)
    ]
    shown = pareto["points"][:MOST_SHOWN]
    rows = [
        (
            *(cell(float(result.columns[name][k])) for name in pareto["metrics"]),
            point_words(result, k),
        )
        for k in shown
    ]
    more = len(pareto["points"]) - len(shown)
    title = "points that no other beats in both" + (f" (the first {len(shown)})" if more else "")
    yield rows_table(title, (*heads, "at"), rows)
