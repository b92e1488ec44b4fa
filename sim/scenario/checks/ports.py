"""Checks of ports: where a station declares them, ships dock at one, only those on the flight
axis push, one at a time, and engines that need a port free do not fire while a ship is there.

A ship at a port off the axis pushes across the flight; two ships on the axis stand at opposite ends
of the stack. Where no vehicle declares ports, nothing is checked.
"""

from collections.abc import Iterator, Mapping

from sim.scenario.build.naming import full_name, matches, names_of
from sim.scenario.checks.names import check_reference, engine_uses
from sim.scenario.checks.visits import phase_windows, visiting
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.phase import EngineUse
from sim.scenario.schema.scenario import Scenario

ON_AXIS = ("aft", "forward")


def check_ports(scenario: Scenario) -> Iterator[Issue]:
    """Report ports that do not exist, and engines that can't push from where their ship docks."""
    axes = _axes(scenario)
    if not axes:
        return
    for name in scenario.all_vehicles:
        port = scenario.port_of(name)
        if port:
            yield from check_reference(scenario.port_key_of(name), "port", port, axes)
    blocking: dict[str, str] = {}
    for vehicle, model in scenario.all_vehicles.items():
        for name, group in model.engines.items():
            if group.free_port:
                key = (*scenario.key_of(vehicle), "engines", name, "free_port")
                yield from check_reference(key, "port", group.free_port, axes)
                if len(matches(group.free_port, axes)) == 1:
                    blocking[f"{vehicle}.{name}"] = matches(group.free_port, axes)[0]
    for (key, uses), docked in zip(_burns(scenario), _docked(scenario), strict=True):
        yield from _check_pushing(scenario, axes, key, uses)
        yield from _check_free(scenario, axes, blocking, uses, docked)


def _axes(scenario: Scenario) -> dict[str, str]:
    """Axis of every port that any vehicle declares, by its full name."""
    names = names_of(scenario.all_vehicles, "ports")
    parts = (name.partition(".") for name in names)
    axes = (scenario.all_vehicles[vehicle].ports[port].axis for vehicle, _, port in parts)
    return dict(zip(names, axes, strict=True))


def _burns(scenario: Scenario) -> Iterator[tuple[Key, list[tuple[Key, EngineUse]]]]:
    """Engines that fire together, with their keys, for every phase and burn of the plan."""
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        yield at, [((*at, *key), use) for key, use in engine_uses(phase)]
    for i, burn in enumerate(() if scenario.plan is None else scenario.plan.burns):
        at = ("plan", "burns", i)
        yield at, [((*at, "engines", j), use) for j, use in enumerate(burn.engines)]


def _docked(scenario: Scenario) -> Iterator[set[str]]:
    """What may be docked while the engines of every phase and burn of the plan fire."""
    now, windows = set(scenario.stack), phase_windows(scenario)
    for phase, window in zip(scenario.phases, windows, strict=True):
        now = (now | set(phase.dock)) - set(phase.undock)
        yield now | visiting(scenario, window)
    # visits are over when the plan begins, but for those that last to the end
    now |= {name for name, visit in scenario.visits.items() if visit.leaves is None}
    for burn in () if scenario.plan is None else scenario.plan.burns:
        now = (now | set(burn.dock)) - set(burn.undock)
        yield now


def _check_free(
    scenario: Scenario,
    axes: Mapping[str, str],
    blocking: Mapping[str, str],
    uses: list[tuple[Key, EngineUse]],
    docked: set[str],
) -> Iterator[Issue]:
    """Engines fire with the port free that they need."""
    known = names_of(scenario.all_vehicles, "engines")
    for key, use in uses:
        found = matches(use.group, known)
        port = blocking.get(found[0], "") if len(found) == 1 else ""
        for name in sorted(docked & set(scenario.all_vehicles)) if port else ():
            if matches(scenario.port_of(name), axes) == [port]:
                problem = f"{name} is docked at {port}, which must be free while {found[0]} fires"
                allowed = f"engines that can fire beside it, or `undock: [{name}]` before the burn"
                yield Issue((*key, "group"), problem, use.group, allowed)


def _check_pushing(
    scenario: Scenario, axes: Mapping[str, str], at: Key, uses: list[tuple[Key, EngineUse]]
) -> Iterator[Issue]:
    known = names_of(scenario.all_vehicles, "engines")
    pushing: str | None = None
    for key, use in uses:
        if len(matches(use.group, known)) != 1:
            continue  # told by the checks of names
        name = full_name(use.group, known).partition(".")[0]
        model = scenario.all_vehicles[name]
        if model.ports:
            continue
        port = scenario.port_of(name)
        found = matches(port, axes)
        if port and len(found) != 1:
            continue
        axis = axes[found[0]] if found else ""
        if axis not in ON_AXIS:
            where = f"at {port}, on the {axis} side" if axis else "at no port"
            problem = f"{name} docks {where}: it can't push along the flight"
            allowed = listed(port for port, axis in axes.items() if axis in ON_AXIS)
            yield Issue((*key, "group"), problem, use.group, f"a ship at {allowed}")
        elif pushing not in (None, name):
            problem = f"{pushing} and {name} push together"
            yield Issue((*key, "group"), problem, use.group, "one ship on the axis at a time")
        else:
            pushing = name
