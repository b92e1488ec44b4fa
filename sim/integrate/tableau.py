"""Coefficients of the Runge-Kutta method of order 8(5,3) of Dormand and Prince.

Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 2nd ed. (1993), sections
II.5 and II.10; the numbers come from `scipy.integrate.DOP853`. Zeros are left out of the stage
sums: stage i uses the entries from `start[i]` to `start[i + 1]`.
"""

from typing import NamedTuple

import numpy as np
from scipy.integrate import DOP853

STAGES = 12
ORDER = 8
ERROR_EXPONENT = 1.0 / 8.0


class Tableau(NamedTuple):
    """Stage weights (sparse), nodes, the weights of the solution and of the two error estimates."""

    start: np.ndarray
    column: np.ndarray
    weight: np.ndarray
    node: np.ndarray
    solution: np.ndarray
    error_5: np.ndarray
    error_3: np.ndarray


def dop853() -> Tableau:
    """Build the tableau as read-only arrays."""
    start, column, weight = [0], [], []
    for i in range(STAGES):
        used = np.flatnonzero(DOP853.A[i, :i])
        column.extend(used)
        weight.extend(DOP853.A[i, used])
        start.append(len(column))
    arrays = (
        np.array(start, dtype=np.int64),
        np.array(column, dtype=np.int64),
        np.array(weight),
        np.array(DOP853.C[:STAGES]),
        np.array(DOP853.B),
        np.array(DOP853.E5[:STAGES]),
        np.array(DOP853.E3[:STAGES]),
    )
    for array in arrays:
        array.setflags(write=False)
    return Tableau(*arrays)
