"""Copies of trajectories that are a little off, and the derivatives that follow from them.

Central differences of pairs of copies, which fly in the same lanes as everything else: every force
that moves a trajectory is in its partials, also one of a user. The fixed steps of the multistep
method are the same in both copies of a pair, so that what a step errs cancels, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import InputError
from sim.integrate.step import STATE
from sim.propagation.forces import Gravity
from sim.vehicle.parameters import (
    CD_CONTINUUM,
    CD_FREE_MOLECULAR,
    DENSITY_FACTOR,
    MASS_FLOW,
    THRUST,
)

STATES = 6
RELATIVE = 1e-6
"""Change of position and velocity over their size: 7 m and 8 mm/s in low orbit. What is left out is
the square of the change after the flight over the orbit's size, 1e-8 after a day; rounding and
steps are as far below."""

PARTIALS = ("cd", "density_factor", "thrust")
CHANGE = 3e-4
"""Change of a parameter over its size: tens of metres after a day in low orbit."""

PLUS_MINUS = (1.0, -1.0)


@dataclass(frozen=True)
class Copies:
    """Copies of n trajectories, c of each one after the other in pairs.

    y (n c, 7), table (n c, columns), change (n, c / 2): twice the difference within each pair.
    """

    y: np.ndarray
    table: np.ndarray
    change: np.ndarray


@dataclass(frozen=True)
class Variations:
    """Which derivatives of the states to give.

    Matrices are solutions of the variational equations along the trajectory
    (`sim.integrate.variational`); below 110 km, where forces change within seconds, they are
    central differences of twelve copies that fly along, as those of each parameter are of two.

    Parameters
    ----------
    parameters
        Any of ``"cd"``, ``"density_factor"``, ``"thrust"`` (per N, the flow of mass with it).
    matrix
        Whether to give state transition matrices.
    degree
        Gravity of the derivatives only up to this degree: faster, and as wrong as what is left out.
    copies
        Take matrices from copies throughout: slower, with no assumption on the forces.

    Raises
    ------
    InputError
        If a parameter is unknown, or nothing is asked for.

    Examples
    --------
    >>> Variations(["cd"]).matrix
    True
    """

    parameters: Sequence[str] = ()
    matrix: bool = True
    degree: int | None = None
    copies: bool = False

    def __post_init__(self) -> None:
        given = self.parameters
        if isinstance(given, str) or any(name not in PARTIALS for name in given):
            raise InputError(f"parameters={given!r}; allowed: a list of {', '.join(PARTIALS)}")
        if not (given or self.matrix):
            raise InputError("Variations of nothing; allowed: a matrix, parameters, or both")
        if self.degree is not None:
            Gravity(degree=self.degree)


def check_variations(given: bool | Variations, table: np.ndarray) -> Variations | None:
    """Variations of a table of parameters; None if there are none.

    Raises
    ------
    InputError
        If thrust is to vary where there is none.
    """
    if isinstance(given, bool):
        return Variations() if given else None
    if not isinstance(given, Variations):
        raise InputError(f"stm={given!r}; allowed: True, False, or Variations(parameters)")
    if "thrust" in given.parameters and (table[:, THRUST] <= 0.0).any():
        raise InputError("Variations of thrust where there is none; allowed: with Thrust(newton)")
    return given


def make_copies(y: np.ndarray, table: np.ndarray, variations: Variations) -> Copies:
    """Copies with each component of the first state, and each parameter, a little more and less.

    Parameters
    ----------
    y
        Shape (n, 7).
    table
        Shape (n, columns).
    variations
        Which.
    """
    n = len(y)
    states, tables, change = [], [], []
    if variations.matrix:
        for q in range(STATES):
            own = y[:, :3] if q < 3 else y[:, 3:6]
            size = RELATIVE * np.sqrt((own * own).sum(axis=1))
            pair = [y.copy() for _ in PLUS_MINUS]
            for copy, sign in zip(pair, PLUS_MINUS, strict=True):
                copy[:, q] += sign * size
            states += pair
            tables += [table] * 2
            change.append(pair[0][:, q] - pair[1][:, q])
    for name in variations.parameters:
        pair = [table.copy() for _ in PLUS_MINUS]
        size = CHANGE * np.maximum(table[:, _columns(name)[0]], 1e-3)
        for copy, sign in zip(pair, PLUS_MINUS, strict=True):
            for column in _columns(name):
                # a flow of mass follows the thrust, at the same specific impulse
                share = table[:, MASS_FLOW] / table[:, THRUST] if column == MASS_FLOW else 1.0
                copy[:, column] = copy[:, column] + sign * size * share
        states += [y] * 2
        tables += pair
        change.append(pair[0][:, _columns(name)[0]] - pair[1][:, _columns(name)[0]])
    return Copies(
        np.stack(states, axis=1).reshape(-1, STATE),
        np.stack(tables, axis=1).reshape(n * len(states), -1),
        np.stack(change, axis=1),
    )


def _columns(name: str) -> tuple[int, ...]:
    """Columns of the parameter table that a partial moves; it is counted in the first."""
    return {
        "cd": (CD_FREE_MOLECULAR, CD_CONTINUUM),
        "density_factor": (DENSITY_FACTOR,),
        "thrust": (THRUST, MASS_FLOW),
    }[name]


def differentiate(copies: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Derivatives (n, k, 6, c / 2) from the states (n, c, k, 6) of copies in pairs."""
    derivative = (copies[:, 0::2] - copies[:, 1::2]) / change[:, :, None, None]
    return np.moveaxis(derivative, 1, 3)
