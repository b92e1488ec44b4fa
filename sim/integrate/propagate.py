"""The loop that keeps eight lanes busy: each with its own row, time and step; a finished lane
takes the next row.

A row runs until one of the phase's events crosses zero in its direction, or to its end time. A
crossing is pinned down by re-taking the step with ever better lengths, so the final state is a
true integration result and no interpolant is needed.
"""

from typing import NamedTuple

import numpy as np

from sim.dynamics.event import event_value
from sim.integrate.step import SLOPES, STATE, trial_step
from sim.integrate.tableau import ERROR_EXPONENT
from sim.lanes import (
    WIDTH,
    absolute,
    any_lane,
    exp,
    kernel,
    load,
    log,
    maximum,
    minimum,
    store,
    where,
)
from sim.vehicle.case import COLUMNS, case_of

RUNNING = -1
TIME_REACHED = 0
FIRST_EVENT = 1
STEP_LIMIT = 101
STEP_TOO_SMALL = 102
NOT_FINITE = 103
SAMPLES_FULL = 104
MESSAGES = {
    STEP_LIMIT: "the step limit was reached; raise `steps` or relax the tolerance",
    STEP_TOO_SMALL: "the step fell below a microsecond; the motion is not smooth here",
    NOT_FINITE: "the state is no longer finite; the start state or a coefficient is out of range",
}

SHORTEST_STEP = 1e-6
EVENT_TIME_TOLERANCE = 1e-4
SAFETY = 0.9
LARGEST_GROWTH = 5.0
LARGEST_CUT = 0.2


class Control(NamedTuple):
    """Tolerances (relative; margin m), longest step s, steps allowed, sampling interval s (0:
    every step), sense.
    """

    relative: float
    margin: float
    longest: float
    steps: int
    sampling: float
    sense: float


class Events(NamedTuple):
    """Kinds and directions of the events that end a row, shape (k,); thresholds, shape (n, k)."""

    kind: np.ndarray
    direction: np.ndarray
    threshold: np.ndarray


class Rows(NamedTuple):
    """What the loop reads and writes, one row per trajectory.

    t (n,) s, y (n, 7), next step h (n,) s, end (n,) s, cases (n, columns), status (n,), work (n,
    3) accepted steps, rejected steps and re-taken steps, samples (n, room, 8) of t and y, and how
    many there are, sampled (n,).
    """

    t: np.ndarray
    y: np.ndarray
    h: np.ndarray
    end: np.ndarray
    cases: np.ndarray
    status: np.ndarray
    work: np.ndarray
    samples: np.ndarray
    sampled: np.ndarray


class Lane(NamedTuple):
    """Scratch of the loop: blocks of shape (rows, lanes), and the row in each lane (-1: idle)."""

    clock: np.ndarray  # rows T to RETAKEN, below
    state: np.ndarray
    trial: np.ndarray
    case: np.ndarray
    slopes: np.ndarray
    threshold: np.ndarray
    start: np.ndarray  # event values at the start of the step,
    now: np.ndarray  # at the end of the trial step,
    low: np.ndarray  # and at both ends of the bracket
    high: np.ndarray
    row: np.ndarray


T = 0  # s
H = 1  # length of the trial step, 0 in an idle lane
NEXT = 2  # length wanted for the next free step
END = 3
LOW = 4  # bracket of a crossing, lengths from the start of the step
HIGH = 5
SAVE = 6  # time of the last sample
LOCATING = 7  # trials since a crossing was seen, 0: none seen
EVENT = 8  # which event is being located
ACCEPTED = 9
REJECTED = 10
RETAKEN = 11
WANTED = 12  # length the error of the trial suggests
ERROR = 13  # error of the trial over the tolerance
CLOCK = 14

LOOKOUT = 255
"""Steps (less one, a power of two) between two updates of the times that others may watch."""


