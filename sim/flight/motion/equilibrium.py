"""Torque equilibrium: the attitude that air and gravity hold by themselves over a revolution, and
the momentum that comes and goes meanwhile.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.dynamics.attitude_rhs import attitude_rates
from sim.environment.world import World
from sim.errors import InputError
from sim.flight.motion.body import Motion, Vector
from sim.flight.motion.pointing import lvlh_matrices, orbit_rates, quaternions_of
from sim.flight.motion.tables import tabulate_motion, tabulate_surfaces
from sim.lanes import interpreted
from sim.vehicle.panels.shapes import turn_matrix
from sim.vehicle.parameters import AREA, MASS_FLOW, THRUST, Parameters
from sim.vehicle.rigid_body import Body

STEP = 1e-3
"""rad, of differences."""
MOST = 0.35
"""rad from the local horizontal, beyond which an equilibrium is of no use: 20 degrees (assumption,
10 to 30: radiators, antennas and docking ports of the station are made for 15).
"""
FLAT = 1e-6
"""Of the largest slope of torque over angle, below which an axis has none."""
FLAT_GRAVITY = 1e-10
"""1/s2, times the inertia: the same where all slopes are small; gravity's are some 4e-6 1/s2."""
ROUNDING = 1e-13
"""1/s2, of the inertia: a torque that is none, a ten-millionth of gravity's."""


class Equilibrium(NamedTuple):
    """Yaw, pitch and roll in rad at which the mean torque vanishes, what is left of it (3,) N m,
    half of the span (3,) in N m s of the momentum that gyroscopes store there, about the axes of
    the body, and its largest length less the mean, N m s.
    """

    angles: Vector
    left: np.ndarray
    span: np.ndarray
    swing: float


def held_torque(
    world: World, t: np.ndarray, y: np.ndarray, table: np.ndarray, motion: Motion
) -> np.ndarray:
    """Torque (n, 3) in N m in body axes that turns a body held at the angles of its motion, its
    spin with the orbit included.

    Parameters
    ----------
    world, t, table
        As in `sim.integrate.batch.run`, n times (any span) and parameter vectors.
    y
        Shape (n, 7).
    """
    r, v = y[:, :3], y[:, 3:6]
    matrices = turn_matrix(*motion.angles) @ lvlh_matrices(r, v)
    rates = np.einsum("nij,nj->ni", matrices, orbit_rates(r, v))
    state = np.hstack([y, quaternions_of(matrices), rates])
    table = table.copy()
    table[:, [THRUST, MASS_FLOW]] = 0.0
    table[:, AREA] = table[:, AREA] if motion.shape is None else 0.0
    body = Body(*tabulate_motion(motion, len(t)).T)
    change = interpreted(attitude_rates)(
        tuple(state.T), t, world, Parameters(*table.T), body, tabulate_surfaces(motion)
    )
    turning = np.stack([np.broadcast_to(each, len(t)) for each in change[11:]], axis=1)
    return turning @ np.array(motion.inertia)


def find_equilibrium(
    world: World, t: np.ndarray, y: np.ndarray, table: np.ndarray, motion: Motion
) -> Equilibrium | None:
    """Angles near those of a motion whose mean torque over n states vanishes; None if there are
    none within `MOST`, or twelve steps don't close in: air then turns the stack more than gravity
    can hold.

    The states are one revolution at even times. About an axis where turning the body changes no
    torque (a body of equal moments has three) its angle stays as it is.

    Raises
    ------
    InputError
        If the states are not such a revolution, or something in them, or in the motion, makes a
        torque that is no number.
    """
    _check_revolution(t, y, table)
    angles = np.array(motion.angles)
    for _ in range(12):
        torque = _at(world, t, y, table, motion, angles)
        mean = torque.mean(axis=0)
        slope = np.empty((3, 3))
        for j in range(3):
            near = angles.copy()
            near[j] += STEP
            slope[:, j] = (_at(world, t, y, table, motion, near).mean(axis=0) - mean) / STEP
        change = -_solve_where_steep(slope, mean, FLAT_GRAVITY * np.abs(motion.inertia).max())
        angles = angles + np.clip(change, -0.1, 0.1)
        if not (np.abs(angles) < MOST).all():
            return None
        if np.abs(change).max() < 1e-6:
            break
    else:
        return None
    torque = _at(world, t, y, table, motion, angles)
    left = torque.mean(axis=0)
    # where the slope says nothing of an axis, a torque about it may be left
    if np.abs(left).max() > STEP * np.abs(slope).max() + ROUNDING * np.abs(motion.inertia).max():
        return None
    span, swing = stored_momentum(t, y, torque, angles)
    yaw, pitch, roll = angles.tolist()
    return Equilibrium((yaw, pitch, roll), left, span, swing)


