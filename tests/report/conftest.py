from pathlib import Path

import pytest

from sim.flight.fly import fly
from sim.flight.summary import events, summary
from sim.flight.trajectory import trajectory
from sim.report.run import Run
from sim.scenario.build import build_mission
from sim.scenario.resolve import load, loads

SCENARIO = Path(__file__).parent / "descent.yaml"


def flown(scenario, label: str) -> Run:
    flight = fly(build_mission(scenario))
    path = trajectory(flight)
    told = summary(flight, scenario.name, path=path)
    told |= {"label": label, "title": scenario.title, "scenario_sha256": "ab" * 32, "version": "1"}
    return Run(told, path, events(flight))


@pytest.fixture(scope="session")
def run() -> Run:
    """The short descent."""
    return flown(load(SCENARIO), "Short")


@pytest.fixture(scope="session")
def other() -> Run:
    """The same with a higher last perigee."""
    text = SCENARIO.read_text().replace('perigee: "30 km"', 'perigee: "60 km"')
    return flown(loads(text.replace("name: descent", "name: shallow"), str(SCENARIO)), "Shallow")


@pytest.fixture(scope="session")
def staying() -> Run:
    """Two hours in orbit without a burn or an entry."""
    text = SCENARIO.read_text()
    head, phases = text.split("phases:\n")
    first = phases.split("  - name: wait")[0].split("    lowering:")[0]
    return flown(loads(f'{head}phases:\n{first}    save_every: "60 s"\n', str(SCENARIO)), "Staying")
