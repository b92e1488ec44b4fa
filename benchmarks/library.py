"""What `sim.propagate` costs beyond the loop that it calls, and what its derivatives cost and err.

    python benchmarks/library.py [--quick] [--heyoka] [--write docs/library.md]

A day of 20x20 with air, Sun, Moon and sunlight. What is set against each other runs in turns, and
the least of some repeats counts: processor time on one core, or seconds of the clock where threads
or a process of its own take part. Prints each figure beside its goal, and writes them to
`runs/bench/library.json`, and with ``--write`` into the table of a page.
With ``--heyoka`` state transition matrices of 20x20 with exponential air are compared with heyoka's
variational mode; it is imported nowhere else. ``--quick`` flies a tenth of the states.
"""

import argparse
import json
import math
import os
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
from sim.integrate.threads import processors
from sim.propagation.surroundings import make_parameters, make_world, sort_forces

DAY = 86400.0
EPOCH = "2024-03-01T00:00:00Z"
MASS = 500.0
REPEATS = 2
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
Clock = Callable[[], float]
Row = tuple[str, float, str, float]
"""What is measured, its figure, whether the goal is the most or the least, and the goal."""

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


def least(*works: Callable[[], Any], clock: Clock = time.process_time) -> list[float]:
    """Seconds of each, the least of some repeats in turns."""
    seconds = [math.inf] * len(works)
    for _ in range(REPEATS):
        for k, work in enumerate(works):
            start = clock()
            work()
            seconds[k] = min(seconds[k], clock() - start)
    return seconds


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


def measure_batch(states: np.ndarray, threads: int) -> list[Row]:
    """All states at once, beside the loop, and on several threads."""
    fly_alone(states[:8])  # compiles, if nothing has yet
    fly(states[:8], threads=1)
    loop, ours = least(lambda: fly_alone(states), lambda: fly(states, threads=1))
    n = len(states)
    rows = [(f"{n:,} states: time over the loop's", ours / loop, "at most", 1.15)]
    if threads > 1:
        begin = time.perf_counter()
        fly(states, threads=threads)
        gain = ours / (time.perf_counter() - begin)
        rows.append((f"the same: gain of {threads} threads", gain, "at least", 0.95 * threads))
    return rows


