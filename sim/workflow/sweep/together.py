"""Flights of one structure in one batch: lanes that would stand empty fly other points of a sweep.

Rows of a batch have the bits they have alone; what may differ between them is where they begin, the
factor on the density, and the values at which phases and burns end.
"""

import json
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import Flight
from sim.scenario.build.mission import build_mission
from sim.scenario.schema.scenario import Scenario

OF_A_ROW = ("name", "phases", "position", "velocity", "dispersed")
"""Of a mission, what may differ between rows."""


class Builder:
    """Builds missions one after the other; those in one environment have one world."""

    def __init__(self) -> None:
        self._built: dict[str, Mission] = {}

    def build(self, scenario: Scenario) -> Mission:
        """The mission of a scenario.

        Raises
        ------
        ScenarioError
            If a part can't be built.
        """
        content = scenario.environment.model_dump(mode="json", by_alias=True, exclude_none=True)
        content.get("atmosphere", {}).pop("density_factor", None)
        key = json.dumps(content, sort_keys=True)
        mission = build_mission(scenario, like=self._built.get(key))
        self._built.setdefault(key, mission)
        return mission


def fly_together(missions: Sequence[Mission]) -> list[Flight]:
    """Flights of missions of one row, those of one structure in one batch.

    Raises
    ------
    FlightError
        If the numbers of one can't be flown.
    """
    flights: dict[int, Flight] = {}
    for group in _groups(missions):
        some = [missions[k] for k in group]
        merged = _merged(some)
        flown = fly(merged)
        for row, k in enumerate(group):
            flights[k] = flown.of_row(row, missions[k])
    return [flights[k] for k in range(len(missions))]


def _groups(missions: Sequence[Mission]) -> list[list[int]]:
    """Numbers of the missions that can fly in one batch."""
    groups: list[list[int]] = []
    for k, mission in enumerate(missions):
        group = next((g for g in groups if _alike(missions[g[0]], mission)), None)
        if group is None:
            groups.append([k])
        else:
            group.append(k)
    return groups


def _alike(one: Mission, other: Mission) -> bool:
    """Whether two missions of a row differ in what rows of a batch may differ in alone."""
    if one.world is not other.world or set(one.dispersed) != set(other.dispersed):
        return False
    names = [each.name for each in fields(Mission) if each.name not in (*OF_A_ROW, "world")]
    try:
        same = all(getattr(one, name) == getattr(other, name) for name in names)
        return same and [_bare(p) for p in one.phases] == [_bare(p) for p in other.phases]
    except ValueError:  # arrays, which rows of a scenario have not
        return False


def _bare(phase: Phase) -> Phase:
    """A phase without the values that rows may differ in."""
    burn = None if phase.burn is None else replace(phase.burn, value=0.0)
    until = None if phase.until is None else replace(phase.until, value=0.0)
    return replace(phase, burn=burn, until=until)


def _merged(missions: Sequence[Mission]) -> Mission:
    """One mission of all rows."""
    first = missions[0]
    if len(missions) == 1:
        return first
    columns = {
        name: np.concatenate([each.dispersed[name] for each in missions])
        for name in first.dispersed
    }
    return replace(
        first,
        phases=tuple(
            _joined([each.phases[k] for each in missions]) for k in range(len(first.phases))
        ),
        position=np.concatenate([each.position for each in missions]),
        velocity=np.concatenate([each.velocity for each in missions]),
        dispersed=columns,
    )


def _joined(phases: Sequence[Phase]) -> Phase:
    """A phase of several rows; a value that is the same in all stays one number."""
    first, changes = phases[0], {}
    for name in ("burn", "until"):
        parts = [getattr(phase, name) for phase in phases]
        if parts[0] is not None and any(part.value != parts[0].value for part in parts):
            values = np.array([float(part.value) for part in parts])
            changes[name] = replace(parts[0], value=values)
    return replace(first, **changes) if changes else first
