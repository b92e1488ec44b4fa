"""Reference data, read from the folder that ISS_DEORBIT_REFERENCE names, and the shipped scenarios.

The data have licences of their own and are never copied. Lines that begin with # are comments.
"""

import csv
import os
from pathlib import Path

from sim.errors import InputError
from sim.scenario.reading.shipped import folder

VARIABLE = "ISS_DEORBIT_REFERENCE"


class MissingError(FileNotFoundError, InputError):
    """A file that a case needs does not exist; the message gives its name and the folder."""


def reference_folder() -> Path | None:
    """Folder of the reference data, None if the variable is not set."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) if folder else None


def reference_path(name: str) -> Path:
    """Path of a file of reference data.

    Raises
    ------
    MissingError
        If the variable is not set, or the folder has no such file.
    """
    folder = reference_folder()
    if folder is None:
        raise MissingError(f"set {VARIABLE} to the folder of reference data")
    if not (folder / name).is_file():
        raise MissingError(f"{name} is not in {folder}, which {VARIABLE} names")
    return folder / name


def read_table(name: str) -> list[dict[str, str]]:
    """Records of a CSV file of reference data by column; MissingError if it does not exist."""
    lines = reference_path(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def scenario_path(name: str) -> Path:
    """Path of a shipped scenario below `scenarios/`; MissingError if it does not exist."""
    path = folder() / name
    if not path.is_file():
        raise MissingError(f"{name} is not among the shipped scenarios in {folder()}")
    return path
