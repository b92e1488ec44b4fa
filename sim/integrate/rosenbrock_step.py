"""One trial step of all lanes by the Rosenbrock method, for bodies that fall through air.

Only the slopes that can be stiff are in its matrix (`sim.dynamics.stiffness`): velocity answers to
velocity and position, the mass in the state to itself, so that a step solves three equations for
the velocity; position and mass follow. The higher degrees of the gravity field, half the cost of an
evaluation, change little within a step: they are evaluated once, at its middle.
"""

from sim.dynamics.rhs import rates_in_stream
from sim.dynamics.stiffness import stiffness
from sim.environment.gravity import gravity
from sim.integrate.rosenbrock import GAMMA, STAGES
from sim.integrate.step import STATE
from sim.lanes import absolute, broadcast, kernel, load, rotate, rotate_back, sqrt, store, where

INVERSE = STATE * STAGES
"""Rows of the scratch block of slopes below the stages: nine of the inverse matrix, by rows,"""
GRADIENT = INVERSE + 9
"""nine of the acceleration by position,"""
SETTLED = GRADIENT + 9
"""and one each: of the inverse for mass, drag 1/s, and the rate of mass at the start, kg/s."""
DRAG = SETTLED + 1
CHANGE = SETTLED + 2
PULL = SETTLED + 3
"""Three of the slow part of gravity along the axes of the Earth, m/s2."""

MEMORY = 100.0
"""s, for how long a wrong velocity carries a body astray, where drag does not settle it before:
about the time from the end of hypersonic flight to its first tumble out of it. assumption: it
shares the allowed error out between position and velocity, and is tested by impacts.
"""

INSTANT = 1e-5
"""s early or late in melting that are never an error: 0.1 m of path. Thin foils in dense air melt
within less."""

HOPELESS = 1e30
"""Taken for an error that is not a number: such a step is cut as far as it may be at once."""


@kernel
def _factorise(g, x, y, z, mass, change, stream, slopes, world, parameters):
    """Store the inverse of 1 - g D - g^2 G, D and G being the slopes of the acceleration by
    velocity and position, and what else the stages need.
    """
    slope = stiffness(x, y, z, mass, change, stream, world, parameters)
    dxx, dxy, dxz, dyy, dyz, dzz = slope.by_velocity
    gxx, gxy, gxz, gyx, gyy, gyz, gzx, gzy, gzz = slope.by_position
    xx = 1.0 - g * (dxx + g * gxx)
    xy = -g * (dxy + g * gxy)
    xz = -g * (dxz + g * gxz)
    yx = -g * (dxy + g * gyx)
    yy = 1.0 - g * (dyy + g * gyy)
    yz = -g * (dyz + g * gyz)
    zx = -g * (dxz + g * gzx)
    zy = -g * (dyz + g * gzy)
    zz = 1.0 - g * (dzz + g * gzz)
    ix = yy * zz - yz * zy
    iy = yz * zx - yx * zz
    iz = yx * zy - yy * zx
    d = 1.0 / (xx * ix + xy * iy + xz * iz)
    store(slopes, INVERSE, d * ix)
    store(slopes, INVERSE + 1, d * (xz * zy - xy * zz))
    store(slopes, INVERSE + 2, d * (xy * yz - xz * yy))
    store(slopes, INVERSE + 3, d * iy)
    store(slopes, INVERSE + 4, d * (xx * zz - xz * zx))
    store(slopes, INVERSE + 5, d * (xz * yx - xx * yz))
    store(slopes, INVERSE + 6, d * iz)
    store(slopes, INVERSE + 7, d * (xy * zx - xx * zy))
    store(slopes, INVERSE + 8, d * (xx * yy - xy * yx))
    for row in range(9):
        store(slopes, GRADIENT + row, slope.by_position[row])
    store(slopes, SETTLED, 1.0 / (1.0 - g * slope.heat))
    store(slopes, DRAG, slope.drag)
    store(slopes, CHANGE, slope.change)


@kernel
def _hold_gravity(h, x, y, z, u, v, w, turn, rest, slopes):
    """Store the slow part of gravity at the middle of a step."""
    half = 0.5 * h
    ex, ey, ez = rotate(turn, x + half * u, y + half * v, z + half * w)
    gx, gy, gz = gravity(ex, ey, ez, rest)
    store(slopes, PULL, gx)
    store(slopes, PULL + 1, gy)
    store(slopes, PULL + 2, gz)


