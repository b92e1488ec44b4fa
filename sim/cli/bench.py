"""The work behind ``bench``: measure the speed of this simulator, alone or beside others.

The measurements live in the folder `benchmarks` beside the package, so they need a checkout; this
file finds it and hands over. What is measured is described there.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import sim
from sim.cli.terminal import console, say
from sim.errors import InputError

FOLDER = Path(sim.__file__).parents[1] / "benchmarks"


def bench_all(
    peers: bool,
    roofline: bool,
    names: Sequence[str],
    problems: Sequence[str],
    seconds: float,
    threads: int,
    out: Path | None,
    page: Path | None = None,
) -> int:
    """Measure what is asked for; returns the exit code.

    Parameters
    ----------
    peers, roofline
        Which measurements; without either, this simulator alone.
    names, problems
        Which peers (or the beginnings of their names) and problems; all if empty.
    seconds
        In flight for each peer and problem.
    threads
        Most threads for many samples.
    out
        Folder of the results; default runs/bench.
    page
        Markdown that the tables are written into, with marks for them.
    """
    _add_benchmarks_to_path()
    folder = Path("runs/bench") if out is None else out
    if not peers and not roofline:
        return _measure_simulator(folder)
    if roofline:
        path = _benchmark("roofline").report(folder, console(), page)
        say(path)
    if peers:
        compare = _benchmark("side_by_side").compare
        try:
            written = compare(
                problems, names, seconds, threads, folder, console(), console(error=True), page
            )
        except ValueError as error:
            raise InputError(str(error)) from error
        for path in written:
            say(path)
    return 0


def bench_goals(
    parts: Sequence[str], beside: Path | None, quick: bool, history: Path | None, page: Path | None
) -> int:
    """Measure goals of speed and scale; returns the exit code.

    Parameters
    ----------
    parts
        Of the goals; all if empty.
    beside
        Source tree of the earlier version that some goals compare with.
    quick
        Whether sizes are tiny, so that figures mean nothing.
    history, page
        File a record is appended to, and page the tables are written into; None: neither.
    """
    _add_benchmarks_to_path()
    progress = console(error=True)
    if beside is not None and not (beside / "sim" / "__init__.py").is_file():
        raise InputError(f"--beside {beside}: not a source tree of this program (no sim in it)")

    def report(message: str) -> None:
        progress.print(message, markup=False, highlight=False)

    options = _benchmark("goals.options").Options(beside=beside, quick=quick, report=report)
    try:
        _benchmark("goals.measure").run_goals(parts, options, console(), history=history, page=page)
    except ValueError as error:
        raise InputError(str(error)) from error
    for path in (history, page):
        if path is not None:
            say(path)
    return 0


def _add_benchmarks_to_path() -> None:
    """Make the modules of the benchmarks importable.

    Raises
    ------
    InputError
        If there is no checkout, with what to do.
    """
    if not (FOLDER / "side_by_side.py").is_file():
        raise InputError(
            f"the benchmarks are not at {FOLDER}; they are part of the sources, not of the "
            "installed package: get a checkout, run `pip install -e '.[peers,test]'` in it and "
            "try again"
        )
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))


def _benchmark(name: str) -> ModuleType:
    """A module of the benchmarks."""
    return importlib.import_module(name)


def _measure_simulator(folder: Path) -> int:
    """Measure speed and work of this simulator, kept as JSON to compare with; returns the exit
    code.
    """
    try:
        import pytest
        import pytest_benchmark  # noqa: F401 - asked for by name below
    except ImportError as error:
        raise InputError(
            f"{error.name} is not installed; run `pip install -e '.[test]'`"
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / "ours.json"
    code = int(pytest.main([str(FOLDER), "-m", "", "--rootdir", str(FOLDER.parent),
                            f"--benchmark-json={results}"]))  # fmt: skip
    say(results)
    return 0 if code == 0 else 1