def measure_one(repeats: int = 5) -> list[Row]:
    """One state, some times over because it takes so little, and what may be asked of a batch."""
    one, some = states_of(1), states_of(64)
    epochs = np.linspace(0.0, DAY, 289)[1:]

    def often(work: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: [work() for _ in range(repeats)]

    fly(some, epochs, stm=True, threads=1)
    alone, ours = least(often(lambda: fly_alone(one)), often(lambda: fly(one, threads=1)))
    end, dense, matrices, copies = least(
        lambda: fly(some, threads=1),
        lambda: fly(some, epochs, threads=1),
        lambda: fly(some, stm=True, threads=1),
        lambda: fly(some, stm=sim.Variations(copies=True), threads=1),
    )
    return [
        ("one state: time over the lane's", ours / alone, "at most", 1.15),
        ("64 states, 288 epochs: time over the end's", dense / end, "at most", 1.3),
        ("64 states, matrices: time over the trajectories'", matrices / end, "at most", 3.0),
        ("64 states, matrices by copies that fly along", copies / end, "", math.nan),
    ]


def measure_first() -> list[Row]:
    """A process that imports the library and flies one orbit, kernels compiled."""

    def first() -> None:
        subprocess.run([sys.executable, "-c", FIRST_RESULT], check=True, timeout=300)

    def used() -> float:
        return sum(os.times()[2:4])  # of the processes that were waited for

    first()
    (clock,), (processor,) = least(first, clock=time.perf_counter), least(first, clock=used)
    return [
        ("import to first result, s", clock, "at most", 1.5),
        ("import to first result, s of processor time", processor, "", math.nan),
    ]


def measure_heyoka(n: int = 8) -> list[Row]:
    """Largest difference of matrices, and times of both, per trajectory with its matrix."""
    import heyoka
    from peers.heyoka_forces import LENGTH, equations, fit_rotation
    from peers.interface import ExponentialAtmosphere, Problem

    states = states_of(n)
    y = np.column_stack([states, np.full(n, MASS)])
    problem = Problem(
        "stm", "", EPOCH, y, DAY, DEGREE, 2.2, 10.0, exponential=ExponentialAtmosphere(*LAYER)
    )
    turn = np.kron(np.eye(2), fit_rotation(problem, 3).frame)
    begin = time.perf_counter()
    system = heyoka.var_ode_sys(equations(heyoka, problem, 3), heyoka.var_args.vars, order=1)
    first = np.vstack([(states @ turn.T).T / LENGTH, np.tile(np.eye(6).reshape(36, 1), n)])
    integrator = heyoka.taylor_adaptive_batch(
        system, np.ascontiguousarray(first), pars=np.full((1, n), 22.0 / MASS), tol=1e-12,
        compact_mode=True,
    )  # fmt: skip
    compiled = time.perf_counter() - begin

    def by_heyoka() -> np.ndarray:
        integrator.set_time(0.0)
        integrator.state[:] = first
        integrator.propagate_until([DAY] * n)
        return integrator.state[6:42].T.reshape(n, 6, 6)

    forces = [
        sim.Gravity("egm2008", DEGREE), sim.Atmosphere("exponential", exponential=LAYER),
        sim.Drag(10.0, 2.2),
    ]  # fmt: skip
    many = states_of(64)

    def by_us(states: np.ndarray, stm: Any = True) -> np.ndarray:
        flown = sim.propagate(states, EPOCH, forces, [DAY], mass=MASS, stm=stm, threads=1)
        assert flown.stm is not None
        return flown.stm[:, 0]

    theirs = turn.T @ by_heyoka() @ turn
    apart = difference(by_us(states), theirs)
    copied = difference(by_us(states, sim.Variations(copies=True)), theirs)
    seconds, ours = least(by_heyoka, lambda: by_us(many))
    return [
        ("matrices and heyoka's: relative difference", apart, "at most", 1e-6),
        ("matrices by copies and heyoka's, the same", copied, "at most", 1e-6),
        (
            "heyoka's time over ours, with matrices, in a batch",
            (seconds / n) / (ours / len(many)),
            "at least",
            10.0,
        ),
        ("heyoka's compilation before, s", compiled, "", math.nan),
    ]


def difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest difference of matrices over their size, metres and seconds times 1e-3 alike."""
    scale = np.array([1.0] * 3 + [1e3] * 3)
    a, b = (m * scale[:, None] / scale for m in (ours, theirs))
    sizes = np.sqrt((b * b).sum(axis=(1, 2)))
    return float((np.sqrt(((a - b) ** 2).sum(axis=(1, 2))) / sizes).max())


def table_of(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| What | Figure | Goal |", "|:--|--:|--:|"]
    for name, figure, sense, goal in rows:
        shown = f"{figure:.1e}" if figure < 1e-3 else f"{figure:.3g}"
        asked = f"{sense} {goal:g}" if sense else ""
        lines.append(f"| {name} | {shown} | {asked} |")
    return "\n".join(lines)


def write_table(page: Path, table: str) -> None:
    """Put a table between the comments of a page that say where it stands."""
    before, rest = page.read_text().split("<!-- table -->\n", 1)
    after = rest.split("\n<!-- /table -->", 1)[1]
    page.write_text(f"{before}<!-- table -->\n{table}\n<!-- /table -->{after}")


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="What sim.propagate costs")
    parser.add_argument("--quick", action="store_true", help="1,000 states instead of 10,000")
    parser.add_argument("--threads", type=int, default=processors())
    parser.add_argument("--heyoka", action="store_true")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="page whose table is made anew")
    parser.add_argument("--out", type=Path, default=Path("runs/bench/library.json"))
    options = parser.parse_args()
    parts = [
        lambda: measure_batch(states_of(1_000 if options.quick else 10_000), options.threads),
        measure_one,
        measure_first,
        *([measure_heyoka] if options.heyoka else []),
    ]
    rows: list[Row] = []
    for part in parts:
        found = part()
        rows += found
        for name, figure, sense, goal in found:
            print(f"{name:52} {figure:10.3g}   {sense} {goal:g}" if sense else
                  f"{name:52} {figure:10.3g}", flush=True)  # fmt: skip
    if options.write is not None:
        write_table(options.write, table_of(rows))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    record = {"figures": {name: figure for name, figure, *_ in rows}}
    options.out.write_text(json.dumps(record | machine(), indent=1) + "\n")


if __name__ == "__main__":
    main()
