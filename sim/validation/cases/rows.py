"""Rows for the propagator in the simplest forms: balls of one drag coefficient, blunt bodies given
by their ballistic coefficients, fragments; states of reference frames.
"""

import numpy as np

from sim.frames.epoch import Epoch
from sim.scenario.build.state import gcrf_from
from sim.vehicle.parameters import Parameters, tabulate

Column = float | np.ndarray

STATE_COLUMNS = ("x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps")
"""Names of a state's columns in the reference files."""


def ball(n: int, area: Column = 1.0, cd: Column = 1.0, **columns: Column) -> np.ndarray:
    """Cases (n, columns) with one drag coefficient in all flow; any column may be given.

    Lengths m, areas m2; columns as in `sim.vehicle.parameters.Parameters`, one value or (n,).
    """
    values: dict[str, Column] = {
        "area": area,
        "cd_free_molecular": cd,
        "cd_continuum": cd,
        "cd_subsonic": cd,
        "length": 4.4,
        "density_factor": 1.0,
        "steer_x": 1.0,
    }
    values |= columns
    return tabulate(Parameters(*(np.full(n, values.get(name, 0.0)) for name in Parameters._fields)))


def blunt(free: float, continuum: float, length: float, density: float = 1.0) -> np.ndarray:
    """Case (1, columns) for a mass of 1 kg from ballistic coefficients (kg/m2) in free-molecular
    and continuum flow and the length (m) of the Knudsen number.
    """
    return ball(
        1,
        cd_free_molecular=1.0 / free,
        cd_continuum=1.0 / continuum,
        cd_subsonic=1.0 / continuum,
        length=length,
        density_factor=density,
    )


def from_j2000(state: np.ndarray) -> np.ndarray:
    """State (6,) in the mean equator and equinox of J2000 to GCRF: the frame bias."""
    return np.array(gcrf_from("eme2000", tuple(state), Epoch(51544, 43200.0)))


def state_of(row: dict[str, str]) -> np.ndarray:
    """State (6,) of a row of a reference file."""
    return np.array([float(row[key]) for key in STATE_COLUMNS])


def orbit_errors(position: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Radial, along-track and cross-track part (m) of a position less a reference state."""
    r, v = truth[:3], truth[3:6]
    radial = r / np.linalg.norm(r)
    cross = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
    along = np.cross(cross, radial)
    return np.array([radial, along, cross]) @ (position - r)
