"""State transition over one step of a known trajectory: the variational equations, eight steps at a
time, whichever trajectories they belong to.

The gradient of gravity is taken at three Gauss nodes, with all the field has: central differences
along two axes, the third by Laplace's equation, so that the matrix is symmetric and free of trace.
What air, light, thrust and others add is ten thousand times smaller and taken in the middle of a
step, by differences of the acceleration itself. Collocation at Gauss nodes is symplectic (Hairer,
Lubich and Wanner, Geometric Numerical Integration, 2nd ed. 2006, VI.4): without air the matrix is,
too.
"""

from typing import NamedTuple

import numpy as np

from sim.dynamics.rhs import acceleration
from sim.environment.gravity import gravity
from sim.environment.world import World
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.lanes import (
    WIDTH,
    broadcast,
    kernel,
    load,
    rotate,
    rotate_back,
    store,
)
from sim.own.physics import kernel_of
from sim.vehicle.parameters import COLUMNS, parameters_of

NODES = 0.5 - np.sqrt(0.15), 0.5, 0.5 + np.sqrt(0.15)
"""Shares of a step: Gauss nodes of three stages, order 6."""
MIDDLE = 1
NODE_ROWS = 8
"""Rows of a block for one node: time and state."""

APART = 200.0
"""m to either side: what is left out is 2 (200 m / r)^2 of the gradient, 2e-9; rounding is less."""
STEP, SPEED_STEP = 0.2, 0.01
"""m and m/s: on the way density bends by 2e-6 of its slope; rounding is 1e-8 of it."""

ITERATIONS = 9
"""Of the stages: each takes off a factor of 30 or more in a step of 0.22 rad."""


class Work(NamedTuple):
    """Scratch blocks: a parameter vector; gradients of gravity at three nodes, six numbers each;
    the rest with seven states, or its slopes; accelerations of a variation at the nodes, and new.
    """

    parameters: np.ndarray
    gradients: np.ndarray
    slopes: np.ndarray
    stages: np.ndarray
    new: np.ndarray


