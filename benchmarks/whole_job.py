"""Time of whole commands, as a person waits for them, beside an earlier version.

    python benchmarks/whole_job.py [--beside TREE] [--runs 3] [--line NAME ...]

Both versions run in processes of this interpreter, in turn, each with a cache of its own that is
filled first (but for the lines of a first run, whose cache is empty). numba imports `coverage`
where it is installed; it is kept from both. Told are medians of the time that passes and of the
processor's time, which other work on the machine disturbs less; and for each line its goal. The
two versions need not do the same: later ones say more.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent

START = """
import sys
sys.modules["coverage"] = None
sys.argv[0] = "iss-deorbit"
from sim.cli import main
main()
"""

READ = """
import sys, time
from pathlib import Path
import sim.cli.read_inputs as inputs
start = time.perf_counter(), time.process_time()
inputs.read_inputs([Path(name) for name in sys.argv[1:]], True)
print(time.perf_counter() - start[0], time.process_time() - start[1])
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table.

    Attributes
    ----------
    words
        Of the command.
    goal, ratio
        Most seconds, or the largest part of the time of the earlier version; None: no such goal.
    writes
        Whether it takes `--out`.
    first
        Whether the cache of compiled kernels is empty.
    until_words
        Whether only the time to the first words counts.
    """

    words: tuple[str, ...]
    goal: float | None = None
    ratio: float | None = None
    writes: bool = True
    first: bool = False
    until_words: bool = False


BOTH = ("scenarios/usdv.yaml", "scenarios/progress.yaml")
LINES = {
    "help": Line(words=("--help",), goal=0.1, writes=False),
    "words": Line(words=("run", BOTH[0]), goal=0.5, until_words=True),
    "mir": Line(words=("run", "scenarios/mir_2001.yaml"), ratio=1 / 3),
    "run": Line(words=("run", BOTH[0]), ratio=1 / 3),
    "compare": Line(words=("compare", *BOTH), ratio=1 / 4),
    "first_mir": Line(words=("run", "scenarios/mir_2001.yaml"), ratio=1 / 2, first=True),
    "first_compare": Line(words=("compare", *BOTH), ratio=1 / 2, first=True),
}
READING = 0.15
"""s, goal of reading the two plans."""


def main() -> int:
    """Measure, and print a line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--beside", type=Path, help="source tree of the earlier version")
    parser.add_argument("--runs", type=int, default=3, help="of each line; one of a first run")
    parser.add_argument("--line", action="append", choices=[*LINES, "read"], help="only this")
    options = parser.parse_args()
    trees = [HERE] if options.beside is None else [HERE, options.beside.resolve()]
    with tempfile.TemporaryDirectory() as place:
        for name in options.line or [*LINES, "read"]:
            if name == "read":
                _tell(name, [measure_reading(options.runs)], READING, None)
            else:
                line = LINES[name]
                figures = measure(line, trees, options.runs, Path(place))
                _tell(name, figures, line.goal, line.ratio)
    return 0


def measure(
    line: Line, trees: Sequence[Path], runs: int, place: Path, *, filled: bool = False
) -> list[tuple[float, float]]:
    """Median seconds passed and of the processor for each tree, measured in turn; `filled`: whether
    earlier lines have compiled into the same place all that this one needs.
    """
    took: list[list[tuple[float, float]]] = [[] for _ in trees]
    rounds = 1 if line.first else runs
    none_to_fill = line.first or filled
    for k in range(rounds if none_to_fill else rounds + 1):
        for times, tree in zip(took, trees, strict=True):
            cache = place / f"cache-{trees.index(tree)}"
            if line.first:
                shutil.rmtree(cache, ignore_errors=True)
            seconds = _run(line, tree, cache, place)
            if none_to_fill or k > 0:  # else the first round fills the caches
                times.append(seconds)
    return [tuple(map(statistics.median, zip(*times, strict=True))) for times in took]


def _run(line: Line, tree: Path, cache: Path, place: Path) -> tuple[float, float]:
    """Run a command once in a tree."""
    command = [sys.executable, "-c", START, *line.words]
    if line.writes:
        command += ["--out", str(place / "out"), "--force"]
    kept = {"PYTHONPATH": str(tree), "ISS_DEORBIT_CACHE": str(cache)}
    before, start = _processor(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=tree, env=os.environ | kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        if line.until_words:
            process.stdout.readline()
            passed = time.perf_counter() - start
            process.kill()
            process.wait()
            return passed, _processor() - before
        said = process.stdout.read().decode()
    if process.returncode:
        raise SystemExit(f"{tree}: {' '.join(line.words)} ended with {process.returncode}:\n{said}")
    return time.perf_counter() - start, _processor() - before


def measure_reading(runs: int) -> tuple[float, float]:
    """The same for reading the plans in a process that has done nothing before."""
    command = [sys.executable, "-c", READ, *BOTH]
    kept = os.environ | {"PYTHONPATH": str(HERE)}
    took = []
    for _ in range(runs):
        done = subprocess.run(command, cwd=HERE, env=kept, capture_output=True, check=True)
        took.append(tuple(map(float, done.stdout.split())))
    passed, used = map(statistics.median, zip(*took, strict=True))
    return passed, used


def _processor() -> float:
    """Seconds of the processor of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tell(
    name: str, figures: list[tuple[float, float]], goal: float | None, ratio: float | None
) -> None:
    """Print the line of one command."""
    print(" ".join(_words(name, figures, goal, ratio)), flush=True)


def _words(
    name: str, figures: list[tuple[float, float]], goal: float | None, ratio: float | None
) -> Iterator[str]:
    (passed, used), *earlier = figures
    yield f"{name:14} {passed:8.2f} s (processor {used:.2f} s)"
    if earlier:
        (passed_then, used_then), *_ = earlier
        yield f"beside {passed_then:.2f} s (processor {used_then:.2f} s):"
        yield f"ratio {passed / passed_then:.2f} (processor {used / used_then:.2f})"
    yield f"goal {goal:g} s" if goal is not None else f"goal: ratio {ratio:.2f}"


if __name__ == "__main__":
    sys.exit(main())
