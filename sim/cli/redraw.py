"""Drawing the figures of a results folder again, from its files alone."""

from collections.abc import Iterator
from pathlib import Path

from sim.cli.message import BadInputError
from sim.formats.json_text import read_json
from sim.report.draw import draw
from sim.report.run import Run, read_run


def redraw(folder: Path) -> Iterator[Path]:
    """Draw again what `run` or `compare` drew; gives the files written.

    Raises
    ------
    BadInputError
        If the folder does not hold results.
    """
    if (folder / "comparison.json").is_file():
        names = read_json(folder / "comparison.json")["scenarios"]
        runs = [_read(folder / name) for name in names]
        for name, run in zip(names, runs, strict=True):
            yield from draw([run], folder / name)
        yield from draw(runs, folder)
        return
    yield from draw([_read(folder)], folder)


def _read(folder: Path) -> Run:
    missing = [
        name
        for name in ("summary.json", "trajectory.parquet", "events.parquet")
        if not (folder / name).is_file()
    ]
    if missing:
        raise BadInputError(
            f"{folder} does not hold results; missing: {', '.join(missing)}. "
            "Give a folder that `iss-deorbit run` or `iss-deorbit compare` wrote"
        )
    try:
        return read_run(folder)
    except (ValueError, KeyError, OSError) as error:
        raise BadInputError(f"{folder}: results can't be read: {error}") from error
