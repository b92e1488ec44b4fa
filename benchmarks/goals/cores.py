"""Two threads beside one, for every problem."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import fragments
import numpy as np
from peers import lanes
from peers.problems import make_problem

from goals.options import Options
from goals.table import Figure
from sim.entry.fragment_propagation import fall
from sim.environment.world import world
from sim.frames.epoch import Epoch
from sim.integrate.threads import batches_shared, processors

ROUNDS = 5
SHARES = 4
"""Of the trajectories for each thread: the last to end waits for little."""
COASTS = {"a8": 2048, "a20": 1024, "b20": 1024, "b70": 256, "c": 2048}
"""Trajectories of each problem: a tenth of a second of two threads, or more."""
SETTINGS = {"a8": (1e-9, 600.0), "c": (1e-9, 250.0)}
"""Tolerance and longest step, s, that are not the usual ones."""
FRAGMENTS = 4000


def measure_cores(options: Options) -> Iterator[Figure]:
    """Trajectories and fragments, in the same pieces on one thread and on two."""
    if processors() < 2:
        for name in (*COASTS, "fragments"):
            yield Figure(f"cores.{name}", None, "this process may use one core only")
        return
    rounds = 1 if options.quick else ROUNDS
    for name, count in COASTS.items():
        options.report(f"{name} on one thread and two")
        work = _coast(name, 64 if options.quick else count)
        yield _speed_up(f"cores.{name}", work, rounds)
    options.report("fragments on one thread and two")
    sky = world(Epoch.from_utc(fragments.EPOCH), fragments.DAY, degree=fragments.DEGREE)
    pieces = fragments.make_fragments(64 if options.quick else FRAGMENTS)

    def fall_on(threads: int) -> None:
        with batches_shared(threads):
            fall(sky, pieces)

    yield _speed_up("cores.fragments", fall_on, rounds)


def _coast(name: str, count: int) -> Callable[[int], None]:
    """A flight of so many trajectories on a number of threads."""
    problem = make_problem(name)
    states = np.resize(problem.states, (count, problem.states.shape[1]))
    tolerance, longest = SETTINGS.get(name, (1e-9, 250.0))
    setting = lanes.Setting("", tolerance, longest, lanes.MULTISTEP)
    world_of_it, parameters = lanes.world_of(problem), lanes.parameter_vectors(problem, count)
    fly = partial(lanes.fly, world_of_it, problem, setting=setting, parameters=parameters)

    def work(threads: int) -> None:
        shares = np.array_split(states, 2 * SHARES)
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fly, shares))

    return work


def _speed_up(key: str, work: Callable[[int], None], rounds: int) -> Figure:
    """Shortest times in alternation."""
    work(1)
    took: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for threads, seconds in took.items():
            began = time.perf_counter()
            work(threads)
            seconds.append(time.perf_counter() - began)
    one, two = min(took[1]), min(took[2])
    note = f"{one:.2f} s and {two:.2f} s; load average {os.getloadavg()[0]:.1f}"
    return Figure(key, one / two, note)


def measure_fragments(options: Options) -> Iterator[Figure]:
    """A thousand fragments on one core."""
    sky = world(Epoch.from_utc(fragments.EPOCH), fragments.DAY, degree=fragments.DEGREE)
    fall(sky, fragments.make_fragments(8))
    took = list(fragments.seconds(sky))
    yield Figure("fragments.thousand", min(took), f"median {np.median(took):.2f} s of one core")
