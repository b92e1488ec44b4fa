"""One trial step of all lanes with orbit and attitude, by the stages of `sim.integrate.tableau`.

The quaternion is one of unit length at both ends of a step: the stages integrate its four numbers
as they are, and the solution is projected back (docs/decisions/0011-attitude.md).
"""

from sim.dynamics.attitude_rhs import attitude_rates
from sim.dynamics.quaternion import unit_quaternion
from sim.integrate.step import STATE
from sim.integrate.tableau import STAGES
from sim.lanes import absolute, broadcast, kernel, load, load_rows, maximum, norm, sqrt, store

ATTITUDE_STATE = STATE + 7
"""Numbers in a state with attitude: position, velocity, mass; quaternion, body rates."""

QUATERNION = STATE
"""First row of the quaternion in a state."""

RATES = STATE + 4
"""First row of the body rates in a state."""

ATTITUDE_SLOPES = ATTITUDE_STATE * STAGES
"""Rows of the scratch block of stage slopes."""

LEAST_RATE = 1e-7
"""rad/s: body rates below it, a turn in two years, are not told apart. It keeps the tolerance of a
body at rest above zero.
"""


@kernel
def attitude_stages(t, h, state, trial, slopes, world, parameters, body, surfaces, tableau):
    """Fill `slopes` (rows 14 i to 14 i + 13: rates of the state at stage i); `trial` holds the
    states of the stages meanwhile.
    """
    start = tableau.start
    column = tableau.column
    weight = tableau.weight
    node = tableau.node
    for i in range(STAGES):
        for q in range(ATTITUDE_STATE):
            change = broadcast(0.0, t)
            for k in range(start[i], start[i + 1]):
                change = change + weight[k] * load(slopes, ATTITUDE_STATE * column[k] + q)
            store(trial, q, load(state, q) + h * change)
        now = load_rows(trial, ATTITUDE_STATE)
        u, v, w, ax, ay, az, flow, dw, dx, dy, dz, bx, by, bz = attitude_rates(
            now, t + node[i] * h, world, parameters, body, surfaces
        )
        j = ATTITUDE_STATE * i
        store(slopes, j, u)
        store(slopes, j + 1, v)
        store(slopes, j + 2, w)
        store(slopes, j + 3, ax)
        store(slopes, j + 4, ay)
        store(slopes, j + 5, az)
        store(slopes, j + 6, flow)
        store(slopes, j + 7, dw)
        store(slopes, j + 8, dx)
        store(slopes, j + 9, dy)
        store(slopes, j + 10, dz)
        store(slopes, j + 11, bx)
        store(slopes, j + 12, by)
        store(slopes, j + 13, bz)


@kernel
def _estimate(first, rows, scale, slopes, tableau, like):
    """Sums of squares, over some rows, of both error estimates of a step of one second, times
    `scale`.
    """
    e5 = broadcast(0.0, like)
    e3 = broadcast(0.0, like)
    error_5 = tableau.error_5
    error_3 = tableau.error_3
    for q in range(first, first + rows):
        s5 = broadcast(0.0, like)
        s3 = broadcast(0.0, like)
        for i in range(STAGES):
            k = load(slopes, ATTITUDE_STATE * i + q)
            s5 = s5 + error_5[i] * k
            s3 = s3 + error_3[i] * k
        e5 = e5 + scale * scale * s5 * s5
        e3 = e3 + scale * scale * s3 * s3
    return e5, e3


@kernel
def _combine(h, count, e5, e3):
    """Error over the tolerance from both estimates (Hairer, Norsett and Wanner, eq. II.10.17)."""
    return absolute(h) * e5 / sqrt(count * (e5 + 0.01 * e3) + 1e-300)


@kernel
def attitude_trial_step(
    t, h, state, trial, slopes, world, parameters, body, surfaces, tableau, relative, margin
):
    """Write the state after h seconds into `trial`; return the error over the tolerance.

    The larger of that of the orbit (as in `sim.integrate.step.trial_step`) and that of the
    attitude, allowed `relative` of the quaternion's unit length and of the size of the body rates:
    a slow orbit hides no fast turning, nor the other way round.
    """
    attitude_stages(t, h, state, trial, slopes, world, parameters, body, surfaces, tableau)
    r = norm(load(state, 0), load(state, 1), load(state, 2))
    speed = norm(load(state, 3), load(state, 4), load(state, 5))
    scale = margin + relative * r
    p5, p3 = _estimate(0, 3, 1.0 / scale, slopes, tableau, t)
    v5, v3 = _estimate(3, 3, r / (scale * speed), slopes, tableau, t)
    rate = norm(load(state, RATES), load(state, RATES + 1), load(state, RATES + 2))
    rate = 1.0 / (relative * maximum(rate, LEAST_RATE))
    q5, q3 = _estimate(QUATERNION, 4, broadcast(1.0 / relative, t), slopes, tableau, t)
    w5, w3 = _estimate(RATES, 3, rate, slopes, tableau, t)
    solution = tableau.solution
    for q in range(ATTITUDE_STATE):
        b = broadcast(0.0, t)
        for i in range(STAGES):
            b = b + solution[i] * load(slopes, ATTITUDE_STATE * i + q)
        store(trial, q, load(state, q) + h * b)
    qw, qx, qy, qz = unit_quaternion(
        load(trial, QUATERNION),
        load(trial, QUATERNION + 1),
        load(trial, QUATERNION + 2),
        load(trial, QUATERNION + 3),
    )
    store(trial, QUATERNION, qw)
    store(trial, QUATERNION + 1, qx)
    store(trial, QUATERNION + 2, qy)
    store(trial, QUATERNION + 3, qz)
    return maximum(_combine(h, 6.0, p5 + v5, p3 + v3), _combine(h, 7.0, q5 + w5, q3 + w3))
