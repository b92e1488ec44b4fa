"""A slower clock for air, Sun and Moon in the fixed-step multistep method: what it would gain.

    python benchmarks/slow_clock.py [--degree 20] [--trajectories 64] [--altitude 250]

The gravity field is evaluated in every step; all other forces in every M-th, and in between they
are continued as the polynomial through their last K values. All else is the method as it is
(`sim.integrate.multistep`), without events and step control, so that M = 1 is the present method
and times of one run compare. Errors are those of the last positions from the tightest flight.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from peers import lanes
from peers.interface import Problem
from peers.problems import make_problem

from sim.dynamics.drag import drag
from sim.dynamics.third_body import MU_MOON, MU_SUN, third_body
from sim.environment.atmosphere.selection import air_at
from sim.environment.ephemeris import sun_moon
from sim.environment.gravity import gravity
from sim.environment.world import World
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.geodesy import geodetic
from sim.integrate.batch import run
from sim.integrate.multistep import POINTS, Multistep, multistep
from sim.lanes import WIDTH, broadcast, kernel, load, rotate, rotate_back, store
from sim.vehicle.parameters import parameters_of

EARTH_RATE = 7.292115146706979e-5
"""rad/s, as in `sim.dynamics.rhs`."""
RING = 64
"""Places for earlier values of the slow forces."""
CASES = [(1, 1), (2, 5), (2, 7), (3, 5), (3, 7), (4, 5), (4, 7)]
"""Steps between evaluations, and values continued."""
STEPS_S = (30.0, 36.0, 42.0, 48.0)
LONGER = (54.0, 66.0, 78.0)
"""s, with a field of degree 8."""
ROUNDS = 5


@kernel
def _slow_forces(t, x, y, z, vx, vy, vz, turn, ex, ey, ez, mass, world, parameters):
    """GCRF acceleration by air, Sun and Moon."""
    ux, uy, uz = rotate(turn, vx, vy, vz)
    sine, cosine, height = geodetic(ex, ey, ez)
    rho, _, number = air_at(t, ex, ey, sine, cosine, height, world, parameters)
    ux = ux + EARTH_RATE * ey
    uy = uy - EARTH_RATE * ex
    area = parameters.area + broadcast(0.0, x)
    dx, dy, dz = drag(ux, uy, uz, mass, area, rho, number, parameters)
    ax, ay, az = rotate_back(turn, dx, dy, dz)
    sx, sy, sz, mx, my, mz = sun_moon(t, world.ephemeris)
    bx, by, bz = third_body(x, y, z, sx, sy, sz, MU_SUN)
    cx, cy, cz = third_body(x, y, z, mx, my, mz, MU_MOON)
    return ax + bx + cx, ay + by + cy, az + bz + cz


@kernel
def fly_block(world, points, state, parameters, ring, slow, steps, h, every, weights, method):
    """Fly eight trajectories so many steps of h s.

    points (8 POINTS, 8) time and state at the equidistant starting points; state (8, 8) at the
    end; ring (3 POINTS, 8) and slow (3 RING, 8) earlier accelerations; every, steps between
    evaluations of the slow forces; weights (every, K) that continue them by 1, 2, ... steps.
    """
    vector = parameters_of(parameters)
    span = weights.shape[1]
    first = POINTS + span * every
    zero = broadcast(0.0, load(points, 0))
    t, x, y, z, u, v, w, m = zero, zero, zero, zero, zero, zero, zero, zero
    for i in range(POINTS + steps):
        ex, ey, ez = zero, zero, zero
        if i < POINTS:
            k = 8 * i
            t, x, y, z = (
                load(points, k),
                load(points, k + 1),
                load(points, k + 2),
                load(points, k + 3),
            )
            u, v, w, m = (
                load(points, k + 4), load(points, k + 5), load(points, k + 6), load(points, k + 7)
            )  # fmt: skip
        else:
            newest = (i + POINTS - 1) % POINTS
            bx, by, bz, px, py, pz = zero, zero, zero, zero, zero, zero
            for slot in range(POINTS):
                ax, ay, az = (
                    load(ring, 3 * slot),
                    load(ring, 3 * slot + 1),
                    load(ring, 3 * slot + 2),
                )
                b = method.ring[newest, 3 * slot]
                p = method.ring[newest, 3 * slot + 1]
                e = method.ring[newest, 3 * slot + 2]
                bx, by, bz = bx + b * ax, by + b * ay, bz + b * az
                px, py, pz = px + p * ax, py + p * ay, pz + p * az
                ex, ey, ez = ex + e * ax, ey + e * ay, ez + e * az
            t = t + h
            x, y, z = x + h * (u + h * px), y + h * (v + h * py), z + h * (w + h * pz)
            u, v, w = u + h * bx, v + h * by, w + h * bz
        turn = gcrf_to_itrf_matrix(t, world.orientation)
        rx, ry, rz = rotate(turn, x, y, z)
        fx, fy, fz = gravity(rx, ry, rz, world.gravity)
        ax, ay, az = rotate_back(turn, fx, fy, fz)
        late = i % every
        sx, sy, sz = zero, zero, zero
        if late == 0 or i < first:
            sx, sy, sz = _slow_forces(t, x, y, z, u, v, w, turn, rx, ry, rz, m, world, vector)
            place = 3 * (i % RING)
            store(slow, place, sx)
            store(slow, place + 1, sy)
            store(slow, place + 2, sz)
        else:
            for k in range(span):
                place = 3 * ((i - late - k * every) % RING)
                share = weights[late, k]
                sx = sx + share * load(slow, place)
                sy = sy + share * load(slow, place + 1)
                sz = sz + share * load(slow, place + 2)
        ax, ay, az = ax + sx, ay + sy, az + sz
        slot = 3 * (i % POINTS)
        store(ring, slot, ax)
        store(ring, slot + 1, ay)
        store(ring, slot + 2, az)
        if i >= POINTS:
            gain = h * method.velocity
            dx, dy, dz = ax - ex, ay - ey, az - ez
            u, v, w = u + gain * dx, v + gain * dy, w + gain * dz
            gain = h * h * method.position
            x, y, z = x + gain * dx, y + gain * dy, z + gain * dz
    for q, value in enumerate((x, y, z, u, v, w, m, t)):
        store(state, q, value)


def continuation(every: int, count: int) -> np.ndarray:
    """Weights (every, count) of the last values for the place 0, 1, ... steps after the newest."""
    nodes = -np.arange(count, dtype=float)
    weights = np.zeros((every, count))
    for late in range(every):
        for k in range(count):
            others = np.delete(nodes, k)
            weights[late, k] = np.prod((late / every - others) / (nodes[k] - others))
    return weights


def starting_points(
    world: World, states: np.ndarray, parameters: np.ndarray, h: float
) -> np.ndarray:
    """Time and state (8 POINTS, n) at the first equidistant times."""
    n, rows = len(states), []
    t, y = np.zeros(n), states
    for k in range(POINTS):
        if k:
            arc = run(world, t, y, np.full(n, k * h), parameters, relative_tolerance=1e-13,
                      use_multistep=False)  # fmt: skip
            t, y = arc.t, arc.y
        rows += [t, *y.T]
    return np.array(rows)


class Flight:
    """Trajectories of a problem with equal steps, ready to be flown again and again."""

    def __init__(self, problem: Problem, world: World, step: float, every: int, count: int) -> None:
        self.world, self.every = world, every
        self.steps = round(problem.duration / step)
        self.h = problem.duration / self.steps
        self.parameters = lanes.parameter_vectors(problem, len(problem.states))
        points = starting_points(world, problem.states, self.parameters, self.h)
        self.blocks = [
            (np.ascontiguousarray(points[:, k : k + WIDTH]),
             np.ascontiguousarray(self.parameters[k : k + WIDTH].T))
            for k in range(0, len(problem.states), WIDTH)
        ]  # fmt: skip
        self.weights = continuation(every, count)
        self.method: Multistep = multistep()

    def fly(self) -> np.ndarray:
        """Positions (n, 3) at the end."""
        ends = []
        for points, parameters in self.blocks:
            state = np.zeros((8, WIDTH))
            ring, slow = np.zeros((3 * POINTS, WIDTH)), np.zeros((3 * RING, WIDTH))
            fly_block(
                self.world, points, state, parameters, ring, slow,
                self.steps - POINTS + 1, self.h, self.every, self.weights, self.method,
            )  # fmt: skip
            ends.append(state[:3].T)
        return np.concatenate(ends)


def measure(
    problem: Problem, steps: Sequence[float], cases: Sequence[tuple[int, int]], rounds: int
) -> dict[tuple[float, int, int], tuple[float, float]]:
    """Largest error, m, and seconds for a trajectory by step, s, and case."""
    world = lanes.world_of(problem)
    setting = lanes.tightest_setting(problem.degree)
    tight = lanes.fly(world, problem, problem.states[:WIDTH], setting)[:, :3]
    flights = {
        (step, *case): Flight(problem, world, step, *case) for step in steps for case in cases
    }
    ends = {key: flight.fly() for key, flight in flights.items()}
    took: dict[tuple, list[float]] = {key: [] for key in flights}
    for _ in range(rounds):
        for key, flight in flights.items():
            began = time.perf_counter()
            flight.fly()
            took[key].append((time.perf_counter() - began) / len(problem.states))
    return {
        key: (float(np.linalg.norm(ends[key][:WIDTH] - tight, axis=1).max()), min(seconds))
        for key, seconds in took.items()
    }


def at_altitude(problem: Problem, kilometres: float, count: int) -> Problem:
    """The first trajectories of a problem, moved from 400 km to another altitude."""
    states = problem.states[:count].copy()
    radius = np.linalg.norm(states[:, :3], axis=1, keepdims=True)
    scale = 1.0 + 1e3 * (kilometres - 400.0) / radius
    states[:, :3] *= scale
    states[:, 3:6] /= np.sqrt(scale)
    return replace(problem, states=states)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--degree", type=int, default=20)
    parser.add_argument("--trajectories", type=int, default=64)
    parser.add_argument("--altitude", type=float, default=400.0, help="km, instead of 400")
    given = parser.parse_args()
    problem = at_altitude(make_problem("b20"), given.altitude, given.trajectories)
    problem = replace(problem, degree=given.degree)
    found = measure(problem, STEPS_S if given.degree > 8 else LONGER, CASES, ROUNDS)
    print("step, s   every   values   error, m   ms each   present over it")
    for (step, every, count), (error, seconds) in found.items():
        gain = found[step, 1, 1][1] / seconds
        print(f"{step:7g} {every:7} {count:8} {error:10.3g} {1e3 * seconds:9.3f} {gain:8.2f}")


if __name__ == "__main__":
    main()
