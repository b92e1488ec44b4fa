"""Which method flies what: fixed-step multistep where a segment is long and smooth; DOP853 for
first and last steps, events, and all that is short or rough.
"""

from functools import cache

import numpy as np

from sim.environment.world import World
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.integrate.lane import RUNNING, STEP_LIMIT, TIME_REACHED, Batch, Control, Events, Lane
from sim.integrate.multistep import LONGEST_ANGLE, POINTS, Multistep, multistep
from sim.integrate.multistep_propagate import (
    NEAR_END,
    NEAR_EVENT,
    POINT_ROWS,
    TOO_LONG,
    propagate_multistep,
)
from sim.integrate.propagate import propagate
from sim.integrate.step import STATE
from sim.integrate.tableau import STAGES, Tableau, dop853
from sim.lanes import WIDTH
from sim.own.physics import kernel_of
from sim.vehicle.parameters import THRUST

SHORTEST_SEGMENT = 120
"""Fixed steps below which starting the method costs more than it saves."""

SHORTEST_LENGTH = 5.0
"""s, below which a segment is not smooth: an entry, or a flight that must be watched closely."""

LOWEST_PERIGEE = EQUATORIAL_RADIUS + 110e3
"""m, of the osculating ellipse. assumption: what dips deeper enters before long, or meets a steep
rise of density at every perigee; it decides the method, not the answer.
"""

PATIENCE = 3
"""Segments that may break off early before a trajectory is left to DOP853."""

ALLOWED = 5.0
"""Difference between predicted and corrected velocity, over the speed, for a relative tolerance of
one: the day then errs as much as with DOP853 at that tolerance.
"""

ORDER = POINTS + 1
"""Power of the step with which that difference grows."""

AIM = 0.5
"""Share of the allowed difference that a new length aims at."""

LEAST_ERROR = 1e-12
"""The square of the error is taken as this at least: a segment that met no step has none."""

HOPELESS = 1e6
"""Taken for an error that is not a number: the length is cut as far as it may be at once."""


@cache
def _tableau() -> Tableau:
    return dop853()


@cache
def _multistep() -> Multistep:
    return multistep()


def propagate_batch(
    world: World, batch: Batch, events: Events, control: Control, lane: Lane, use_multistep: bool
) -> None:
    """Fly every trajectory to its event or end time, each stretch by the method that suits it.

    Parameters
    ----------
    world, events, control, lane
        See `sim.integrate.propagate.propagate`.
    batch
        Changed in place.
    use_multistep
        False: DOP853 throughout.
    """
    # thrust and falling bodies are short or rough; a sampling of 0 wants each step of DOP853
    suitable = (batch.parameter_table[:, THRUST] == 0.0) & use_multistep
    suitable &= (world.switch.fall == 0) & (control.sampling > 0.0)
    suitable &= _perigee(batch) > LOWEST_PERIGEE
    length = _first_length(world, batch, control)
    early_ends = np.zeros(len(batch.t), dtype=np.int64)
    while True:
        # a trajectory may take as many evaluations by this method as by the other
        endless = (batch.status == RUNNING) & (batch.work[:, 3] >= STAGES * control.steps)
        batch.status[endless] = STEP_LIMIT
        left = np.abs(batch.end - batch.t)
        suitable &= length > SHORTEST_LENGTH
        ready = suitable & (batch.status == RUNNING) & (left > SHORTEST_SEGMENT * length)
        index = np.flatnonzero(ready)
        if not len(index):
            break
        index, points = _starting_points(world, batch, index, length, events, control, lane)
        if len(index):
            before = batch.t[index]
            report = _fly_segment(world, batch, index, points, length, events, control, lane)
            steps = np.abs(batch.t[index] - before) / length[index]
            early_ends[index] += (report[:, 0] == TOO_LONG) & (steps < SHORTEST_SEGMENT)
            # what is left before an event or the end is shorter than a segment is worth
            suitable[index[np.isin(report[:, 0], (NEAR_END, NEAR_EVENT))]] = False
            suitable[early_ends >= PATIENCE] = False
            _adapt_length(length, index, report, batch, control)
    kernel_of(propagate, world)(world, batch, events, control, _tableau(), lane)


def _angular_speed(batch: Batch) -> np.ndarray:
    """Angular speed now, rad/s, shape (n,)."""
    momentum = np.cross(batch.y[:, :3], batch.y[:, 3:6])
    # a broken state gives no number here, and is left to the method that says what is wrong with it
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.linalg.norm(momentum, axis=1) / (batch.y[:, :3] ** 2).sum(axis=1)


