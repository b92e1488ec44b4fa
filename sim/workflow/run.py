"""What becomes of one scenario: flown as it stands, or flown to where its plan begins, planned, and
flown to the end.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.errors import NoPlanError
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import Mission
from sim.flight.propagation_state import FlightProgress
from sim.flight.record import Flight
from sim.flight.status import IN_ORBIT
from sim.planning.failures.impact_map import FailureMap
from sim.planning.feasibility.limits import find_violations
from sim.planning.targeting.solve import BurnPlan, search_burns
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned, problem_of
from sim.scenario.schema.scenario import Scenario
from sim.workflow.reentry import EntryResult, entry_result
from sim.workflow.sensitivity_cases import FAILING, FORECASTING, failures_of, other_suns

SEARCHING = "looking for burns"
BREAKING = "breaking up"


@dataclass(frozen=True)
class Journey:
    """A scenario (with dated burns where it asked for a plan), its flight, the plan, what became
    of the stack below the interface, what follows if the final burn of the plan fails, and the
    descent under other Suns.
    """

    scenario: Scenario
    flight: Flight
    plan: BurnPlan | None = None
    entry: EntryResult | None = None
    failures: FailureMap | None = None
    suns: dict[str, np.ndarray] | None = None


def travel(
    scenario: Scenario, mission: Mission, live: FlightProgress, outlook: bool = False
) -> Journey:
    """Fly a scenario to its end, planning on the way if it asks for it.

    Parameters
    ----------
    scenario, mission
        What is flown.
    live
        Told how far it is.
    outlook
        Whether to fly the descent under other Suns and the failures of the final burn too.

    Raises
    ------
    NoPlanError
        If it asks for a plan and there is none.
    """
    if scenario.plan is None:
        flight = fly(mission, live)
        live.phase = BREAKING
        entry = entry_result(scenario, flight)
        suns = other_suns(scenario, mission, live) if outlook else None
        return Journey(scenario, flight, None, entry, None, suns)
    found = sought(scenario, mission, live)
    reasons = find_violations(found)
    if reasons:
        raise NoPlanError(scenario.name, [f"{each.sentence}; {each.remedy}" for each in reasons])
    made = planned(scenario, found)
    flight = onward(made, found, live)
    live.phase = BREAKING
    entry = entry_result(made, flight)
    if not outlook:
        return Journey(made, flight, found, entry)
    suns = other_suns(scenario, mission, live)
    return Journey(made, flight, found, entry, failures_of(made, found, live), suns)


def sought(scenario: Scenario, mission: Mission, live: FlightProgress) -> BurnPlan:
    """Fly to where the plan begins, and look for it.

    Raises
    ------
    NoPlanError
        If the flight does not end in orbit.
    """
    before = fly(mission, live)
    if before.status[0] != IN_ORBIT:
        why = f"the flight before the plan did not end in orbit: {before.status[0].sentence}"
        raise NoPlanError(scenario.name, [f"{why}; an earlier plan"])
    live.phase = SEARCHING
    return search_burns(problem_of(scenario), before, degree=scenario.environment.gravity.degree)


def onward(scenario: Scenario, found: BurnPlan, live: FlightProgress) -> Flight:
    """Fly the dated burns of a plan and the entry, and join them to the flight before."""
    before = found.before
    phases = phases_of(scenario, before.mission.epoch)[len(before.mission.phases) :]
    return join_flights(before, fly(continue_from(before, phases), live))


def stages(scenario: Scenario, mission: Mission) -> list[str]:
    """Names of what a journey goes through, for showing how far it is."""
    names = [phase.name for phase in mission.phases]
    last = [] if scenario.entry is None else [BREAKING]
    last.append(FORECASTING)
    if scenario.plan is None:
        return [*names, *last]
    burns = [burn.name for burn in scenario.plan.burns]
    later = [name for burn in burns for name in (f"{burn}_coast", burn)]
    return [*names, SEARCHING, *later, "coast", "entry", *last, FAILING]


Work = Callable[[Scenario, Mission, FlightProgress], object]
