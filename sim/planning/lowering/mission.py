"""From a mission to the lowering problem it contains: phases with an altitude policy become docked
intervals.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

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
    A ship burns what is in its own tanks; other tanks that its engines could draw from are not
    used. An area that follows the Sun angle counts with its mean over all places of node and Sun.
    """
    if not goals:
        raise ValueError("a lowering needs a goal: a date and an altitude")
    intervals, policies = _docked_intervals(mission, longest_burn, max(t for t, _ in goals))
    kept = reserve or {}
    unknown = sorted(set(kept) - {s.name for s in intervals})
    if unknown:
        raise ValueError(f"{', '.join(unknown)} burns nothing for lowering, so can keep nothing")
    intervals = [
        replace(s, propellant=max(s.propellant - kept.get(s.name, 0.0), 0.0)) for s in intervals
    ]
    starts = (0.0, *(end for end, _ in goals))
    altitude_goals = []
    for start, (end, altitude) in zip(starts, goals, strict=False):
        spacings = (p.every for s, p in zip(intervals, policies, strict=True) if s.end > start)
        altitude_goals.append(AltitudeGoal(end, altitude, next(spacings)))
    return LoweringProblem(
        0.0,
        _first_altitude(mission),
        tuple(altitude_goals),
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
    mission: Mission, longest_burn: float, last: float
) -> tuple[list[DockedInterval], list[AltitudeProfile]]:
    """Docked intervals of the lowering phases, and the altitude policy of each."""
    dockings = [*list_dockings(mission.visits)]
    stack = first_stack(replace(mission, position=mission.position[:1], start=0.0))
    intervals: list[DockedInterval] = []
    policies: list[AltitudeProfile] = []
    start = 0.0
    for phase in mission.phases:
        if phase.altitude_profile is None or not phase.altitude_profile.firings or start >= last:
            break
        stack = dock_vehicles(stack, phase.dock, ())
        for transfer in phase.transfers:
            stack = transfer_propellant(stack, transfer)
        stack = dock_vehicles(stack, (), phase.undock)
        end = latest_end(phase)
        if not math.isfinite(end):
            raise ValueError(f"{phase.name} has no date at which it ends at the latest")
        while start < end:
            # visits divide a phase: the stack weighs the same between their dates alone
            while dockings and dockings[0].time <= start:
                stack = _dock(stack, dockings.pop(0))
            date = min(end, dockings[0].time) if dockings else end
            interval = _interval(stack, phase, start, date, longest_burn)
            if interval is None and not mission.visits:
                raise ValueError(f"the engines of {phase.name} have nothing to burn")
            intervals.append(interval or _without_engines(stack, start, date))
            policies.append(phase.altitude_profile)
            start = date
    if not intervals or start < last:
        raise ValueError(
            f"{mission.name} begins with lowering burns to {start:.0f} s, but the last goal is at "
            f"{last:.0f} s"
        )
    return intervals, policies


def _dock(stack: Stack, docking: Docking) -> Stack:
    """A dated arrival or departure; one of before the start is part of the first stack."""
    if docking.time <= 0.0:
        return stack
    name = (docking.vehicle,)
    return dock_vehicles(stack, () if docking.leaves else name, name if docking.leaves else ())


def _interval(
    stack: Stack, phase: Phase, start: float, end: float, longest_burn: float
) -> DockedInterval | None:
    """The interval of the first ship of a phase that is docked; None if no engine gives thrust."""
    profile = phase.altitude_profile
    assert profile is not None  # phases without one end the lowering
    now = engine_output(stack, profile.firings, np.zeros_like(stack.fired))
    mass, thrust, flow = (float(x[0]) for x in (stack.mass, now.thrust, now.flow))
    if not thrust > 0.0:
        return None
    owners = (stack.owner(firing.group) for firing in profile.firings)
    owner = next(owner for owner in owners if owner.name in stack.docked)
    own = {tank.name for tank in owner.tanks}
    fed = [tank.name in own for vehicle in stack.vehicles for tank in vehicle.tanks]
    return DockedInterval(
        name=owner.name,
        start=start,
        end=end,
        mass=mass,
        propellant=float(stack.usable[0, fed].sum()),
        isp=thrust / (flow * STANDARD_GRAVITY),
        most_delta_v=2.0 * thrust * longest_burn / mass,
    )


def _without_engines(stack: Stack, start: float, end: float) -> DockedInterval:
    """An interval in which the ships that push are away: nothing is burnt."""
    return DockedInterval(
        name="no ship",
        start=start,
        end=end,
        mass=float(stack.mass[0]),
        propellant=0.0,
        isp=1.0,
        most_delta_v=0.0,
    )


def _first_altitude(mission: Mission) -> float:
    """Mean altitude of the first trajectory at the start, m."""
    y = np.concatenate([mission.position[0], mission.velocity[0], [1.0]])[None]
    world = mission.world_of(mission.phases[0].field_degree, 0)
    parameters = np.ones((1, COLUMNS))
    return float(observations(world, np.zeros(1), y, parameters).mean_altitude[0])
