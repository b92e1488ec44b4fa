from pathlib import Path

import pytest

import sim

HERE = Path(__file__).parent.parent
SHORT, PLAN = HERE / "report" / "descent.yaml", HERE / "cli" / "short_plan.yaml"


@pytest.fixture(scope="session")
def descent():
    """The short descent, with everything a flight can have but debris."""
    return sim.load(SHORT)


@pytest.fixture(scope="session")
def flight(descent):
    return descent.fly()
