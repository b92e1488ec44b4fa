"""One row of a flight: everything that can be dispersed, as named columns of float64."""

from typing import NamedTuple

import numpy as np

from sim.lanes import kernel, load


class Case(NamedTuple):
    """Columns of a row. As lanes inside kernels, as arrays of one length outside.

    area m2, drag coefficients, length m of the Knudsen number, factor on the air's density,
    reflectivity, thrust N, mass flow kg/s, and the thrust direction as unit components in the
    steering frame.
    """

    area: np.ndarray
    cd_free_molecular: np.ndarray
    cd_continuum: np.ndarray
    length: np.ndarray
    density_factor: np.ndarray
    reflectivity: np.ndarray
    thrust: np.ndarray
    mass_flow: np.ndarray
    steer_x: np.ndarray
    steer_y: np.ndarray
    steer_z: np.ndarray


COLUMNS = len(Case._fields)
(
    AREA,
    CD_FREE_MOLECULAR,
    CD_CONTINUUM,
    LENGTH,
    DENSITY_FACTOR,
    REFLECTIVITY,
    THRUST,
    MASS_FLOW,
    STEER_X,
    STEER_Y,
    STEER_Z,
) = range(COLUMNS)


def rows(case: Case) -> np.ndarray:
    """Matrix of shape (n, columns), C-contiguous, from a case of arrays."""
    return np.ascontiguousarray(np.column_stack(case), dtype=np.float64)


@kernel
def case_of(block):
    """Case of lanes from a block of shape (columns, lanes)."""
    return Case(
        load(block, 0),
        load(block, 1),
        load(block, 2),
        load(block, 3),
        load(block, 4),
        load(block, 5),
        load(block, 6),
        load(block, 7),
        load(block, 8),
        load(block, 9),
        load(block, 10),
    )
