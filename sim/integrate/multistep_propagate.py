"""Long smooth segments by the fixed-step multistep method, eight trajectories at a time: one
evaluation of the force a step where DOP853 takes twelve.

A lane stops before the step that would cross an event or may hide a crossing, pass its end or err
too much, and leaves the rest to `propagate`; it keeps its last good state. Lanes do not touch each
other: a trajectory gives the same bits in any company.
"""

from sim.dynamics.rhs import rates
from sim.integrate.event_block import crossed, events_at, hidden_extremum, keep_event_values
from sim.integrate.lane import (
    END,
    ERROR,
    FIXED_STEPS,
    RUNNING,
    SAMPLES_FULL,
    SAVE,
    STOPPED,
    WANTED,
    H,
    T,
    keep_sample,
    take_trajectory,
)
from sim.integrate.multistep import POINTS
from sim.integrate.step import STATE
from sim.lanes import (
    WIDTH,
    absolute,
    any_lane,
    broadcast,
    kernel,
    load,
    maximum,
    sqrt,
    store,
    where,
)
from sim.vehicle.parameters import parameters_of

SEGMENT_STEPS = 3000
"""Steps from one start of the method to the next, in which the length stays the same.

Long enough that the start (`POINTS` - 1 steps of DOP853, a hundred evaluations) is lost among the
others; short enough, a third of a day at 10 s, that the length follows the orbit as it decays.
"""

NEAR_END = 1.0
NEAR_EVENT = 2.0
TOO_LONG = 3.0
FULL = 4.0
NEAR_EXTREMUM = 5.0
"""Why a lane stopped; 0 after a whole segment. Doubles, because they stand in a lane's clock."""

POINT_ROWS = STATE + 1
"""Rows of a block of starting points for one point: time and state."""

LEAST_REST = 1e-3
"""Share of a step that must be left to the end time after a step. Less is left to `propagate`
together with this step, so that no step is as short as the rounding of its time."""


@kernel
def _accept_lanes(after, error, lane, direction, control):
    """Accept the corrected states of all lanes that may; stop the others where they are.

    error: square of the error over the allowed one. Returns the lanes that are due for a sample.
    """
    clock = lane.clock
    h = load(clock, H)
    flying = h != 0.0
    # an error below 0 never is: these are masks of lanes, none of them set
    crossing = error < 0.0
    hiding = crossing
    for e in range(direction.shape[0]):
        hidden, _ = hidden_extremum(e, h, lane, direction)
        crossing = crossing | crossed(e, lane, direction)
        hiding = hiding | hidden
    ending = control.sense * (load(clock, END) - after) < LEAST_REST * absolute(h)
    # asked so that an error that is not a number is wrong, too
    wrong = ~(error < 1.0)
    stop = flying & (crossing | hiding | ending | wrong)
    good = flying & ~stop
    # an error comes first: its state says nothing about events or the end
    met = where(crossing, NEAR_EVENT, NEAR_EXTREMUM)
    reason = where(wrong, TOO_LONG, where(ending, NEAR_END, met))
    store(clock, STOPPED, where(stop, reason, load(clock, STOPPED)))
    store(clock, ERROR, where(flying, maximum(load(clock, ERROR), error), load(clock, ERROR)))
    store(clock, T, where(good, after, load(clock, T)))
    store(
        clock, FIXED_STEPS, where(flying, load(clock, FIXED_STEPS) + 1.0, load(clock, FIXED_STEPS))
    )
    # a stopped lane goes on with steps of zero: it stays where it is, at no branch's cost
    store(clock, H, where(good, h, 0.0))
    state = lane.state
    trial = lane.trial
    for q in range(STATE):
        store(state, q, where(good, load(trial, q), load(state, q)))
    keep_event_values(good, lane)
    return good & (control.sense * (after - load(clock, SAVE)) >= control.sampling)


