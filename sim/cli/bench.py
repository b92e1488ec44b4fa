"""The work behind ``bench``: measure this simulator, alone or beside other propagators.

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
) -> int:
    """Measure what is asked for; returns the exit code.

    Parameters
    ----------
    peers, roofline
        Which measurements; without either, ours over time.
    names, problems
        Which peers (or the beginnings of their names) and problems; all if empty.
    seconds
        In flight for each peer and problem.
    threads
        Most threads for many samples.
    out
        Folder of the results; default runs/bench.
    """
    _enter()
    folder = Path("runs/bench") if out is None else out
    if not peers and not roofline:
        return _ours(folder)
    if roofline:
        path = _module("roofline").report(folder, console())
        say(path)
    if peers:
        compare = _module("side_by_side").compare
        try:
            written = compare(
                problems, names, seconds, threads, folder, console(), console(error=True)
            )
        except ValueError as error:
            raise InputError(str(error)) from error
        for path in written:
            say(path)
    return 0


def _enter() -> None:
    """Let the measurements be imported, or say what is missing."""
    if not (FOLDER / "side_by_side.py").is_file():
        raise InputError(
            f"the benchmarks are not at {FOLDER}; they are part of the sources, not of the "
            "installed package: get a checkout, run `pip install -e '.[peers,test]'` in it and "
            "try again"
        )
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))


def _module(name: str) -> ModuleType:
    return importlib.import_module(name)


def _ours(folder: Path) -> int:
    """Speed and work counts of this simulator, kept as JSON to compare with later."""
    try:
        import pytest
        import pytest_benchmark  # noqa: F401 - asked for by name below
    except ImportError as error:
        raise InputError(
            f"{error.name} is not installed; run `pip install -e '.[test]'`"
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "ours.json"
    code = int(pytest.main([str(FOLDER), "-m", "", "--rootdir", str(FOLDER.parent),
                            f"--benchmark-json={kept}"]))  # fmt: skip
    say(kept)
    return 0 if code == 0 else 1
