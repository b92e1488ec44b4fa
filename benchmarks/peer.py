"""The other ways to fly the day: SciPy's DOP853 and boinor, each set up as well as it can be.

SciPy gets the project's own equation of motion, once compiled for one trajectory (no Python inside
the right-hand side), once interpreted on arrays of all trajectories at a common step. boinor's
fastest way is its Cowell propagator below the units, with a compiled right-hand side made of its
own J2 function and a drag written for it.
"""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from numba import njit
from problem import AIR, AREA, CASE, CD, DAY, MASS, PROBLEMS, Problem
from scipy.integrate import solve_ivp

from sim.dynamics.rhs import EARTH_RATE, acceleration
from sim.frames.elements import J2, MU
from sim.frames.geodesy import EQUATORIAL_RADIUS, geodetic
from sim.lanes import interpreted
from sim.vehicle.case import Case


@cache
def _compiled(name: str) -> Callable:
    """Right-hand side of one trajectory, tables frozen into the machine code."""
    world = PROBLEMS[name]().world

    @njit
    def rhs(t, s):
        ax, ay, az = acceleration(t, s[0], s[1], s[2], s[3], s[4], s[5], MASS, world, CASE)
        out = np.empty(6)
        out[0] = s[3]
        out[1] = s[4]
        out[2] = s[5]
        out[3] = ax
        out[4] = ay
        out[5] = az
        return out

    rhs(0.0, np.array([7e6, 0.0, 0.0, 0.0, 7e3, 0.0]))
    return rhs


def scipy_compiled(problem: Problem, tolerance: float, longest: float = 600.0) -> np.ndarray:
    """Positions (n, 3) after the day, one solve for each trajectory."""
    rhs = _compiled(problem.name)
    ends = []
    for state in problem.states:
        # the absolute part carries the components that pass through zero
        found = solve_ivp(
            rhs,
            (0.0, DAY),
            state[:6],
            "DOP853",
            rtol=tolerance,
            atol=6.8e6 * tolerance * SCALE,
            max_step=longest,
        )
        ends.append(found.y[:3, -1])
    return np.array(ends)


SCALE = np.array([1.0, 1.0, 1.0, 1.1e-3, 1.1e-3, 1.1e-3])
"""Ratio of speed to radius on this orbit, 1/s: positions and velocities weigh the same."""


def scipy_arrays(problem: Problem, tolerance: float, longest: float = 600.0) -> np.ndarray:
    """Positions (n, 3) after the day, all trajectories in one solve of interpreted NumPy."""
    n = len(problem.states)
    force = interpreted(acceleration)
    case = Case(*(np.full(n, value) for value in CASE))
    mass = np.full(n, MASS)

    def rhs(t: float, s: np.ndarray) -> np.ndarray:
        x, y, z, u, v, w = s.reshape(6, n)
        a = force(np.full(n, t), x, y, z, u, v, w, mass, problem.world, case)
        return np.concatenate([u, v, w, *a])

    start = problem.states[:, :6].T.ravel()
    scale = 6.8e6 * tolerance * np.repeat(SCALE, n)
    found = solve_ivp(
        rhs, (0.0, DAY), start, "DOP853", rtol=tolerance, atol=scale, max_step=longest
    )
    return found.y[:, -1].reshape(6, n)[:3].T


@cache
def _boinor() -> tuple[Callable, Callable]:
    """The Cowell function and a right-hand side in km and s, both warm."""
    from boinor.core.perturbations import J2_perturbation
    from boinor.core.propagation import cowell, func_twobody

    radius, ballistic = EQUATORIAL_RADIUS / 1e3, CD * AREA / MASS
    ground, height_0, scale = AIR

    @njit
    def rhs(t, s, k):
        out = func_twobody(t, s, k)
        pull = J2_perturbation(t, s, k, J2, radius)
        _, _, height = geodetic(1e3 * s[0], 1e3 * s[1], 1e3 * s[2])
        density = ground * math.exp((height_0 - height) / scale)
        u = s[3] + EARTH_RATE * s[1]
        v = s[4] - EARTH_RATE * s[0]
        drag = -0.5e3 * density * ballistic * math.sqrt(u * u + v * v + s[5] * s[5])
        out[3] += pull[0] + drag * u
        out[4] += pull[1] + drag * v
        out[5] += pull[2] + drag * s[5]
        return out

    rhs(0.0, np.array([7e3, 0.0, 0.0, 0.0, 7.0, 0.0]), MU / 1e9)
    return cowell, rhs


def boinor(problem: Problem, tolerance: float, longest: float = 600.0) -> np.ndarray:
    """Positions (n, 3) after the day; J2 and drag only, and it takes no bound on the step."""
    cowell, rhs = _boinor()
    ends = []
    for state in problem.states:
        r, _ = cowell(MU / 1e9, state[:3] / 1e3, state[3:6] / 1e3, [DAY], tolerance, f=rhs)
        ends.append(1e3 * r[0])
    return np.array(ends)
