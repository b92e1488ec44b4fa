"""Speed: force evaluations per second, and one station day by each method, in one run.

    pytest benchmarks --benchmark-only

The settings are those that `one_day.py` finds for an error below a metre; each test checks that
error. All methods fly the same 64 trajectories on one thread.
"""

import numpy as np
import peer
import problem
import pytest
from right_hand_side import evaluate

from sim.lanes import WIDTH

EVALUATIONS = 20_000


@pytest.mark.parametrize("name", ["8x8", "36x36"])
def test_force_evaluations(benchmark, name):
    day = problem.PROBLEMS[name]()
    first = day.states[:WIDTH]
    block = np.ascontiguousarray(np.vstack([first[:, :6].T, np.zeros(WIDTH), first[:, 6]]))
    case = np.ascontiguousarray(day.cases[:WIDTH].T)
    out = np.zeros((1, WIDTH))
    evaluate(day.world, block, case, out, 1)
    benchmark.group = "force evaluations"
    benchmark.pedantic(
        evaluate, (day.world, block, case, out, EVALUATIONS), rounds=10, warmup_rounds=1
    )
    assert np.isfinite(out).all()
    if benchmark.stats:
        benchmark.extra_info["force_evaluations_per_second"] = (
            EVALUATIONS * WIDTH / benchmark.stats.stats.min
        )


def measured(benchmark, method, given, *setting, rounds):
    """Benchmark a method on a problem and check its error."""
    benchmark.group = f"one day, {given.name}"
    ends = benchmark.pedantic(method, (given, *setting), rounds=rounds, warmup_rounds=1)
    away = problem.error(given, ends)
    assert away <= 1.0
    n = len(given.states)
    benchmark.extra_info["error_m"] = away
    if benchmark.stats:
        benchmark.extra_info["ms_per_trajectory"] = 1e3 * benchmark.stats.stats.min / n


def lanes(given, *setting):
    return problem.fly(given, *setting).y[:, :3]


def test_lanes_8(benchmark):
    measured(benchmark, lanes, problem.field_8(), 3e-9, rounds=15)


def test_scipy_compiled_8(benchmark):
    measured(benchmark, peer.scipy_compiled, problem.field_8(), 1e-9, rounds=5)


def test_scipy_arrays_8(benchmark):
    measured(benchmark, peer.scipy_arrays, problem.field_8(), 1e-9, rounds=1)


def test_lanes_36(benchmark):
    day = problem.field_36()
    measured(benchmark, lanes, day, 3e-7, problem.SHORT, rounds=10)


def test_scipy_compiled_36(benchmark):
    day = problem.field_36()
    measured(benchmark, peer.scipy_compiled, day, 3e-7, problem.SHORT, rounds=3)


def test_lanes_oblate(benchmark):
    measured(benchmark, lanes, problem.oblate(), 3e-9, rounds=15)


def test_scipy_compiled_oblate(benchmark):
    measured(benchmark, peer.scipy_compiled, problem.oblate(), 1e-9, rounds=5)


def test_boinor_oblate(benchmark):
    measured(benchmark, peer.boinor, problem.oblate(), 3e-9, rounds=5)
