"""Torque equilibrium: the attitude that air and gravity hold by themselves over a revolution, and
the momentum that comes and goes meanwhile.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.dynamics.attitude_rhs import attitude_rates
from sim.environment.world import World
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
"""rad from the local horizontal, beyond which an equilibrium is of no use: 20 degrees."""


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

    The states are one revolution at even times.
    """
    angles = np.array(motion.angles)
    for _ in range(12):
        torque = _at(world, t, y, table, motion, angles)
        mean = torque.mean(axis=0)
        slope = np.empty((3, 3))
        for j in range(3):
            near = angles.copy()
            near[j] += STEP
            slope[:, j] = (_at(world, t, y, table, motion, near).mean(axis=0) - mean) / STEP
        change = -np.linalg.solve(slope, mean)
        angles = angles + np.clip(change, -0.1, 0.1)
        if not (np.abs(angles) < MOST).all():
            return None
        if np.abs(change).max() < 1e-6:
            break
    else:
        return None
    torque = _at(world, t, y, table, motion, angles)
    span, swing = stored_momentum(t, y, torque, angles)
    yaw, pitch, roll = angles.tolist()
    return Equilibrium((yaw, pitch, roll), torque.mean(axis=0), span, swing)


def _at(
    world: World,
    t: np.ndarray,
    y: np.ndarray,
    table: np.ndarray,
    motion: Motion,
    angles: np.ndarray,
) -> np.ndarray:
    yaw, pitch, roll = angles.tolist()
    return held_torque(world, t, y, table, replace(motion, angles=(yaw, pitch, roll)))


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
