"""Speed of the right-hand side relative to the peak of the processor.

Operations of one evaluation are counted (`operation_count`), its time is measured, and the peak is
that of a small kernel of independent multiply-adds on the same number type, measured in
alternation: the shortest time of each counts.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from machine import machine, stamp_of
from marks import markdown_table, write_page
from operation_count import Graph, Work, interpret_counted
from peers.interface import Problem
from peers.lanes import parameter_vectors, world_of
from peers.problems import make_problem
from rich.console import Console
from rich.table import Table
from right_hand_side import CHAINS, evaluate, multiply_adds

from sim.dynamics.rhs import acceleration
from sim.environment.world import World
from sim.lanes import WIDTH
from sim.vehicle.parameters import Parameters

NAMES = ("a8", "a20", "b20", "b36", "b70")
ROUNDS = 15
DURATION = 0.03
"""s of each measurement: long compared with the resolution of the clock, short compared with
changes of the machine's speed."""


class RooflinePoint(NamedTuple):
    """A problem: work, ns per evaluation and trajectory, GFLOP/s, share of the peak."""

    name: str
    work: Work
    nanoseconds: float
    gigaflops: float
    share: float


def count_work(world: World, problem: Problem) -> Work:
    """Operations of one evaluation of the right-hand side for one trajectory."""
    graph = Graph()
    state = [graph.leaf(float(value), f"state {k}") for k, value in enumerate(problem.states[0])]
    values = parameter_vectors(problem, 1)[0]
    parameters = Parameters(*(graph.leaf(float(v), f"parameter {k}") for k, v in enumerate(values)))
    time = graph.leaf(1000.0, "t")
    return graph.work(interpret_counted(acceleration)(time, *state, world, parameters))


def _time_once(kernel: Callable[[int], object], n: int) -> float:
    start = time.perf_counter()
    kernel(n)
    return (time.perf_counter() - start) / n


def _repetitions(kernel: Callable[[int], object]) -> int:
    """Repetitions that take about `DURATION`."""
    kernel(1)
    return max(1, int(DURATION / min(_time_once(kernel, 50) for _ in range(3))))


def measure(names: tuple[str, ...] = NAMES) -> tuple[float, list[RooflinePoint]]:
    """Peak of one core in GFLOP/s, and the problems relative to it."""
    start = np.ones((CHAINS, WIDTH)) * np.linspace(0.1, 0.9, CHAINS)[:, None]
    factor, out = np.array([[0.999999] * WIDTH, [1e-6] * WIDTH]), np.zeros((CHAINS, WIDTH))
    kernels: list[Callable[[int], object]] = [lambda n: multiply_adds(start, factor, out, n)]
    counts = []
    for name in names:
        problem = make_problem(name)
        world = world_of(problem)
        counts.append(count_work(world, problem))
        first = problem.states[:WIDTH]
        block = np.ascontiguousarray(np.vstack([first[:, :6].T, np.zeros(WIDTH), first[:, 6]]))
        parameters = np.ascontiguousarray(parameter_vectors(problem, WIDTH).T)
        kernels.append(lambda n, w=world, b=block, p=parameters: evaluate(w, b, p, out, n))
    repetitions = [_repetitions(kernel) for kernel in kernels]
    shortest = [min(column) for column in zip(*(
        [_time_once(kernel, n) for kernel, n in zip(kernels, repetitions, strict=True)]
        for _ in range(ROUNDS)
    ), strict=True)]  # fmt: skip
    peak = 2.0 * CHAINS * WIDTH / shortest[0] / 1e9
    points = []
    for name, work, seconds in zip(names, counts, shortest[1:], strict=True):
        speed = work.operations * WIDTH / seconds / 1e9
        points.append(RooflinePoint(name, work, 1e9 * seconds / WIDTH, speed, speed / peak))
    return peak, points


def report(folder: Path, console: Console, page: Path | None = None) -> Path:
    """Measure, print the table and write it as JSON, and into a page; returns the file."""
    peak, points = measure()
    table = Table(title=f"Right-hand side, relative to a peak of {peak:.1f} GFLOP/s on one core")
    headings = ("problem", "operations", "share in multiply-adds", "divisions, roots", "ns",
                "GFLOP/s", "share of the peak")  # fmt: skip
    for k, heading in enumerate(headings):
        table.add_column(heading, justify="right" if k else "left")
    records, rows = [], [headings]
    for point in points:
        work = point.work
        fused = 2.0 * work.multiply_adds / work.operations
        rows.append((
            point.name, f"{work.operations:,}", f"{fused:.0%}", f"{work.divisions + work.roots}",
            f"{point.nanoseconds:.1f}", f"{point.gigaflops:.1f}", f"{point.share:.0%}",
        ))  # fmt: skip
        table.add_row(*rows[-1])
        records.append({
            "problem": point.name, "physics": make_problem(point.name).description,
            **work._asdict(),
            "operations": work.operations, "nanoseconds_per_evaluation": point.nanoseconds,
            "gigaflops": point.gigaflops, "share_of_peak": point.share,
        })  # fmt: skip
    console.print(table)
    if page is not None:
        peak_line = f"Peak of one core: {peak:.0f} GFLOP/s. {stamp_of(machine())}"
        write_page(page, {"roofline": f"{peak_line}\n\n{markdown_table(rows)}"})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "roofline.json"
    path.write_text(json.dumps({"peak_gigaflops": peak, "problems": records} | machine(), indent=1))
    return path
