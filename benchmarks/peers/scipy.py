"""SciPy's DOP853 with this project's equation of motion: compiled, and on NumPy arrays.

Compiled, the equation is machine code for one trajectory with its tables as constants: no Python
runs in the right-hand side. On arrays the same source is interpreted, with all trajectories in one
solve at a common step.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numba import njit
from scipy.integrate import solve_ivp

from peers.interface import Peer, PreparedPeer, Problem, Setting, Unable, package_version
from peers.lanes import STANDARD_GRAVITY, parameters_of_problem, world_of
from sim.dynamics.event import HEIGHT, event_value
from sim.dynamics.rhs import acceleration
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters

SCALE = np.array([1.0, 1.0, 1.0, 1.1e-3, 1.1e-3, 1.1e-3])
"""Ratio of speed to radius on this orbit, 1/s: gives positions and velocities the same weight."""

RADIUS = 6.8e6
TOLERANCES = (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12)


def _settings(degree: int) -> tuple[Setting, ...]:
    settings = [Setting(f"{tol:.0e}", tol) for tol in TOLERANCES]
    if degree > 12:
        cap = round(5000.0 / degree)
        settings += [Setting(f"{tol:.0e}, {cap} s", tol, cap) for tol in (1e-7, 1e-9, 1e-10)]
    return (*settings, Setting("1e-13", 1e-13, round(min(600.0, 2500.0 / degree))))


def _rhs(problem: Problem, world, thrust: float) -> Callable:
    """Right-hand side of one trajectory with thrust in N; the mass is the seventh variable."""
    parameters = parameters_of_problem(problem)._replace(thrust=thrust)
    flow = thrust / (problem.burn.isp * STANDARD_GRAVITY) if thrust else 0.0

    @njit
    def rhs(t, s):
        ax, ay, az = acceleration(t, s[0], s[1], s[2], s[3], s[4], s[5], s[6], world, parameters)
        out = np.empty(7)
        out[0] = s[3]
        out[1] = s[4]
        out[2] = s[5]
        out[3] = ax
        out[4] = ay
        out[5] = az
        out[6] = -flow
        return out

    rhs(0.0, problem.states[0])
    return rhs


def _arcs(problem: Problem, world) -> list[tuple[float, Callable]]:
    """Final time and right-hand side of each arc."""
    coast = _rhs(problem, world, 0.0)
    if problem.burn is None:
        return [(problem.duration, coast)]
    start = problem.burn.start
    burn = _rhs(problem, world, problem.burn.thrust)
    cut_off = start + problem.burn.duration
    return [(start, coast), (cut_off, burn), (problem.duration, coast)]


def _compiled(problem: Problem, count: int, threads: int) -> PreparedPeer:
    if threads > 1:
        raise Unable("solves one trajectory on one thread")
    world = world_of(problem)
    arcs = _arcs(problem, world)
    floor = None
    if problem.end_altitude is not None:
        end_altitude = problem.end_altitude

        @njit
        def altitude_above_end(t, s):
            # numba unpacks no arrays
            return event_value(
                HEIGHT, t, s[0], s[1], s[2], s[3], s[4], s[5], s[6], world, end_altitude
            )[0]

        def floor(t, s):
            return altitude_above_end(t, s)

        floor.terminal, floor.direction = True, -1.0

    def fly(setting: Setting) -> np.ndarray:
        scale = RADIUS * setting.tolerance * np.append(SCALE, 1.0)
        longest = setting.longest_step or np.inf
        ends = []
        for state in problem.states[:count]:
            t = 0.0
            for end, rhs in arcs:
                event = floor if end == problem.duration else None
                solution = solve_ivp(
                    rhs, (t, end), state, "DOP853",
                    rtol=setting.tolerance, atol=scale, max_step=longest, events=event,
                )  # fmt: skip
                t, state = end, solution.y[:, -1]
            ends.append(state[:6])
        return np.array(ends)

    return PreparedPeer(
        _settings(problem.degree),
        fly,
        "solve_ivp, DOP853, our equation compiled for one trajectory; atol balances r and v",
    )


def _arrays(problem: Problem, count: int, threads: int) -> PreparedPeer:
    if threads > 1:
        raise Unable("solves all trajectories in one array on one thread")
    if problem.burn is not None:
        raise Unable("one solve of many trajectories cannot end each at its own time")
    if problem.activity is not None:
        raise Unable("minutes per day with interpreted NRLMSISE-00")
    world = world_of(problem)
    force = interpreted(acceleration)
    parameters = Parameters(*(np.full(count, value) for value in parameters_of_problem(problem)))
    mass = problem.states[:count, 6]

    def rhs(t: float, s: np.ndarray) -> np.ndarray:
        x, y, z, u, v, w = s.reshape(6, count)
        a = force(np.full(count, t), x, y, z, u, v, w, mass, world, parameters)
        return np.concatenate([u, v, w, *a])

    start = problem.states[:count, :6].T.ravel()

    def fly(setting: Setting) -> np.ndarray:
        scale = RADIUS * setting.tolerance * np.repeat(SCALE, count)
        solution = solve_ivp(
            rhs, (0.0, problem.duration), start, "DOP853",
            rtol=setting.tolerance, atol=scale, max_step=setting.longest_step or np.inf,
        )  # fmt: skip
        return solution.y[:, -1].reshape(6, count).T

    return PreparedPeer(
        _settings(problem.degree),
        fly,
        "solve_ivp, DOP853, our equation on NumPy arrays of all trajectories at a common step",
    )


PEERS = (
    Peer("SciPy, compiled", partial(package_version, "scipy", "numba"), _compiled),
    Peer("SciPy, arrays", partial(package_version, "scipy"), _arrays, batch=64),
)
