"""A moved aim: answered at once by burning earlier or later on the orbit, then by a plan of all
burns again.

The final burn alone can move the debris along its track, and a revolution to the west or east; what
is left across the track only the burns of the days before can mend.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import Mission
from sim.flight.record import EventKind, Flight
from sim.flight.stack import Stack
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.replan import Commands, Remaining, Sequence, first_commands, replan
from sim.planning.targeting.sequence import propagation
from sim.planning.targeting.solve import BurnPlan, commands_of
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned
from sim.scenario.schema.scenario import Scenario
from sim.workflow.explore.answer import Answer
from sim.workflow.explore.controls import Controls
from sim.workflow.explore.held import HeldPlan, hold_plan, time_of_hold
from sim.workflow.explore.reach import Reach, unit
from sim.workflow.flown_scenario import FlownScenario

Array = NDArray[np.float64]

DEGREE, TOLERANCE = 20, 1e-10
"""Of the flights that close in on an aim; the plan found is flown with those of its scenario."""
WITHIN = 15e3
"""m: farther off, a plan has not met its aim. What is left along the track the date of the final
burn takes up."""
TRIES = 3
"""Searches one after the other, each with slopes of its own: the first is made for small errors."""
GROUND_SPEED = 7.3e3
"""m/s of the point below the stack; assumption: 7.2 to 7.5. Near enough for a few kilometres."""
MILLISECOND = 1e-3


class AimNotMetError(ValueError):
    """The burns of a plan can't be brought onto an aim; says how far off they end."""


@dataclass(frozen=True)
class Approximation:
    """The state that comes nearest to an aim by the time of its final burn, and how far off its
    reference point is expected, km.
    """

    state: Controls
    miss_km: float


def approximate_aim(
    plan: HeldPlan, nominal: Answer, reach: Reach, state: Controls, aim: tuple[float, float]
) -> Approximation:
    """The time of the final burn, and its revolution, that bring the debris nearest to an aim.

    Parameters
    ----------
    plan, nominal, reach
        A plan, its answer without changes, and where its final burn can bring the debris.
    state
        What else is changed; by how much that moves the debris is left out.
    aim
        Latitude and longitude, deg.

    Raises
    ------
    AimNotMetError
        If nothing of the plan comes down.
    """
    debris = nominal.figures["debris"]
    if debris is None:
        raise AimNotMetError("nothing of this plan comes down, so there is nothing to move")
    middle = unit(debris["latitude_deg"], debris["longitude_deg"])
    offset = 0.0 * middle if plan.aim is None else unit(*plan.aim) - middle
    revolution, shift, miss = reach.nearest(aim, offset)
    moved = replace(
        state, revolution=revolution, ignition_shift_s=shift,
        aim_latitude_deg=None, aim_longitude_deg=None,
    )  # fmt: skip
    return Approximation(moved, miss)


def plan_again(
    scenario: Scenario, plan: HeldPlan, aim: tuple[float, float], revolution: int = 0
) -> HeldPlan:
    """All burns of a plan again, for another aim, and held.

    Parameters
    ----------
    scenario
        The one that asked for the plan.
    plan
        Its plan, held.
    aim
        Latitude and longitude, deg.
    revolution
        By how many revolutions later its burns are looked for.

    Raises
    ------
    AimNotMetError
        If there is no plan, or its burns end too far off.
    """
    old = plan.flown.plan
    if old is None or old.outcome is None:
        raise AimNotMetError("the burns of this scenario are dated; nothing plans them again")
    found = _search(old, aim, plan.ignitions[revolution] - plan.ignitions[0])
    dated = planned(scenario, found)
    before = old.before
    phases = phases_of(dated, before.mission.epoch)[len(before.mission.phases) :]
    record = replace(plan.record, ignition=float(found.ignition[-1]))
    k = next(i for i, phase in enumerate(phases) if phase.name == record.name)
    held, rest = time_of_hold(before, phases, k, record)
    to_hold = fly(continue_from(before, held))
    flown = fly(continue_from(to_hold, rest))
    flight = join_flights(before, join_flights(to_hold, flown))
    if flight.first(0, EventKind.IMPACT) is None:
        raise AimNotMetError("with the burns planned again the stack does not come down")
    again = FlownScenario(scenario=dated, flight=flight, plan=found)
    return hold_plan(again, to_hold)


def _search(old: BurnPlan, aim: tuple[float, float], later: float) -> BurnPlan:
    """The plan whose reference piece comes down on an aim."""
    assert old.outcome is not None  # asked by who calls
    latitude, longitude = np.radians(aim)
    problem = replace(
        old.problem, aim=replace(old.problem.aim, latitude=latitude, longitude=longitude)
    )
    burns = [
        replace(burn, perigee=float(low))
        for burn, low in zip(problem.burns, old.perigee, strict=True)
    ]
    sequence = Sequence(
        problem=replace(problem, lowering=tuple(burns[:-1]), final=burns[-1]),
        low=float(old.outcome.perigee[0, 0]),
        ignition=old.ignition + later,
        duration=old.outcome.duration[0],
        delta_v=old.outcome.delta_v[0],
        burn_centre=old.burn_centre,
    )
    remaining = Remaining(
        sequence=sequence,
        known=_known(old.before),
        aim=np.array([[latitude, longitude]]),
        stage=0,
        common=propagation(DEGREE, TOLERANCE),
    )
    rows = np.zeros(1, dtype=np.intp)
    commands = first_commands(sequence, 1)
    for _ in range(TRIES):
        commands, _ = replan(remaining, commands, rows)
        if not commands.complete[0] or commands.miss[0] < WITHIN:
            break
    if not commands.complete[0] or not commands.miss[0] < WITHIN:
        off = f"{commands.miss[0] / 1e3:,.0f} km off" if commands.complete[0] else "nowhere near"
        raise AimNotMetError(
            f"the burns planned again end {off}: no pass of these days leads there"
        )
    return _as_plan(old, remaining, commands)


def _as_plan(old: BurnPlan, remaining: Remaining, commands: Commands) -> BurnPlan:
    """What was found, as a plan with burns as their vehicles are told them."""
    rows = np.zeros(1, dtype=np.intp)
    x = np.column_stack([commands.burn_centre, commands.shift])
    outcome = remaining.fly(rows, x, commands.ignition)
    problem, ignition = remaining.sequence.problem, outcome.ignition[0].copy()
    ignition[-1] -= float(outcome.along[0]) / GROUND_SPEED
    return replace(
        old,
        problem=problem,
        ignition=np.round(ignition / MILLISECOND) * MILLISECOND,
        perigee=np.round(outcome.perigee_after[0]),
        commands=commands_of(problem, outcome, 0),
        burn_centre=float(commands.burn_centre[0]),
        shift=float(commands.shift[0]),
        outcome=outcome,
        closed=True,
    )


def _known(before: Flight) -> Knowledge:
    """What a planner knows: everything, as the flight before has left it."""
    mission: Mission = continue_from(before, ())
    stack = mission.stack
    assert isinstance(stack, Stack)  # a continued mission has one
    return Knowledge(
        mission=mission,
        t=np.asarray(mission.start, dtype=float),
        y=np.column_stack([mission.position, mission.velocity, stack.mass + mission.mass_offset]),
        stack=stack,
        drag=np.ones(1),
        spread=np.zeros(1),
        attitude=mission.attitude_at_start,
        parameters=before.segments[-1].parameters,
    )