@kernel
def _predict(i, h, lane, weights, block):
    """Predicted position and velocity after step i, and the acceleration continued to there.

    block: a ring of the last `POINTS` accelerations; weights: `Multistep.ring`, which has a row
    for each place of the newest one, so that nothing in the ring ever moves.
    """
    newest = (i + POINTS - 1) % POINTS
    zero = broadcast(0.0, h)
    # sums over the ring: b for the velocity, p for the position, e for the acceleration itself
    bx, by, bz, px, py, pz, ex, ey, ez = zero, zero, zero, zero, zero, zero, zero, zero, zero
    for slot in range(POINTS):
        ax = load(block, 3 * slot)
        ay = load(block, 3 * slot + 1)
        az = load(block, 3 * slot + 2)
        b = weights[newest, 3 * slot]
        p = weights[newest, 3 * slot + 1]
        e = weights[newest, 3 * slot + 2]
        bx = bx + b * ax
        by = by + b * ay
        bz = bz + b * az
        px = px + p * ax
        py = py + p * ay
        pz = pz + p * az
        ex = ex + e * ax
        ey = ey + e * ay
        ez = ez + e * az
    state = lane.state
    u = load(state, 3)
    v = load(state, 4)
    w = load(state, 5)
    return (
        load(state, 0) + h * (u + h * px),
        load(state, 1) + h * (v + h * py),
        load(state, 2) + h * (w + h * pz),
        u + h * bx,
        v + h * by,
        w + h * bz,
        ex,
        ey,
        ez,
    )


@kernel
def _strictness(state, control, allowed):
    """One over the square of the difference in velocity, m/s, that is allowed in this segment.

    Taken once, at the start: in a segment of an orbit near a circle the speed hardly changes.
    """
    r2 = broadcast(0.0, load(state, 0))
    v2 = r2
    for q in range(3):
        p = load(state, q)
        v = load(state, q + 3)
        r2 = r2 + p * p
        v2 = v2 + v * v
    share = allowed * (control.relative + control.margin / sqrt(r2))
    return 1.0 / (v2 * share * share)


@kernel
def _keep_samples(due, batch, lane):
    """Keep a sample of each lane that is due; a lane whose trajectory has no room left stops."""
    clock = lane.clock
    # the mask goes through memory: there is no other way from a mask to a loop over lanes
    store(clock, WANTED, where(due, 1.0, 0.0))
    for k in range(WIDTH):
        if clock[WANTED, k] > 0.0:
            keep_sample(k, batch, lane)
            if batch.sampled[lane.trajectory[k]] == batch.samples.shape[1]:
                clock[STOPPED, k] = FULL
                clock[H, k] = 0.0


@kernel
def _starting_point(i, points):
    """Time and state of the starting point number i."""
    first = POINT_ROWS * i
    return (
        load(points, first),
        load(points, first + 1),
        load(points, first + 2),
        load(points, first + 3),
        load(points, first + 4),
        load(points, first + 5),
        load(points, first + 6),
        load(points, first + 7),
    )


@kernel
def _correct(h, x, y, z, u, v, w, ex, ey, ez, multistep, strictness):
    """Corrected position and velocity, and the square of the error over the allowed one.

    (ex, ey, ez): evaluated less continued acceleration. The polynomial that takes it up is added
    to the velocity and, integrated once more, to the position. The error is the correction of
    the velocity: the position errs by less than a step's length of it.
    """
    gain = h * multistep.velocity
    u = u + gain * ex
    v = v + gain * ey
    w = w + gain * ez
    error = gain * gain * (ex * ex + ey * ey + ez * ez) * strictness
    gain = h * h * multistep.position
    return x + gain * ex, y + gain * ey, z + gain * ez, u, v, w, error


