"""Which method flies what: equal steps where a stretch is long and smooth; Runge and Kutta's for
first and last steps, events, and all that is short or rough.
"""

from functools import cache

import numpy as np

from sim.environment.world import World
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.integrate.lane import RUNNING, TIME_REACHED, Control, Events, Lane, Rows
from sim.integrate.multistep import LONGEST_ANGLE, POINTS, Multistep, multistep
from sim.integrate.multistep_propagate import BEGUN, NEAR_END, NEAR_EVENT, TOO_LONG, cruise
from sim.integrate.propagate import propagate
from sim.integrate.step import STATE
from sim.integrate.tableau import Tableau, dop853
from sim.lanes import WIDTH
from sim.vehicle.parameters import THRUST

SHORTEST_LEG = 120
"""Equal steps below which starting the method costs more than it saves."""

SHORTEST_LENGTH = 5.0
"""s, below which a stretch is not smooth: an entry, or a flight that must be watched closely."""

LOWEST_PERIGEE = EQUATORIAL_RADIUS + 110e3
"""m, of the ellipse now. assumption: what dips deeper enters before long, or meets a wall of air at
every perigee; it decides the method, not the answer.
"""

PATIENCE = 3
"""Legs that may break off early before a row is left to Runge and Kutta's method."""

ALLOWED = 5.0
"""Difference between predicted and corrected velocity, over the speed, for a relative tolerance of
one: the day then errs as much as with Runge and Kutta's method at that tolerance.
"""

ORDER = POINTS + 1
"""Power of the step with which that difference grows."""

AIM = 0.5
"""Share of the allowed difference that a new length aims at."""


@cache
def _tableau() -> Tableau:
    return dop853()


@cache
def _multistep() -> Multistep:
    return multistep()


def fly_rows(
    world: World, rows: Rows, events: Events, control: Control, lane: Lane, equal_steps: bool
) -> None:
    """Fly every row to its event or end time; see `sim.integrate.propagate.propagate`."""
    cruising = (rows.parameter_table[:, THRUST] == 0.0) & equal_steps
    cruising &= (world.switch.fall == 0) & (control.sampling > 0.0)
    cruising &= _perigee(rows) > LOWEST_PERIGEE
    length = _first_length(world, rows, control)
    broken = np.zeros(len(rows.t), dtype=np.int64)
    while True:
        left = np.abs(rows.end - rows.t)
        cruising &= length > SHORTEST_LENGTH
        fit = cruising & (rows.status == RUNNING) & (left > SHORTEST_LEG * length)
        index = np.flatnonzero(fit)
        if not len(index):
            break
        index, begun = _start(world, rows, index, length, events, control, lane)
        if len(index):
            before = rows.t[index]
            report = _leg(world, rows, index, begun, length, events, control, lane)
            steps = np.abs(rows.t[index] - before) / length[index]
            broken[index] += (report[:, 0] == TOO_LONG) & (steps < SHORTEST_LEG)
            cruising[index[np.isin(report[:, 0], (NEAR_END, NEAR_EVENT))]] = False
            cruising[broken >= PATIENCE] = False
            _adapt(length, index, report, rows, control)
    propagate(world, rows, events, control, _tableau(), lane)


def _angle(rows: Rows) -> np.ndarray:
    """Angular speed now, rad/s, shape (n,)."""
    momentum = np.cross(rows.y[:, :3], rows.y[:, 3:6])
    # a broken row gives no number here, and is left to the method that says what is wrong with it
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.linalg.norm(momentum, axis=1) / (rows.y[:, :3] ** 2).sum(axis=1)


def _perigee(rows: Rows) -> np.ndarray:
    """Radius of the perigee of the ellipse now, m, shape (n,)."""
    r, v = rows.y[:, :3], rows.y[:, 3:6]
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.linalg.norm(r, axis=1)
        parameter = (np.cross(r, v) ** 2).sum(axis=1) / MU
        energy = 0.5 * (v * v).sum(axis=1) - MU / distance
        eccentricity = np.sqrt(np.maximum(1.0 + 2.0 * energy * parameter / MU, 0.0))
        return parameter / (1.0 + eccentricity)


def _most(rows: Rows, control: Control) -> np.ndarray:
    """Longest equal step, s, shape (n,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(LONGEST_ANGLE / _angle(rows), control.longest)


def _first_length(world: World, rows: Rows, control: Control) -> np.ndarray:
    """Length tried first, s: what a day in low orbit was found to allow at a field's degree.

    The error control corrects it from leg to leg; a guess that is too long costs one start.
    """
    wave = 0.0062 + 0.00099 * world.gravity.degree
    guess = 0.9 / wave * (control.relative / 1e-9) ** (1.0 / ORDER)
    return np.minimum(_most(rows, control), guess)


def _start(
    world: World,
    rows: Rows,
    index: np.ndarray,
    length: np.ndarray,
    events: Events,
    control: Control,
    lane: Lane,
) -> tuple[np.ndarray, np.ndarray]:
    """Fly `POINTS` - 1 equal steps by Runge and Kutta's method.

    Returns the rows that met no event, and time and state at the points, shape
    (POINTS, 8, rows).
    """
    n = len(index)
    fields = {
        name: np.ascontiguousarray(getattr(rows, name)[index])
        for name in Rows._fields
        if name != "samples"
    }
    part = Rows(samples=np.zeros((n, 1, STATE + 1)), **fields)
    silent = control._replace(sampling=np.inf)
    picked = Events(events.kind, events.direction, events.threshold[index])
    begun = np.empty((POINTS, BEGUN, n))
    first = part.t.copy()
    step = control.sense * length[index]
    for point in range(POINTS):
        if point > 0:
            flying = part.status == RUNNING
            part.end[flying] = first[flying] + point * step[flying]
            part.h[flying] = step[flying]
            propagate(world, part, picked, silent, _tableau(), lane)
            part.status[part.status == TIME_REACHED] = RUNNING
        begun[point, 0] = part.t
        begun[point, 1:] = part.y.T
    for name in ("t", "y", "h", "status", "work"):
        getattr(rows, name)[index] = getattr(part, name)
    fine = part.status == RUNNING
    return index[fine], begun[:, :, fine]


def _leg(
    world: World,
    rows: Rows,
    index: np.ndarray,
    begun: np.ndarray,
    length: np.ndarray,
    events: Events,
    control: Control,
    lane: Lane,
) -> np.ndarray:
    """One leg of equal steps; returns the report of `cruise`."""
    n = len(index)
    whole = -(-n // WIDTH) * WIDTH
    padded = begun[:, :, np.minimum(np.arange(whole), n - 1)].reshape(POINTS * BEGUN, -1, WIDTH)
    blocks = np.ascontiguousarray(padded.transpose(1, 0, 2))
    report = np.zeros((n, 2))
    step = control.sense * length[index]
    cruise(
        world, rows, index, blocks, step, report, events, control, _multistep(), lane, ALLOWED
    )  # fmt: skip
    return report


def _adapt(
    length: np.ndarray, index: np.ndarray, report: np.ndarray, rows: Rows, control: Control
) -> None:
    """Set the length of the next leg by the largest error of this one."""
    error = np.sqrt(np.maximum(report[:, 1], 1e-12))
    error[~np.isfinite(error)] = 1e6
    factor = np.clip((AIM / error) ** (1.0 / ORDER), 0.5, 1.5)
    factor = np.where(report[:, 0] == TOO_LONG, np.minimum(factor, 0.9), factor)
    length[index] = np.minimum(length[index] * factor, _most(rows, control)[index])
