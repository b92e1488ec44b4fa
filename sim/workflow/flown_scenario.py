"""One scenario from its start to its end: flown as it stands, or flown to where its plan begins,
planned, and flown to the end.
"""

from dataclasses import dataclass

import numpy as np

from sim.entry.disposal import ShipDisposal, assess_disposals
from sim.errors import NoPlanError
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.flight.status import IN_ORBIT, FlightProgress
from sim.operations.aim_choice import NoAimError
from sim.operations.choose_aim import AimStudy
from sim.planning.failures.impact_map import FailureMap
from sim.planning.feasibility.limits import find_violations
from sim.planning.targeting.solve import BurnPlan
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import require_visits_over
from sim.workflow.aim import SearchedPlan, search_aim_and_burns
from sim.workflow.reentry import ReentryResult, add_ships, assess_reentry
from sim.workflow.sensitivity_cases import (
    FAILING,
    FORECASTING,
    fly_solar_activity_cases,
    map_plan_failures,
)

SEARCHING = "looking for burns"
BREAKING = "breaking up"


@dataclass(frozen=True, kw_only=True)
class FlownScenario:
    """A scenario and everything that was computed for it.

    Attributes
    ----------
    scenario
        With dated burns where it asked for a plan.
    flight
        The whole flight.
    plan
        The plan that was found on the way; None where none was asked for.
    aim
        How its aim point was chosen; None where it was given.
    reentry
        Break-up, debris and risk; None where the stack stays up or has no catalogue.
    failures
        Impact map of a final burn that fails; None where it was not asked for.
    disposals
        Ships that left, and what became of each.
    solar_activity
        The descent under percentiles of the forecast; None where it was not asked for.
    """

    scenario: Scenario
    flight: Flight
    plan: BurnPlan | None = None
    aim: AimStudy | None = None
    reentry: ReentryResult | None = None
    failures: FailureMap | None = None
    solar_activity: dict[str, np.ndarray] | None = None
    disposals: tuple[ShipDisposal, ...] = ()


def run_scenario(
    scenario: Scenario,
    mission: Mission,
    live: FlightProgress,
    sensitivity_cases: bool = False,
) -> FlownScenario:
    """Fly a scenario to its end, planning on the way if it asks for it.

    Parameters
    ----------
    scenario, mission
        What is flown.
    live
        Receives phase and time.
    sensitivity_cases
        Whether to fly the descent under low and high solar activity and the failures of the final
        burn too.

    Raises
    ------
    NoPlanError
        If it asks for a plan and none is feasible.
    """
    if scenario.plan is None:
        dated, plan, aim = scenario, None, None
        flight = fly(mission, live)
    else:
        searched = search_feasible_plan(scenario, mission, live)
        plan, aim = searched.plan, searched.aim
        dated = planned(scenario, plan)
        flight = fly_planned_burns(dated, plan, live)
    live.phase = BREAKING
    disposals = assess_disposals(flight)
    reentry = add_ships(assess_reentry(dated, flight, plan), disposals)
    solar_activity, failures = None, None
    if sensitivity_cases:
        solar_activity = fly_solar_activity_cases(scenario, mission, live)
        failures = None if plan is None else map_plan_failures(dated, plan, live)
    return FlownScenario(
        scenario=dated,
        flight=flight,
        plan=plan,
        aim=aim,
        reentry=reentry,
        failures=failures,
        solar_activity=solar_activity,
        disposals=disposals,
    )


def search_plan(scenario: Scenario, mission: Mission, live: FlightProgress) -> SearchedPlan:
    """Fly to where the plan begins, and search it; it may be infeasible.

    Raises
    ------
    NoPlanError
        If that flight does not end in orbit, or no pass leads through the box of an aim point that
        is to be chosen.
    ScenarioError
        If a vehicle comes or leaves later than that.
    """
    before = fly(mission, live)
    if before.status[0] != IN_ORBIT:
        reason = f"the flight before the plan did not end in orbit: {before.status[0].sentence}"
        raise NoPlanError(scenario.name, [f"{reason}; an earlier plan"])
    require_visits_over(before, scenario)
    live.phase = SEARCHING
    try:
        return search_aim_and_burns(scenario, before)
    except NoAimError as error:
        raise NoPlanError(scenario.name, [f"{error}; {error.violation.remedy}"]) from None


def search_feasible_plan(
    scenario: Scenario, mission: Mission, live: FlightProgress
) -> SearchedPlan:
    """Fly to where the plan begins, and search it.

    Raises
    ------
    NoPlanError
        If that flight does not end in orbit, or the best plan violates a limit.
    """
    best = search_plan(scenario, mission, live)
    violations = find_violations(best.plan)
    if violations:
        reasons = [f"{each.sentence}; {each.remedy}" for each in violations]
        raise NoPlanError(scenario.name, reasons)
    return best


def fly_planned_burns(scenario: Scenario, plan: BurnPlan, live: FlightProgress) -> Flight:
    """Fly the dated burns of a plan and the entry, and join them to the flight before."""
    before = plan.before
    phases = phases_of(scenario, before.mission.epoch)[len(before.mission.phases) :]
    return join_flights(before, fly(continue_from(before, phases), live))


def stage_names(scenario: Scenario, mission: Mission) -> list[str]:
    """What `run_scenario` goes through, in its order."""
    names = [phase.name for phase in mission.phases]
    last = [] if scenario.entry is None else [BREAKING]
    last.append(FORECASTING)
    if scenario.plan is None:
        return [*names, *last]
    burns = [burn.name for burn in scenario.plan.burns]
    later = [name for burn in burns for name in (f"{burn}_coast", burn)]
    return [*names, SEARCHING, *later, "coast", "entry", *last, FAILING]
