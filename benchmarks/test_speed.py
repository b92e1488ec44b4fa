"""Speed of this simulator: from a force term to a campaign, one class for each.

    iss-deorbit bench            (or: pytest benchmarks --benchmark-only)

One thread; errors of flights are checked, so that no gain in speed costs accuracy.
"""

import os
import subprocess
import sys
from pathlib import Path

import force_terms
import numpy as np
import problem
import pytest
from fragments import COUNT, make_fragments
from peers import lanes, problems
from right_hand_side import evaluate

from sim.lanes import WIDTH

EVALUATIONS = 20_000
SCENARIO = Path(__file__).parents[1] / "scenarios" / "usdv.yaml"


def block_of(states):
    """The first eight states and the time as a block of SIMD lanes."""
    first = states[:WIDTH]
    return np.ascontiguousarray(np.vstack([first[:, :6].T, np.zeros(WIDTH), first[:, 6]]))


def time_kernel(benchmark, kernel, world, block, parameters):
    """Time a kernel that repeats its evaluation."""
    out = np.zeros((1, WIDTH))
    kernel(world, block, parameters, out, 1)
    arguments = (world, block, parameters, out, EVALUATIONS)
    benchmark.pedantic(kernel, arguments, rounds=10, warmup_rounds=1)
    assert np.isfinite(out).all()
    if benchmark.stats:
        seconds = benchmark.stats.stats.min / (EVALUATIONS * WIDTH)
        benchmark.extra_info["ns_each"] = 1e9 * seconds


class TestForceTerms:
    @pytest.mark.parametrize("term", force_terms.TERMS)
    def test_term(self, benchmark, term):
        benchmark.group = "force terms of the 36x36 day"
        day = problem.field_36()
        parameters = np.ascontiguousarray(day.parameters[:WIDTH].T)
        kernel = force_terms.TERMS[term]
        time_kernel(benchmark, kernel, day.world, block_of(day.states), parameters)


class TestRightHandSide:
    @pytest.mark.parametrize("name", ["a8", "a20", "b20", "b36", "b70"])
    def test_evaluation(self, benchmark, name):
        benchmark.group = "right-hand side"
        day = problems.make_problem(name)
        parameters = np.ascontiguousarray(lanes.parameter_vectors(day, WIDTH).T)
        world = lanes.world_of(day)
        time_kernel(benchmark, evaluate, world, block_of(day.states), parameters)


def time_flight(benchmark, name, setting, metres, rounds):
    """Time a problem of 64 trajectories and check the error of the first four."""
    flights = problems.make_problem(name)
    world = lanes.world_of(flights)
    ends = benchmark.pedantic(
        lanes.fly, (world, flights, flights.states, setting), rounds=rounds, warmup_rounds=1
    )
    tightest = lanes.tightest_setting(flights.degree)
    reference = lanes.fly(world, flights, flights.states[:4], tightest)
    error = np.linalg.norm((ends[:4] - reference)[:, :3], axis=1).max()
    assert error < metres
    benchmark.extra_info["error_m"] = float(error)
    if benchmark.stats:
        seconds = benchmark.stats.stats.min / len(flights.states)
        benchmark.extra_info["ms_per_trajectory"] = 1e3 * seconds


class TestOneDay:
    @pytest.mark.parametrize(
        ("name", "tolerance", "longest_step"),
        [("a8", 3e-9, 600.0), ("a20", 1e-7, 250.0), ("b20", 1e-7, 250.0), ("b36", 1e-7, 139.0)],
    )
    def test_day(self, benchmark, name, tolerance, longest_step):
        benchmark.group = "one day, 64 trajectories, below 1 m"
        time_flight(benchmark, name, lanes.Setting("", tolerance, longest_step), 1.0, 5)


class TestFinalBurn:
    def test_burn_and_entry(self, benchmark):
        benchmark.group = "final burn and descent to 80 km, 64 trajectories"
        # the final event is located to 0.1 ms, a metre of path
        time_flight(benchmark, "c", lanes.Setting("", 1e-10, 250.0), 2.0, 10)


class TestFragments:
    def test_propagation(self, benchmark):
        from sim.entry.fragment_propagation import fall
        from sim.environment.world import world
        from sim.frames.epoch import Epoch

        benchmark.group = f"{COUNT} fragments from 120 km to the ground or to demise"
        environment = world(Epoch.from_utc(problem.EPOCH), problem.DAY, degree=12)
        impacts = benchmark.pedantic(
            fall, (environment, make_fragments()), rounds=3, warmup_rounds=1
        )
        assert impacts.landed.any() and np.isfinite(impacts.t).all()


class TestCampaign:
    def test_chunk(self, benchmark, campaign):
        from sim.campaign.run.campaign import fly_chunk
        from sim.campaign.run.executor import split_chunks

        benchmark.group = f"campaign, {campaign.samples} samples on one thread"
        (chunk,) = split_chunks(campaign.samples, campaign.samples)
        tables = benchmark.pedantic(fly_chunk, (campaign, chunk), rounds=1)
        assert len(next(iter(tables.values()))["status"]) == campaign.samples


def run_command(*arguments, **environment):
    """Run the command line in a process of its own."""
    process = subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        env=os.environ | environment,
        cwd=SCENARIO.parents[1],
        capture_output=True,
    )
    assert process.returncode == 0, process.stderr.decode()[-500:]


class TestStart:
    def test_help(self, benchmark):
        benchmark.group = "start of the command"
        benchmark.pedantic(run_command, ("--help",), rounds=5, warmup_rounds=1)

    def test_warm_check(self, benchmark):
        benchmark.group = "start of the command"
        benchmark.pedantic(run_command, ("check", str(SCENARIO)), rounds=3, warmup_rounds=1)

    def test_cold_compile(self, benchmark, tmp_path):
        benchmark.group = "with an empty compilation cache"
        arguments = ("run", str(SCENARIO), "--out", str(tmp_path / "run"), "--no-plots", "--quiet")
        fresh = {"ISS_DEORBIT_CACHE": str(tmp_path / "cache")}
        benchmark.pedantic(run_command, arguments, fresh, rounds=1)
