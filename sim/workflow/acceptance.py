"""Whether a finished flight did what its scenario asked for; what only flying can tell about bad
input.
"""

import os
from collections.abc import Iterator

import numpy as np

from sim.flight.record import Flight
from sim.flight.status import OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.scenario.error import Key, LocatedIssue, ScenarioError
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.text import Node
from sim.scenario.schema.scenario import Scenario


def judge(flight: Flight, scenario: Scenario, file: str | os.PathLike[str]) -> None:
    """Refuse a flight with a burn that had nothing to burn, or a phase that did not end.

    Raises
    ------
    ScenarioError
        Naming file, line and key.
    """
    found = [*_empty_burns(flight), *_endless(flight)]
    if not found:
        return
    tree = load_tree(file)
    raise ScenarioError([_placed(tree, scenario, *each) for each in found])


def failed(flight: Flight) -> bool:
    """Whether a flight ended with a numerical failure."""
    return any(status.failed for status in flight.status)


def _empty_burns(flight: Flight) -> Iterator[tuple[str, str, str, str]]:
    for burn in flight.burns:
        if not burn.lowering and burn.duration == 0.0 and burn.ending == "exhausted":
            yield (
                burn.name,
                "burn",
                "no engine could fire: no propellant, rated time or starts left for it",
                "engines of a docked vehicle with propellant in a tank that feeds them",
            )


def _endless(flight: Flight) -> Iterator[tuple[str, str, str, str]]:
    for row, status in enumerate(flight.status):
        if status != OUT_OF_TIME:
            continue
        last = [segment for segment in flight.segments if segment.row == row][-1]
        height = float(np.linalg.norm(last.samples[-1, 1:4])) - EQUATORIAL_RADIUS
        date = flight.mission.epoch.utc_iso(float(flight.t[row]))
        yield (
            last.phase,
            "until",
            f"the phase had not ended on {date}, when the stack was {height / 1e3:.0f} km high",
            "a condition that is met, `by` with a date, or a later `horizon`",
        )


def _placed(
    tree: Node, scenario: Scenario, phase: str, key: str, problem: str, allowed: str
) -> LocatedIssue:
    names = [model.name for model in scenario.phases]
    stem = phase if phase in names else phase.removesuffix("_coast")
    place: Key = ("phases", names.index(stem)) if stem in names else ("phases",)
    has = stem in names and getattr(scenario.phases[names.index(stem)], key) is not None
    return tree.issue((*place, key) if has else place, problem, ..., allowed)
