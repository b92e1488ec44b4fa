"""Whole commands beside an earlier version of this program."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import whole_job

from goals.options import Options
from goals.table import Figure

FIRST = {"first.run": "first_mir", "first.compare": "first_compare"}
WARM = {"job.help": "help", "job.words": "words", "job.run": "run", "job.compare": "compare"}
RUNS = 3
NO_EARLIER = "needs the source tree of the earlier version, --beside"


def measure_first_runs(options: Options) -> Iterator[Figure]:
    """From an empty cache to the report."""
    with tempfile.TemporaryDirectory() as place:
        yield from _lines(FIRST, options, Path(place), 1)


def measure_jobs(options: Options) -> Iterator[Figure]:
    """With everything compiled."""
    with tempfile.TemporaryDirectory() as place:
        yield from _lines(WARM, options, Path(place), 1 if options.quick else RUNS)
    passed, used = whole_job.measure_reading(1 if options.quick else RUNS)
    yield Figure("job.read", used, f"processor; {passed:.2f} s passed")


def _lines(lines: dict[str, str], options: Options, place: Path, runs: int) -> Iterator[Figure]:
    trees = [whole_job.HERE, *([] if options.beside is None else [options.beside.resolve()])]
    for key, name in lines.items():
        line = whole_job.LINES[name]
        if options.quick:
            line = replace(line, words=("--help",), writes=False)
        if line.ratio is not None and len(trees) == 1:
            yield Figure(key, None, NO_EARLIER)
            continue
        options.report(f"{name} of {len(trees)} versions")
        (passed, used), *earlier = whole_job.measure(line, trees, runs, place)
        if line.ratio is None:
            yield Figure(key, passed, f"processor {used:.2f} s")
            continue
        ((then, used_then),) = earlier
        note = f"{passed:.2f} s beside {then:.2f} s; processor {used:.2f} s and {used_then:.2f} s"
        yield Figure(key, passed / then, note)