@kernel
def _events_at(t, state, out, lane, events, world):
    """Evaluate all events of all lanes at a state block, into a block of values."""
    kind = events.kind
    threshold = lane.threshold
    for e in range(kind.shape[0]):
        value = event_value(
            kind[e],
            t,
            load(state, 0),
            load(state, 1),
            load(state, 2),
            load(state, 3),
            load(state, 4),
            load(state, 5),
            world,
            load(threshold, e),
        )
        store(out, e, value)


@kernel
def _take_row(k, i, rows, events, lane):
    """Put row i into lane k."""
    clock = lane.clock
    lane.row[k] = i
    for q in range(CLOCK):
        clock[q, k] = 0.0
    clock[T, k] = rows.t[i]
    clock[NEXT, k] = rows.h[i]
    clock[END, k] = rows.end[i]
    clock[SAVE, k] = rows.t[i]
    clock[ACCEPTED, k] = rows.work[i, 0]
    clock[REJECTED, k] = rows.work[i, 1]
    clock[RETAKEN, k] = rows.work[i, 2]
    for q in range(STATE):
        lane.state[q, k] = rows.y[i, q]
    for c in range(COLUMNS):
        lane.case[c, k] = rows.cases[i, c]
    for e in range(events.kind.shape[0]):
        lane.threshold[e, k] = events.threshold[i, e]


@kernel
def _leave_row(k, status, rows, lane):
    """Write lane k back to its row and mark the lane idle; it goes on with steps of zero."""
    i = lane.row[k]
    clock = lane.clock
    rows.t[i] = clock[T, k]
    rows.h[i] = clock[NEXT, k]
    for q in range(STATE):
        rows.y[i, q] = lane.state[q, k]
    rows.work[i, 0] = int(clock[ACCEPTED, k])
    rows.work[i, 1] = int(clock[REJECTED, k])
    rows.work[i, 2] = int(clock[RETAKEN, k])
    rows.status[i] = status
    lane.row[k] = -1
    clock[LOCATING, k] = 0.0


@kernel
def _fill(rows, events, lane, waiting):
    """Put waiting rows into idle lanes; returns the next waiting row and how many lanes fly."""
    n = rows.t.shape[0]
    flying = 0
    for k in range(WIDTH):
        while waiting < n and rows.status[waiting] != RUNNING:
            waiting += 1
        if lane.row[k] < 0 and waiting < n:
            _take_row(k, waiting, rows, events, lane)
            waiting += 1
        if lane.row[k] >= 0:
            flying += 1
    return waiting, flying


@kernel
def _first_crossing(k, lane, direction):
    """Event crossed in lane k's trial step whose secant estimate is earliest, or -1."""
    chosen = -1
    earliest = 2.0
    for e in range(direction.shape[0]):
        before = lane.start[e, k] * direction[e]
        after = lane.now[e, k] * direction[e]
        if before < 0.0 <= after:
            fraction = before / (before - after)
            if fraction < earliest:
                earliest = fraction
                chosen = e
    return chosen


@kernel
def _guess(k, lane):
    """Length of the next trial inside the bracket: secant kept off the ends, every fourth time the
    middle.
    """
    clock = lane.clock
    low = clock[LOW, k]
    width = clock[HIGH, k] - low
    if int(clock[LOCATING, k]) % 4 == 0:
        return low + 0.5 * width
    e = int(clock[EVENT, k])
    before = lane.low[e, k]
    fraction = before / (before - lane.high[e, k])
    inset = min(0.9 * EVENT_TIME_TOLERANCE / abs(width), 0.5)
    return low + width * min(max(fraction, inset), 1.0 - inset)


