"""Measure parts of the goals in order, show them, and keep them."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from machine import machine, stamp_of
from marks import markdown_table, write_page
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from goals import campaigns, cores, flights, jobs, scaling, widths
from goals.history_figure import draw, read_history
from goals.options import Options
from goals.table import GOALS, PARTS, Figure

HISTORY = "bench_history.png"
TRIAL = "Only a trial with small sizes: these figures mean nothing."
Measurement = Callable[[Options], Iterator[Figure]]
MEASUREMENTS: dict[str, tuple[Measurement, ...]] = {
    "first": (jobs.measure_first_runs,),
    "job": (jobs.measure_jobs,),
    "batch": (flights.measure_batches, flights.measure_slow_clock),
    "alone": (flights.measure_descent,),
    "fragments": (cores.measure_fragments, campaigns.measure_campaigns),
    "cores": (cores.measure_cores,),
    "widths": (widths.measure_widths,),
    "matrices": (flights.measure_matrices,),
    "scale": (scaling.measure_scale,),
}
"""By part, in the order of measurement: first runs fill caches for the others. What is measured of
`alone` beside peers comes with `batch`, in the same run.
"""


def measure_goals(parts: Sequence[str], options: Options) -> list[Figure]:
    """Figures of some parts, in the order of the goals.

    Raises
    ------
    ValueError
        If there is no such part.
    """
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"part {part!r}; there are: {', '.join(PARTS)}")
    found: dict[str, Figure] = {}
    for part, measurements in MEASUREMENTS.items():
        for measurement in measurements if not parts or part in parts else ():
            for figure in measurement(options):
                found[figure.key] = figure
    return [found[key] for key in GOALS if key in found]


def run_goals(
    parts: Sequence[str],
    options: Options,
    console: Console,
    *,
    history: Path | None = None,
    page: Path | None = None,
) -> None:
    """Measure and print; append a record to a history file, and write a page.

    Parameters
    ----------
    parts
        Of `PARTS`; all if empty.
    options
        How they are measured.
    console
        For the table.
    history
        File of records, one a line; None keeps none.
    page
        Markdown with marks for the tables of all parts that are measured; None writes none.
    """
    began, before = time.perf_counter(), machine()
    with TemporaryDirectory(prefix="goals-", ignore_cleanup_errors=True) as place:
        figures = measure_goals(parts, replace(options, place=Path(place)))
    for part, words in PARTS.items():
        of_part = [figure for figure in figures if figure.goal.part == part]
        if of_part:
            console.print(_table(words, of_part))
    seconds = time.perf_counter() - began
    record = before | make_record(figures, seconds, options)
    if history is not None:
        with history.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
    if page is not None:
        run = stamp_of(record) + (f" **{TRIAL}**" if options.quick else "")
        texts = {"run": run, **page_tables(figures), **options.tables}
        if history is not None and (records := read_history(history)):
            (page.parent / "figures").mkdir(exist_ok=True)
            draw(records, page.parent / "figures" / HISTORY)
            texts["history"] = f"![Shares of the goals by commit](figures/{HISTORY})"
        write_page(page, texts)


def _table(title: str, figures: Sequence[Figure]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, show_edge=False)
    for heading in ("", "goal", "figure", "", "from"):
        table.add_column(heading)
    for figure in figures:
        table.add_row(*figure.cells)
    return table


def make_record(figures: Sequence[Figure], seconds: float, options: Options) -> dict[str, Any]:
    """What is kept of a run besides its machine."""
    return {
        "seconds": round(seconds),
        "quick": options.quick,
        "figures": {
            figure.key: {
                "value": figure.value,
                "goal": figure.goal.goal,
                "verdict": figure.verdict,
                "note": figure.note,
            }
            for figure in figures
        },
    }


def page_tables(figures: Sequence[Figure]) -> dict[str, str]:
    """A table for each part that was measured, in Markdown."""
    texts = {}
    for part in PARTS:
        rows = [
            (words, goal, figure, f"**{verdict}**" if verdict == "missed" else verdict, note)
            for words, goal, figure, verdict, note in (
                each.cells for each in figures if each.goal.part == part
            )
        ]
        if rows:
            texts[f"goals {part}"] = markdown_table([("", "goal", "figure", "", "from"), *rows])
    return texts
