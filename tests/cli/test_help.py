"""The help: examples that can be run, every command in 80 columns, words for what was mistyped."""

import importlib
import pkgutil
import re
import shlex
from pathlib import Path

import pytest

import sim
from sim.cli import examples
from sim.cli.exit_handling import error_message, exit_code
from sim.data import DataError
from sim.errors import InputError, NoPlanError
from sim.validation.registry import select_cases

ROOT = Path(__file__).parent.parent.parent
TEXTS = {name: text for name, text in vars(examples).items() if name.isupper()}
LINES = [
    line.partition(" | ")[0].partition(" > ")[0]
    for text in TEXTS.values()
    for line in re.sub(r"\\\n", " ", text).splitlines()
    if line.strip().startswith("iss-deorbit ") and "KEY" not in line and "COMMAND" not in line
]
COMMANDS = (
    "new", "run", "compare", "plan", "campaign", "sweep", "plot", "check", "explain", "validate",
    "bench", "explore", "export", "schema", "data", "predict",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_examples_are_understood(command, line):
    words = shlex.split(re.split(r"\s{3,}", line.strip())[0])
    said = command(*words[1:], "--help")  # parsed as a whole, then nothing is done
    assert said.code == 0 and said.err == "" and said.out.startswith("Usage:")
    for word in words:
        if word.startswith("scenarios/") and "*" not in word:
            assert (ROOT / word).is_file()


def test_patterns_of_reference_cases_fit():
    assert all(select_cases([word]) for word in re.findall(r"'(.+\*)'", examples.VALIDATE))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_and_fits_a_terminal(command, name):
    said = command(name, "--help")
    assert said.code == 0 and "Examples:" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_the_front_page(command):
    said = command("--help")
    assert all(re.search(rf"^  {name} ", said.out, re.MULTILINE) for name in COMMANDS)
    assert "..." not in said.out.split("Commands:")[1].split("Start here")[0]  # nothing cut off
    for code in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^\s+{code}  ", said.out, re.MULTILINE)
    assert "--install-completion" in said.out
    page = (ROOT / "docs" / "command-line.md").read_text()
    assert all(f"| `{name}" in page for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "Did you mean 'run'"),
        (["run", "a.yaml", "--quite"], "--quiet"),
        (["run"], "Try: iss-deorbit run --help"),
    ],
)
def test_what_was_mistyped(command, words, said):
    found = command(*words)
    assert found.code == 2 and found.out == "" and said in found.err


def every_kind(kind: type) -> list[type]:
    """An error class and all below it, in every module of the package."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        if ".builders" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [kind, *(below for each in kind.__subclasses__() for below in every_kind(each))]


def test_every_kind_of_error_has_its_code():
    kinds = every_kind(InputError)
    assert {"ScenarioError", "StoreError", "FolderError", "NoPlanError"} <= {
        kind.__name__ for kind in kinds
    }
    for kind in kinds:
        error = kind.__new__(kind)
        assert exit_code(error) == (3 if kind is NoPlanError else 2)
        assert "unforeseen" not in error_message(error)
    assert exit_code(DataError()) == 1 and "unforeseen" not in error_message(DataError())
    assert exit_code(ZeroDivisionError("x")) == 1
    assert "unforeseen ZeroDivisionError" in error_message(ZeroDivisionError("x"))


def test_what_is_unforeseen_is_one_sentence(command, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("sim.cli.read_inputs.load", broken)
    said = command("check", "a.yaml")
    assert said.code == 1 and "a fault of the program" in said.err and "--debug" in said.err
    assert "Traceback" not in said.err


def test_completion(command, monkeypatch):
    def completed(words: str, number: int) -> list[str]:
        monkeypatch.setenv("_ISS_DEORBIT_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(number))
        return command().out.split()

    assert completed("iss-deorbit ex", 1) == ["explain", "explore", "export"]
    assert "plan.aim.latitude" in completed("iss-deorbit explain plan.aim", 2)
    assert "usdv" in completed("iss-deorbit new --like us", 3)
