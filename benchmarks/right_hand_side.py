"""The equation of motion over and over, for timing."""

from sim.dynamics.rhs import acceleration
from sim.lanes import kernel, load, store
from sim.vehicle.case import case_of


@kernel
def evaluate(world, state, case, out, n):
    """Evaluate the force n times for eight rows; each waits for the one before."""
    x = load(state, 0)
    for _ in range(n):
        ax, ay, az = acceleration(
            load(state, 6),
            x,
            load(state, 1),
            load(state, 2),
            load(state, 3),
            load(state, 4),
            load(state, 5),
            load(state, 7),
            world,
            case_of(case),
        )
        x = load(state, 0) + 1e-9 * (ax + ay + az)
    store(out, 0, x)