def _solve_where_steep(slope: np.ndarray, torque: np.ndarray, least: float) -> np.ndarray:
    """Angles (3,) that give a torque (3,), least squares and no turn about axes without a slope."""
    left, sizes, right = np.linalg.svd(slope)
    steep = sizes > max(FLAT * sizes[0], least)
    return right[steep].T @ ((left[:, steep].T @ torque) / sizes[steep])


def _check_revolution(t: np.ndarray, y: np.ndarray, table: np.ndarray) -> None:
    """Refuse states that are not those of a revolution at even times."""
    n = len(t)
    if n < 2 or y.shape != (n, 7) or len(table) != n:
        raise InputError(
            f"{n} times with states of shape {y.shape} and {len(table)} parameter vectors; "
            "allowed: two times or more, and for each seven numbers and a vector"
        )
    step = np.diff(t)
    if not (np.isfinite(t).all() and step.min() > 0.0 and np.ptp(step) <= 1e-6 * step.max()):
        raise InputError("times of a revolution that are not even; allowed: rising in equal steps")
    with np.errstate(invalid="ignore", over="ignore"):
        across = np.linalg.norm(np.cross(y[:, :3], y[:, 3:6]), axis=1)
    bad = ~(np.isfinite(y).all(axis=1) & np.isfinite(across) & (across > 0.0) & (y[:, 6] > 0.0))
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(
            f"state {k} of a revolution is {y[k].tolist()}; allowed: finite numbers, a velocity "
            "that is not along the position, and a mass above 0 kg"
        )


def _at(
    world: World,
    t: np.ndarray,
    y: np.ndarray,
    table: np.ndarray,
    motion: Motion,
    angles: np.ndarray,
) -> np.ndarray:
    yaw, pitch, roll = angles.tolist()
    torque = held_torque(world, t, y, table, replace(motion, angles=(yaw, pitch, roll)))
    if not np.isfinite(torque).all():
        k = int(np.argmin(np.isfinite(torque).all(axis=1)))
        raise InputError(
            f"the torque at time {t[k]:g} s, yaw, pitch and roll of {yaw:g}, {pitch:g} and "
            f"{roll:g} rad, is {torque[k].tolist()} N m; allowed: finite angles, places, "
            "parameters and air"
        )
    return torque


def stored_momentum(
    t: np.ndarray, y: np.ndarray, torque: np.ndarray, angles: np.ndarray
) -> tuple[np.ndarray, float]:
    """Half of the span (3,) of the momentum that gyroscopes store over n even times of a revolution
    while torques (n, 3) act on a body held at some angles, and its largest length less the mean.

    The mean torque is left out: thrusters or a better attitude take it.
    """
    r, v = y[:, :3], y[:, 3:6]
    axes = turn_matrix(*angles) @ lvlh_matrices(r, v)
    inertial = np.einsum("nji,nj->ni", axes, torque - torque.mean(axis=0))
    step = float(t[1] - t[0])
    momentum = np.cumsum(inertial, axis=0) * step
    momentum = np.einsum("nij,nj->ni", axes, momentum - momentum.mean(axis=0))
    span = 0.5 * np.ptp(momentum, axis=0)
    return span, float(np.linalg.norm(momentum - momentum.mean(axis=0), axis=1).max())
