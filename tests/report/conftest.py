from pathlib import Path

import pytest

from sim.flight.event_table import events
from sim.flight.fly import fly
from sim.flight.summary import summary
from sim.flight.trajectory import trajectory
from sim.report.results.run import RunResult
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load, loads
from sim.workflow.build_results import run_result
from sim.workflow.flown_scenario import FlownScenario
from sim.workflow.reentry import assess_reentry

SCENARIO = Path(__file__).parent / "descent.yaml"
ENTRY = Path(__file__).parent / "catalogue.yaml"


def flown(scenario, label: str) -> RunResult:
    flight = fly(build_mission(scenario))
    path = trajectory(flight)
    told = summary(flight, scenario.name, path=path)
    told |= {"label": label, "title": scenario.title, "scenario_sha256": "ab" * 32, "version": "1"}
    return RunResult(summary=told, trajectory=path, events=events(flight))


@pytest.fixture(scope="session")
def run() -> RunResult:
    """The short descent."""
    return flown(load(SCENARIO), "Short")


@pytest.fixture(scope="session")
def other() -> RunResult:
    """The same with a higher last perigee."""
    text = SCENARIO.read_text().replace('perigee: "30 km"', 'perigee: "60 km"')
    return flown(loads(text.replace("name: descent", "name: shallow"), str(SCENARIO)), "Shallow")


@pytest.fixture(scope="session")
def staying() -> RunResult:
    """Two hours in orbit without a burn or an entry."""
    text = SCENARIO.read_text()
    head, phases = text.split("phases:\n")
    first = phases.split("  - name: wait")[0].split("    lowering:")[0]
    return flown(loads(f'{head}phases:\n{first}    save_every: "60 s"\n', str(SCENARIO)), "Staying")


def broken_up(text: str) -> RunResult:
    scenario = loads(text + ENTRY.read_text(), str(SCENARIO))
    flight = fly(build_mission(scenario))
    reentry = assess_reentry(scenario, flight)
    return run_result(FlownScenario(scenario=scenario, flight=flight, reentry=reentry))


@pytest.fixture(scope="session")
def broken() -> RunResult:
    """The short descent with its debris."""
    return broken_up(SCENARIO.read_text())


@pytest.fixture(scope="session")
def stretched() -> RunResult:
    """The same with a higher last perigee."""
    text = SCENARIO.read_text().replace('perigee: "30 km"', 'perigee: "60 km"')
    text = text.replace("name: descent", "name: shallow").replace(
        'label: "Short"', 'label: "Shallow"'
    )
    return broken_up(text.replace("#009e73", "#d55e00"))
