"""Falling bodies by the Rosenbrock method, in the same eight lanes as everything else."""

import numpy as np

from sim.environment.gravity import split
from sim.environment.world import World
from sim.integrate.batch import Arc, check_batch, fly_shares, make_batch
from sim.integrate.lane import Control, Events, T
from sim.integrate.propagate import begin, conclude, step_lengths
from sim.integrate.rosenbrock import ERROR_EXPONENT, ros34pw2
from sim.integrate.rosenbrock_step import rosenbrock_step
from sim.lanes import kernel, load
from sim.own.physics import kernel_of
from sim.vehicle.parameters import parameters_of

METHOD = ros34pw2()

FAST_DEGREE = 2
"""Highest degree of the gravity field that is evaluated at every stage, not once in a step."""


@kernel
def propagate_falling(world, rest, batch, events, control, method, lane):
    """Fly every trajectory to its event or end time; see `sim.integrate.propagate.propagate`.

    rest: the part of the gravity field that is not in the world's.
    """
    waiting, flying = begin(world, batch, events, lane)
    while flying > 0:
        h = step_lengths(lane, control)
        t = load(lane.clock, T)
        error = rosenbrock_step(
            t,
            h,
            lane.state,
            lane.trial,
            lane.slopes,
            world,
            rest,
            parameters_of(lane.parameters),
            method,
            control.relative,
            control.margin,
        )
        waiting, flying = conclude(
            t, h, error, world, batch, events, control, lane, waiting, flying, ERROR_EXPONENT
        )


def run_falling(
    world: World,
    t: np.ndarray,
    y: np.ndarray,
    end: np.ndarray,
    parameter_table: np.ndarray,
    *,
    events: Events,
    first_step: float,
    place: float,
    share: float,
    longest_step: float,
    steps: int = 5_000_000,
) -> Arc:
    """Propagate n falling bodies until an event or their end time, whichever comes first.

    Parameters
    ----------
    world, t, y, end, parameter_table, events
        As in `sim.integrate.batch.run`, forward in time; the world's switch says that bodies fall.
    first_step, longest_step
        s.
    place, share
        Error allowed per step: m in position, and share of the solid mass in the mass of the
        state. Velocity: see `sim.integrate.rosenbrock_step`.
    steps
        Bound on the steps of a trajectory.

    Raises
    ------
    ValueError
        As `sim.integrate.batch.run`.
    """
    sense = check_batch(t, y, end, parameter_table)
    control = Control(share, place, longest_step, steps, np.inf, sense)
    first = np.full(len(t), first_step)
    batch = make_batch(t, y, end, parameter_table, first, control, None)
    low, rest = split(world.gravity, FAST_DEGREE)
    world = world._replace(gravity=low)
    fly = kernel_of(propagate_falling, world)
    fly_shares(
        batch,
        events,
        lambda share, ends, lane: fly(world, rest, share, ends, control, METHOD, lane),
    )
    empty = (np.zeros((0, y.shape[1] + 1)),) * len(t)
    return Arc(batch.t.copy(), batch.y, np.abs(batch.h), batch.status, batch.work, empty)
