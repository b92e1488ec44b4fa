"""Checks of visits: dates in order and within the flight, one docking of each vehicle, and no two
at a port.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from typing import NamedTuple

from sim.scenario.checks.dates import is_real
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.phase import PhaseModel
from sim.scenario.schema.quantity import Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.start import own_epoch


class PhaseWindow(NamedTuple):
    """UTC seconds between which a phase begins, and by which it has ended."""

    earliest: float
    latest: float
    end: float


class _Stay(NamedTuple):
    """A docked interval, UTC seconds that are surely part of it, and the key that tells of it."""

    vehicle: str
    port: str
    begin: float
    end: float
    key: Key


def check_visit_names(scenario: Scenario) -> Iterator[Issue]:
    """Every visit has one vehicle, which docks by its dates alone."""
    elsewhere = {name: "in `stack`" for name in scenario.stack}
    for part in (*scenario.phases, *(() if scenario.plan is None else scenario.plan.burns)):
        elsewhere |= {name: f"by {part.name}" for name in (*part.dock, *part.undock)}
    for name, visit in scenario.visits.items():
        at: Key = ("visits", name)
        if visit.vehicle is None and name not in scenario.vehicles:
            allowed = f"{listed(scenario.vehicles, name)}; or a key `vehicle` beside the dates"
            yield Issue(at, "no such vehicle", name, allowed)
        if visit.vehicle is not None and name in scenario.vehicles:
            problem = f"{name} stands in `vehicles` as well"
            yield Issue((*at, "vehicle"), problem, ..., "another name, or no `vehicle` here")
        if name in elsewhere:
            problem = f"{name} is docked {elsewhere[name]} as well"
            yield Issue(at, problem, ..., "either a visit, or `stack`, `dock` and `undock`")
    for name, model in scenario.all_vehicles.items():
        gone = 0.0 if model.left_aboard is None else float(model.left_aboard)
        if model.departure_mass is not None and model.departure_mass > model.dry_mass - gone:
            most = f"at most {float(model.dry_mass) - gone:g} kg, `dry_mass` less `left_aboard`"
            key = (*scenario.key_of(name), "departure_mass")
            yield Issue(key, "more than there is", model.departure_mass.given, most)


def check_visit_dates(scenario: Scenario) -> Iterator[Issue]:
    """Vehicles leave after they came, while the phases go on, and not under thrust."""
    windows = phase_windows(scenario)
    last, what = windows[-1].end, "when the last phase ends"
    if scenario.horizon is not None and scenario.horizon.seconds < last:
        last, what = scenario.horizon.seconds, "the `horizon`"
    for name, visit in scenario.visits.items():
        at: Key = ("visits", name)
        dates = [("arrives", visit.arrives)]
        dates += [] if visit.leaves is None else [("leaves", visit.leaves)]
        unreal = [(word, date) for word, date in dates if not is_real(date)]
        for word, date in unreal:
            yield Issue((*at, word), "no such instant", str(date), "a real time of day")
        if unreal:
            continue
        if visit.leaves is not None and visit.leaves.seconds <= visit.arrives.seconds:
            yield Issue(
                (*at, "leaves"), "", str(visit.leaves), f"after it arrives: {visit.arrives}"
            )
        for word, date in dates:
            if date.seconds > last:
                problem = "after the phases" if scenario.plan is None else "after the plan begins"
                yield Issue((*at, word), problem, str(date), f"up to {_utc(last)}, {what}")
            for phase in scenario.phases:
                if _burns_at(phase, date.seconds):
                    allowed = f"another instant: {phase.name} burns then"
                    yield Issue((*at, word), "during a burn", str(date), allowed)


def check_port_occupancy(scenario: Scenario) -> Iterator[Issue]:
    """No two vehicles at one port at a time, where a vehicle of the scenario has `ports`."""
    if not any(model.ports for model in scenario.all_vehicles.values()):
        return
    for a, b in combinations(sorted(_stays(scenario), key=lambda stay: stay.begin), 2):
        if a.port and a.port == b.port and max(a.begin, b.begin) < min(a.end, b.end):
            problem = f"{a.port} is taken by {a.vehicle} {_until(a.end)}"
            yield Issue(b.key, problem, b.vehicle, "a free port, or other dates")


def phase_windows(scenario: Scenario) -> list[PhaseWindow]:
    """When each phase begins and ends, as far as its dates tell."""
    start = scenario.start or own_epoch(scenario.state)
    earliest = latest = -math.inf if start is None else _seconds(Utc(start), -math.inf)
    windows = []
    for phase in scenario.phases:
        begin = earliest, latest
        ignition = None if phase.burn is None else phase.burn.ignition
        if ignition is not None and ignition.date is not None:
            earliest = _seconds(ignition.date, earliest)
        until = phase.until
        if phase.burn is not None or until is None:
            latest = math.inf
        elif until.date is not None:
            earliest = _seconds(until.date, earliest)
            latest = _seconds(until.date, math.inf)
        elif until.duration is not None:
            earliest, latest = earliest + until.duration, latest + until.duration
        else:
            latest = math.inf
        if until is not None and until.by is not None:
            by = _seconds(until.by, math.inf)
            earliest, latest = min(earliest, by), min(latest, by)
        windows.append(PhaseWindow(*begin, latest))
    return windows


def visiting(scenario: Scenario, window: PhaseWindow) -> set[str]:
    """Vehicles whose visits may fall into a phase."""
    return {
        name
        for name, visit in scenario.visits.items()
        if _seconds(visit.arrives, -math.inf) < max(window.end, window.latest)
        and (visit.leaves is None or _seconds(visit.leaves, math.inf) > window.earliest)
    }


def _seconds(date: Utc, unknown: float) -> float:
    """UTC seconds of a date, `unknown` for one that does not exist: another check tells of it."""
    return date.seconds if is_real(date) else unknown


def _burns_at(phase: PhaseModel, seconds: float) -> bool:
    """Whether a phase surely burns at an instant, UTC seconds."""
    ignition = None if phase.burn is None else phase.burn.ignition
    if phase.burn is None or ignition is None or ignition.date is None:
        return False
    begin = _seconds(ignition.date, math.inf)
    return begin <= seconds <= begin + (phase.burn.cutoff.duration or 0.0)


def _stays(scenario: Scenario) -> Iterator[_Stay]:
    """Docked intervals by stack, visits and phases: only what is sure of them."""
    ports = {name: scenario.port_of(name).rpartition(".")[2] for name in scenario.all_vehicles}
    for name, visit in scenario.visits.items():
        begin = _seconds(visit.arrives, math.inf)
        end = math.inf if visit.leaves is None else _seconds(visit.leaves, -math.inf)
        yield _Stay(name, ports[name], begin, end, scenario.port_key_of(name))
    begun: dict[str, tuple[float, Key]] = {
        name: (-math.inf, ("stack", i)) for i, name in enumerate(scenario.stack)
    }
    for i, (phase, window) in enumerate(zip(scenario.phases, phase_windows(scenario), strict=True)):
        for j, name in enumerate(phase.dock):
            begun[name] = window.latest, ("phases", i, "dock", j)
        for name in phase.undock:
            begin, key = begun.pop(name, (math.inf, ()))
            yield _Stay(name, ports[name], begin, window.earliest, key)
    for name, (begin, key) in begun.items():
        yield _Stay(name, ports[name], begin, math.inf, key)


def _until(seconds: float) -> str:
    return "to the end" if math.isinf(seconds) else f"until {_utc(seconds)}"


def _utc(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
