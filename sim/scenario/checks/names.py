"""Checks of names: vehicles, tanks, engine groups and attitudes that a scenario refers to."""

from collections.abc import Iterable, Iterator

from sim.scenario.build.naming import full_name, matches, names_of
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.attitude_control import DYNAMIC
from sim.scenario.schema.phase import EngineUse, PhaseModel
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import EngineGroupModel


def check_reference(key: Key, noun: str, reference: str, known: Iterable[str]) -> Iterator[Issue]:
    """Report a reference that does not stand for exactly one of the known names."""
    known = tuple(known)
    full_names = matches(reference, known)
    if not full_names:
        yield Issue(key, f"no such {noun}", reference, listed(known, reference))
    elif len(full_names) > 1:
        yield Issue(
            key, f"several vehicles have {noun} {reference!r}", reference, listed(full_names)
        )


def check_feeds(scenario: Scenario) -> Iterator[Issue]:
    """Tanks hold what they can hold, engine groups draw from tanks that exist, and lines between
    tanks lead from one that no line fills.
    """
    filled = {
        _full_tank(vehicle, group.feeds[0].tank)
        for vehicle, model in scenario.all_vehicles.items()
        for group in model.engines.values()
        if group.cross_feed is not None
    }
    for vehicle, model in scenario.all_vehicles.items():
        for name, tank in model.tanks.items():
            key: Key = (*scenario.key_of(vehicle), "tanks", name)
            for part, most in (("load", tank.load), ("residual", tank.residual)):
                if most is not None and most > tank.capacity:
                    allowed = f"at most the capacity {tank.capacity.given}"
                    yield Issue((*key, part), "", most.given, allowed)
        for name, group in model.engines.items():
            key = (*scenario.key_of(vehicle), "engines", name)
            yield from _check_tanks(scenario, vehicle, key, group)
            cross = group.cross_feed
            if cross is not None and _full_tank(vehicle, cross.tank) in filled:
                problem = "a line fills this tank, so that none can lead from it"
                allowed = "a tank that no cross-feed leads into"
                yield Issue((*key, "cross_feed", "tank"), problem, cross.tank, allowed)


def _full_tank(vehicle: str, tank: str) -> str:
    """Full name of a tank as an engine group of a vehicle names it."""
    return tank if "." in tank else f"{vehicle}.{tank}"


def _check_tanks(
    scenario: Scenario, vehicle: str, at: Key, group: EngineGroupModel
) -> Iterator[Issue]:
    """Tanks of an engine group exist, and none is named twice."""
    tanks, own = names_of(scenario.all_vehicles, "tanks"), scenario.all_vehicles[vehicle].tanks
    named: list[tuple[Key, str]] = [
        ((*at, "feeds", i, "tank"), feed.tank) for i, feed in enumerate(group.feeds)
    ]
    if group.cross_feed is not None:
        named.append(((*at, "cross_feed", "tank"), group.cross_feed.tank))
    seen: set[str] = set()
    for key, tank in named:
        full = _full_tank(vehicle, tank)
        if full in seen:
            yield Issue(key, "named twice", tank, "each tank once")
        seen.add(full)
        if full not in tanks:
            others = (tank for tank in tanks if not tank.startswith(f"{vehicle}."))
            yield Issue(key, "no such tank", tank, listed([*own, *others], tank))


def check_names(scenario: Scenario) -> Iterator[Issue]:
    """Vehicles, engine groups, tanks and attitudes that phases name exist, and only once."""
    for i, name in enumerate(scenario.stack):
        yield from check_reference(("stack", i), "vehicle", name, scenario.all_vehicles)
        if name in scenario.stack[:i]:
            yield Issue(("stack", i), "docked twice", name, "each vehicle once")
    first: dict[str, int] = {}
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        if phase.name in first:
            allowed = f"a name of its own, phases[{first[phase.name]}] has this one"
            yield Issue((*at, "name"), "", phase.name, allowed)
        first.setdefault(phase.name, i)
        yield from _check_phase_names(scenario, at, phase)


def _check_phase_names(scenario: Scenario, at: Key, phase: PhaseModel) -> Iterator[Issue]:
    """Names one phase mentions."""
    vehicles = scenario.all_vehicles
    attitudes, tanks = names_of(vehicles, "attitudes"), names_of(vehicles, "tanks")
    for kind in ("dock", "undock"):
        for j, name in enumerate(getattr(phase, kind)):
            yield from check_reference((*at, kind, j), "vehicle", name, vehicles)
    if phase.attitude not in (None, DYNAMIC):
        yield from check_reference((*at, "attitude"), "attitude", phase.attitude, attitudes)
    elif at[-1] == 0 and phase.attitude is None:
        yield Issue(at, "the first phase names no attitude", ..., listed(attitudes))
    if phase.lowering is not None and phase.lowering.attitude is not None:
        key = (*at, "lowering", "attitude")
        yield from check_reference(key, "attitude", phase.lowering.attitude, attitudes)
    for name, part in (("burn", phase.burn), ("lowering", phase.lowering)):
        if part is not None:
            yield from check_engines(scenario, (*at, name, "engines"), part.engines)
    for j, transfer in enumerate(phase.transfer):
        for end, name in (("from", transfer.from_), ("to", transfer.to)):
            yield from check_reference((*at, "transfer", j, end), "tank", name, tanks)
        if matches(transfer.from_, tanks) == matches(transfer.to, tanks):
            key = (*at, "transfer", j, "to")
            yield Issue(key, "the tank it comes from", transfer.to, "another tank")


def engine_uses(phase: PhaseModel) -> Iterator[tuple[Key, EngineUse]]:
    """Engines a phase uses, with the keys that lead to them."""
    for name, part in (("burn", phase.burn), ("lowering", phase.lowering)):
        for j, use in enumerate(part.engines if part is not None else ()):
            yield (name, "engines", j), use


def check_engines(scenario: Scenario, key: Key, uses: Iterable[EngineUse]) -> Iterator[Issue]:
    """Engine groups that fire together exist, and each is named once, by its short or full name."""
    known = names_of(scenario.all_vehicles, "engines")
    first: dict[str, int] = {}
    for j, use in enumerate(uses):
        yield from check_reference((*key, j, "group"), "engine group", use.group, known)
        if len(matches(use.group, known)) != 1:
            continue
        group = full_name(use.group, known)
        if group in first:
            allowed = f"each group once; engines[{first[group]}] is {group} too"
            yield Issue((*key, j, "group"), "named twice", use.group, allowed)
        first.setdefault(group, j)
        yield from _check_count(scenario, (*key, j), use)


def _check_count(scenario: Scenario, key: Key, use: EngineUse) -> Iterator[Issue]:
    """A group has as many engines as are commanded to fire."""
    known = names_of(scenario.all_vehicles, "engines")
    vehicle, _, name = full_name(use.group, known).partition(".")
    total = int(scenario.all_vehicles[vehicle].engines[name].count)
    if use.count is not None and use.count > total:
        yield Issue((*key, "count"), "", use.count, f"1 to {total}, the engines of {use.group}")
    elif use.failed > (use.count or total):
        yield Issue(
            (*key, "failed"),
            "",
            use.failed,
            f"0 to {use.count or total}, the engines commanded to fire",
        )
