"""Reading the inputs of a command: its scenarios are checked, and named on stderr.

Kept light, so that the first words come before the compiler and the tables are imported.
"""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.cli.terminal import say
from sim.errors import InputError
from sim.frames.epoch import Epoch
from sim.scenario.build.components import docked_at_entry, without_components
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
    with _collection_paused():
        scenarios = [load(file) for file in files]
    for file, scenario in zip(files, scenarios, strict=True):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", scenario.name):
            raise InputError(f"{file}: name: {scenario.name!r} can't name a folder")
        if not quiet:
            say(f"{scenario.name}: {scenario.title}", error=True)
            say(f"  {outline(scenario)}", error=True)
    return scenarios


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Without looks for cycles of objects: reading makes many objects and hardly a cycle, and the
    looks take a quarter of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
        stack = _stack_by_date(scenario)
        facts = {"file": str(file), "name": scenario.name, "title": scenario.title}
        good.append(facts | ({"stack": stack} if stack else {}))
        if not quiet and not json:
            say(f"{file}: good: {scenario.name}, {_count_of(len(scenario.phases), 'phase')}")
            for line in (*_stack_lines(stack), *_entry_lines(scenario)):
                say(line)
    if json:
        from dataclasses import asdict

        from sim.formats.json_text import json_text

        say(json_text({"good": good, "problems": [asdict(each) for each in problems]}), end="")
    if problems:
        raise ScenarioError(problems)


def _entry_lines(scenario: Scenario) -> Iterator[str]:
    """Ships at the entry interface of which nothing says what they are made of."""
    if scenario.entry is None:
        return
    unnamed = without_components(docked_at_entry(scenario))
    # the heaviest is the station, which the catalogue of the entry is about
    for name, model in sorted(unnamed.items(), key=lambda item: item[1].dry_mass)[:-1]:
        yield (
            f"{name} enters without `components`: its {float(model.dry_mass):,.0f} kg break up as "
            "the `remainder` of the station does"
        )


def _stack_by_date(scenario: Scenario) -> list[dict[str, Any]]:
    """Who comes and goes when, and what the stack then weighs; empty without visits."""
    if not scenario.visits:
        return []
    from sim.scenario.build.manifest import mass_by_date  # asks for the flight, only where needed

    epoch = Epoch.from_utc(start_of(scenario))
    return [
        {
            "utc": epoch.utc_iso(each.time),
            "is_latest": each.is_latest,
            "mass_kg": each.mass,
            "docked": list(each.docked),
            "arrivals": list(each.arrivals),
            "departures": list(each.departures),
        }
        for each in mass_by_date(scenario, epoch)
    ]


def _stack_lines(stack: list[dict[str, Any]]) -> Iterator[str]:
    """The same as lines of text."""
    if stack:
        yield "stack by date, no propellant burnt:"
    for each in stack:
        changes = [f"+{name}" for name in each["arrivals"]]
        changes += [f"-{name}" for name in each["departures"]]
        bound = "by " if each["is_latest"] else "   "
        docked = " ".join(changes or each["docked"])
        yield f"  {bound}{each['utc'][:16]}  {each['mass_kg'] / 1e3:7.2f} t  {docked}"


def _count_of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
