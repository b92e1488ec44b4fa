"""Coefficients of ROS34PW2, a linearly implicit Runge-Kutta method of order 3 with 4 stages.

Rang and Angermann, New Rosenbrock W-methods of order 3 for partial differential algebraic
equations of index 1, BIT Numerical Mathematics 45 (2005), 761-787. L-stable and stiffly accurate:
what settles within a step is settled at its end; being a W-method, of order 3 with any matrix in
place of the Jacobian.

In the form that needs no product with the Jacobian J (Hairer and Wanner, Solving Ordinary
Differential Equations II, 2nd ed. 1996, section IV.7), with g = gamma h:

    (1 - g J) U_i = g f(y + sum_j<i a_ij U_j) + sum_j<i c_ij U_j,    y(t + h) = y + sum_i m_i U_i
"""

from typing import NamedTuple

import numpy as np

STAGES = 4
ERROR_EXPONENT = 1.0 / 3.0
"""The error estimate is of order 2."""

GAMMA = 4.3586652150845900e-01
_ALPHA = (
    (0.0, 0.0, 0.0, 0.0),
    (8.7173304301691801e-01, 0.0, 0.0, 0.0),
    (8.4457060015369423e-01, -1.1299064236484185e-01, 0.0, 0.0),
    (0.0, 0.0, 1.0, 0.0),
)
_GAMMA = (
    (GAMMA, 0.0, 0.0, 0.0),
    (-8.7173304301691801e-01, GAMMA, 0.0, 0.0),
    (-9.0338057013044082e-01, 5.4180672388095326e-02, GAMMA, 0.0),
    (2.4212380706095346e-01, -1.2232505839045147e00, 5.4526025533510214e-01, GAMMA),
)
_SOLUTION = (2.4212380706095346e-01, -1.2232505839045147e00, 1.5452602553351020e00, GAMMA)
_EMBEDDED = (
    3.7810903145819369e-01, -9.6042292212423178e-02, 5.0000000000000000e-01, 2.1793326075422950e-01
)  # fmt: skip


class Rosenbrock(NamedTuple):
    """a and c (4, 4), nodes (4,), weights m of the solution and of the error estimate (4,)."""

    stage: np.ndarray
    coupling: np.ndarray
    node: np.ndarray
    solution: np.ndarray
    error: np.ndarray


def ros34pw2() -> Rosenbrock:
    """Build the coefficients as read-only arrays."""
    alpha, gamma = np.array(_ALPHA), np.array(_GAMMA)
    inverse = np.linalg.inv(gamma)
    solution, embedded = np.array(_SOLUTION), np.array(_EMBEDDED)
    method = Rosenbrock(
        alpha @ inverse,
        np.eye(STAGES) - GAMMA * inverse,
        alpha.sum(axis=1),
        solution @ inverse,
        (solution - embedded) @ inverse,
    )
    for array in method:
        array.setflags(write=False)
    return method