@kernel
def _accept(k, rows, lane, control):
    """Make lane k's trial its state, sample it where due; returns a status, or `RUNNING`."""
    i = lane.row[k]
    clock = lane.clock
    step = clock[H, k]
    left = clock[END, k] - clock[T, k]
    at_end = abs(left - step) <= 1e-9 * abs(step)
    clock[T, k] = clock[END, k] if at_end else clock[T, k] + step
    for q in range(STATE):
        lane.state[q, k] = lane.trial[q, k]
    for e in range(lane.now.shape[0]):
        lane.start[e, k] = lane.now[e, k]
    clock[ACCEPTED, k] += 1.0
    if control.sense * (clock[T, k] - clock[SAVE, k]) >= control.sampling:
        n = rows.sampled[i]
        rows.samples[i, n, 0] = clock[T, k]
        for q in range(STATE):
            rows.samples[i, n, q + 1] = lane.state[q, k]
        rows.sampled[i] = n + 1
        clock[SAVE, k] = clock[T, k]
    if at_end:
        return TIME_REACHED
    if rows.sampled[i] == rows.samples.shape[1]:
        return SAMPLES_FULL
    if clock[ACCEPTED, k] >= control.steps:
        return STEP_LIMIT
    return RUNNING


@kernel
def _close_in(k, e, lane):
    """Narrow lane k's bracket by its trial (e: event crossed, or -1). True when the trial is the
    answer.
    """
    clock = lane.clock
    step = clock[H, k]
    values = lane.now
    if clock[LOCATING, k] == 0.0:
        clock[LOW, k] = 0.0
        for q in range(values.shape[0]):
            lane.low[q, k] = lane.start[q, k]
    clock[LOCATING, k] += 1.0
    clock[RETAKEN, k] += 1.0
    if e >= 0:
        clock[HIGH, k] = step
        clock[EVENT, k] = e
        for q in range(values.shape[0]):
            lane.high[q, k] = values[q, k]
    else:
        clock[LOW, k] = step
        for q in range(values.shape[0]):
            lane.low[q, k] = values[q, k]
    if abs(clock[HIGH, k] - clock[LOW, k]) > EVENT_TIME_TOLERANCE:
        clock[H, k] = _guess(k, lane)
        return False
    clock[H, k] = clock[HIGH, k]
    return e >= 0


@kernel
def _settle(k, rows, lane, direction, control):
    """Decide what an out-of-the-ordinary trial of lane k means: reject, sample, close in on an
    event, end.
    """
    clock = lane.clock
    error = clock[ERROR, k]
    wanted = clock[WANTED, k]
    if not error < 1.0:
        clock[REJECTED, k] += 1.0
        clock[LOCATING, k] = 0.0
        clock[NEXT, k] = wanted
        if not np.isfinite(error):
            return NOT_FINITE
        if abs(wanted) < SHORTEST_STEP:
            return STEP_TOO_SMALL
        return STEP_LIMIT if clock[REJECTED, k] >= control.steps else RUNNING
    e = _first_crossing(k, lane, direction)
    if e < 0 and clock[LOCATING, k] == 0.0:
        # a step cut short by the end of the row says little about the next one
        if clock[H, k] == clock[NEXT, k] or abs(wanted) > abs(clock[NEXT, k]):
            clock[NEXT, k] = wanted
        return _accept(k, rows, lane, control)
    if not _close_in(k, e, lane):
        return RUNNING
    clock[H, k] = clock[HIGH, k]
    clock[LOCATING, k] = 0.0
    clock[RETAKEN, k] -= 1.0
    _accept(k, rows, lane, control)
    return FIRST_EVENT + e


