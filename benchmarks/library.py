"""What `sim.propagate` costs beyond the loop that it calls, and what its derivatives cost and err.

    python benchmarks/library.py [--states N] [--matrix-states N] [--threads N] [--heyoka]

A day of 20x20 with air, Sun, Moon and sunlight, on one core unless told otherwise, the shortest of
three repeats. Prints each figure beside its goal, and writes them to `runs/bench/library.json`.
With ``--heyoka`` state transition matrices of 20x20 with exponential air are compared with heyoka's
variational mode; it is imported nowhere else.
"""

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine

import sim
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.integrate.batch import run
from sim.propagation.surroundings import make_parameters, make_world, sort_forces

DAY = 86400.0
EPOCH = "2024-03-01T00:00:00Z"
MASS = 500.0
REPEATS = 3
DEGREE = 20
AIR = sim.Atmosphere("nrlmsise00", weather=(150.0, 150.0, 4.0))
FORCES = [
    sim.Gravity("egm2008", DEGREE),
    AIR,
    sim.Drag(10.0, 2.2),
    sim.ThirdBody(),
    sim.Radiation(10.0),
]
LAYER = (4e-12, 400e3, 58.2e3)
FIRST_RESULT = (
    "import sim; f = [sim.Gravity('egm2008', 8)];"
    "sim.propagate([[6778e3, 0, 0, 0, 4.7e3, 6e3]], '2024-03-01T00:00:00Z', f, [6000.0])"
)


def states_of(n: int, seed: int = 1) -> np.ndarray:
    """States (n, 6) of unequal low orbits."""
    rng = np.random.default_rng(seed)
    return np.array([
        cartesian_from_kepler(
            EQUATORIAL_RADIUS + rng.uniform(350e3, 450e3), rng.uniform(0.0, 0.002), 0.9,
            *rng.uniform(0.0, 6.0, 3),
        )
        for _ in range(n)
    ])  # fmt: skip


def shortest(work: Callable[[], Any]) -> float:
    """Seconds of the shortest of some repeats, after one that is not counted."""
    work()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def fly_alone(states: np.ndarray) -> None:
    """The loop itself, in the pieces that a campaign flies: no epochs, events or tables."""
    acting = sort_forces(FORCES)
    world = make_world(Epoch.from_utc(EPOCH), DAY, acting)
    table = make_parameters(acting, len(states))
    y = np.column_stack([states, np.full(len(states), MASS)])
    for begin in range(0, len(y), 256):
        rows = slice(begin, begin + 256)
        n = len(y[rows])
        run(
            world, np.zeros(n), y[rows], np.full(n, DAY), table[rows],
            relative_tolerance=1e-11, margin=1e-3, longest_step=5000.0 / DEGREE,
        )  # fmt: skip


def fly(states: np.ndarray, times: Any = (DAY,), **options: Any) -> Any:
    """The same by `sim.propagate`."""
    return sim.propagate(states, EPOCH, FORCES, times, mass=MASS, **options)


def measure(states: int, matrix_states: int, threads: int) -> list[tuple[str, float, float]]:
    """Rows of what is measured, the figure, and the goal."""
    many, some, one = states_of(states), states_of(matrix_states), states_of(1)
    single = {"threads": 1}
    rows = []
    loop = shortest(lambda: fly_alone(many))
    rows.append(
        (f"{states} states over the loop", shortest(lambda: fly(many, **single)) / loop, 1.15)
    )
    if threads > 1:
        whole = shortest(lambda: fly(many, threads=threads))
        rows.append(
            (f"{states} states, {threads} threads, loop over it", loop / whole, 0.95 * threads)
        )
    alone = shortest(lambda: fly_alone(one))
    rows.append(("one state over the lane", shortest(lambda: fly(one, **single)) / alone, 1.15))
    end = shortest(lambda: fly(some, **single))
    epochs = np.linspace(0.0, DAY, 289)[1:]
    rows.append(
        ("288 epochs over the end", shortest(lambda: fly(some, epochs, **single)) / end, 1.3)
    )
    for label, stm in (("matrices", True), ("matrices by copies", sim.Variations(copies=True))):
        took = shortest(lambda stm=stm: fly(some, stm=stm, **single))
        rows.append((f"{label} over the trajectory", took / end, 4.0))
    rows.append(("import to first result, s", first_result(), 1.5))
    return rows


