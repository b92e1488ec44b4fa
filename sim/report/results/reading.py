"""Reading files of results, which people pass on to each other: whatever is wrong with one is told
in a sentence that names it, every value is of its type before it is used, and no name in a file
leads out of its folder.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pyarrow.lib import ArrowException
from pydantic import BaseModel, ValidationError

from sim.errors import InputError
from sim.formats.parquet import read_table
from sim.plain_text import NAME

Columns = dict[str, np.ndarray]
Shape = TypeVar("Shape", bound=BaseModel)

MOST_BYTES = 2**29
"""Of a file that is read as a whole."""
LONGEST_SHOWN = 60
"""Characters of a wrong value that a message repeats."""


class ResultsError(InputError):
    """A file of results is missing, damaged, or not what it should be."""

    def __init__(self, place: Path, problem: str) -> None:
        super().__init__(f"{place}: results can't be read: {' '.join(problem.split())}")


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Tell faults of the files of a folder as such, also those that show only when figures and
    pages are made from them.

    Raises
    ------
    InputError
        `ResultsError` for what is not one already.
    """
    try:
        yield
    except (InputError, OSError, MemoryError):
        raise
    except Exception as error:
        kind = f"{type(error).__name__}: {error}"
        raise ResultsError(
            folder, f"a value is missing or of another kind ({kind}); --debug shows where"
        ) from error


def check_name(file: Path, name: object) -> str:
    """The name of a scenario as a file of results has it.

    Raises
    ------
    ResultsError
        If it could lead elsewhere: files and folders are called by it.
    """
    if not isinstance(name, str) or not re.fullmatch(NAME, name):
        raise ResultsError(file, f"{_shown(name)} can't be the name of a scenario")
    return name


def subfolder(folder: Path, name: str, file: Path) -> Path:
    """The folder of a scenario inside another one.

    Raises
    ------
    ResultsError
        If it lies elsewhere.
    """
    inside = folder / check_name(file, name)
    if inside.is_symlink():
        raise ResultsError(inside, "it is a link, which may lead out of the folder")
    return inside


def read_text(file: Path) -> str:
    """Text of a file in UTF-8.

    Raises
    ------
    ResultsError
        If there is none, it is too large, or it is no such text.
    """
    try:
        if not file.is_file():
            raise ResultsError(file, "no such file")
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise ResultsError(file, f"{size:,} bytes; allowed: {MOST_BYTES:,}")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ResultsError(file, str(error)) from error


def read_content(file: Path, shape: type[Shape]) -> dict[str, Any]:
    """Content of a JSON file, as it stands there, once it has the shape asked for.

    Parameters
    ----------
    file
        Of a folder of results.
    shape
        Model of what is used of it; keys beyond it are left alone.

    Raises
    ------
    ResultsError
        Naming the file, and the first key that is not what it should be.
    """
    try:
        content = json.loads(read_text(file), parse_constant=_refuse_constant)
        shape.model_validate(content)
        json.dumps(content, ensure_ascii=False).encode()  # no half of a surrogate pair
    except ValidationError as error:
        raise ResultsError(file, _first_fault(error)) from error
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise ResultsError(file, str(error)) from error
    return content


def read_columns(file: Path, kinds: Mapping[str, str]) -> Columns:
    """Columns of a Parquet file, once those that are used are there and hold what they should.

    Parameters
    ----------
    file
        Of a folder of results.
    kinds
        By name of a column the kinds of NumPy types it may have, such as ``"fi"``.

    Raises
    ------
    ResultsError
        Naming the file and the column.
    """
    try:
        columns = read_table(file)
    except (OSError, ValueError, ArrowException) as error:
        raise ResultsError(file, str(error)) from error
    for name, allowed in kinds.items():
        if name not in columns:
            raise ResultsError(file, f"column {name} is missing")
        kind = columns[name].dtype.kind
        if kind not in allowed and len(columns[name]):
            raise ResultsError(file, f"column {name} holds {columns[name].dtype}")
    return columns


@dataclass(frozen=True)
class ResultFolder:
    """Files of a folder of results that need not be there; a damaged one raises `ResultsError`."""

    path: Path

    def text(self, name: str) -> str | None:
        """Text of a file."""
        file = self.path / name
        return read_text(file) if file.is_file() else None

    def content(self, name: str, shape: type[Shape]) -> dict[str, Any] | None:
        """Content of a JSON file, see `read_content`."""
        file = self.path / name
        return read_content(file, shape) if file.is_file() else None

    def columns(self, name: str, kinds: Mapping[str, str]) -> Columns | None:
        """Columns of a Parquet file, see `read_columns`."""
        file = self.path / name
        return read_columns(file, kinds) if file.is_file() else None


def points_of(coordinates: object) -> np.ndarray:
    """Longitude and latitude of the points of a line or ring of GeoJSON in deg, shape (n, 2).

    Raises
    ------
    ValueError
        If they are not pairs of finite numbers.
    """
    points: np.ndarray
    try:
        points = np.array(coordinates, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        points = np.zeros(0)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("coordinates that are not pairs of numbers")
    return points


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _first_fault(error: ValidationError) -> str:
    """Key, problem and value of the first fault, as a sentence."""
    fault = error.errors(include_url=False)[0]
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    key = "".join(words).lstrip(".")
    problem = fault["msg"][:1].lower() + fault["msg"][1:]
    given = "" if fault["type"] == "missing" else f"; given {_shown(fault['input'])}"
    return f"{key}: {problem}{given}" if key else f"{problem}{given}"


def _shown(value: object) -> str:
    """A value as a message repeats it: in one line of printable characters, and short."""
    words = ascii(value)
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}..."
