"""One trial step of all lanes: stages, solution and error estimate. Knows nothing of time limits
or events.
"""

from sim.dynamics.fragment_aerodynamics import MELTING_BODY
from sim.dynamics.rhs import rates
from sim.integrate.tableau import STAGES
from sim.lanes import absolute, broadcast, kernel, load, sqrt, store

STATE = 7
"""Numbers in a state: position, velocity, mass."""

MASS_SLOPES = 6 * STAGES
"""First row of the slopes of mass: they differ between stages only where bodies melt."""

SLOPES = 7 * STAGES
"""Rows of the scratch block of stage slopes."""


@kernel
def stages(t, h, state, slopes, world, parameters, tableau):
    """Fill `slopes` (rows 6 i to 6 i + 5: velocity and acceleration of stage i; the last ones:
    rates of mass).
    """
    x0 = load(state, 0)
    y0 = load(state, 1)
    z0 = load(state, 2)
    u0 = load(state, 3)
    v0 = load(state, 4)
    w0 = load(state, 5)
    mass = load(state, 6)
    start = tableau.start
    column = tableau.column
    weight = tableau.weight
    node = tableau.node
    for i in range(STAGES):
        x = broadcast(0.0, t)
        y = broadcast(0.0, t)
        z = broadcast(0.0, t)
        u = broadcast(0.0, t)
        v = broadcast(0.0, t)
        w = broadcast(0.0, t)
        for k in range(start[i], start[i + 1]):
            a = weight[k]
            j = 6 * column[k]
            x = x + a * load(slopes, j)
            y = y + a * load(slopes, j + 1)
            z = z + a * load(slopes, j + 2)
            u = u + a * load(slopes, j + 3)
            v = v + a * load(slopes, j + 4)
            w = w + a * load(slopes, j + 5)
        x = x0 + h * x
        y = y0 + h * y
        z = z0 + h * z
        u = u0 + h * u
        v = v0 + h * v
        w = w0 + h * w
        advance = node[i] * h
        m = mass - advance * parameters.mass_flow
        if world.switch.fall == MELTING_BODY:
            m = broadcast(0.0, t)
            for k in range(start[i], start[i + 1]):
                m = m + weight[k] * load(slopes, MASS_SLOPES + column[k])
            m = mass + h * m
        ax, ay, az, rate = rates(t + advance, x, y, z, u, v, w, m, world, parameters)
        if world.switch.fall == MELTING_BODY:
            store(slopes, MASS_SLOPES + i, rate)
        store(slopes, 6 * i, u)
        store(slopes, 6 * i + 1, v)
        store(slopes, 6 * i + 2, w)
        store(slopes, 6 * i + 3, ax)
        store(slopes, 6 * i + 4, ay)
        store(slopes, 6 * i + 5, az)


@kernel
def trial_step(t, h, state, trial, slopes, world, parameters, tableau, relative, margin):
    """Write the state after h seconds into `trial`; return the error over the tolerance.

    Tolerance of position: `margin` (m) + relative |r|; of velocity: the same share of |v|. The
    estimate is that of Hairer, Norsett and Wanner, eq. II.10.17, on the norm over position and
    velocity.
    """
    stages(t, h, state, slopes, world, parameters, tableau)
    r2 = broadcast(0.0, t)
    v2 = broadcast(0.0, t)
    for q in range(3):
        p = load(state, q)
        v = load(state, q + 3)
        r2 = r2 + p * p
        v2 = v2 + v * v
    r = sqrt(r2)
    scale = margin + relative * r
    position = 1.0 / scale
    velocity = r / (scale * sqrt(v2))
    e5 = broadcast(0.0, t)
    e3 = broadcast(0.0, t)
    solution = tableau.solution
    error_5 = tableau.error_5
    error_3 = tableau.error_3
    for q in range(6):
        b = broadcast(0.0, t)
        s5 = broadcast(0.0, t)
        s3 = broadcast(0.0, t)
        for i in range(STAGES):
            k = load(slopes, 6 * i + q)
            b = b + solution[i] * k
            s5 = s5 + error_5[i] * k
            s3 = s3 + error_3[i] * k
        store(trial, q, load(state, q) + h * b)
        weight = position if q < 3 else velocity
        s5 = s5 * weight
        s3 = s3 * weight
        e5 = e5 + s5 * s5
        e3 = e3 + s3 * s3
    change = -parameters.mass_flow
    if world.switch.fall == MELTING_BODY:
        change = broadcast(0.0, t)
        for i in range(STAGES):
            change = change + solution[i] * load(slopes, MASS_SLOPES + i)
    store(trial, 6, load(state, 6) + h * change)
    return absolute(h) * e5 / sqrt(6.0 * (e5 + 0.01 * e3) + 1e-300)
