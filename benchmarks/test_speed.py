"""Speed over time: from a force term to a campaign, one class for each.

    iss-deorbit bench            (or: pytest benchmarks --benchmark-only)

One thread; errors of whole flights are checked, so that nothing gets faster by getting worse.
"""

import os
import subprocess
import sys
from pathlib import Path

import force_terms
import numpy as np
import problem
import pytest
from fragments import COUNT, fragments
from peers import lanes, problems
from right_hand_side import evaluate

from sim.lanes import WIDTH

EVALUATIONS = 20_000
SCENARIO = Path(__file__).parents[1] / "scenarios" / "usdv.yaml"


def block_of(states):
    """The first eight states and the time as a block of lanes."""
    first = states[:WIDTH]
    return np.ascontiguousarray(np.vstack([first[:, :6].T, np.zeros(WIDTH), first[:, 6]]))


def timed(benchmark, kernel, world, block, case):
    """Time a kernel that repeats itself."""
    out = np.zeros((1, WIDTH))
    kernel(world, block, case, out, 1)
    given = (world, block, case, out, EVALUATIONS)
    benchmark.pedantic(kernel, given, rounds=10, warmup_rounds=1)
    assert np.isfinite(out).all()
    if benchmark.stats:
        seconds = benchmark.stats.stats.min / (EVALUATIONS * WIDTH)
        benchmark.extra_info["ns_each"] = 1e9 * seconds


class TestForceTerms:
    @pytest.mark.parametrize("term", force_terms.TERMS)
    def test_term(self, benchmark, term):
        benchmark.group = "force terms, of the 36x36 day"
        day = problem.field_36()
        case = np.ascontiguousarray(day.cases[:WIDTH].T)
        timed(benchmark, force_terms.TERMS[term], day.world, block_of(day.states), case)


class TestRightHandSide:
    @pytest.mark.parametrize("name", ["a8", "a20", "b20", "b36", "b70"])
    def test_evaluation(self, benchmark, name):
        benchmark.group = "right-hand side"
        given = problems.problem(name)
        case = np.ascontiguousarray(lanes.cases(given, WIDTH).T)
        timed(benchmark, evaluate, lanes.world_of(given), block_of(given.states), case)


def flown(benchmark, name, setting, metres, rounds):
    """Fly a problem of 64 trajectories and check the error of the first four."""
    given = problems.problem(name)
    world = lanes.world_of(given)
    ends = benchmark.pedantic(
        lanes.fly, (world, given, given.states, setting), rounds=rounds, warmup_rounds=1
    )
    tight = lanes.fly(world, given, given.states[:4], lanes.tightest(given.degree))
    away = np.linalg.norm((ends[:4] - tight)[:, :3], axis=1).max()
    assert away < metres
    benchmark.extra_info["error_m"] = float(away)
    if benchmark.stats:
        each = benchmark.stats.stats.min / len(given.states)
        benchmark.extra_info["ms_per_trajectory"] = 1e3 * each


class TestOneDay:
    @pytest.mark.parametrize(
        ("name", "tolerance", "longest"),
        [("a8", 3e-9, 600.0), ("a20", 1e-7, 250.0), ("b20", 1e-7, 250.0), ("b36", 1e-7, 139.0)],
    )
    def test_day(self, benchmark, name, tolerance, longest):
        benchmark.group = "one day, 64 trajectories, below 1 m"
        flown(benchmark, name, lanes.Setting("", tolerance, longest), 1.0, 5)


class TestFinalBurn:
    def test_burn_and_fall(self, benchmark):
        benchmark.group = "final burn and down to 80 km, 64 trajectories"
        # the end is pinned down to 0.1 ms, a metre of path
        flown(benchmark, "c", lanes.Setting("", 1e-10, 250.0), 2.0, 10)


class TestFragments:
    def test_fall(self, benchmark):
        from sim.entry.fragment_propagation import fall
        from sim.environment.world import world
        from sim.frames.epoch import Epoch

        benchmark.group = f"{COUNT} fragments from 120 km to the ground or their end by heat"
        sky = world(Epoch.from_utc(problem.EPOCH), problem.DAY, degree=12)
        found = benchmark.pedantic(fall, (sky, fragments()), rounds=3, warmup_rounds=1)
        assert found.landed.any() and np.isfinite(found.t).all()


class TestCampaign:
    def test_chunk(self, benchmark, campaign):
        from sim.campaign.run.campaign import fly_chunk
        from sim.campaign.run.executor import split_chunks

        benchmark.group = f"campaign, {campaign.samples} samples on one thread"
        (chunk,) = split_chunks(campaign.samples, campaign.samples)
        tables = benchmark.pedantic(fly_chunk, (campaign, chunk), rounds=1)
        assert len(next(iter(tables.values()))["status"]) == campaign.samples


def command(*words, **environment):
    """Run the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        env=os.environ | environment,
        cwd=SCENARIO.parents[1],
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]


class TestStart:
    def test_help(self, benchmark):
        benchmark.group = "start of the command"
        benchmark.pedantic(command, ("--help",), rounds=5, warmup_rounds=1)

    def test_warm_check(self, benchmark):
        benchmark.group = "start of the command"
        benchmark.pedantic(command, ("check", str(SCENARIO)), rounds=3, warmup_rounds=1)

    def test_cold_compile(self, benchmark, tmp_path):
        benchmark.group = "everything compiled anew"
        words = ("run", str(SCENARIO), "--out", str(tmp_path / "run"), "--no-plots", "--quiet")
        fresh = {"ISS_DEORBIT_CACHE": str(tmp_path / "cache")}
        benchmark.pedantic(command, words, fresh, rounds=1)