def _tableau() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gauss collocation for second-order equations: nodes, weights (3, 3) of velocity and position
    at the stages, and of both at the end (2, 3).
    """
    c = np.array(NODES)
    powers = np.vander(c, 3, increasing=True)
    integrals = np.column_stack([c, c**2 / 2.0, c**3 / 3.0])
    a = integrals @ np.linalg.inv(powers)
    b = np.array([1.0, 0.5, 1.0 / 3.0]) @ np.linalg.inv(powers)
    return c, a, a @ a, np.stack([b, b @ a])


C, VELOCITY_WEIGHTS, POSITION_WEIGHTS, END_WEIGHTS = _tableau()


@kernel
def _gravity_gradient(t, x, y, z, world):
    """GCRF gradient of gravity, 1/s2: xx, xy, xz, yy, yz, zz."""
    turn = gcrf_to_itrf_matrix(t, world.orientation)
    ex, ey, ez = rotate(turn, x, y, z)
    xx = broadcast(0.0, x)
    xy = xx
    xz = xx
    yy = xx
    yz = xx
    for k in range(4):
        side = 1.0 - 2.0 * (k % 2)
        along_x = side * (1.0 if k < 2 else 0.0)
        along_y = side * (0.0 if k < 2 else 1.0)
        fx, fy, fz = gravity(ex + APART * along_x, ey + APART * along_y, ez, world.gravity)
        xx = xx + along_x * fx
        xy = xy + along_x * fy
        xz = xz + along_x * fz
        yy = yy + along_y * fy
        yz = yz + along_y * fz
    k = 0.5 / APART
    xx = k * xx
    xy = k * xy
    xz = k * xz
    yy = k * yy
    yz = k * yz
    zz = -(xx + yy)
    # columns of the gradient times the turn, turned back
    ax, ay, az = _turned(turn, turn[0], turn[3], turn[6], xx, xy, xz, yy, yz, zz)
    _, by, bz = _turned(turn, turn[1], turn[4], turn[7], xx, xy, xz, yy, yz, zz)
    _, _, cz = _turned(turn, turn[2], turn[5], turn[8], xx, xy, xz, yy, yz, zz)
    return ax, ay, az, by, bz, cz


@kernel
def _turned(turn, u, v, w, xx, xy, xz, yy, yz, zz):
    """A symmetric matrix of Earth-fixed axes times a vector there, in GCRF."""
    return rotate_back(
        turn, xx * u + xy * v + xz * w, xy * u + yy * v + yz * w, xz * u + yz * v + zz * w
    )


@kernel
def _rest_slopes(nodes, rest, parameters, slopes):
    """Fill rows of `slopes`: for each of six directions, what the rest of the acceleration changes
    by per m and m/s.
    """
    first = NODE_ROWS * MIDDLE
    for k in range(7):
        # the last one is the state itself
        dx = STEP if k == 0 else 0.0
        dy = STEP if k == 1 else 0.0
        dz = STEP if k == 2 else 0.0
        du = SPEED_STEP if k == 3 else 0.0
        dv = SPEED_STEP if k == 4 else 0.0
        dw = SPEED_STEP if k == 5 else 0.0
        ax, ay, az = acceleration(
            load(nodes, first),
            load(nodes, first + 1) + dx,
            load(nodes, first + 2) + dy,
            load(nodes, first + 3) + dz,
            load(nodes, first + 4) + du,
            load(nodes, first + 5) + dv,
            load(nodes, first + 6) + dw,
            load(nodes, first + 7),
            rest,
            parameters,
        )
        store(slopes, 3 * k, ax)
        store(slopes, 3 * k + 1, ay)
        store(slopes, 3 * k + 2, az)
    for k in range(6):
        per = 1.0 / (STEP if k < 3 else SPEED_STEP)
        for q in range(3):
            store(slopes, 3 * k + q, per * (load(slopes, 3 * k + q) - load(slopes, 18 + q)))


@kernel
def _slope(slopes, first, q, x, y, z):
    """Component q of the rest's change with three directions, of which `first` is the first."""
    return (
        load(slopes, 3 * first + q) * x
        + load(slopes, 3 * first + 3 + q) * y
        + load(slopes, 3 * first + 6 + q) * z
    )


@kernel
def _stage(s, h, x, y, z, u, v, w, work):
    """Acceleration of a variation at stage s, from those at all stages, into rows of `new`."""
    gradients = work.gradients
    slopes = work.slopes
    stages = work.stages
    new = work.new
    for i in range(3):
        p = h * h * POSITION_WEIGHTS[s, i]
        q = h * VELOCITY_WEIGHTS[s, i]
        ax = load(stages, 3 * i)
        ay = load(stages, 3 * i + 1)
        az = load(stages, 3 * i + 2)
        x = x + p * ax
        y = y + p * ay
        z = z + p * az
        u = u + q * ax
        v = v + q * ay
        w = w + q * az
    xx = load(gradients, 6 * s)
    xy = load(gradients, 6 * s + 1)
    xz = load(gradients, 6 * s + 2)
    yy = load(gradients, 6 * s + 3)
    yz = load(gradients, 6 * s + 4)
    zz = load(gradients, 6 * s + 5)
    ax = _slope(slopes, 0, 0, x, y, z) + _slope(slopes, 3, 0, u, v, w)
    ay = _slope(slopes, 0, 1, x, y, z) + _slope(slopes, 3, 1, u, v, w)
    az = _slope(slopes, 0, 2, x, y, z) + _slope(slopes, 3, 2, u, v, w)
    store(new, 3 * s, ax + (xx * x + xy * y + xz * z))
    store(new, 3 * s + 1, ay + (xy * x + yy * y + yz * z))
    store(new, 3 * s + 2, az + (xz * x + yz * y + zz * z))