@kernel
def _fly_segment(world, points, lane, batch, events, control, multistep, allowed):
    """Fly one block of lanes until all have stopped or the segment is over."""
    clock = lane.clock
    block = lane.slopes
    parameters = parameters_of(lane.parameters)
    zero = broadcast(0.0, load(clock, T))
    strictness = _strictness(lane.state, control, allowed)
    # the first POINTS passes fill the ring from the starting points; one loop, and so one copy
    # of the right-hand side in the machine code
    for i in range(POINTS + SEGMENT_STEPS):
        h = load(clock, H)
        ex, ey, ez = zero, zero, zero
        if i < POINTS:
            t, x, y, z, u, v, w, m = _starting_point(i, points)
        else:
            t = load(clock, T) + h
            m = load(lane.state, 6) - h * parameters.mass_flow
            x, y, z, u, v, w, ex, ey, ez = _predict(i, h, lane, multistep.ring, block)
        ax, ay, az, _ = rates(t, x, y, z, u, v, w, m, world, parameters)
        # evaluated at the predicted place and not again after the correction: what that leaves
        # out is of the order of the correction times the step squared
        slot = 3 * (i % POINTS)
        store(block, slot, ax)
        store(block, slot + 1, ay)
        store(block, slot + 2, az)
        if i >= POINTS:
            x, y, z, u, v, w, error = _correct(
                h, x, y, z, u, v, w, ax - ex, ay - ey, az - ez, multistep, strictness
            )
        else:
            error = zero
        if i >= POINTS - 1:
            _store_trial(lane.trial, x, y, z, u, v, w, m)
            events_at(t, lane.trial, lane.now, lane.now_rate, lane, events, world)
            if i == POINTS - 1:
                # the last starting point is the present state: from here events are watched
                keep_event_values(error == 0.0, lane)
            else:
                due = _accept_lanes(t, error, lane, events.direction, control)
                if any_lane(due):
                    _keep_samples(due, batch, lane)
                if not any_lane(load(clock, H) != 0.0):
                    break


@kernel
def _store_trial(trial, x, y, z, u, v, w, m):
    """Write a state into a block."""
    store(trial, 0, x)
    store(trial, 1, y)
    store(trial, 2, z)
    store(trial, 3, u)
    store(trial, 4, v)
    store(trial, 5, w)
    store(trial, 6, m)


@kernel
def propagate_multistep(
    world, batch, index, points, length, report, events, control, multistep, lane, allowed
):
    """Fly some trajectories one segment each.

    Parameters
    ----------
    world, events, control, multistep
        See their classes; shared by all trajectories.
    batch
        Changed in place: t, y, work, saved, samples, sampled; status where samples are full.
    index
        Which trajectories, shape (k,).
    points
        Time and state at `POINTS` equidistant times that end at the present one, shape
        (ceil(k / 8), 8 POINTS, 8).
    length
        Signed step in s, shape (k,).
    report
        Written, shape (k, 2): why the trajectory stopped, and the square of its largest error
        over the allowed one.
    lane
        Scratch from `scratch`.
    allowed
        Difference between predicted and corrected velocity that is taken for one tolerance.
    """
    n = index.shape[0]
    clock = lane.clock
    for block in range(points.shape[0]):
        for k in range(WIDTH):
            j = block * WIDTH + k
            # lanes beyond the last trajectory carry it too, with steps of zero: no special case
            here = min(j, n - 1)
            take_trajectory(k, index[here], batch, events, lane)
            clock[H, k] = length[here] if j < n else 0.0
            if j >= n:
                lane.trajectory[k] = -1
        _fly_segment(world, points[block], lane, batch, events, control, multistep, allowed)
        for k in range(min(WIDTH, n - block * WIDTH)):
            j = block * WIDTH + k
            i = index[j]
            batch.t[i] = clock[T, k]
            batch.saved[i] = clock[SAVE, k]
            for q in range(STATE):
                batch.y[i, q] = lane.state[q, k]
            # the starting points were evaluated once more here
            batch.work[i, 3] += int(clock[FIXED_STEPS, k]) + POINTS
            batch.status[i] = SAMPLES_FULL if clock[STOPPED, k] == FULL else RUNNING
            report[j, 0] = clock[STOPPED, k]
            report[j, 1] = clock[ERROR, k]
            lane.trajectory[k] = -1
