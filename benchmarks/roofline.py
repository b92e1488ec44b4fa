"""How close the right-hand side comes to the most the processor can do.

Operations of one evaluation are counted (`counted`), its time is measured, and the machine's peak
is that of a small kernel of independent multiply-adds on the same number type, in turns with it:
the best of each counts.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from counted import Graph, Work, on_counted
from machine import machine
from peers.interface import Problem
from peers.lanes import cases, world_of
from peers.problems import problem
from rich.console import Console
from rich.table import Table
from right_hand_side import CHAINS, evaluate, multiply_adds

from sim.dynamics.rhs import acceleration
from sim.environment.world import World
from sim.lanes import WIDTH
from sim.vehicle.parameters import Parameters

NAMES = ("a8", "a20", "b20", "b36", "b70")
TURNS = 15
SLICE = 0.03
"""s of each measurement: long against the clock, short against a change of the machine's speed."""


class Roof(NamedTuple):
    """One problem: its work, ns per evaluation and trajectory, GFLOP/s, share of the peak."""

    name: str
    work: Work
    nanoseconds: float
    gigaflops: float
    share: float


def counted_work(world: World, given: Problem) -> Work:
    """Operations of one evaluation of the right-hand side for one trajectory."""
    graph = Graph()
    state = [graph.leaf(float(value), f"state {k}") for k, value in enumerate(given.states[0])]
    case = Parameters(
        *(graph.leaf(float(v), f"case {k}") for k, v in enumerate(cases(given, 1)[0]))
    )
    found = on_counted(acceleration)(graph.leaf(1000.0, "t"), *state, world, case)
    return graph.work(found)


def _timed(work: Callable[[int], object], n: int) -> float:
    start = time.perf_counter()
    work(n)
    return (time.perf_counter() - start) / n


def _rounds(work: Callable[[int], object]) -> int:
    """Repeats that take about a slice of time."""
    work(1)
    return max(1, int(SLICE / min(_timed(work, 50) for _ in range(3))))


def measure(names: tuple[str, ...] = NAMES) -> tuple[float, list[Roof]]:
    """Peak of one core in GFLOP/s, and each problem's place under it."""
    start = np.ones((CHAINS, WIDTH)) * np.linspace(0.1, 0.9, CHAINS)[:, None]
    factor, out = np.array([[0.999999] * WIDTH, [1e-6] * WIDTH]), np.zeros((CHAINS, WIDTH))
    kernels: list[Callable[[int], object]] = [lambda n: multiply_adds(start, factor, out, n)]
    counts = []
    for name in names:
        given = problem(name)
        world = world_of(given)
        counts.append(counted_work(world, given))
        first = given.states[:WIDTH]
        block = np.ascontiguousarray(np.vstack([first[:, :6].T, np.zeros(WIDTH), first[:, 6]]))
        case = np.ascontiguousarray(cases(given, WIDTH).T)
        kernels.append(lambda n, w=world, b=block, c=case: evaluate(w, b, c, out, n))
    rounds = [_rounds(kernel) for kernel in kernels]
    best = [min(column) for column in zip(*(
        [_timed(kernel, n) for kernel, n in zip(kernels, rounds, strict=True)]
        for _ in range(TURNS)
    ), strict=True)]  # fmt: skip
    peak = 2.0 * CHAINS * WIDTH / best[0] / 1e9
    roofs = []
    for name, work, seconds in zip(names, counts, best[1:], strict=True):
        speed = work.operations * WIDTH / seconds / 1e9
        roofs.append(Roof(name, work, 1e9 * seconds / WIDTH, speed, speed / peak))
    return peak, roofs


def report(folder: Path, console: Console) -> Path:
    """Measure, print the table and write it as JSON; returns the file."""
    peak, roofs = measure()
    table = Table(title=f"Right-hand side under a peak of {peak:.1f} GFLOP/s on one core")
    headings = ("problem", "operations", "of them in multiply-adds", "divisions, roots", "ns",
                "GFLOP/s", "of the peak")  # fmt: skip
    for k, heading in enumerate(headings):
        table.add_column(heading, justify="right" if k else "left")
    records = []
    for roof in roofs:
        work = roof.work
        fused = 2.0 * work.multiply_adds / work.operations
        table.add_row(
            roof.name, f"{work.operations:,}", f"{fused:.0%}", f"{work.divisions + work.roots}",
            f"{roof.nanoseconds:.1f}", f"{roof.gigaflops:.1f}", f"{roof.share:.0%}",
        )  # fmt: skip
        records.append({
            "problem": roof.name, "physics": problem(roof.name).sentence, **work._asdict(),
            "operations": work.operations, "nanoseconds_per_evaluation": roof.nanoseconds,
            "gigaflops": roof.gigaflops, "share_of_peak": roof.share,
        })  # fmt: skip
    console.print(table)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "roofline.json"
    path.write_text(json.dumps({"peak_gigaflops": peak, "problems": records} | machine(), indent=1))
    return path
