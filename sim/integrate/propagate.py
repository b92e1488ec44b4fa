"""The loop that keeps eight lanes busy: each with its own row, time and step; a finished lane
takes the next row.

A row runs until one of the phase's events crosses zero in its direction, or to its end time. A
crossing is pinned down by re-taking the step with ever better lengths, so the final state is a
true integration result and no interpolant is needed.
"""

import numpy as np

from sim.dynamics.event import event_value
from sim.integrate.lane import (
    ACCEPTED,
    END,
    ERROR,
    EVENT,
    FIRST_EVENT,
    HIGH,
    LOCATING,
    LOW,
    NEXT,
    NOT_FINITE,
    REJECTED,
    RETAKEN,
    RUNNING,
    SAMPLES_FULL,
    SAVE,
    STEP_LIMIT,
    STEP_TOO_SMALL,
    TIME_REACHED,
    WANTED,
    H,
    T,
    fill,
    keep,
    leave_row,
    take_row,
)
from sim.integrate.step import STATE, trial_step
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
from sim.vehicle.parameters import parameters_of

SHORTEST_STEP = 1e-6
EVENT_TIME_TOLERANCE = 1e-4
SAFETY = 0.9
LARGEST_GROWTH = 5.0
LARGEST_CUT = 0.2


LOOKOUT = 255
"""Steps (less one, a power of two) between two updates of the times that others may watch."""


@kernel
def events_at(t, state, out, lane, events, world):
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
            load(state, 6),
            world,
            load(threshold, e),
        )
        store(out, e, value)


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
    # asked of the sum, as `_advance` does: far from the epoch it may round to the end by itself
    after = clock[T, k] + step
    at_end = abs(clock[END, k] - after) <= 1e-9 * abs(step)
    clock[T, k] = clock[END, k] if at_end else after
    for q in range(STATE):
        lane.state[q, k] = lane.trial[q, k]
    for e in range(lane.now.shape[0]):
        lane.start[e, k] = lane.now[e, k]
    clock[ACCEPTED, k] += 1.0
    if control.sense * (clock[T, k] - clock[SAVE, k]) >= control.sampling:
        keep(k, rows, lane)
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
        take_row(k, 0, rows, events, lane)
        lane.row[k] = -1
    waiting, flying = fill(rows, events, lane, 0)
    clock = lane.clock
    direction = events.direction
    events_at(load(clock, T), lane.state, lane.start, lane, events, world)
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
            parameters_of(lane.parameters),
            tableau,
            control.relative,
            control.margin,
        )
        events_at(t + h, lane.trial, lane.now, lane, events, world)
        special = _advance(h, error, lane, direction, control)
        freed = False
        if any_lane(special):
            store(lane.slopes, 0, where(special, 1.0, 0.0))
            for k in range(WIDTH):
                if lane.slopes[0, k] > 0.0:
                    status = _settle(k, rows, lane, direction, control)
                    if status != RUNNING:
                        leave_row(k, status, rows, lane)
                        freed = True
        if freed:
            waiting, flying = fill(rows, events, lane, waiting)
            events_at(load(clock, T), lane.state, lane.start, lane, events, world)
        count += 1
        if count & LOOKOUT == 0:
            for k in range(WIDTH):
                if lane.row[k] >= 0:
                    rows.t[lane.row[k]] = clock[T, k]
