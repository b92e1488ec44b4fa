"""From a mission to the lowering it contains, and back: its phases with an altitude policy become
stays, and an answer becomes their profile.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.stack import assembled, docked, drive, transferred
from sim.integrate.observe import observations
from sim.planning.lowering.problem import Exposure, Leg, Stay, Task
from sim.planning.lowering.solution import LoweringPolicy
from sim.vehicle.hardware import STANDARD_GRAVITY
from sim.vehicle.parameters import COLUMNS

LONGEST_BURN = 900.0
"""s, source: Progress burns of up to 900 s (article apparently by D. Marin, 2024)."""


def task_of(
    mission: Mission,
    goals: Sequence[tuple[float, float]],
    *,
    attitudes: Sequence[str] = (),
    longest_burn: float = LONGEST_BURN,
    reserve: Mapping[str, float] | None = None,
) -> Task:
    """The lowering a mission contains, with goals of one's own.

    Parameters
    ----------
    mission
        Its phases with an altitude policy and engines, from the first phase on; each ends on a date
        or at a mean altitude. Their engines, intervals and vehicles are taken over, their profiles
        are not.
    goals
        Pairs of date s and altitude m, in time.
    attitudes
        Names of attitudes that may be flown besides that of the first phase.
    longest_burn
        s, of each of the two burns at a date.
    reserve
        kg a ship keeps for later, by its name.

    Raises
    ------
    ValueError
        If the mission does not begin with such phases, or they end before the last goal.

    Notes
    -----
    A ship burns what is in its own tanks; what else its engines could draw from is left alone.
    """
    if not goals:
        raise ValueError("a lowering needs a goal: a date and an altitude")
    stays, phases = _stays(mission, longest_burn, max(t for t, _ in goals))
    kept = reserve or {}
    unknown = sorted(set(kept) - {s.name for s in stays})
    if unknown:
        raise ValueError(f"{', '.join(unknown)} burns nothing for lowering, so can keep nothing")
    stays = [replace(s, propellant=max(s.propellant - kept.get(s.name, 0.0), 0.0)) for s in stays]
    start, legs = 0.0, []
    for end, altitude in goals:
        every = next(p.policy.every for s, p in zip(stays, phases, strict=True) if s.end > start)
        legs.append(Leg(end, altitude, every))
        start = end
    usual = phases[0].attitude or mission.attitude_at_start
    names = dict.fromkeys((usual, *attitudes))
    exposures = (mission.attitude(name) for name in names)
    return Task(
        0.0,
        _first_altitude(mission),
        tuple(legs),
        tuple(stays),
        tuple(Exposure(a.name, a.area * a.cd_free_molecular) for a in exposures),
    )


def with_lowering(mission: Mission, answer: LoweringPolicy) -> Mission:
    """The mission with the profile, the intervals and the attitudes of an answer to its task."""
    made: list[Phase] = []
    start = 0.0
    changes = sorted({span.start for span in answer.attitudes} | set(_ends(answer)))
    for k, phase in enumerate(mission.phases):
        if phase.policy is None or start >= answer.task.legs[-1].end:
            made += mission.phases[k:]
            break
        end = _end(phase)
        cuts = [t for t in changes if start < t < min(end, answer.task.legs[-1].end)]
        for a, b in pairwise([start, *cuts, end]):
            leg = next(i for i, g in enumerate(answer.task.legs) if a < g.end)
            policy = answer.as_policy(
                phase.policy.firings, leg=leg, least_delta_v=phase.policy.least_delta_v
            )
            span = next(s for s in answer.attitudes if s.start <= a < s.end)
            part = replace(phase, policy=policy, attitude=span.attitude)
            if a != start:
                part = replace(part, name=f"{phase.name}_{len(made) + 1}")
                part = replace(part, dock=(), undock=(), transfers=())
            if b != end:
                part = replace(part, until=replace(part.until, kind="time", value=b, by=None))
            made.append(part)
        start = end
    return replace(mission, phases=tuple(made))


def _ends(answer: LoweringPolicy) -> list[float]:
    return [leg.end for leg in answer.task.legs]


def _end(phase: Phase) -> float:
    """Date at which a phase ends at the latest, s."""
    until = phase.until
    if until is None:
        return math.inf
    date = until.value if until.kind == "time" else math.inf
    return min(date, math.inf if until.by is None else until.by)


def _stays(mission: Mission, longest_burn: float, last: float) -> tuple[list[Stay], list[Phase]]:
    stack = assembled(mission.vehicles, mission.docked, 1)
    stays: list[Stay] = []
    phases: list[Phase] = []
    start = 0.0
    for phase in mission.phases:
        if phase.policy is None or not phase.policy.firings or start >= last:
            break
        stack = docked(stack, phase.dock, ())
        for transfer in phase.transfers:
            stack = transferred(stack, transfer)
        stack = docked(stack, (), phase.undock)
        end = _end(phase)
        if not math.isfinite(end):
            raise ValueError(f"{phase.name} has no date at which it ends at the latest")
        now = drive(stack, phase.policy.firings, np.zeros_like(stack.fired))
        mass, thrust, flow = (float(x[0]) for x in (stack.mass, now.thrust, now.flow))
        if not thrust > 0.0:
            raise ValueError(f"the engines of {phase.name} have nothing to burn")
        owner = stack.owner(phase.policy.firings[0].group)
        own = [
            t.name in {tank.name for tank in owner.tanks} for v in stack.vehicles for t in v.tanks
        ]
        stays.append(
            Stay(
                owner.name,
                start,
                end,
                mass,
                float(stack.load[0, own].sum()),
                thrust / (flow * STANDARD_GRAVITY),
                2.0 * thrust * longest_burn / mass,
            )
        )
        phases.append(phase)
        start = end
    if not stays or start < last:
        raise ValueError(
            f"{mission.name} begins with lowering burns to {start:.0f} s, but the last goal is at "
            f"{last:.0f} s"
        )
    return stays, phases


def _first_altitude(mission: Mission) -> float:
    """Mean altitude of the first row at the start, m."""
    y = np.concatenate([mission.position[0], mission.velocity[0], [1.0]])[None]
    world = mission.world_of(mission.phases[0].field_degree, 0)
    parameters = np.ones((1, COLUMNS))
    return float(observations(world, np.zeros(1), y, parameters).mean_altitude[0])
