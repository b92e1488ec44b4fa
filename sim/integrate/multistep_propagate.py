"""Long smooth stretches: equal steps of the multistep method, eight rows at a time, one evaluation
of the force a step where Runge and Kutta take twelve.

A lane stops before the step that would cross an event, pass its end or err too much, and leaves
the rest to `propagate`; it keeps its last good state. Lanes do not touch each other: a row gives
the same bits in any company.
"""

from sim.dynamics.rhs import rates
from sim.integrate.lane import (
    CRUISED,
    END,
    ERROR,
    RUNNING,
    SAMPLES_FULL,
    SAVE,
    STOPPED,
    WANTED,
    H,
    T,
    keep,
    take_row,
)
from sim.integrate.multistep import POINTS
from sim.integrate.propagate import events_at
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

LEG = 3000
"""Steps from one start of the method to the next, in which the length stays the same."""

DONE = 0.0
NEAR_END = 1.0
NEAR_EVENT = 2.0
TOO_LONG = 3.0
FULL = 4.0
"""Why a lane stopped."""

BEGUN = STATE + 1
"""Rows of a block of first states for one point: time and state."""


@kernel
def _go_on(after, error, lane, direction, control):
    """Accept the corrected states of all lanes that may; stop the others where they are.

    error: square of the error over the allowed one. Returns the lanes that are due for a sample.
    """
    clock = lane.clock
    h = load(clock, H)
    flying = h != 0.0
    crossing = error < 0.0
    start = lane.start
    now = lane.now
    for e in range(direction.shape[0]):
        before = load(start, e) * direction[e]
        crossing = crossing | ((before < 0.0) & (load(now, e) * direction[e] >= 0.0))
    # what is left must be worth a step, so that no step is a rounding error long
    ending = control.sense * (load(clock, END) - after) < 1e-3 * absolute(h)
    wrong = ~(error < 1.0)
    stop = flying & (crossing | ending | wrong)
    good = flying & ~stop
    reason = where(wrong, TOO_LONG, where(ending, NEAR_END, NEAR_EVENT))
    store(clock, STOPPED, where(stop, reason, load(clock, STOPPED)))
    store(clock, ERROR, where(flying, maximum(load(clock, ERROR), error), load(clock, ERROR)))
    store(clock, T, where(good, after, load(clock, T)))
    store(clock, CRUISED, where(flying, load(clock, CRUISED) + 1.0, load(clock, CRUISED)))
    store(clock, H, where(good, h, 0.0))
    state = lane.state
    trial = lane.trial
    for q in range(STATE):
        store(state, q, where(good, load(trial, q), load(state, q)))
    for e in range(direction.shape[0]):
        store(start, e, where(good, load(now, e), load(start, e)))
    return good & (control.sense * (after - load(clock, SAVE)) >= control.sampling)


@kernel
def _predict(i, h, lane, weights, block):
    """Write the predicted state into the trial and the sums of the history into three more rows."""
    newest = (i + POINTS - 1) % POINTS
    zero = broadcast(0.0, h)
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
    """One over the square of the difference in velocity, m/s, that is allowed in this leg."""
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
def _leg(world, begun, lane, rows, events, control, multistep, allowed):
    """Fly one block of lanes until all have stopped or the leg is over."""
    clock = lane.clock
    block = lane.slopes
    parameters = parameters_of(lane.parameters)
    zero = broadcast(0.0, load(clock, T))
    strictness = _strictness(lane.state, control, allowed)
    for i in range(POINTS + LEG):
        h = load(clock, H)
        ex, ey, ez = zero, zero, zero
        if i < POINTS:
            first = BEGUN * i
            t = load(begun, first)
            x = load(begun, first + 1)
            y = load(begun, first + 2)
            z = load(begun, first + 3)
            u = load(begun, first + 4)
            v = load(begun, first + 5)
            w = load(begun, first + 6)
            m = load(begun, first + 7)
        else:
            t = load(clock, T) + h
            m = load(lane.state, 6) - h * parameters.mass_flow
            x, y, z, u, v, w, ex, ey, ez = _predict(i, h, lane, multistep.ring, block)
        ax, ay, az, _ = rates(t, x, y, z, u, v, w, m, world, parameters)
        slot = 3 * (i % POINTS)
        store(block, slot, ax)
        store(block, slot + 1, ay)
        store(block, slot + 2, az)
        if i >= POINTS:
            gain = h * multistep.velocity
            ex = ax - ex
            ey = ay - ey
            ez = az - ez
            u = u + gain * ex
            v = v + gain * ey
            w = w + gain * ez
            error = gain * gain * (ex * ex + ey * ey + ez * ez) * strictness
            gain = h * h * multistep.position
            x = x + gain * ex
            y = y + gain * ey
            z = z + gain * ez
        else:
            error = zero
        if i >= POINTS - 1:
            trial = lane.trial
            store(trial, 0, x)
            store(trial, 1, y)
            store(trial, 2, z)
            store(trial, 3, u)
            store(trial, 4, v)
            store(trial, 5, w)
            store(trial, 6, m)
            events_at(t, trial, lane.now, lane, events, world)
            if i == POINTS - 1:
                for e in range(events.kind.shape[0]):
                    store(lane.start, e, load(lane.now, e))
            else:
                due = _go_on(t, error, lane, events.direction, control)
                if any_lane(due):
                    store(clock, WANTED, where(due, 1.0, 0.0))
                    for k in range(WIDTH):
                        if clock[WANTED, k] > 0.0:
                            keep(k, rows, lane)
                            if rows.sampled[lane.row[k]] == rows.samples.shape[1]:
                                clock[STOPPED, k] = FULL
                                clock[H, k] = 0.0
                if not any_lane(load(clock, H) != 0.0):
                    break


@kernel
def cruise(world, rows, index, begun, length, report, events, control, multistep, lane, allowed):
    """Fly some rows one leg each.

    Parameters
    ----------
    world, events, control, multistep
        See their classes; shared by all rows.
    rows
        Changed in place: t, y, work, saved, samples, sampled; status where samples are full.
    index
        Which rows, shape (k,).
    begun
        Time and state at `POINTS` equal steps that end at the present one, shape
        (ceil(k / 8), 8 POINTS, 8).
    length
        Signed step in s, shape (k,).
    report
        Written, shape (k, 2): why the row stopped, and the square of its largest error over the
        allowed one.
    lane
        Scratch from `scratch`.
    allowed
        Difference between predicted and corrected velocity that is taken for one tolerance.
    """
    n = index.shape[0]
    clock = lane.clock
    for block in range(begun.shape[0]):
        for k in range(WIDTH):
            j = block * WIDTH + k
            here = min(j, n - 1)
            take_row(k, index[here], rows, events, lane)
            clock[H, k] = length[here] if j < n else 0.0
            if j >= n:
                lane.row[k] = -1
        _leg(world, begun[block], lane, rows, events, control, multistep, allowed)
        for k in range(min(WIDTH, n - block * WIDTH)):
            j = block * WIDTH + k
            i = index[j]
            rows.t[i] = clock[T, k]
            rows.saved[i] = clock[SAVE, k]
            for q in range(STATE):
                rows.y[i, q] = lane.state[q, k]
            rows.work[i, 3] += int(clock[CRUISED, k]) + POINTS
            rows.status[i] = SAMPLES_FULL if clock[STOPPED, k] == FULL else RUNNING
            report[j, 0] = clock[STOPPED, k]
            report[j, 1] = clock[ERROR, k]
            lane.row[k] = -1
