"""The DOP853 loop that keeps eight lanes busy: each with its own trajectory, time and step; a
finished lane takes the next trajectory.

A trajectory runs until one of its events crosses zero in its direction, or to its end time. A
crossing is pinned down by re-taking the step with ever better lengths, so the final state is a
true integration result and no interpolant is needed. A step that may hide a crossing and the way
back is re-taken up to the extremum in between.
"""

import numpy as np

from sim.integrate.event_block import crossed, events_at, hidden_extremum, keep_event_values
from sim.integrate.lane import (
    ACCEPTED,
    END,
    ERROR,
    EVENT,
    EXTREMUM,
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
    fill_lanes,
    keep_sample,
    release_lane,
    take_trajectory,
)
from sim.integrate.step import trial_step
from sim.integrate.tableau import ERROR_EXPONENT
from sim.lanes import (
    WIDTH,
    absolute,
    any_lane,
    broadcast,
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
"""s. A flight of months counts time in steps of the double of about 1e-9 s: below a microsecond
the length itself would be rounded, and a motion that asks for it is not smooth."""

EVENT_TIME_TOLERANCE = 1e-4
"""s, width of the bracket in which an event counts as located: less than a metre along the orbit,
far below what any model knows, and far above the rounding of time after months."""

SAFETY = 0.9
"""On the step the error suggests, so that most trials pass (Hairer, Norsett and Wanner,
II.4)."""

LARGEST_GROWTH = 5.0
"""Factor between a step and the next. An estimate near zero by chance says nothing about a step
ten times as long; the bound costs two steps where the motion does become that smooth."""

LARGEST_CUT = 0.2
"""Smallest factor: after a rejection at a wall, a perigee say, two or three trials reach it."""

LEAST_ERROR = 1e-12
"""The error is taken as this at least, so that its logarithm is finite; the factor is bounded by
`LARGEST_GROWTH` long before."""

AT_END = 1e-9
"""Share of a step within which its end is the end time: above the rounding of the sum of steps."""

LOOKOUT = 255
"""Steps (less one, a power of two) between two updates of the times that others may watch."""


@kernel
def _first_crossing(k, lane, direction):
    """Event crossed in lane k's trial step whose secant estimate is earliest, or -1."""
    chosen = -1
    earliest = 2.0
    for e in range(direction.shape[0]):
        before = lane.start[e, k] * direction[e]
        after = lane.now[e, k] * direction[e]
        if before < 0.0 <= after:
            # where a straight line between both values crosses zero, as a share of the step
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
    # a secant may creep along one end of a bent curve; halving every fourth time bounds the trials
    if int(clock[LOCATING, k]) % 4 == 0:
        return low + 0.5 * width
    e = int(clock[EVENT, k])
    before = lane.low[e, k]
    fraction = before / (before - lane.high[e, k])
    # just inside the tolerance from an end: a crossing there is bracketed by the next trial
    inset = min(0.9 * EVENT_TIME_TOLERANCE / abs(width), 0.5)
    return low + width * min(max(fraction, inset), 1.0 - inset)


@kernel
def _accept(k, batch, lane, control):
    """Make lane k's trial its state, sample it where due; returns a status, or `RUNNING`."""
    i = lane.trajectory[k]
    clock = lane.clock
    step = clock[H, k]
    # asked of the sum, as `_advance` does: far from the epoch it may round to the end by itself
    after = clock[T, k] + step
    at_end = abs(clock[END, k] - after) <= AT_END * abs(step)
    clock[T, k] = clock[END, k] if at_end else after
    for q in range(lane.state.shape[0]):
        lane.state[q, k] = lane.trial[q, k]
    for e in range(lane.now.shape[0]):
        lane.start[e, k] = lane.now[e, k]
        lane.start_rate[e, k] = lane.now_rate[e, k]
    clock[ACCEPTED, k] += 1.0
    if control.sense * (clock[T, k] - clock[SAVE, k]) >= control.sampling:
        keep_sample(k, batch, lane)
    if at_end:
        return TIME_REACHED
    if batch.sampled[i] == batch.samples.shape[1]:
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
        # the first trial that crossed: the bracket is the whole step
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
    # the answer is a trial that lies behind the crossing; if this one does not, take that again
    clock[H, k] = clock[HIGH, k]
    return e >= 0


@kernel
def _settle(k, batch, lane, direction, control):
    """Decide what an out-of-the-ordinary trial of lane k means: reject, sample, close in on an
    event, end.
    """
    clock = lane.clock
    error = clock[ERROR, k]
    wanted = clock[WANTED, k]
    # asked so that an error that is not a number is rejected, too
    if not error < 1.0:
        clock[REJECTED, k] += 1.0
        clock[LOCATING, k] = 0.0
        clock[NEXT, k] = wanted
        if not np.isfinite(error):
            return NOT_FINITE
        if abs(wanted) < SHORTEST_STEP:
            return STEP_TOO_SMALL
        return STEP_LIMIT if clock[REJECTED, k] >= control.steps else RUNNING
    share = clock[EXTREMUM, k]
    # nearer to an end than events are located, the extremum is that end
    inset = EVENT_TIME_TOLERANCE / abs(clock[H, k])
    if clock[LOCATING, k] == 0.0 and inset < share < 1.0 - inset:
        clock[RETAKEN, k] += 1.0
        clock[NEXT, k] = share * clock[H, k]
        return RUNNING
    e = _first_crossing(k, lane, direction)
    if e < 0 and clock[LOCATING, k] == 0.0:
        # a step cut short by the end time says little about the next one
        if clock[H, k] == clock[NEXT, k] or abs(wanted) > abs(clock[NEXT, k]):
            clock[NEXT, k] = wanted
        return _accept(k, batch, lane, control)
    if not _close_in(k, e, lane):
        return RUNNING
    clock[H, k] = clock[HIGH, k]
    clock[LOCATING, k] = 0.0
    # the trial that is kept is an accepted step, not a re-taken one
    clock[RETAKEN, k] -= 1.0
    _accept(k, batch, lane, control)
    return FIRST_EVENT + e


@kernel
def _advance(h, error, lane, direction, control, exponent):
    """Accept the ordinary trials of all lanes at once; returns the mask of the others.

    The error grows with the step to the power of one over `exponent`. Ordinary is a good trial of a
    flying lane that meets no event, hides none, and meets no end, no sampling time and no limit.
    """
    clock = lane.clock
    t = load(clock, T)
    factor = SAFETY * exp(-exponent * log(maximum(error, LEAST_ERROR)))
    wanted = minimum(maximum(factor, LARGEST_CUT), LARGEST_GROWTH) * h
    store(clock, ERROR, error)
    store(clock, WANTED, wanted)
    after = t + h
    # whatever needs more than taking over the trial is left to `_settle`, lane by lane
    special = (load(clock, LOCATING) > 0.0) | ~(error < 1.0)
    special = special | (absolute(load(clock, END) - after) <= AT_END * absolute(h))
    special = special | (control.sense * (after - load(clock, SAVE)) >= control.sampling)
    special = special | (load(clock, ACCEPTED) + 1.0 >= control.steps)
    extremum = broadcast(1.0, h)
    for e in range(direction.shape[0]):
        hidden, share = hidden_extremum(e, h, lane, direction)
        special = special | crossed(e, lane, direction) | hidden
        extremum = minimum(extremum, where(hidden, share, 1.0))
    store(clock, EXTREMUM, extremum)
    special = special & (h != 0.0)
    good = ~special & (h != 0.0)
    store(clock, T, where(good, after, t))
    store(clock, NEXT, where(good, wanted, load(clock, NEXT)))
    store(clock, ACCEPTED, where(good, load(clock, ACCEPTED) + 1.0, load(clock, ACCEPTED)))
    state = lane.state
    trial = lane.trial
    for q in range(state.shape[0]):
        store(state, q, where(good, load(trial, q), load(state, q)))
    keep_event_values(good, lane)
    return special


@kernel
def step_lengths(lane, control):
    """Length of each lane's next trial: as wanted, within the bound and the time left, or as its
    bracket says.
    """
    clock = lane.clock
    left = load(clock, END) - load(clock, T)
    # what is wanted is kept, bounded, apart from what is flown: a last short step changes nothing
    size = minimum(absolute(load(clock, NEXT)), control.longest)
    store(clock, NEXT, control.sense * size)
    free = where(absolute(left) <= size * (1.0 + AT_END), left, control.sense * size)
    h = where(load(clock, LOCATING) > 0.0, load(clock, H), free)
    store(clock, H, h)
    for k in range(WIDTH):
        if lane.trajectory[k] < 0:
            clock[H, k] = 0.0
    return load(clock, H)


@kernel
def begin(world, batch, events, lane):
    """Fill the lanes; returns the next waiting trajectory and how many lanes fly."""
    # lanes that never get a trajectory carry the first one: nothing is ever divided by zero
    for k in range(WIDTH):
        take_trajectory(k, 0, batch, events, lane)
        lane.trajectory[k] = -1
    waiting, flying = fill_lanes(batch, events, lane, 0)
    clock = lane.clock
    events_at(load(clock, T), lane.state, lane.start, lane.start_rate, lane, events, world)
    return waiting, flying


@kernel
def conclude(t, h, error, world, batch, events, control, lane, waiting, flying, exponent):
    """Decide what a trial step from t of all lanes means, by its error over the tolerance; returns
    the next waiting trajectory and how many lanes fly.
    """
    clock = lane.clock
    direction = events.direction
    events_at(t + h, lane.trial, lane.now, lane.now_rate, lane, events, world)
    special = _advance(h, error, lane, direction, control, exponent)
    freed = False
    if any_lane(special):
        # the mask goes through memory: no other way leads from a mask to a loop over lanes
        store(lane.slopes, 0, where(special, 1.0, 0.0))
        for k in range(WIDTH):
            if lane.slopes[0, k] > 0.0:
                status = _settle(k, batch, lane, direction, control)
                if status != RUNNING:
                    release_lane(k, status, batch, lane)
                    freed = True
    if freed:
        # values of all lanes again: those that stay get the same ones
        waiting, flying = fill_lanes(batch, events, lane, waiting)
        events_at(load(clock, T), lane.state, lane.start, lane.start_rate, lane, events, world)
    return waiting, flying


@kernel
def propagate(world, batch, events, control, tableau, lane):
    """Fly every trajectory to its event or end time.

    Parameters
    ----------
    world, events, control, tableau
        See their classes; shared by all trajectories.
    batch
        Changed in place: t, y, h, status, work, samples, sampled. A trajectory of status
        `SAMPLES_FULL` can be continued.
    lane
        Scratch from `scratch`.
    """
    waiting, flying = begin(world, batch, events, lane)
    clock = lane.clock
    count = 0
    while flying > 0:
        h = step_lengths(lane, control)
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
        waiting, flying = conclude(
            t, h, error, world, batch, events, control, lane, waiting, flying, ERROR_EXPONENT
        )
        count += 1
        if count & LOOKOUT == 0:
            for k in range(WIDTH):
                if lane.trajectory[k] >= 0:
                    batch.t[lane.trajectory[k]] = clock[T, k]