@kernel
def _advance(h, error, lane, direction, control):
    """Accept the ordinary trials of all lanes at once; returns the mask of the others.

    Ordinary is a good trial of a flying lane that meets no event, no end, no sampling time and no
    limit.
    """
    clock = lane.clock
    t = load(clock, T)
    factor = SAFETY * exp(-ERROR_EXPONENT * log(maximum(error, 1e-12)))
    wanted = minimum(maximum(factor, LARGEST_CUT), LARGEST_GROWTH) * h
    store(clock, ERROR, error)
    store(clock, WANTED, wanted)
    after = t + h
    special = (load(clock, LOCATING) > 0.0) | ~(error < 1.0)
    special = special | (absolute(load(clock, END) - after) <= 1e-9 * absolute(h))
    special = special | (control.sense * (after - load(clock, SAVE)) >= control.sampling)
    special = special | (load(clock, ACCEPTED) + 1.0 >= control.steps)
    start = lane.start
    now = lane.now
    for e in range(direction.shape[0]):
        before = load(start, e) * direction[e]
        special = special | ((before < 0.0) & (load(now, e) * direction[e] >= 0.0))
    special = special & (h != 0.0)
    good = ~special & (h != 0.0)
    store(clock, T, where(good, after, t))
    store(clock, NEXT, where(good, wanted, load(clock, NEXT)))
    store(clock, ACCEPTED, where(good, load(clock, ACCEPTED) + 1.0, load(clock, ACCEPTED)))
    state = lane.state
    trial = lane.trial
    for q in range(STATE):
        store(state, q, where(good, load(trial, q), load(state, q)))
    for e in range(direction.shape[0]):
        store(start, e, where(good, load(now, e), load(start, e)))
    return special


@kernel
def _step_lengths(lane, control):
    """Length of each lane's next trial: as wanted, within the bound and the time left, or as its
    bracket says.
    """
    clock = lane.clock
    left = load(clock, END) - load(clock, T)
    size = minimum(absolute(load(clock, NEXT)), control.longest)
    store(clock, NEXT, control.sense * size)
    free = where(absolute(left) <= size * (1.0 + 1e-9), left, control.sense * size)
    h = where(load(clock, LOCATING) > 0.0, load(clock, H), free)
    store(clock, H, h)
    for k in range(WIDTH):
        if lane.row[k] < 0:
            clock[H, k] = 0.0
    return load(clock, H)


@kernel
def propagate(world, rows, events, control, tableau, lane):
    """Fly every row to its event or end time.

    Parameters
    ----------
    world, events, control, tableau
        See their classes; shared by all rows.
    rows
        Changed in place: t, y, h, status, work, samples, sampled. A row of status `SAMPLES_FULL`
        can be continued.
    lane
        Scratch from `scratch`.
    """
    # lanes that never get a row carry the first one, so that nothing is ever divided by zero
    for k in range(WIDTH):
        _take_row(k, 0, rows, events, lane)
        lane.row[k] = -1
    waiting, flying = _fill(rows, events, lane, 0)
    clock = lane.clock
    direction = events.direction
    _events_at(load(clock, T), lane.state, lane.start, lane, events, world)
    count = 0
    while flying > 0:
        h = _step_lengths(lane, control)
        t = load(clock, T)
        error = trial_step(
            t,
            h,
            lane.state,
            lane.trial,
            lane.slopes,
            world,
            case_of(lane.case),
            tableau,
            control.relative,
            control.margin,
        )
        _events_at(t + h, lane.trial, lane.now, lane, events, world)
        special = _advance(h, error, lane, direction, control)
        freed = False
        if any_lane(special):
            store(lane.slopes, 0, where(special, 1.0, 0.0))
            for k in range(WIDTH):
                if lane.slopes[0, k] > 0.0:
                    status = _settle(k, rows, lane, direction, control)
                    if status != RUNNING:
                        _leave_row(k, status, rows, lane)
                        freed = True
        if freed:
            waiting, flying = _fill(rows, events, lane, waiting)
            _events_at(load(clock, T), lane.state, lane.start, lane, events, world)
        count += 1
        if count & LOOKOUT == 0:
            for k in range(WIDTH):
                if lane.row[k] >= 0:
                    rows.t[lane.row[k]] = clock[T, k]


def scratch(n_events: int) -> Lane:
    """Make the working blocks of `propagate`; one set for each thread."""

    def block(count: int) -> np.ndarray:
        return np.zeros((count, WIDTH))

    return Lane(
        block(CLOCK),
        block(STATE),
        block(STATE),
        block(COLUMNS),
        block(SLOPES),
        *(block(n_events) for _ in range(5)),
        np.zeros(WIDTH, dtype=np.int64),
    )