@kernel
def _column(column, h, work, out):
    """What becomes of one unit of one component of the first state, into a column of `out`."""
    zero = broadcast(0.0, h)
    one = broadcast(1.0, h)
    x = one if column == 0 else zero
    y = one if column == 1 else zero
    z = one if column == 2 else zero
    u = one if column == 3 else zero
    v = one if column == 4 else zero
    w = one if column == 5 else zero
    stages = work.stages
    for row in range(9):
        store(stages, row, zero)
    for _ in range(ITERATIONS):
        for s in range(3):
            ahead = C[s] * h
            _stage(s, h, x + ahead * u, y + ahead * v, z + ahead * w, u, v, w, work)
        for row in range(9):
            store(stages, row, load(work.new, row))
    x = x + h * u
    y = y + h * v
    z = z + h * w
    for s in range(3):
        q = h * END_WEIGHTS[0, s]
        p = h * h * END_WEIGHTS[1, s]
        ax = load(stages, 3 * s)
        ay = load(stages, 3 * s + 1)
        az = load(stages, 3 * s + 2)
        x = x + p * ax
        y = y + p * ay
        z = z + p * az
        u = u + q * ax
        v = v + q * ay
        w = w + q * az
    store(out, column, x)
    store(out, 6 + column, y)
    store(out, 12 + column, z)
    store(out, 18 + column, u)
    store(out, 24 + column, v)
    store(out, 30 + column, w)


@kernel
def _transition_blocks(world, rest, blocks, length, owner, table, work, out):
    """Fill out (b, 36, lanes) from nodes (b, 24, lanes) of steps of `length` (b, 1, lanes) s of
    the trajectories `owner` (b, lanes).

    rest: the world without gravity; table: parameter vectors; work: scratch.
    """
    for b in range(blocks.shape[0]):
        for k in range(WIDTH):
            for c in range(COLUMNS):
                work.parameters[c, k] = table[owner[b, k], c]
        nodes = blocks[b]
        for s in range(3):
            first = NODE_ROWS * s
            xx, xy, xz, yy, yz, zz = _gravity_gradient(
                load(nodes, first),
                load(nodes, first + 1),
                load(nodes, first + 2),
                load(nodes, first + 3),
                world,
            )
            store(work.gradients, 6 * s, xx)
            store(work.gradients, 6 * s + 1, xy)
            store(work.gradients, 6 * s + 2, xz)
            store(work.gradients, 6 * s + 3, yy)
            store(work.gradients, 6 * s + 4, yz)
            store(work.gradients, 6 * s + 5, zz)
        _rest_slopes(nodes, rest, parameters_of(work.parameters), work.slopes)
        h = load(length[b], 0)
        for column in range(6):
            _column(column, h, work, out[b])


def transitions(
    world: World,
    rest: World,
    states: np.ndarray,
    length: np.ndarray,
    owner: np.ndarray,
    table: np.ndarray,
) -> np.ndarray:
    """State transition matrices (m, 6, 6) over m steps, m and m/s.

    Parameters
    ----------
    world
        Whose gravity acts.
    rest
        The same without gravity.
    states
        Shape (m, 3, 8): time s and state at the Gauss nodes of each step.
    length
        Shape (m,), s.
    owner, table
        Trajectory of each step, shape (m,), and parameter vectors (n, columns).
    """
    m = len(length)
    index = np.minimum(np.arange(-(-m // WIDTH) * WIDTH), m - 1).reshape(-1, WIDTH)
    blocks = np.ascontiguousarray(states.reshape(m, -1)[index].transpose(0, 2, 1))
    out = np.empty((len(index), 36, WIDTH))
    work = Work(*(np.zeros((rows, WIDTH)) for rows in (COLUMNS, 18, 21, 9, 9)))
    lengths = np.ascontiguousarray(length[index][:, None])
    owners = np.ascontiguousarray(owner[index])
    kernel_of(_transition_blocks, world)(world, rest, blocks, lengths, owners, table, work, out)
    return out.transpose(0, 2, 1).reshape(-1, 6, 6)[:m]
