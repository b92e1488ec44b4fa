"""Who is docked when, and what the stack then weighs, from the dates of a scenario alone."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.flight.mission import list_dockings
from sim.flight.phase import Phase
from sim.flight.stack import assemble_stack, dock_vehicles
from sim.frames.epoch import Epoch
from sim.planning.lowering.mission import latest_end
from sim.scenario.build.phases import phases_of, vehicles_of, visits_of
from sim.scenario.build.plan import problem_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.start import start_of

_Change = tuple[float, bool, tuple[str, ...], tuple[str, ...]]
"""Date in s and whether it is only the latest possible, arrivals, departures."""


@dataclass(frozen=True, kw_only=True)
class StackOnDate:
    """The stack from a date on: s since the epoch, kg, and who is docked.

    `arrivals` and `departures` are what changed then. The mass is that with no propellant burnt on
    the way: what burns have used by then comes off. `is_latest` marks a date that is only a bound:
    the phase before ends on it at the latest, or has no date.
    """

    time: float
    mass: float
    docked: tuple[str, ...]
    arrivals: tuple[str, ...] = ()
    departures: tuple[str, ...] = ()
    is_latest: bool = False


def mass_by_date(scenario: Scenario, epoch: Epoch | None = None) -> list[StackOnDate]:
    """The stack at the start and after every docking and undocking, in time.

    Parameters
    ----------
    scenario
        Its stack, visits, phases and, where it has a plan, burns.
    epoch
        Zero of the times; by default the start.

    Raises
    ------
    ScenarioError
        If the scenario has no start.
    """
    epoch = Epoch.from_utc(start_of(scenario)) if epoch is None else epoch
    vehicles, visits = vehicles_of(scenario), visits_of(scenario, epoch)
    here = {visit.vehicle for visit in visits if visit.arrives <= 0.0 < visit.leaves}
    stack = assemble_stack(vehicles, (*scenario.stack, *here), 1)
    order = [vehicle.name for vehicle in vehicles]
    changes: list[_Change] = [
        (time, False, () if leaves else (name,), (name,) if leaves else ())
        for time, leaves, name in list_dockings(visits)
        if time > 0.0
    ]
    changes.extend(_of_phases(scenario, epoch))
    dates = [StackOnDate(time=0.0, mass=float(stack.mass[0]), docked=_names(order, stack.docked))]
    for time, is_latest, arrivals, departures in sorted(changes, key=lambda change: change[0]):
        stack = dock_vehicles(stack, arrivals, departures)
        dates.append(
            StackOnDate(
                time=time,
                mass=float(stack.mass[0]),
                docked=_names(order, stack.docked),
                arrivals=tuple(arrivals),
                departures=tuple(departures),
                is_latest=is_latest,
            )
        )
    return dates


def _names(order: list[str], docked: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in order if name in docked)


def _of_phases(scenario: Scenario, epoch: Epoch) -> Iterator[_Change]:
    """Docking of phases and of the burns of a plan, with their dates as far as they are known."""
    now, is_latest = 0.0, False
    for phase in phases_of(scenario, epoch):
        if phase.dock or phase.undock:
            yield now, is_latest, phase.dock, phase.undock
        now, is_latest = _end_of(phase, now, is_latest)
    if scenario.plan is not None:
        for burn in problem_of(scenario).burns:
            if burn.dock or burn.undock:
                yield now, True, burn.dock, burn.undock


def _end_of(phase: Phase, begin: float, is_latest: bool) -> tuple[float, bool]:
    """Date at which a phase ends at the latest, and whether it may end before."""
    until = phase.until
    if until is not None and until.kind == "time" and until.by is None:
        return float(until.value), False
    if until is not None and until.kind == "duration":
        return min(begin + float(until.value), latest_end(phase)), is_latest
    latest = latest_end(phase)
    return (latest if math.isfinite(latest) else begin), True
