from pathlib import Path

import pytest

from sim.flight.fly import fly
from sim.report.results.run import RunResult
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load, loads
from sim.workflow.build_results import run_result
from sim.workflow.flown_scenario import FlownScenario
from sim.workflow.reentry import assess_reentry

TESTS = Path(__file__).parent.parent
DESCENT = TESTS / "report" / "descent.yaml"
CATALOGUE = TESTS / "report" / "catalogue.yaml"
SHORT = TESTS / "campaign" / "short.yaml"


@pytest.fixture(scope="session")
def with_debris() -> RunResult:
    """The short descent with its debris."""
    scenario = loads(DESCENT.read_text() + CATALOGUE.read_text(), str(DESCENT))
    flight = fly(build_mission(scenario))
    reentry = assess_reentry(scenario, flight)
    flown = FlownScenario(scenario=scenario, flight=flight, reentry=reentry)
    return run_result(flown, "iss-deorbit run descent.yaml")


@pytest.fixture(scope="session")
def plain() -> RunResult:
    """The short descent without a break-up."""
    scenario = load(DESCENT)
    return run_result(FlownScenario(scenario=scenario, flight=fly(build_mission(scenario))))
