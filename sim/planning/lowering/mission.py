"""From a mission to the lowering problem it contains: phases with an altitude policy become docked
intervals.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.disposal.reserve import keep_disposal_reserve
from sim.flight.fly import first_stack
from sim.flight.mission import Docking, Mission, list_dockings
from sim.flight.phase import AltitudeProfile, Phase
from sim.flight.stack import Stack, dock_vehicles, engine_output, transfer_propellant
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.elements import inclination_of_state
from sim.integrate.observe import observations
from sim.planning.lowering.problem import (
    AltitudeGoal,
    AttitudeOption,
    DockedInterval,
    LoweringProblem,
)
from sim.vehicle.area_curve import mean_area
from sim.vehicle.hardware import Vehicle
from sim.vehicle.parameters import COLUMNS

LONGEST_BURN = 900.0
"""s, source: Progress burns of up to 900 s (article apparently by D. Marin, 2024)."""


def build_lowering_problem(
    mission: Mission,
    goals: Sequence[tuple[float, float]],
    *,
    attitudes: Sequence[str] = (),
    longest_burn: float = LONGEST_BURN,
    reserve: Mapping[str, float] | None = None,
) -> LoweringProblem:
    """The lowering problem of a mission, with given altitude goals.

    Parameters
    ----------
    mission
        Its phases with an altitude policy and engines, from the first phase on; each ends on a date
        or at a mean altitude. Their engines, burn intervals and vehicles are used, their profiles
        are not.
    goals
        Pairs of date s and altitude m, in time.
    attitudes
        Names of attitudes that may be flown besides that of the first phase.
    longest_burn
        s, of each of the two burns at a date.
    reserve
        kg that a ship keeps, by its name.

    Raises
    ------
    ValueError
        If the mission does not begin with such phases, or they end before the last goal.

    Notes
    -----
    A ship burns what is in its own tanks, less what its own deorbit takes from where it docks (on a
    straight line from goal to goal) and what turning for the burns takes; other tanks that its
    engines could draw from are not used. An area that follows the Sun angle counts with its mean
    over all places of node and Sun.
    """
    if not goals:
        raise ValueError("a lowering needs a goal: a date and an altitude")
    start = 0.0, _first_altitude(mission)
    intervals = _docked_intervals(mission, longest_burn, [start, *goals])
    kept = reserve or {}
    unknown = sorted(set(kept) - {s.name for s in intervals})
    if unknown:
        raise ValueError(f"{', '.join(unknown)} burns nothing for lowering, so can keep nothing")
    intervals = [
        replace(s, propellant=max(s.propellant - kept.get(s.name, 0.0), 0.0)) for s in intervals
    ]
    return LoweringProblem(
        *start,
        tuple(AltitudeGoal(*goal) for goal in goals),
        tuple(intervals),
        _attitude_options(mission, attitudes),
    )


def _attitude_options(mission: Mission, others: Sequence[str]) -> tuple[AttitudeOption, ...]:
    """The usual attitude and the others that may be flown, each with its mean area."""
    usual = mission.phases[0].attitude or mission.attitude_at_start
    inclination = inclination_of_state(mission.position[0], mission.velocity[0])
    options = (mission.attitude(name) for name in dict.fromkeys((usual, *others)))
    return tuple(
        AttitudeOption(a.name, mean_area(a, inclination) * a.cd_free_molecular) for a in options
    )


def latest_end(phase: Phase) -> float:
    """Date at which a phase ends at the latest, s."""
    until = phase.until
    if until is None:
        return math.inf
    date = float(np.max(until.value)) if until.kind == "time" else math.inf
    return min(date, math.inf if until.by is None else float(np.max(until.by)))


def _docked_intervals(
    mission: Mission, longest_burn: float, line: Sequence[tuple[float, float]]
) -> list[DockedInterval]:
    """Docked intervals of the lowering phases, along a line of dates s and altitudes m."""
    dates, altitudes = zip(*line, strict=True)
    dockings = [*list_dockings(mission.visits)]
    stack = first_stack(replace(mission, position=mission.position[:1], start=0.0))
    intervals: list[DockedInterval] = []
    brought: dict[str, float] = {}
    start = 0.0
    for phase in mission.phases:
        profile = phase.altitude_profile
        if profile is None or not profile.firings or start >= dates[-1]:
            break
        stack = dock_vehicles(stack, phase.dock, ())
        altitude = np.interp([start], dates, altitudes)
        stack = keep_disposal_reserve(stack, mission.disposals, altitude)
        for transfer in phase.transfers:
            stack = transfer_propellant(stack, transfer)
        stack = dock_vehicles(stack, (), phase.undock)
        begin, end = start, latest_end(phase)
        if not math.isfinite(end):
            raise ValueError(f"{phase.name} has no date at which it ends at the latest")
        while start < end:
            # visits divide a phase: the stack weighs the same between their dates alone
            while dockings and dockings[0].time <= start:
                stack = _dock(stack, dockings.pop(0))
            altitude = np.interp([start], dates, altitudes)
            stack = keep_disposal_reserve(stack, mission.disposals, altitude)
            date = min(end, dockings[0].time) if dockings else end
            interval = _interval(mission, stack, profile, (start, date, begin), longest_burn)
            if not interval.most_delta_v and not mission.visits:
                raise ValueError(f"the engines of {phase.name} have nothing to burn")
            kg = brought.setdefault(interval.name, interval.propellant)
            intervals.append(replace(interval, propellant=kg))
            start = date
    if not intervals or start < dates[-1]:
        raise ValueError(
            f"{mission.name} begins with lowering burns to {start:.0f} s, but the last goal is at "
            f"{dates[-1]:.0f} s"
        )
    return intervals


def _dock(stack: Stack, docking: Docking) -> Stack:
    """A dated arrival or departure; one of before the start is part of the first stack."""
    if docking.time <= 0.0:
        return stack
    name = (docking.vehicle,)
    return dock_vehicles(stack, () if docking.leaves else name, name if docking.leaves else ())


def _interval(
    mission: Mission,
    stack: Stack,
    profile: AltitudeProfile,
    dates: tuple[float, float, float],
    longest_burn: float,
) -> DockedInterval:
    """The interval of the first ship of a phase that is docked; one in which nothing is burnt where
    no engine gives thrust. `dates` are start and end, and where the count of burns begins, s.
    """
    now = engine_output(stack, profile.firings, np.zeros_like(stack.fired))
    mass, thrust, flow = (float(x[0]) for x in (stack.mass, now.thrust, now.flow))
    start, end, burns_from = dates
    idle = DockedInterval(
        name="no ship",
        start=start,
        end=end,
        every=profile.every,
        burns_from=burns_from,
        mass=mass,
        propellant=0.0,
        isp=1.0,
        most_delta_v=0.0,
    )
    if not thrust > 0.0:
        return idle
    owners = (stack.owner(firing.group) for firing in profile.firings)
    owner = next(owner for owner in owners if owner.name in stack.docked)
    own = {tank.name for tank in owner.tanks}
    fed = [tank.name in own for vehicle in stack.vehicles for tank in vehicle.tanks]
    return replace(
        idle,
        name=owner.name,
        propellant=float(stack.usable[0, fed].sum()),
        isp=thrust / (flow * STANDARD_GRAVITY),
        most_delta_v=2.0 * thrust * longest_burn / mass,
        turn=_turn(mission.attitude_control, owner),
    )


def _turn(control: AttitudeControl | None, ship: Vehicle) -> float:
    """What turning round for the burns of one date takes from the tanks of a ship, kg."""
    if control is None or ship.name in control.unturned:
        return 0.0
    pays = {tank.name for tank in ship.tanks} & set(control.tanks)
    return float(np.ravel(control.per_turn)[0]) if pays else 0.0


def _first_altitude(mission: Mission) -> float:
    """Mean altitude of the first trajectory at the start, m."""
    y = np.concatenate([mission.position[0], mission.velocity[0], [1.0]])[None]
    world = mission.world_of(mission.phases[0].field_degree, 0)
    parameters = np.ones((1, COLUMNS))
    return float(observations(world, np.zeros(1), y, parameters).mean_altitude[0])
