"""The examples in the docstrings of the library and on its page give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

MODULES = (
    "sim.api",
    *(
        f"sim.api.{name}"
        for name in (
            "answer",
            "convert",
            "descent",
            "flight",
            "progress_bar",
            "propagate",
            "sweep",
            "table",
        )
    ),
    *(f"sim.propagation.{name}" for name in ("event", "forces", "variations")),
)
HERE = Path(__file__).parent.parent
PAGE = HERE.parent / "docs" / "library.md"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(autouse=True)
def _in_a_folder_with_scenarios(monkeypatch, tmp_path):
    for name in ("report/descent.yaml", "cli/short_plan.yaml"):
        file = HERE / name
        (tmp_path / file.name).write_text(file.read_text())
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert found.failed == 0
    assert found.attempted > 0 or name == "sim.api.answer"


def test_the_page():
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=FLAGS)
    assert found.failed == 0 and found.attempted > 10
