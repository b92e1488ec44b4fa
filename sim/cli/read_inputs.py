"""Reading the inputs of a command: its scenarios are checked, and named on stderr.

Kept light, so that the first words come before the compiler and the tables are imported.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.cli.terminal import say
from sim.errors import InputError
from sim.scenario.error import ScenarioError
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario
from sim.scenario.start import start_of


def read_inputs(files: Sequence[Path], quiet: bool) -> list[Scenario]:
    """Load scenarios and name each of them on stderr, with an outline.

    Raises
    ------
    ScenarioError
        With every problem of the first file that has any.
    InputError
        If a name can't name a folder.
    """
    scenarios = [load(file) for file in files]
    for file, scenario in zip(files, scenarios, strict=True):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", scenario.name):
            raise InputError(f"{file}: name: {scenario.name!r} can't name a folder")
        if not quiet:
            say(f"{scenario.name}: {scenario.title}", error=True)
            say(f"  {outline(scenario)}", error=True)
    return scenarios


def require_two(files: Sequence[Path]) -> Sequence[Path]:
    """The files, if there is something to compare."""
    if len(files) < 2:
        raise InputError("compare takes two or more scenarios; use `iss-deorbit run` for one")
    return files


def outline(scenario: Scenario) -> str:
    """What will be flown, in one line."""
    return "; ".join(_outline_parts(scenario))


def _outline_parts(scenario: Scenario) -> Iterator[str]:
    yield f"{_count_of(len(scenario.phases), 'phase')} from {start_of(scenario)[:10]}"
    if scenario.plan is not None:
        yield f"then {_count_of(len(scenario.plan.burns), 'burn')} to be found"
    if scenario.entry is not None:
        yield "break-up and debris"


def check_scenarios(files: Sequence[Path], json: bool, quiet: bool) -> None:
    """Load every scenario and report all problems of all files together.

    Raises
    ------
    ScenarioError
        With every problem of every file.
    """
    problems, good = [], []
    for file in files:
        try:
            scenario = load(file)
        except ScenarioError as error:
            problems += error.issues
            continue
        good.append({"file": str(file), "name": scenario.name, "title": scenario.title})
        if not quiet and not json:
            say(f"{file}: good: {scenario.name}, {_count_of(len(scenario.phases), 'phase')}")
    if json:
        from dataclasses import asdict

        from sim.formats.json_text import json_text

        say(json_text({"good": good, "problems": [asdict(each) for each in problems]}), end="")
    if problems:
        raise ScenarioError(problems)


def _count_of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
