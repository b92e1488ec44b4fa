"""Inputs of the propagator in simple forms: parameter vectors of bodies with one drag coefficient
or given by ballistic coefficients; states of reference data.
"""

import numpy as np

from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from
from sim.vehicle.parameters import Parameters, tabulate

Column = float | np.ndarray

STATE_COLUMNS = ("x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps")
"""Names of a state's columns in the reference files."""


def parameter_vectors(
    n: int, area: Column = 1.0, cd: Column = 1.0, **columns: Column
) -> np.ndarray:
    """Parameter vectors (n, columns) with one drag coefficient for all flow regimes.

    Lengths m, areas m2; other columns as in `sim.vehicle.parameters.Parameters`, one value or (n,).
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


def ballistic_parameters(
    free_molecular: float, continuum: float, length: float, density_factor: float = 1.0
) -> np.ndarray:
    """Parameter vector (1, columns) of a body of 1 kg.

    Ballistic coefficients in kg/m2 in free-molecular and continuum flow; length m, of the Knudsen
    number.
    """
    return parameter_vectors(
        1,
        cd_free_molecular=1.0 / free_molecular,
        cd_continuum=1.0 / continuum,
        cd_subsonic=1.0 / continuum,
        length=length,
        density_factor=density_factor,
    )


def gcrf_from_j2000(state: np.ndarray) -> np.ndarray:
    """State (6,) in the mean equator and equinox of J2000 to GCRF: the frame bias."""
    return np.array(gcrf_from("eme2000", tuple(state), Epoch(51544, 43200.0)))


def record_state(record: dict[str, str]) -> np.ndarray:
    """State (6,) of a record of a reference file, m and m/s."""
    return np.array([float(record[key]) for key in STATE_COLUMNS])


def orbit_errors(position: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Radial, along-track and cross-track component (m) of a position relative to a state (6,)."""
    r, v = reference[:3], reference[3:6]
    radial = r / np.linalg.norm(r)
    cross = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
    along = np.cross(cross, radial)
    return np.array([radial, along, cross]) @ (position - r)
