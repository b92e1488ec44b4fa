"""Speed of the atmosphere models: densities per second compared with pymsis, and the right-hand
side.

    python benchmarks/air.py

One thread, all in one run, shortest of several rounds. A JSON line for each measurement, then a
table.
"""

import json
import time
from collections.abc import Callable

import numpy as np
import problem
import pymsis
from right_hand_side import evaluate

from sim.environment.atmosphere.density_ratio import air_ratio
from sim.environment.atmosphere.models import MODELS
from sim.environment.atmosphere.nrlmsise00 import air, coefficients
from sim.environment.atmosphere.selection import air_at
from sim.lanes import WIDTH, kernel, load, store
from sim.vehicle.parameters import parameters_of

POINTS = 80_000
EVALUATIONS = 20_000
ROUNDS = 7
RANGES = {"0 to 1000 km": (0.0, 1e6), "120 to 450 km": (120e3, 450e3)}
LEAST_RATE, LEAST_GAIN, MOST_NS = 5e6, 20.0, 800.0
"""Limits: densities per second, ratio to pymsis, ns per evaluation and trajectory."""


@kernel
def densities(points, out, msis):
    """Density at every block of eight points, shape (blocks, 9, 8)."""
    for k in range(points.shape[0]):
        p = points[k]
        rho, _, _ = air(
            load(p, 0),
            load(p, 1),
            load(p, 2),
            load(p, 3),
            load(p, 4),
            load(p, 5),
            load(p, 6),
            load(p, 7),
            load(p, 8),
            msis,
        )
        store(out, k, rho)


@kernel
def evaluate_atmosphere(world, points, parameters, out, n):
    """Evaluate the atmosphere at eight points n times, with indices and errors of the model."""
    h = load(points, 5)
    for _ in range(n):
        rho, _, _ = air_at(
            load(points, 0),
            load(points, 1),
            load(points, 2),
            load(points, 3),
            load(points, 4),
            h,
            world,
            parameters_of(parameters),
        )
        h = load(points, 5) + 1e-9 * rho
    store(out, 0, h)


def shortest_time(call: Callable[[], object]) -> float:
    """Shortest time of several rounds, s."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def compare_with_pymsis(lowest: float, highest: float) -> dict[str, float]:
    """Densities per second of both at the same points, and the median relative difference.

    Lowest and highest altitude, m.
    """
    rng = np.random.default_rng(1)

    def draw(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, POINTS)

    altitude, longitude = draw(lowest, highest), draw(-np.pi, np.pi)
    latitude = np.arcsin(draw(-1.0, 1.0))
    day, second = np.floor(draw(1.0, 365.0)), draw(0.0, 86400.0)
    f107, f107a, ap = draw(60.0, 300.0), draw(60.0, 250.0), draw(0.0, 50.0)
    columns = (
        altitude, np.sin(latitude), np.cos(latitude), longitude, day, second, f107, f107a, ap,
    )  # fmt: skip
    points = np.ascontiguousarray(np.array(columns).reshape(9, -1, WIDTH).transpose(1, 0, 2))
    out, msis = np.zeros((len(points), WIDTH)), coefficients()
    densities(points[:2], out[:2], msis)
    own_rate = POINTS / shortest_time(lambda: densities(points, out, msis))
    offset = ((day - 1.0) * 86.4e6 + np.floor(1e3 * second)).astype("timedelta64[ms]")
    dates = np.datetime64("2025-01-01", "ms") + offset
    inputs = (
        dates, np.degrees(longitude), np.degrees(latitude), 1e-3 * altitude, f107, f107a,
        np.repeat(ap[:, None], 7, axis=1),
    )  # fmt: skip
    reference = pymsis.calculate(*inputs, version=0)[:, 0].astype(np.float64)
    pymsis_rate = POINTS / shortest_time(lambda: pymsis.calculate(*inputs, version=0))
    return {
        "ours_per_s": own_rate,
        "pymsis_per_s": pymsis_rate,
        "gain": own_rate / pymsis_rate,
        "median_difference": float(np.median(np.abs(out.ravel() / reference - 1.0))),
    }


def time_right_hand_side() -> dict[str, float]:
    """ns per evaluation and trajectory: right-hand side with and without atmosphere, and each
    atmosphere model alone.
    """
    day = problem.field_36()
    first = day.states[:WIDTH]
    block = np.ascontiguousarray(np.vstack([first[:, :6].T, np.zeros(WIDTH), first[:, 6]]))
    parameters = np.ascontiguousarray(day.parameters[:WIDTH].T)
    out = np.zeros((1, WIDTH))
    zero = air_ratio(0.0, 1e5, np.zeros((8, 36, 13, 10)))
    phi = np.linspace(-0.9, 0.9, WIDTH)
    points = np.stack(
        [np.linspace(0.0, 8e4, WIDTH), np.cos(phi), np.sin(3.0 * phi), np.sin(phi), np.cos(phi),
         np.linspace(180e3, 420e3, WIDTH)]
    )  # fmt: skip
    times = {}
    for name in ("nrlmsise00", "none"):
        world = day.world._replace(switch=day.world.switch._replace(air=MODELS[name]))
        evaluate(world, block, parameters, out, 1)
        seconds = shortest_time(
            lambda world=world: evaluate(world, block, parameters, out, EVALUATIONS)
        )
        times[f"rhs_{name}_ns"] = 1e9 * seconds / (EVALUATIONS * WIDTH)
    for name in ("nrlmsise00", "nrlmsis21", "us1976", "exponential"):
        switch = day.world.switch._replace(air=MODELS[name])
        world = day.world._replace(switch=switch, ratio=zero)
        evaluate_atmosphere(world, points, parameters, out, 1)
        seconds = shortest_time(
            lambda world=world: evaluate_atmosphere(world, points, parameters, out, EVALUATIONS)
        )
        times[f"air_{name}_ns"] = 1e9 * seconds / (EVALUATIONS * WIDTH)
    assert np.isfinite(out).all()
    return times


def main() -> None:
    """Measure, print, and check the limits."""
    lines = []
    for name, limits in RANGES.items():
        record = compare_with_pymsis(*limits)
        print(json.dumps({"measurement": name} | record))
        millions = record["ours_per_s"] / 1e6, record["pymsis_per_s"] / 1e6
        lines.append(f"{name:16} {millions[0]:8.2f} {millions[1]:9.3f} {record['gain']:7.1f}")
        assert record["median_difference"] < 1e-5  # pymsis computes in single precision
        assert record["ours_per_s"] >= LEAST_RATE, f"{name}: fewer than {LEAST_RATE:g} a second"
        assert record["gain"] >= LEAST_GAIN, f"{name}: less than {LEAST_GAIN:g} times pymsis"
    times = time_right_hand_side()
    print(json.dumps({"measurement": "ns per evaluation and trajectory"} | times))
    print(f"\n{'altitudes':16} {'ours M/s':>8} {'pymsis':>9} {'gain':>7}", *lines, sep="\n")
    print(f"\n{'per evaluation':24} {'ns':>6}")
    for name, value in times.items():
        print(f"{name.removesuffix('_ns'):24} {value:6.0f}")
    assert times["rhs_nrlmsise00_ns"] <= MOST_NS, f"the right-hand side takes over {MOST_NS:g} ns"


if __name__ == "__main__":
    main()
