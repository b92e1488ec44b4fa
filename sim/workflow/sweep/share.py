"""Flights that points of a sweep have in common: flown once, whatever the points vary after them.

A plan begins where a flight ends that knows nothing of the plan, nor of engines that have not been
fired yet. What it depends on is told by a digest; what is shared has the bits it would have alone.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.flight.status import IN_ORBIT
from sim.planning.targeting.sequence import StartStates
from sim.planning.targeting.solve import starts_of_window
from sim.scenario.build.disposal import vehicles_that_leave
from sim.scenario.build.mission import build_mission
from sim.scenario.build.phases import vehicles_of
from sim.scenario.build.plan import problem_of
from sim.scenario.schema.scenario import Scenario

MOST_KEPT = 64
"""Flights that are kept; the one not asked for longest goes first."""

AFTERWARDS = (
    "campaign", "comparison", "depends_on", "description", "entry", "guidance", "name", "plan",
    "title",
)  # fmt: skip
"""Keys that the flight before a plan does not depend on."""

OF_A_FIRING = ("thrust", "isp", "rated_time", "longest_burn")
"""What matters of an engine group only once it fires."""

T = TypeVar("T")


class Beginning(NamedTuple):
    """A mission to where a plan begins, its flight, and the states from which burns may begin; None
    where that flight does not end in orbit, or the window is closed.
    """

    mission: Mission
    before: Flight
    starts: StartStates | None


@dataclass(frozen=True)
class _Base:
    mission: Mission
    before: Flight


class SharedFlights:
    """Beginnings of plans, each flown once and kept; any thread may ask. A copy in another process
    begins with none.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Future[Any]] = OrderedDict()

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return SharedFlights, ()

    def beginning(self, scenario: Scenario) -> Beginning:
        """Where the plan of a scenario begins.

        Raises
        ------
        ScenarioError
            If its mission can't be built.
        """
        digest = digest_before(scenario)
        base: _Base = self._once(digest, lambda: _fly_base(scenario))
        mission = replace(base.mission, name=scenario.name, vehicles=vehicles_of(scenario))
        before = _with_mission(base.before, mission)
        problem, degree = problem_of(scenario), scenario.environment.gravity.degree
        if before.status[0] != IN_ORBIT or problem.window <= 0.0:
            return Beginning(mission, before, None)
        found: StartStates = self._once(
            f"{digest} {problem.window!r} {degree}",
            lambda: starts_of_window(problem, before, degree),
        )
        return Beginning(mission, before, replace(found, flight=before))

    def _once(self, key: str, make: Callable[[], T]) -> T:
        """What `make` gives, made by whoever asks first; the others wait for it."""
        with self._lock:
            kept = self._kept.get(key)
            mine = kept is None
            if kept is None:
                kept = self._kept[key] = Future()
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if mine:
            try:
                kept.set_result(make())
            except BaseException as error:
                with self._lock:
                    self._kept.pop(key, None)  # an interrupt says nothing of the next
                kept.set_exception(error)
        return kept.result()


def digest_before(scenario: Scenario) -> str:
    """What the flight before the plan of a scenario depends on, as sha256."""
    content = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in AFTERWARDS:
        content.pop(key, None)
    vehicles = content.pop("vehicles", {})
    told = json.dumps(content, sort_keys=True)
    for vehicle, model in vehicles.items():
        if "disposal" in model:  # its engines are looked at where it leaves
            continue
        for group, engine in model.get("engines", {}).items():
            if f'"{vehicle}.{group}"' not in told and f'"{group}"' not in told:
                for key in OF_A_FIRING:
                    engine.pop(key, None)
    leaving = sorted(vehicles_that_leave(scenario))
    whole = json.dumps([told, vehicles, leaving], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _fly_base(scenario: Scenario) -> _Base:
    mission = build_mission(scenario)
    return _Base(mission, fly(mission))


def _with_mission(flight: Flight, mission: Mission) -> Flight:
    """A flight as one of another mission, whose vehicles differ in engines that never fired."""
    initial = replace(flight.initial, vehicles=mission.vehicles)
    final = replace(flight.final, vehicles=mission.vehicles)
    return replace(flight, mission=mission, initial=initial, final=final)