def first_result() -> float:
    """Seconds of a process that imports the library and flies one orbit, kernels compiled."""
    return shortest(
        lambda: subprocess.run([sys.executable, "-c", FIRST_RESULT], check=True, timeout=300)
    )


def compare_with_heyoka(n: int = 8) -> list[tuple[str, float, float]]:
    """Largest difference of matrices, and times of both, per trajectory with its matrix."""
    import heyoka
    from peers.heyoka_forces import LENGTH, equations, fit_rotation
    from peers.interface import ExponentialAtmosphere, Problem

    states = states_of(n)
    y = np.column_stack([states, np.full(n, MASS)])
    problem = Problem(
        "stm", "", EPOCH, y, DAY, DEGREE, 2.2, 10.0, exponential=ExponentialAtmosphere(*LAYER)
    )
    frame = fit_rotation(problem, 3).frame
    turn = np.kron(np.eye(2), frame)
    system = heyoka.var_ode_sys(equations(heyoka, problem, 3), heyoka.var_args.vars, order=1)
    first = np.vstack([(states @ turn.T).T / LENGTH, np.tile(np.eye(6).reshape(36, 1), n)])
    integrator = heyoka.taylor_adaptive_batch(
        system, np.ascontiguousarray(first), pars=np.full((1, n), 22.0 / MASS), tol=1e-12,
        compact_mode=True,
    )  # fmt: skip

    def by_heyoka() -> np.ndarray:
        integrator.set_time(0.0)
        integrator.state[:] = first
        integrator.propagate_until([DAY] * n)
        return integrator.state[6:42].T.reshape(n, 6, 6)

    theirs = turn.T @ by_heyoka() @ turn
    forces = [
        sim.Gravity("egm2008", DEGREE), sim.Atmosphere("exponential", exponential=LAYER),
        sim.Drag(10.0, 2.2),
    ]  # fmt: skip

    def by_us(stm: Any = True, n: int = n) -> np.ndarray:
        many = states if n == len(states) else states_of(n)
        flown = sim.propagate(many, EPOCH, forces, [DAY], mass=MASS, stm=stm, threads=1)
        assert flown.stm is not None
        return flown.stm[:, 0]

    rows = []
    for label, stm in (("", True), (" by copies", sim.Variations(copies=True))):
        rows.append(
            (f"matrices{label} beside heyoka's, relative", difference(by_us(stm), theirs), 1e-6)
        )
    seconds, ours = shortest(by_heyoka) / n, shortest(lambda: by_us(n=64)) / 64
    rows.append(("heyoka's time over ours, with matrices", seconds / ours, 10.0))
    return rows


def difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest difference of matrices over their size, metres and seconds times 1e-3 alike."""
    scale = np.array([1.0] * 3 + [1e3] * 3)
    a, b = (m * scale[:, None] / scale for m in (ours, theirs))
    sizes = np.sqrt((b * b).sum(axis=(1, 2)))
    return float((np.sqrt(((a - b) ** 2).sum(axis=(1, 2))) / sizes).max())


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="What sim.propagate costs")
    parser.add_argument("--states", type=int, default=10_000)
    parser.add_argument("--matrix-states", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--heyoka", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("runs/bench/library.json"))
    options = parser.parse_args()
    rows = measure(options.states, options.matrix_states, options.threads)
    if options.heyoka:
        rows += compare_with_heyoka()
    for name, figure, goal in rows:
        print(f"{name:45} {figure:12.3g}   goal {goal:g}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    record = {"figures": {name: figure for name, figure, _ in rows if math.isfinite(figure)}}
    options.out.write_text(json.dumps(record | machine(), indent=1) + "\n")


if __name__ == "__main__":
    main()
