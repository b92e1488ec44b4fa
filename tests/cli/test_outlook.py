"""What is asked of a flight besides itself: other Suns, and failures of the final burn."""

from pathlib import Path

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.propagation_state import FlightProgress
from sim.flight.trajectory import trajectory
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load, loads
from sim.scenario.schema.scenario import Scenario
from sim.workflow.run import travel
from sim.workflow.sensitivity_cases import PERCENTILES, other_suns

HERE = Path(__file__).parent
DESCENT = HERE.parent / "report" / "descent.yaml"
DRIFT = """
name: drift
title: Drift
start: "2029-01-01T00:00:00Z"
state:
  kepler: {kind: mean, altitude: "330 km", eccentricity: 0.001, inclination: "51.6 deg",
           raan: "0 deg", argument_of_latitude: "0 deg"}
environment:
  gravity: {degree: 4}
  third_bodies: []
  space_weather: {percentile: 50, bulletin: "2026-03"}
vehicles:
  station:
    dry_mass: {value: "400 t", assumption: "made up"}
    attitudes:
      flying: {area: {value: "1500 m2", assumption: "made up"},
               cd_free_molecular: {value: 2.2, assumption: "made up"},
               cd_continuum: {value: 1.2, assumption: "made up"},
               length: {value: "50 m", assumption: "made up"}}
stack: [station]
phases:
  - {name: drift, attitude: station.flying, until: {duration: "2 d"}, save_every: "1 h"}
"""


def scenario(percentile: int = 50) -> Scenario:
    return loads(DRIFT.replace("percentile: 50", f"percentile: {percentile}"), "drift.yaml")


@pytest.fixture(scope="module")
def suns() -> dict[str, np.ndarray]:
    return other_suns(scenario(), build_mission(scenario()), FlightProgress())


def end(rows: dict[str, np.ndarray], percentile: float) -> float:
    return float(rows["mean_altitude_km"][rows["percentile"] == percentile][-1])


def test_an_active_sun_brings_the_stack_lower(suns):
    assert set(suns["percentile"]) == set(PERCENTILES)
    quiet, middle, active = (end(suns, each) for each in PERCENTILES)
    assert quiet > middle + 0.05 > active + 0.1


@pytest.mark.parametrize("percentile", [5, 95])
def test_each_is_the_flight_of_that_percentile(suns, percentile):
    """The same as a scenario that asks for it by itself."""
    flight = fly(build_mission(scenario(percentile)))
    alone = float(trajectory(flight)["mean_altitude_km"][-1])
    assert end(suns, percentile) == pytest.approx(alone, abs=1e-3)


def test_percentiles_do_not_hang_on_that_of_the_scenario(suns):
    other = other_suns(scenario(80), build_mission(scenario(80)), FlightProgress())
    for percentile in PERCENTILES:
        assert end(other, percentile) == pytest.approx(end(suns, percentile), abs=1e-3)


def test_air_that_is_known_or_asks_for_no_sun_has_no_other():
    known = load(DESCENT)
    assert other_suns(known, build_mission(known), FlightProgress()) is None
    past = loads(DRIFT.replace("2029", "2024").replace(', bulletin: "2026-03"', ""), "drift.yaml")
    assert other_suns(past, build_mission(past), FlightProgress()) is None


def test_they_are_flown_when_asked_for():
    asked, other = scenario(), scenario()
    assert travel(asked, build_mission(asked), FlightProgress(), outlook=True).suns is not None
    assert travel(other, build_mission(other), FlightProgress()).suns is None
