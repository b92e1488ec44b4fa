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
from sim.flight.mission import list_dockings
from sim.flight.record import Flight
from sim.flight.status import OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.scenario.build.weather import weather_end
from sim.scenario.error import Issue, Key, LocatedIssue, ScenarioError
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.text import Node
from sim.scenario.schema.scenario import Scenario


def check_completed(
    flight: Flight,
    scenario: Scenario,
    file: str | os.PathLike[str],
    disposals: Sequence[ShipDisposal] | None = None,
) -> None:
    """Refuse a flight with a burn for which no engine could fire, a phase that did not end, a ship
    that left and can't deorbit itself (`disposals` as flown; None: as it left), or a visit that
    begins or ends under thrust or after the flight.

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
        _refuse([*_dockings_in_burns(flight), *_late_dockings(flight, "ended")], scenario)
        return
    tree = load_tree(file)
    raise ScenarioError([_locate(tree, scenario, fault) for fault in faults])


def require_visits_over(before: Flight, scenario: Scenario) -> None:
    """Refuse visits that begin or end after a flight that a plan goes on from: its trials all have
    the stack of that flight.

    Raises
    ------
    ScenarioError
        Naming file, line and key.
    """
    _refuse(list(_late_dockings(before, "reached the orbit where the plan begins")), scenario)


def _refuse(issues: list[Issue], scenario: Scenario) -> None:
    if issues:
        raise ScenarioError([scenario.located(issue) for issue in issues])


def _late_dockings(flight: Flight, what: str) -> Iterator[Issue]:
    """Arrivals and departures that the first row of a flight did not reach."""
    end, utc = float(flight.t[0]), flight.mission.epoch.utc_iso
    for docking in list_dockings(flight.mission.visits):
        if docking.time > end:
            key = ("visits", docking.vehicle, "leaves" if docking.leaves else "arrives")
            problem, allowed = f"the flight has {what} by then", f"up to {utc(end)}"
            allowed += ", or no `leaves`" if docking.leaves else ", or no such visit"
            yield Issue(key, problem, utc(docking.time), allowed)


def _dockings_in_burns(flight: Flight) -> Iterator[Issue]:
    """Arrivals and departures under thrust, but for the short burns along an altitude profile."""
    utc = flight.mission.epoch.utc_iso
    for docking in list_dockings(flight.mission.visits):
        for burn in flight.burns_of(0):
            end = burn.ignition + burn.duration
            if not burn.lowering and burn.ignition <= docking.time <= end:
                key = ("visits", docking.vehicle, "leaves" if docking.leaves else "arrives")
                allowed = f"not between {utc(burn.ignition)} and {utc(end)}"
                yield Issue(key, f"during {burn.name}", utc(docking.time), allowed)


def has_failed(flight: Flight) -> bool:
    """Whether a flight ended with a numerical failure."""
    return any(status.failed for status in flight.status)


class _Fault(NamedTuple):
    """What is wrong: phase, key of it, problem, and what is allowed; and the visitor that left by
    its dates, whose `leaves` is then what is wrong.
    """

    phase: str
    key: str
    problem: str
    allowed: str
    visitor: str = ""


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


def _lost_ships(flight: Flight, disposals: Sequence[ShipDisposal] | None) -> Iterator[_Fault]:
    if disposals is None:
        ships = [(each, each.shortfall) for each in find_departures(flight)]
    else:
        ships = [(each.departure, each.shortfall) for each in disposals]
    visitors = {visit.vehicle for visit in flight.mission.visits}
    for each, shortfall in ships:
        if shortfall:
            yield _Fault(
                each.event.phase,
                "undock",
                shortfall,
                "more propellant or rated time kept for it, or `disposal: uncontrolled`",
                each.vehicle.name if each.vehicle.name in visitors else "",
            )


def _locate(tree: Node, scenario: Scenario, fault: _Fault) -> LocatedIssue:
    """The fault with file, line and key of its phase or visit."""
    if fault.visitor:
        return tree.issue(("visits", fault.visitor, "leaves"), fault.problem, ..., fault.allowed)
    names = [model.name for model in scenario.phases]
    stem = fault.phase if fault.phase in names else fault.phase.removesuffix("_coast")
    if stem not in names:
        return tree.issue(("phases",), fault.problem, ..., fault.allowed)
    index = names.index(stem)
    key: Key = ("phases", index)
    if getattr(scenario.phases[index], fault.key) is not None:
        key = (*key, fault.key)
    return tree.issue(key, fault.problem, ..., fault.allowed)
