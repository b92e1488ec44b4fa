"""Acceptance of a finished flight: whether it did what its scenario asked for.

Some faults of a scenario show only when it is flown: a burn for which nothing is left, a phase
whose end is never reached.
"""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.entry.disposal import ShipDisposal
from sim.flight.disposal.departure import find_departures
from sim.flight.record import Flight
from sim.flight.status import OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.scenario.build.weather import weather_end
from sim.scenario.error import Key, LocatedIssue, ScenarioError
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.text import Node
from sim.scenario.schema.scenario import Scenario


def check_completed(
    flight: Flight,
    scenario: Scenario,
    file: str | os.PathLike[str],
    disposals: Sequence[ShipDisposal] = (),
) -> None:
    """Refuse a flight with a burn for which no engine could fire, a phase that did not end, or a
    ship that left and can't deorbit itself; `disposals` are those that were flown.

    Raises
    ------
    ScenarioError
        Naming file, line and key.
    """
    faults = [
        *_empty_burns(flight),
        *_endless_phases(flight, scenario),
        *_lost_ships(flight, disposals),
    ]
    if not faults:
        return
    tree = load_tree(file)
    raise ScenarioError([_locate(tree, scenario, fault) for fault in faults])


def has_failed(flight: Flight) -> bool:
    """Whether a flight ended with a numerical failure."""
    return any(status.failed for status in flight.status)


class _Fault(NamedTuple):
    """What is wrong: phase, key of it, problem, and what is allowed."""

    phase: str
    key: str
    problem: str
    allowed: str


def _empty_burns(flight: Flight) -> Iterator[_Fault]:
    for burn in flight.burns:
        if not burn.lowering and burn.duration == 0.0 and burn.ending == "exhausted":
            yield _Fault(
                burn.name,
                "burn",
                "no engine could fire: no propellant, rated time or starts left for it",
                "engines of a docked vehicle with propellant in a tank that feeds them",
            )


def _endless_phases(flight: Flight, scenario: Scenario) -> Iterator[_Fault]:
    known_to = None
    if scenario.environment.atmosphere.asks_for_weather and scenario.horizon is None:
        known_to = weather_end(scenario.environment.space_weather)
    for row, status in enumerate(flight.status):
        if status != OUT_OF_TIME:
            continue
        last = [segment for segment in flight.segments if segment.row == row][-1]
        height = float(np.linalg.norm(last.samples[-1, 1:4])) - EQUATORIAL_RADIUS
        date = flight.mission.epoch.utc_iso(float(flight.t[row]))
        problem = (
            f"the phase had not ended on {date}, when the stack was {height / 1e3:.0f} km high"
        )
        allowed = "a condition that is met, `by` with a date, or a later `horizon`"
        if date == known_to:
            observed = scenario.environment.space_weather.observed
            problem += f"; {'observed ' if observed else ''}space weather ends there"
            other = "`percentile`" if observed else "`extrapolate`"
            allowed = f"an earlier end, or {other} in environment.space_weather"
        yield _Fault(last.phase, "until", problem, allowed)


def _lost_ships(flight: Flight, disposals: Sequence[ShipDisposal]) -> Iterator[_Fault]:
    flown = [(each.departure, each.shortfall) for each in disposals]
    for each, shortfall in flown or [(d, d.shortfall) for d in find_departures(flight)]:
        if shortfall:
            yield _Fault(
                each.event.phase,
                "undock",
                shortfall,
                "more propellant or rated time kept for it, or `disposal: uncontrolled`",
            )


def _locate(tree: Node, scenario: Scenario, fault: _Fault) -> LocatedIssue:
    """The fault with file, line and key of its phase."""
    names = [model.name for model in scenario.phases]
    stem = fault.phase if fault.phase in names else fault.phase.removesuffix("_coast")
    if stem not in names:
        return tree.issue(("phases",), fault.problem, ..., fault.allowed)
    index = names.index(stem)
    key: Key = ("phases", index)
    if getattr(scenario.phases[index], fault.key) is not None:
        key = (*key, fault.key)
    return tree.issue(key, fault.problem, ..., fault.allowed)
