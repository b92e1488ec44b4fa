"""Files of the references, read from the folder that ISS_DEORBIT_REFERENCE names, and the
shipped scenarios.

The files come under licences of their own and are never copied. Lines that begin with # are
comments.
"""

import csv
import os
from pathlib import Path

from sim.errors import InputError
from sim.scenario.reading.shipped import folder

VARIABLE = "ISS_DEORBIT_REFERENCE"


class MissingError(FileNotFoundError, InputError):
    """A file that a case needs is not there; says which one and where it was looked for."""


def reference_folder() -> Path | None:
    """Folder of the reference files, None where the variable is not set."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) if folder else None


def reference_path(name: str) -> Path:
    """Path of a reference file.

    Raises
    ------
    MissingError
        If the variable is not set, or the file is not in the folder.
    """
    folder = reference_folder()
    if folder is None:
        raise MissingError(f"set {VARIABLE} to the folder of reference data")
    if not (folder / name).is_file():
        raise MissingError(f"{name} is not in {folder}, which {VARIABLE} names")
    return folder / name


def table(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file of the references by column; MissingError where there is none."""
    lines = reference_path(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def scenario_path(name: str) -> Path:
    """Path of a shipped scenario below `scenarios/`; MissingError where there is none."""
    path = folder() / name
    if not path.is_file():
        raise MissingError(f"{name} is not among the shipped scenarios in {folder()}")
    return path
