"""Engines that have stopped are missed once: they stay out, the others are as strong as before."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.campaign.run.guided import fly_guided_samples
from sim.flight.phase import Firing
from sim.operations.failures import FailingBurn, FailureModel
from sim.operations.guidance.engines import add_engines_out, mean_thrust, thrust_left
from sim.planning.failures.interruptions import Rate
from sim.vehicle.hardware import EngineGroup

BURNS = ("burn_1", "burn_2", "final_burn")
GROUPS = (
    EngineGroup(name="a", count=2, thrust=3000.0, isp=300.0, feeds=()),
    EngineGroup(name="b", count=8, thrust=130.0, isp=290.0, feeds=()),
)


@given(left=st.floats(0.05, 1.0), share=st.floats(0.0, 1.0))
def test_the_mean_acceleration_is_that_of_the_whole_time(left, share):
    """Velocity change over time, with all engines and then with fewer."""
    seconds = share / 1.0 + (1.0 - share) / left
    assert mean_thrust(np.array([left]), np.array([share]))[0] == pytest.approx(1.0 / seconds)


def test_engines_of_the_first_firing_stop_first():
    firings = (Firing("a"), Firing("b", 4.0))
    out = add_engines_out({}, firings, GROUPS, np.array([0.0, 1.0, 3.0, 9.0]))
    assert out["a"].tolist() == [0.0, 1.0, 2.0, 2.0]
    assert out["b"].tolist() == [0.0, 0.0, 1.0, 4.0]
    more = add_engines_out(out, firings, GROUPS, np.array([1.0, 1.0, 1.0, 1.0]))
    assert more["a"].tolist() == [1.0, 2.0, 2.0, 2.0]
    assert more["b"].tolist() == [0.0, 0.0, 2.0, 4.0]
    rows = np.arange(4)
    left = thrust_left(firings, GROUPS, {}, out, rows)
    whole = 2 * 3000.0 + 4 * 130.0
    np.testing.assert_allclose(left, [1.0, (whole - 3000.0) / whole, 3 * 130.0 / whole, 0.0])


def test_an_engine_that_stopped_is_missed_once(perfect, draws):
    """It stops halfway through the first burn, stays out in all others, is expected out, and leaves
    what is known of the thrust of the others as it was.
    """
    n, sure = 4, Rate(0.02, 0.02, 0.02)
    failing = tuple(FailingBurn(name, 30) for name in BURNS)
    experiment = replace(perfect, failures=FailureModel(engine=sure), failing=failing)
    # below the chance that one of thirty stops, which is 0.45; what is left of it says where
    numbers = {f"engine_failure.{name}": np.ones(n) for name in BURNS[1:]}
    numbers["engine_failure.burn_1"] = np.array([0.3, 0.35, 0.4, 1.0])
    guided = fly_guided_samples(experiment, np.arange(n), draws(n, "mass_offset") | numbers)
    lost = guided.known.engines_out["tug.main"]
    assert lost.tolist() == [1.0, 1.0, 1.0, 0.0]
    np.testing.assert_allclose(guided.known.thrust["tug.main"], 1.0, atol=2e-3)
    flown = {(b.row, b.name): b for b in guided.flight.burns}
    for row in range(n):
        for k, name in enumerate(BURNS[1:], start=1):
            took = flown[row, name].duration
            assert took == pytest.approx(guided.commands.duration[row, k], rel=3e-3), (row, name)
    stopped = guided.decisions["stopped"].reshape(n, len(BURNS))
    assert (stopped[:3] == "engines_out").all() and (stopped[3] == "complete").all()
