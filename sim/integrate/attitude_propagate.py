"""Rigid bodies in the same eight lanes as everything else: orbit and attitude by DOP853."""

import numpy as np

from sim.dynamics.panels.surfaces import Surfaces, no_surfaces
from sim.environment.world import World
from sim.integrate.attitude_step import (
    ATTITUDE_SLOPES,
    ATTITUDE_STATE,
    QUATERNION,
    RATES,
    attitude_trial_step,
)
from sim.integrate.batch import Arc, check_batch, fly_sampled, make_batch, no_events
from sim.integrate.lane import Control, Events, T, scratch
from sim.integrate.propagate import begin, conclude, step_lengths
from sim.integrate.tableau import ERROR_EXPONENT, dop853
from sim.lanes import kernel, load
from sim.own.physics import kernel_of
from sim.vehicle.parameters import parameters_of
from sim.vehicle.rigid_body import ALL_COLUMNS, body_of

METHOD = dop853()


@kernel
def propagate_attitude(world, batch, events, control, tableau, surfaces, lane):
    """Fly every trajectory to its event or end time; see `sim.integrate.propagate.propagate`."""
    waiting, flying = begin(world, batch, events, lane)
    while flying > 0:
        h = step_lengths(lane, control)
        t = load(lane.clock, T)
        error = attitude_trial_step(
            t,
            h,
            lane.state,
            lane.trial,
            lane.slopes,
            world,
            parameters_of(lane.parameters),
            body_of(lane.parameters),
            surfaces,
            tableau,
            control.relative,
            control.margin,
        )
        waiting, flying = conclude(
            t, h, error, world, batch, events, control, lane, waiting, flying, ERROR_EXPONENT
        )


def run_attitude(
    world: World,
    t: np.ndarray,
    y: np.ndarray,
    end: np.ndarray,
    parameter_table: np.ndarray,
    body_table: np.ndarray,
    *,
    surfaces: Surfaces | None = None,
    events: Events | None = None,
    step: np.ndarray | None = None,
    relative_tolerance: float = 1e-10,
    margin: float = 0.0,
    longest_step: float = 600.0,
    steps: int = 5_000_000,
    sampling: float = np.inf,
) -> Arc:
    """Propagate n rigid bodies until an event or their end time, whichever comes first.

    Parameters
    ----------
    world, t, end, parameter_table, events, step, margin, longest_step, steps, sampling
        As in `sim.integrate.batch.run`. The mass flow is that of the parameter vectors; a force
        along the true attitude is that of the bodies.
    y
        Shape (n, 14): GCRF position m, velocity m/s, mass kg, quaternion from body axes to GCRF
        (scalar first; any length but zero), body rates rad/s.
    body_table
        Shape (n, columns) from `sim.vehicle.rigid_body.tabulate_bodies`.
    surfaces
        Of all bodies; the area of their parameter vectors is then 0. None: drag as of a sphere.
    relative_tolerance
        Error allowed per step: in position as in `run`, in the quaternion as it is, in the body
        rates relative to their size.

    Raises
    ------
    ValueError
        As `run`; if bodies are not as many, a quaternion is zero, or the world is of melting ones.
    """
    sense = check_batch(t, y, end, parameter_table, ATTITUDE_STATE)
    if len(body_table) != len(t):
        raise ValueError(f"{len(t)} trajectories need as many bodies, got {len(body_table)}")
    if world.switch.fall != 0:
        raise ValueError("bodies with attitude do not melt: the world's switch says they fall")
    length = np.linalg.norm(y[:, QUATERNION:RATES], axis=1)
    if (length == 0.0).any():
        raise ValueError(f"trajectory {int(np.argmin(length))} has the quaternion 0, no attitude")
    y = y.copy()
    y[:, QUATERNION:RATES] /= length[:, None]
    events = no_events(len(t)) if events is None else events
    control = Control(relative_tolerance, margin, longest_step, steps, sampling, sense)
    batch = make_batch(t, y, end, np.hstack([parameter_table, body_table]), step, control, None)
    fly, shape = kernel_of(propagate_attitude, world), surfaces or no_surfaces()
    lane = scratch(events.kind.shape[0], ATTITUDE_STATE, ALL_COLUMNS, ATTITUDE_SLOPES)
    return fly_sampled(
        batch,
        events,
        lambda part, picked: fly(world, part, picked, control, METHOD, shape, lane),
    )
