"""Checks of what is docked when: vehicles, attitudes, engines that fire and propellant for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.scenario.build.naming import full_name, names_of
from sim.scenario.build.phases import firings_of
from sim.scenario.checks.names import engine_uses
from sim.scenario.checks.visits import phase_windows, visiting
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.attitude_control import DYNAMIC
from sim.scenario.schema.phase import EngineUse, PhaseModel
from sim.scenario.schema.scenario import Scenario


@dataclass
class _Stack:
    """What is docked, visits that may fall into the phase among it, what has left, and the tanks
    that were pumped into, phase by phase.
    """

    by_phases: set[str]
    visiting: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    pumped: set[str] = field(default_factory=set)

    @property
    def docked(self) -> set[str]:
        """Every vehicle that may be there."""
        return self.by_phases | self.visiting


def check_docking(scenario: Scenario) -> Iterator[Issue]:
    """Vehicles dock once, leave after they came, and burn in between, from tanks not empty.

    In a phase vehicles dock first, then propellant is pumped, then vehicles leave.
    """
    stack = _Stack(set(scenario.stack))
    windows = phase_windows(scenario)
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        stack.visiting = visiting(scenario, windows[i])
        yield from _check_arrivals(scenario, at, phase, stack)
        yield from _check_transfers(scenario, at, phase, stack)
        yield from _check_departures(at, phase, stack)
        if phase.attitude not in (None, DYNAMIC):
            attitude = full_name(phase.attitude, names_of(scenario.all_vehicles, "attitudes"))
            if attitude.partition(".")[0] not in stack.docked:
                problem, allowed = "its vehicle is not docked", "of a docked vehicle"
                yield Issue((*at, "attitude"), problem, phase.attitude, allowed)
        yield from _check_engines(scenario, at, phase, stack)


def _check_arrivals(
    scenario: Scenario, at: Key, phase: PhaseModel, stack: _Stack
) -> Iterator[Issue]:
    for j, name in enumerate(phase.dock):
        if name in stack.docked or name in stack.left:
            free = set(scenario.all_vehicles) - stack.docked - stack.left
            yield Issue((*at, "dock", j), "docked twice", name, listed(free))
        stack.by_phases.add(name)


def _check_transfers(
    scenario: Scenario, at: Key, phase: PhaseModel, stack: _Stack
) -> Iterator[Issue]:
    tanks = names_of(scenario.all_vehicles, "tanks")
    for j, transfer in enumerate(phase.transfer):
        for end, name in (("from", transfer.from_), ("to", transfer.to)):
            if full_name(name, tanks).partition(".")[0] not in stack.docked:
                key = (*at, "transfer", j, end)
                yield Issue(key, "its vehicle is not docked", name, "a docked tank")
        stack.pumped.add(full_name(transfer.to, tanks))


def _check_departures(at: Key, phase: PhaseModel, stack: _Stack) -> Iterator[Issue]:
    for j, name in enumerate(phase.undock):
        if name not in stack.docked:
            allowed = listed(stack.docked, name)
            yield Issue((*at, "undock", j), "not docked at this time", name, allowed)
        stack.by_phases.discard(name)
        stack.left.add(name)
    if not stack.docked:
        yield Issue((*at, "undock"), "no vehicle is left", ..., "a stack of at least one")


def _check_engines(
    scenario: Scenario, at: Key, phase: PhaseModel, stack: _Stack
) -> Iterator[Issue]:
    """Engines of a phase are there, at least one works, and their tanks can hold propellant."""
    uses = list(engine_uses(phase))
    for key, use in uses:
        yield from _check_engine(scenario, at, key, phase, use, stack)
    if (phase.burn is not None or uses) and not firings_of((use for _, use in uses), scenario):
        part = "burn" if phase.burn is not None else "lowering"
        problem, allowed = "every engine has failed", "at least one that fires"
        yield Issue((*at, part, "engines"), problem, ..., allowed)


def _check_engine(
    scenario: Scenario, at: Key, key: Key, phase: PhaseModel, use: EngineUse, stack: _Stack
) -> Iterator[Issue]:
    group = full_name(use.group, names_of(scenario.all_vehicles, "engines"))
    vehicle, _, name = group.partition(".")
    if vehicle not in stack.docked:
        problem = f"the vehicle {vehicle} is not docked in this phase"
        allowed = f"an engine group of {listed(stack.docked)}"
        yield Issue((*at, *key, "group"), problem, use.group, allowed)
        return
    model = scenario.all_vehicles[vehicle].engines[name]
    tanks = [feed.tank for feed in model.feeds]
    if model.cross_feed is not None and model.cross_feed.switch != "none":
        tanks.append(model.cross_feed.tank)
    available, capacity = _propellant(scenario, vehicle, tanks, stack)
    if available <= 0.0:
        problem = f"no propellant: its tanks ({', '.join(tanks)}) are empty or not docked"
        allowed = "a group with propellant, or a transfer before"
        yield Issue((*at, *key, "group"), problem, use.group, allowed)
    if phase.burn is None or len(phase.burn.engines) != 1:
        return
    cutoff = phase.burn.cutoff.propellant
    if cutoff is not None and cutoff > capacity:
        allowed = f"at most {capacity:g} kg, what the tanks of {use.group} can hold"
        yield Issue((*at, "burn", "cutoff", "propellant"), "", cutoff.given, allowed)


def _propellant(
    scenario: Scenario, vehicle: str, tanks: list[str], stack: _Stack
) -> tuple[float, float]:
    """Propellant an engine group may draw on, and what its docked tanks can hold, kg."""
    available, capacity = 0.0, 0.0
    for tank in tanks:
        full = tank if "." in tank else f"{vehicle}.{tank}"
        owner, _, name = full.partition(".")
        if owner in stack.docked:
            model = scenario.all_vehicles[owner].tanks[name]
            capacity += float(model.capacity)
            load = float(model.capacity if full in stack.pumped else model.load)
            available += max(load - float(model.residual or 0.0), 0.0)
    return available, capacity


def check_ends(scenario: Scenario) -> Iterator[Issue]:
    """Every phase has something that ends it."""
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        if phase.burn is not None and phase.lowering is not None:
            yield Issue(
                at, "a burn and a lowering policy in one phase", ..., "one of burn, lowering"
            )
        if phase.until is None and phase.burn is None:
            yield Issue(
                at,
                "this phase can't end: it has no `until` and no burn",
                ...,
                "a key `until`, or a burn",
            )
