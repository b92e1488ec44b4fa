"""A made-up plan that was flown and is held before its final burn."""

from pathlib import Path

import pytest

from sim.explore.session import OpenPlan, open_flown
from sim.flight.status import FlightProgress
from sim.scenario.load import load
from sim.workflow.flown_scenario import FlownScenario, run_scenario
from sim.workflow.run import build_missions

SCENARIO = Path(__file__).parent / "descent.yaml"


@pytest.fixture(scope="session")
def flown() -> FlownScenario:
    scenario = load(SCENARIO)
    return run_scenario(scenario, build_missions([scenario])[0], FlightProgress())


@pytest.fixture(scope="session")
def opened(flown) -> OpenPlan:
    return open_flown(load(SCENARIO), flown)
