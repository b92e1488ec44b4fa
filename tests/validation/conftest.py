"""Reference data, not part of the project: read from the folder ISS_DEORBIT_REFERENCE names."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.frames.epoch import Epoch
from sim.scenario.state import gcrf_from
from sim.vehicle.case import Case, rows

VARIABLE = "ISS_DEORBIT_REFERENCE"


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder of the reference data; without it the test is skipped."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"set {VARIABLE} to the folder of reference data")
    return Path(folder)


@pytest.fixture(scope="session")
def table(reference: Path) -> Callable[[str], list[dict[str, str]]]:
    """Rows of a CSV file of the reference folder, its comments left out."""

    def read(name: str) -> list[dict[str, str]]:
        lines = (reference / name).read_text(encoding="utf-8").splitlines()
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))

    return read


@pytest.fixture(scope="session")
def from_j2000() -> Callable[[np.ndarray], np.ndarray]:
    """State (6,) in the mean equator and equinox of J2000 to GCRF: the frame bias."""
    return lambda state: np.array(gcrf_from("eme2000", tuple(state), Epoch(51544, 43200.0)))


@pytest.fixture(scope="session")
def ball() -> Callable[..., np.ndarray]:
    """Cases (n, columns) with one drag coefficient in all flow; any column may be given."""

    def make(
        n: int, area: float = 1.0, cd: float = 1.0, **columns: float | np.ndarray
    ) -> np.ndarray:
        values = dict.fromkeys(Case._fields, 0.0) | {
            "area": area,
            "cd_free_molecular": cd,
            "cd_continuum": cd,
            "length": 4.4,
            "density_factor": 1.0,
            "steer_x": 1.0,
        }
        values |= columns
        return rows(Case(*(np.full(n, values.get(name, 0.0)) for name in Case._fields)))

    return make


@pytest.fixture(scope="session")
def orbit_errors() -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Radial, along-track and cross-track part (m) of a position less a reference state."""

    def split(position: np.ndarray, truth: np.ndarray) -> np.ndarray:
        r, v = truth[:3], truth[3:6]
        radial = r / np.linalg.norm(r)
        cross = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
        along = np.cross(cross, radial)
        return np.array([radial, along, cross]) @ (position - r)

    return split
