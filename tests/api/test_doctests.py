"""The examples in the docstrings of the library and on its page give what they say."""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import sim
import sim.api

MODULES = (
    "sim.api",
    *(
        f"sim.api.{name}"
        for name in (
            "answer",
            "comparison",
            "contingency",
            "convert",
            "descent",
            "flight",
            "predict",
            "progress_bar",
            "progress_line",
            "propagate",
            "sweep",
            "table",
        )
    ),
    *(f"sim.propagation.{name}" for name in ("event", "forces", "variations")),
    *(f"sim.own.{name}" for name in ("registry", "table")),
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
    assert found.attempted > 0


BESIDE = {"to_pandas": "to_qtable", "to_xarray": "to_qtable"}
"""Functions whose example may stand in that of another one of their class."""


def public_functions():
    """Functions of the interface, and those of its classes."""
    for name in sorted({*sim.__all__, *sim.api.__all__} - {"__version__"}):
        found = getattr(sim, name, None) or getattr(sim.api, name)
        if inspect.isfunction(found):
            yield name, found.__doc__
        elif inspect.isclass(found) and found.__module__.startswith("sim.api"):
            for inner, method in vars(found).items():
                if inspect.isfunction(method) and not inner.startswith("_"):
                    beside = vars(found).get(BESIDE.get(inner, ""))
                    other = "" if beside is None or inner not in beside.__doc__ else beside.__doc__
                    yield f"{name}.{inner}", method.__doc__ + other


def test_every_public_function_has_an_example():
    texts = dict(public_functions())
    assert {"load", "compare", "Descent.sweep", "Flight.orbit", "Sweep.to_xarray"} <= set(texts)
    assert [name for name, text in texts.items() if ">>>" not in text] == []


def test_the_page():
    found = doctest.testfile(str(PAGE), module_relative=False, optionflags=FLAGS)
    assert found.failed == 0 and found.attempted > 10