def _perigee(batch: Batch) -> np.ndarray:
    """Radius of the perigee of the osculating ellipse, m, shape (n,)."""
    r, v = batch.y[:, :3], batch.y[:, 3:6]
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.linalg.norm(r, axis=1)
        parameter = (np.cross(r, v) ** 2).sum(axis=1) / MU
        energy = 0.5 * (v * v).sum(axis=1) - MU / distance
        eccentricity = np.sqrt(np.maximum(1.0 + 2.0 * energy * parameter / MU, 0.0))
        return parameter / (1.0 + eccentricity)


def _longest_length(batch: Batch, control: Control) -> np.ndarray:
    """Longest fixed step, s, shape (n,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(LONGEST_ANGLE / _angular_speed(batch), control.longest)


def _first_length(world: World, batch: Batch, control: Control) -> np.ndarray:
    """Length tried first, s: what a day in low orbit was found to allow at a field's degree.

    The error control corrects it from segment to segment; a guess that is too long costs one start.
    """
    wave = 0.0062 + 0.00099 * world.gravity.degree
    guess = 0.9 / wave * (control.relative / 1e-9) ** (1.0 / ORDER)
    return np.minimum(_longest_length(batch, control), guess)


def _starting_points(
    world: World,
    batch: Batch,
    index: np.ndarray,
    length: np.ndarray,
    events: Events,
    control: Control,
    lane: Lane,
) -> tuple[np.ndarray, np.ndarray]:
    """Fly `POINTS` - 1 fixed steps by DOP853.

    Returns the trajectories that met no event, and time and state at the points, shape
    (POINTS, 8, trajectories).
    """
    n = len(index)
    fields = {
        name: np.ascontiguousarray(getattr(batch, name)[index])
        for name in Batch._fields
        if name != "samples"
    }
    part = Batch(samples=np.zeros((n, 1, STATE + 1)), **fields)
    silent = control._replace(sampling=np.inf)
    picked = Events(events.kind, events.direction, events.threshold[index])
    points = np.empty((POINTS, POINT_ROWS, n))
    first = part.t.copy()
    step = control.sense * length[index]
    for point in range(POINTS):
        if point > 0:
            flying = part.status == RUNNING
            # counted from the first point, so that the points are equidistant to the rounding
            part.end[flying] = first[flying] + point * step[flying]
            part.h[flying] = step[flying]
            kernel_of(propagate, world)(world, part, picked, silent, _tableau(), lane)
            part.status[part.status == TIME_REACHED] = RUNNING
        points[point, 0] = part.t
        points[point, 1:] = part.y.T
    for name in ("t", "y", "h", "status", "work"):
        getattr(batch, name)[index] = getattr(part, name)
    fine = part.status == RUNNING
    return index[fine], points[:, :, fine]


def _fly_segment(
    world: World,
    batch: Batch,
    index: np.ndarray,
    points: np.ndarray,
    length: np.ndarray,
    events: Events,
    control: Control,
    lane: Lane,
) -> np.ndarray:
    """Fly one segment of fixed steps; returns the report of `propagate_multistep`."""
    n = len(index)
    whole = -(-n // WIDTH) * WIDTH
    padded = points[:, :, np.minimum(np.arange(whole), n - 1)]
    blocks = padded.reshape(POINTS * POINT_ROWS, -1, WIDTH).transpose(1, 0, 2)
    report = np.zeros((n, 2))
    step = control.sense * length[index]
    kernel_of(propagate_multistep, world)(
        world,
        batch,
        index,
        np.ascontiguousarray(blocks),
        step,
        report,
        events,
        control,
        _multistep(),
        lane,
        ALLOWED,
    )
    return report


def _adapt_length(
    length: np.ndarray, index: np.ndarray, report: np.ndarray, batch: Batch, control: Control
) -> None:
    """Set the length of the next segment by the largest error of this one."""
    error = np.sqrt(np.maximum(report[:, 1], LEAST_ERROR))
    error[~np.isfinite(error)] = HOPELESS
    factor = np.clip((AIM / error) ** (1.0 / ORDER), 0.5, 1.5)
    # a step that erred too much must become shorter, whatever its error suggests
    factor = np.where(report[:, 0] == TOO_LONG, np.minimum(factor, 0.9), factor)
    length[index] = np.minimum(length[index] * factor, _longest_length(batch, control)[index])
