"""Whole commands beside an earlier version of this program."""

from collections.abc import Iterator
from dataclasses import replace

import whole_job

from goals.options import Options
from goals.table import Figure

FIRST = {"first.run": "first_mir", "first.compare": "first_compare"}
WARM = {"job.help": "help", "job.words": "words", "job.run": "run", "job.compare": "compare"}
RUNS = 3
NO_EARLIER = "needs the source tree of the earlier version, --beside"


def measure_first_runs(options: Options) -> Iterator[Figure]:
    """From an empty cache to the report."""
    yield from _lines(FIRST, options, 1)


def measure_jobs(options: Options) -> Iterator[Figure]:
    """With everything compiled."""
    yield from _lines(WARM, options, 1 if options.quick else RUNS)
    passed, used = whole_job.measure_reading(1 if options.quick else RUNS)
    yield Figure("job.read", passed, f"processor {used:.2f} s")


def _lines(lines: dict[str, str], options: Options, runs: int) -> Iterator[Figure]:
    trees = [whole_job.HERE, *([] if options.beside is None else [options.beside.resolve()])]
    filled = all(any((options.place / f"cache-{k}").glob("*")) for k in range(len(trees)))
    for key, name in lines.items():
        line = whole_job.LINES[name]
        if options.quick:
            line = replace(line, words=("--help",), writes=False)
        if line.ratio is not None and len(trees) == 1:
            yield Figure(key, None, NO_EARLIER)
            continue
        options.report(f"{name} of {len(trees)} versions")
        (passed, used), *earlier = whole_job.measure(
            line, trees, runs, options.place, filled=filled
        )
        if line.ratio is None:
            yield Figure(key, passed, f"processor {used:.2f} s")
            continue
        ((then, used_then),) = earlier
        note = f"{passed:.2f} s beside {then:.2f} s; processor {used:.2f} s and {used_then:.2f} s"
        yield Figure(key, passed / then, note)
