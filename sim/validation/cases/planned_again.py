"""Burns planned again from where published ones had led.

A scenario flies the published burns. Before the first, all of them are planned: of the passes of a
day the one nearest to the aim is taken, the aim is moved onto it, and the burns are solved for.
After each burn as flown those that are left are planned again by the loop of guided flights
(`sim.operations.guidance`). What the next burn then is, is compared with the one flown. Given are
engines, heights after burns and times between them; pass, dates and velocity changes are found.
"""

from collections.abc import Sequence as Ordered
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Condition, Phase
from sim.flight.record import Flight
from sim.frames.epoch import DAY
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.replan import (
    Commands,
    Remaining,
    Sequence,
    first_commands,
    replan,
)
from sim.planning.problem import AimPoint, PlannedBurn, PlanningProblem
from sim.planning.targeting.calendar import build_calendar
from sim.planning.targeting.phasing import REVOLUTION
from sim.planning.targeting.sequence import find_starts, propagation
from sim.planning.targeting.solve import BurnPlan, search_burns

WINDOW = DAY
"""In which the first burn may take place: about when it did."""

FRESH = 2.0 * REVOLUTION
"""s before the ignition flown: the state from which burns are planned again is no older."""

DEGREE, TOLERANCE = 36, 1e-10
"""Of the propagator."""

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Flown:
    """A burn as flown: its first phase, how long before the last burn it began, s, and the mean
    perigee it was to leave, m.
    """

    phase: str
    before: float
    perigee: float


@dataclass(frozen=True, kw_only=True)
class Hindcast:
    """What was planned before each of k burns, compared with what was flown.

    Attributes
    ----------
    late
        s, shape (k,): by how much the next burn ignites later than flown.
    delta_v, duration
        m/s and s, shape (k,), of the next burn.
    final
        s: how much later the final burn was planned before the first.
    aside
        m from the aim to the place on the pass taken.
    miss
        m from there, shape (k,), as planned.
    """

    late: Array
    delta_v: Array
    duration: Array
    final: float
    aside: float
    miss: Array


def plan_again(flown: Flight, burns: Ordered[Flown], aim: AimPoint) -> Hindcast:
    """Plan the burns of a flight before the first, and after each of the next.

    Parameters
    ----------
    flown
        Burns on their dates, down to the ground or the break-up.
    burns
        Of that flight.
    aim
        Where debris is to come down.

    Raises
    ------
    RuntimeError
        If no burns lead to the aim.
    """
    mission = flown.mission
    records = {each.name: each for each in flown.burns_of(0)}
    dates = np.array([records[burn.phase].ignition for burn in burns])
    before = _fly_to(mission, None, dates[0])
    plan, aside = _plan_first(_problem(mission, burns, aim), before)
    outcome = plan.outcome
    if outcome is None:
        raise RuntimeError("no burns lead to the aim")
    sequence = Sequence(
        problem=plan.problem,
        low=float(outcome.perigee[0, 0]),
        ignition=plan.ignition,
        duration=outcome.duration[0],
        delta_v=outcome.delta_v[0],
        burn_centre=plan.burn_centre,
    )
    told = [first_commands(sequence, 1)]
    miss = [float(np.hypot(plan.along, plan.across))]
    for stage in range(1, len(burns)):
        there = _fly_to(mission, burns[stage - 1].phase, dates[stage])
        told.append(_replan(sequence, told[0], stage, there))
        miss.append(float(told[-1].miss[0]))
    steps = list(enumerate(told))
    return Hindcast(
        late=np.array([each.ignition[0, k] - dates[k] for k, each in steps]),
        delta_v=np.array([each.delta_v[0, k] for k, each in steps]),
        duration=np.array([each.duration[0, k] for k, each in steps]),
        final=float(plan.ignition[-1] - dates[-1]),
        aside=aside,
        miss=np.array(miss),
    )


def _plan_first(problem: PlanningProblem, before: Flight) -> tuple[BurnPlan, float]:
    """The burns on the pass of the window that is nearest to the aim, and how far off, m, it is."""
    passes = build_calendar(problem, find_starts(before, WINDOW)).passes
    nearest = min(passes, key=lambda each: np.hypot(each.along, each.across))
    there = replace(problem.aim, latitude=nearest.impact[0], longitude=nearest.impact[1])
    plan = search_burns(replace(problem, aim=there), before, final_burn=nearest.ignition)
    return plan, float(np.hypot(nearest.along, nearest.across))


def _replan(sequence: Sequence, told: Commands, stage: int, before: Flight) -> Commands:
    """What the loop commands when `stage` burns have been flown and their result is known."""
    last = before.segments[-1].parameters
    known = Knowledge(
        mission=before.mission,
        t=before.t,
        y=before.y,
        stack=before.final,
        drag=np.ones(1),
        spread=np.zeros(1),
        attitude=str(before.attitude[0]),
        parameters=last,
    )
    remaining = Remaining(
        sequence=sequence,
        known=known,
        aim=told.aim,
        stage=stage,
        common=propagation(DEGREE, TOLERANCE),
    )
    return replan(remaining, told, np.zeros(1, dtype=np.intp))[0]


def _fly_to(mission: Mission, last: str | None, ignition: float) -> Flight:
    """The burns as flown up to one, and on to the state from which the next is planned; None: half
    a window before the first.
    """
    names = [phase.name for phase in mission.phases]
    lead = mission.phases[: names.index(last) + 1] if last else ()
    attitude = None if lead else mission.phases[0].attitude
    begin = Condition("time", ignition - (FRESH if last else 0.5 * WINDOW))
    return fly(replace(mission, phases=(*lead, Phase(name="now", until=begin, attitude=attitude))))


def _problem(mission: Mission, burns: Ordered[Flown], aim: AimPoint) -> PlanningProblem:
    *lowering, final = (_planned(mission, burn) for burn in burns)
    return PlanningProblem(
        lowering=tuple(lowering),
        final=final,
        window=WINDOW,
        fixed_shares=True,
        interface=mission.entry_interface,
        aim=aim,
    )


def _planned(mission: Mission, burn: Flown) -> PlannedBurn:
    phase = _phase(mission, burn.phase)
    assert phase.burn is not None  # it is that of a burn
    return PlannedBurn(
        name=phase.name,
        firings=phase.burn.firings,
        perigee=burn.perigee,
        before=burn.before,
        attitude=phase.attitude,
    )


def _phase(mission: Mission, name: str) -> Phase:
    return next(phase for phase in mission.phases if phase.name == name)
