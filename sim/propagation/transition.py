"""State transition matrices along tracks that were flown: the product of those over short steps."""

import numpy as np

from sim.environment.gravity import field
from sim.environment.world import World
from sim.integrate.variational import NODES, transitions
from sim.propagation.samples import THIN_AIR, Track, angular_speed

ANGLE = 0.1
"""rad of the orbit in a step, at the fastest place of the trajectory. Field and two bodies would
allow twice as much; the slope of the air, taken once in a step, errs by the square: 1e-7 of the
matrix after a day at 400 km with 0.0083 m2/kg of drag, 5e-5 where the perigee is at 240 km."""


def stay_high(track: Track) -> np.ndarray:
    """Trajectories whose steps stay above thick air, where its slope changes within seconds."""
    square = (track.samples[:, 1:4] ** 2).sum(axis=1)
    return np.minimum.reduceat(square, track.bounds[:-1]) > THIN_AIR**2


def transition_matrices(
    world: World, gravity_world: World, track: Track, times: np.ndarray, table: np.ndarray
) -> np.ndarray:
    """Matrices (n, k, 6, 6) from the first state to some times (k,); not a number after the end of
    a trajectory.

    Parameters
    ----------
    world
        Everything that acts.
    gravity_world
        The same; its gravity is the one whose gradient is taken.
    """
    n, k = len(track.bounds) - 1, len(times)
    edges = np.append(0.0, times)
    steps = np.ceil(np.diff(edges)[None] * (_fastest(track) / ANGLE)[:, None] - 1e-9)
    reached = times[None] <= track.arc.t[:, None]
    count = np.where(reached, steps, 0.0).astype(np.int64)  # (n, k); none from 0 to 0
    flat = count.ravel()
    owner = np.repeat(np.repeat(np.arange(n), k), flat)
    size = np.broadcast_to(np.diff(edges), (n, k)).ravel() / np.maximum(flat, 1)
    length = np.repeat(size, flat)
    first = np.cumsum(flat) - flat
    place = np.arange(len(owner)) - np.repeat(first, flat)
    start = np.repeat(np.broadcast_to(edges[:-1], (n, k)).ravel(), flat) + place * length
    matrices = np.broadcast_to(np.eye(6), (len(owner), 6, 6))
    if len(owner):
        t = start[:, None] + length[:, None] * np.array(NODES)
        at = track.at(np.repeat(owner, 3), t.ravel()).reshape(-1, 3, 7)
        nothing = field("egm2008", 0)._replace(mu=0.0)
        rest = world._replace(gravity=nothing)
        nodes = np.concatenate([t[:, :, None], at], axis=2)
        matrices = transitions(gravity_world, rest, nodes, length, owner, table)
    found = _products(matrices, first.reshape(n, k), count)
    found[~reached] = np.nan
    return found


def _fastest(track: Track) -> np.ndarray:
    """Largest angular speed of each trajectory, rad/s, shape (n,)."""
    return np.maximum.reduceat(angular_speed(track.samples), track.bounds[:-1])


def _products(matrices: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Products (n, k, 6, 6) of the matrices of consecutive steps, from the first one on."""
    n, k = count.shape
    found = np.empty((n, k, 6, 6))
    now = np.broadcast_to(np.eye(6), (n, 6, 6)).copy()
    for column in range(k):
        for step in range(int(count[:, column].max(initial=0))):
            more = np.flatnonzero(count[:, column] > step)
            now[more] = matrices[first[more, column] + step] @ now[more]
        found[:, column] = now
    return found
