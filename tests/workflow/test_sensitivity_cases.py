"""Sensitivity cases: the descent under low and high solar activity."""

from pathlib import Path

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.status import FlightProgress
from sim.flight.trajectory import trajectory
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load, loads
from sim.scenario.schema.scenario import Scenario
from sim.workflow.flown_scenario import run_scenario
from sim.workflow.sensitivity_cases import PERCENTILES, fly_solar_activity_cases

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
def cases() -> dict[str, np.ndarray]:
    return fly_solar_activity_cases(scenario(), build_mission(scenario()), FlightProgress())


def end(rows: dict[str, np.ndarray], percentile: float) -> float:
    return float(rows["mean_altitude_km"][rows["percentile"] == percentile][-1])


def test_high_solar_activity_brings_the_stack_lower(cases):
    assert set(cases["percentile"]) == set(PERCENTILES)
    quiet, middle, active = (end(cases, each) for each in PERCENTILES)
    assert quiet > middle + 0.05 > active + 0.1


@pytest.mark.parametrize("percentile", [5, 95])
def test_each_is_the_flight_of_that_percentile(cases, percentile):
    """The same as a scenario that asks for it by itself."""
    flight = fly(build_mission(scenario(percentile)))
    alone = float(trajectory(flight)["mean_altitude_km"][-1])
    assert end(cases, percentile) == pytest.approx(alone, abs=1e-3)


def test_percentiles_do_not_hang_on_that_of_the_scenario(cases):
    other = fly_solar_activity_cases(scenario(80), build_mission(scenario(80)), FlightProgress())
    for percentile in PERCENTILES:
        assert end(other, percentile) == pytest.approx(end(cases, percentile), abs=1e-3)


def test_known_activity_or_a_model_without_it_has_no_other_case():
    known = load(DESCENT)
    assert fly_solar_activity_cases(known, build_mission(known), FlightProgress()) is None
    past = loads(DRIFT.replace("2029", "2024").replace(', bulletin: "2026-03"', ""), "drift.yaml")
    assert fly_solar_activity_cases(past, build_mission(past), FlightProgress()) is None


def test_they_are_flown_when_asked_for():
    asked, other = scenario(), scenario()
    flown = run_scenario(asked, build_mission(asked), FlightProgress(), sensitivity_cases=True)
    assert flown.solar_activity is not None
    assert run_scenario(other, build_mission(other), FlightProgress()).solar_activity is None
