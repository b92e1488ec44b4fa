"""Observing many states at once: the batch form of `sim.dynamics.observation`."""

import numpy as np

from sim.dynamics.observation import Observation, observe
from sim.environment.world import World
from sim.lanes import WIDTH, kernel, load, store
from sim.own.physics import kernel_of
from sim.vehicle.parameters import parameters_of


@kernel
def _observe_blocks(world, states, parameter_table, out):
    """Fill out (blocks, quantities, lanes) from states (blocks, 8, lanes) and parameter
    tables (blocks, columns, lanes).
    """
    for b in range(states.shape[0]):
        state = states[b]
        target = out[b]
        seen = observe(
            load(state, 0),
            load(state, 1),
            load(state, 2),
            load(state, 3),
            load(state, 4),
            load(state, 5),
            load(state, 6),
            load(state, 7),
            world,
            parameters_of(parameter_table[b]),
        )
        for q in range(len(seen)):
            store(target, q, seen[q])


def _blocks(table: np.ndarray) -> np.ndarray:
    """(n, k) to (ceil(n / lanes), k, lanes); the last state fills the last block."""
    n = -len(table) % WIDTH
    padded = np.concatenate([table, np.repeat(table[-1:], n, axis=0)])
    return np.ascontiguousarray(padded.reshape(-1, WIDTH, table.shape[1]).transpose(0, 2, 1))


def observations(
    world: World, t: np.ndarray, y: np.ndarray, parameter_table: np.ndarray
) -> Observation:
    """Observe n states.

    Parameters
    ----------
    world
        Tables and switches; the atmosphere of `world.switch`.
    t
        Shape (n,), s since the epoch.
    y
        Shape (n, 7), GCRF position m, velocity m/s, mass kg.
    parameter_table
        Shape (n, columns).

    Returns
    -------
    Observation
        Arrays of shape (n,), SI and radians.
    """
    n = len(t)
    if n == 0:
        return Observation(*(np.zeros(0) for _ in Observation._fields))
    states = _blocks(np.column_stack([t, y]))
    out = np.empty((len(states), len(Observation._fields), WIDTH))
    vectors = _blocks(np.ascontiguousarray(parameter_table))
    kernel_of(_observe_blocks, world)(world, states, vectors, out)
    return Observation(*out.transpose(1, 0, 2).reshape(len(Observation._fields), -1)[:, :n])
