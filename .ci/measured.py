"""Plugin of pytest that limits the coverage measurement to the tests of some packages.

Before Python 3.12 a tracer slows the interpreter to a third of its speed, so it is switched off for
all other tests, and for those that time a command. Loaded by `.ci/run` with ``-p measured``, beside
pytest-cov.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage

TESTS = Path(__file__).parents[1] / "tests"
MEASURED = ("api", "cli", "planning", "report", "workflow")
"""Folders of tests that count."""
TIMED = "test_start_up.py"
SETTING = "COVERAGE_PROCESS_CONFIG"
"""Set by coverage in the environment, so that processes started by a test are measured as well."""


def is_measured(path: Path) -> bool:
    """Whether the tests of a file count."""
    return path.relative_to(TESTS).parts[0] in MEASURED and path.name != TIMED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test that does not count, with its fixtures, while nothing is measured."""
    measurement = Coverage.current()
    if measurement is None or is_measured(item.path):
        return (yield)
    setting = os.environ.pop(SETTING, None)
    measurement.stop()
    try:
        return (yield)
    finally:
        measurement.start()
        if setting is not None:
            os.environ[SETTING] = setting
