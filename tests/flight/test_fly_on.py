"""A flight that is flown on is the flight that was flown in one."""

from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly, fly_on
from sim.flight.phase import Burn, Condition, Firing, Phase
from sim.flight.status import IN_ORBIT

HOUR = 3600.0


@pytest.fixture
def phases(coast) -> tuple[Phase, ...]:
    """A coast, a burn, and a coast after it."""
    burn = Burn((Firing("tug.main"),), "delta_v", 5.0)
    return (
        coast("coast", until=Condition("duration", HOUR)),
        coast("burn", burn=burn),
        coast("after", until=Condition("duration", HOUR)),
    )


def test_pieces_are_the_flight_in_one(trial, phases):
    mission = trial.mission(*phases)
    whole = fly(mission)
    parts = fly(replace(mission, phases=mission.phases[:1]))
    for phase in phases[1:]:
        parts = fly_on(parts, (phase,))
    # only the first step after a boundary differs in length
    np.testing.assert_allclose(parts.y, whole.y, rtol=1e-9, atol=1e-3)
    assert parts.t == whole.t
    assert [e.kind for e in parts.events] == [e.kind for e in whole.events]
    assert [b.ignition for b in parts.burns] == [b.ignition for b in whole.burns]
    assert parts.mission.phases == whole.mission.phases
    np.testing.assert_array_equal(parts.initial.load, whole.initial.load)
    np.testing.assert_allclose(parts.final.load, whole.final.load, rtol=1e-9)


def test_rows_that_stay_are_left_alone(trial, coast, phases):
    mission = trial.mission(phases[0], docked=("station",), density=(1.0, 1.0, 1.0))
    flight = fly(mission)
    dock = coast("dock", until=Condition("duration", HOUR), dock=("tug",))
    on = fly_on(flight, (dock,), np.array([1]))
    np.testing.assert_array_equal(on.t - flight.t, [0.0, HOUR, 0.0])
    np.testing.assert_array_equal(on.y[[0, 2]], flight.y[[0, 2]])
    assert on.y[1, 6] > flight.y[1, 6]
    tug = [vehicle.name for vehicle in on.final.vehicles].index("tug")
    assert on.final.present[:, tug].tolist() == [False, True, False]
    assert on.status == (IN_ORBIT,) * 3
