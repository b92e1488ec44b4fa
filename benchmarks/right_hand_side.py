"""Repeated evaluation of the equation of motion, and repeated multiply-adds, for timing."""

from sim.dynamics.rhs import acceleration
from sim.lanes import broadcast, kernel, load, store
from sim.vehicle.parameters import parameters_of

CHAINS = 16
"""Independent chains of `multiply_adds`: twice the latency of 4 cycles times 2 units."""


@kernel
def evaluate(world, state, parameters, out, n):
    """Evaluate the acceleration of eight trajectories n times in sequence.

    Time and state depend on the previous evaluation, so that no work can be moved out of the loop.
    """
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        ax, ay, az = acceleration(
            load(state, 6) + shift,
            load(state, 0) + shift,
            load(state, 1) + shift,
            load(state, 2) + shift,
            load(state, 3) + shift,
            load(state, 4) + shift,
            load(state, 5) + shift,
            load(state, 7),
            world,
            parameters_of(parameters),
        )
        shift = 1e-9 * (ax + ay + az)
    store(out, 0, shift)


@kernel
def multiply_adds(start, factor, out, n):
    """`CHAINS` independent chains of n multiply-adds each, on eight lanes.

    start (CHAINS, 8); factor (2, 8), the multiplier and the addend; out (CHAINS, 8).
    """
    m = load(factor, 0)
    c = load(factor, 1)
    x0, x1, x2, x3 = load(start, 0), load(start, 1), load(start, 2), load(start, 3)
    x4, x5, x6, x7 = load(start, 4), load(start, 5), load(start, 6), load(start, 7)
    y0, y1, y2, y3 = load(start, 8), load(start, 9), load(start, 10), load(start, 11)
    y4, y5, y6, y7 = load(start, 12), load(start, 13), load(start, 14), load(start, 15)
    for _ in range(n):
        x0, x1, x2, x3 = x0 * m + c, x1 * m + c, x2 * m + c, x3 * m + c
        x4, x5, x6, x7 = x4 * m + c, x5 * m + c, x6 * m + c, x7 * m + c
        y0, y1, y2, y3 = y0 * m + c, y1 * m + c, y2 * m + c, y3 * m + c
        y4, y5, y6, y7 = y4 * m + c, y5 * m + c, y6 * m + c, y7 * m + c
    store(out, 0, x0 + x1 + x2 + x3)
    store(out, 1, x4 + x5 + x6 + x7)
    store(out, 2, y0 + y1 + y2 + y3)
    store(out, 3, y4 + y5 + y6 + y7)