@kernel
def _product(first, x, y, z, slopes):
    """Matrix in rows of `slopes` times vector."""
    return (
        load(slopes, first) * x + load(slopes, first + 1) * y + load(slopes, first + 2) * z,
        load(slopes, first + 3) * x + load(slopes, first + 4) * y + load(slopes, first + 5) * z,
        load(slopes, first + 6) * x + load(slopes, first + 7) * y + load(slopes, first + 8) * z,
    )


@kernel
def _combine(weights, i, q, slopes, t):
    """Sum over the stages before i of a row of weights times component q."""
    total = broadcast(0.0, t)
    for j in range(i):
        total = total + weights[i, j] * load(slopes, STATE * j + q)
    return total


@kernel
def _stages(t, h, state, slopes, world, rest, parameters, method):
    """Fill the first rows of `slopes`: increments of the state, stage by stage."""
    g = GAMMA * h
    a = method.stage
    c = method.coupling
    for i in range(STAGES):
        x = load(state, 0) + _combine(a, i, 0, slopes, t)
        y = load(state, 1) + _combine(a, i, 1, slopes, t)
        z = load(state, 2) + _combine(a, i, 2, slopes, t)
        u = load(state, 3) + _combine(a, i, 3, slopes, t)
        v = load(state, 4) + _combine(a, i, 4, slopes, t)
        w = load(state, 5) + _combine(a, i, 5, slopes, t)
        m = load(state, 6) + _combine(a, i, 6, slopes, t)
        ax, ay, az, change, stream = rates_in_stream(
            t + method.node[i] * h, x, y, z, u, v, w, m, world, parameters
        )
        if i == 0:
            _factorise(g, x, y, z, m, change, stream, slopes, world, parameters)
            _hold_gravity(h, x, y, z, u, v, w, stream.turn, rest, slopes)
        gx, gy, gz = rotate_back(
            stream.turn, load(slopes, PULL), load(slopes, PULL + 1), load(slopes, PULL + 2)
        )
        # position, as far as it is known before the velocity
        px = g * u + _combine(c, i, 0, slopes, t)
        py = g * v + _combine(c, i, 1, slopes, t)
        pz = g * w + _combine(c, i, 2, slopes, t)
        fx, fy, fz = _product(GRADIENT, px, py, pz, slopes)
        fx = g * (ax + gx + fx) + _combine(c, i, 3, slopes, t)
        fy = g * (ay + gy + fy) + _combine(c, i, 4, slopes, t)
        fz = g * (az + gz + fz) + _combine(c, i, 5, slopes, t)
        u, v, w = _product(INVERSE, fx, fy, fz, slopes)
        settled = load(slopes, SETTLED)
        m = settled * (g * change + _combine(c, i, 6, slopes, t))
        row = STATE * i
        store(slopes, row, px + g * u)
        store(slopes, row + 1, py + g * v)
        store(slopes, row + 2, pz + g * w)
        store(slopes, row + 3, u)
        store(slopes, row + 4, v)
        store(slopes, row + 5, w)
        store(slopes, row + 6, m)


@kernel
def rosenbrock_step(t, h, state, trial, slopes, world, rest, parameters, method, share, place):
    """Write the state after h seconds into `trial`; return the error over the tolerance.

    rest: the part of the gravity field that is not in the world's.

    Tolerance of position: `place` (m); of velocity: what leads astray by that, settling by drag or
    within `MEMORY`; of mass: a share of the solid mass. The step is of finite error even where a
    trial overflows, so that it is tried shorter.
    """
    _stages(t, h, state, slopes, world, rest, parameters, method)
    still = broadcast(0.0, t)
    position = broadcast(1.0 / place, t)
    velocity = position / (load(slopes, DRAG) + 1.0 / MEMORY)
    change = load(slopes, CHANGE)
    mass = 1.0 / (share * parameters.solid_mass + INSTANT * absolute(change))
    square = still
    for q in range(STATE):
        step = still
        error = still
        for i in range(STAGES):
            s = load(slopes, STATE * i + q)
            step = step + method.solution[i] * s
            error = error + method.error[i] * s
        store(trial, q, load(state, q) + step)
        weight = position
        if q > 2:
            weight = velocity
        if q > 5:
            weight = mass
        square = square + error * error * weight * weight
    return sqrt(where(square < HOPELESS, square, HOPELESS))
