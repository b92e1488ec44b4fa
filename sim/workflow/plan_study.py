"""A plan with everything that is asked about it: flown to the ground, failures of the final burn,
attitude control, propellant, least thrust, and the altitude lowering against the cheapest one.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.entry.risk.keep_out import CLASSES, nearest_land
from sim.entry.risk.land import countries, countries_under
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import Mission
from sim.flight.phase import Firing
from sim.flight.record import Flight
from sim.flight.status import IMPACT, IN_ORBIT, FlightProgress
from sim.flight.trajectory import trajectory
from sim.operations.aim_choice import NoAimError
from sim.planning.failures.impact_map import FailureMap, FailureMapOptions, map_failures
from sim.planning.failures.study import summarise_failures
from sim.planning.figures import NoPlanFigures, PassFigures, ViolationFigures
from sim.planning.margins.attitude_control import study_control, summarise_control
from sim.planning.margins.figures import BudgetFigures, ControlFigures, MarginStudies
from sim.planning.margins.propellant import build_budget, list_charges
from sim.planning.margins.study import find_thrust_margin
from sim.planning.margins.usable import find_margin
from sim.planning.plan_summary import summarise_violation
from sim.planning.targeting.calendar_table import tabulate_calendar
from sim.planning.targeting.sequence import StartStates
from sim.planning.targeting.solve import BurnPlan, SearchScope
from sim.planning.violation import Violation
from sim.report.results.contents import (
    FlownPlanFigures,
    RunPlanFigures,
    StackImpactFigures,
    StudiedPlanFigures,
)
from sim.scenario.build.attitude_control import control_assumptions_of
from sim.scenario.build.plan import planned
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import require_visits_over
from sim.workflow.aim import (
    OPERATIONS,
    SearchedPlan,
    search_aim_and_burns,
    study_operations,
)
from sim.workflow.flown_scenario import SEARCHING, stage_names
from sim.workflow.plan_lowering import study_lowering_way
from sim.workflow.sensitivity_cases import FAILING, fly_to_final_burn

CONTROL, LOWERING, MARGINS = "attitude control", "lowering", "margins"

FLOWN_PARTS = frozenset({"control", "margins", "failures"})
"""What is asked about the flight of a plan to the ground."""
PARTS = FLOWN_PARTS | {"operations", "calendar", "curves", "lowering"}
"""Everything that is asked about a plan beyond its burns."""

NOT_ASKED = "left out as asked"

Columns = dict[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class PlanStudy:
    """A plan with all that was asked about it; tables are None where there is nothing to tell.

    Attributes
    ----------
    scenario
        With dated burns where the plan is feasible, else as it was.
    flight
        The whole flight, or the one before the plan where no plan was flown.
    answer
        What ``plan.json`` holds.
    calendar
        A row for each pass.
    failures
        Impact map of a final burn that fails.
    torque
        Torque of the atmosphere by attitude and altitude.
    lowering
        Altitude by date of several ways to lower the orbit.
    curves
        Footprint and clearance against final perigee and thrust.
    """

    scenario: Scenario
    flight: Flight
    answer: StudiedPlanFigures
    calendar: Columns | None = None
    failures: FailureMap | None = None
    torque: Columns | None = None
    lowering: Columns | None = None
    curves: Columns | None = None


@dataclass(frozen=True, kw_only=True)
class _FlownPlan:
    """A plan flown to the ground, and what was asked about it."""

    flight: Flight
    answer: FlownPlanFigures
    left_out: dict[str, str]
    torque: Columns | None
    failures: FailureMap | None


def study_plan(
    scenario: Scenario,
    mission: Mission,
    live: FlightProgress,
    parts: frozenset[str] = PARTS,
    before: Flight | None = None,
    starts: StartStates | None = None,
) -> PlanStudy:
    """Search the burns a scenario asks for, and answer what is asked about them.

    Parameters
    ----------
    scenario, mission
        What is planned; the scenario has a `plan`.
    live
        Receives phase and time.
    parts
        Of `PARTS`, what is asked beyond the burns; an answer does not depend on the others.
    before, starts
        The flight of the mission to where the plan begins, and the states from which its burns may
        begin, where they are known; None: both are flown here.

    Raises
    ------
    ScenarioError
        If a vehicle comes or leaves later than the plan begins.
    """
    began = time.perf_counter()
    before = fly(mission, live) if before is None else before
    if before.status[0] != IN_ORBIT:
        answer = _answer_of_early_end(scenario, before)
        return PlanStudy(scenario=scenario, flight=before, answer={**answer})
    require_visits_over(before, scenario)
    live.phase = SEARCHING
    searching = time.perf_counter()
    try:
        scope = SearchScope(starts, "calendar" in parts)
        searched = search_aim_and_burns(scenario, before, scope)
    except NoAimError as error:
        answer = _answer_of_no_plan(scenario, summarise_violation(error.violation))
        return PlanStudy(scenario=scenario, flight=before, answer={**answer})
    plan = searched.figures(scenario.name)
    plan["search"]["wall_s"] = time.perf_counter() - searching
    study = _study_searched(scenario, mission, searched, plan, live, parts)
    study.answer["wall_s"] = time.perf_counter() - began
    return study


def _study_searched(
    scenario: Scenario,
    mission: Mission,
    searched: SearchedPlan,
    plan: RunPlanFigures,
    live: FlightProgress,
    parts: frozenset[str],
) -> PlanStudy:
    """Everything that is asked about a plan that was searched, feasible or not."""
    best, left_out = searched.plan, dict[str, str]()
    figures: StudiedPlanFigures = _without_studies(plan, left_out)
    written, flown, late = scenario, None, None
    if best.closed and best.outcome is not None:
        dated = planned(scenario, best)
        if parts & FLOWN_PARTS:
            flown = _fly_plan(scenario, dated, searched, live, parts)
            figures = {**figures, **flown.answer}
            left_out |= flown.left_out
        if parts & {"operations", "curves"}:
            live.phase = OPERATIONS
            late = study_operations(scenario, searched, with_curves="curves" in parts)
            figures["backups"], figures["clearance"] = late.backups, late.clearance
        written = dated if figures["feasible"] else scenario
    lowering, reason = None, NOT_ASKED
    if "lowering" in parts:
        live.phase = LOWERING
        figures["lowering"], lowering, reason = study_lowering_way(scenario, mission, best.before)
    if reason:
        left_out["lowering"] = reason
    return PlanStudy(
        scenario=written,
        flight=best.before if flown is None else flown.flight,
        answer=figures,
        calendar=_calendar(best, figures["calendar"]),
        failures=None if flown is None else flown.failures,
        torque=None if flown is None else flown.torque,
        lowering=lowering,
        curves=None if late is None else late.curves,
    )


def _without_studies(plan: RunPlanFigures, left_out: dict[str, str]) -> StudiedPlanFigures:
    """The answer of the search, with None for everything that a study of it will tell."""
    return {
        **plan,
        "stack_impact": None,
        "budget": None,
        "control": None,
        "margins": None,
        "lowering": None,
        "failures": None,
        "backups": None,
        "left_out": left_out,
    }


def plan_stage_names(scenario: Scenario, mission: Mission) -> list[str]:
    """What `study_plan` goes through, in its order."""
    return [*stage_names(scenario, mission), CONTROL, MARGINS, OPERATIONS, LOWERING]


def _answer_of_early_end(scenario: Scenario, before: Flight) -> NoPlanFigures:
    """The answer where the flight ends before the plan begins."""
    reason = f"the flight before the plan did not end in orbit: {before.status[0].sentence}"
    remedy = "a plan that begins earlier or higher up"
    nothing = Violation("flight before the plan", np.nan, np.nan, "", reason, remedy)
    return _answer_of_no_plan(scenario, summarise_violation(nothing))


def _answer_of_no_plan(scenario: Scenario, violation: ViolationFigures) -> NoPlanFigures:
    """The answer where there is nothing to plan, and why."""
    return {
        "scenario": scenario.name,
        "feasible": False,
        "findings": [violation],
        "burns": [],
        "calendar": [],
        "begins_utc": None,
        "miss": None,
        "entry": None,
        "phasing": None,
        "last_go_no_go": None,
    }


def _fly_plan(
    scenario: Scenario,
    dated: Scenario,
    searched: SearchedPlan,
    live: FlightProgress,
    parts: frozenset[str],
) -> _FlownPlan:
    """Fly the dated burns of a plan to the ground, and ask what they need and what can go wrong."""
    best = searched.plan
    ready, final, after = fly_to_final_burn(dated, best, live)
    if final.burn is None:
        raise TypeError(f"{final.name} is no burn")
    flight = join_flights(
        join_flights(best.before, ready), fly(continue_from(ready, (final, *after)), live)
    )
    left_out: dict[str, str] = {}
    answer: FlownPlanFigures = {"stack_impact": _stack_impact(flight)}
    torque, failures = None, None
    if "control" in parts:
        live.phase = CONTROL
        study = _study_control(scenario, best, flight, final.burn.firings)
        answer["control"], answer["budget"], torque = study
    if "margins" in parts:
        live.phase = MARGINS
        answer["margins"] = _margins(best, ready, left_out)
    if "failures" in parts:
        live.phase = FAILING
        options = FailureMapOptions(field_degree=scenario.environment.gravity.degree)
        failures = map_failures(ready, final, after, options, countries_under)
        answer["failures"] = summarise_failures(failures)
    else:
        left_out["failures"] = f"{NOT_ASKED} (--no-failures)"
    return _FlownPlan(
        flight=flight,
        answer=answer,
        left_out=left_out,
        torque=torque,
        failures=failures,
    )


def _stack_impact(flight: Flight) -> StackImpactFigures | None:
    """Where the intact stack comes down."""
    if flight.status[0] != IMPACT:
        return None
    path = trajectory(flight)
    return {
        "utc": flight.mission.epoch.utc_iso(float(flight.t[0]), 3),
        "latitude_deg": float(path["latitude_deg"][-1]),
        "longitude_deg": float(path["longitude_deg"][-1]),
    }


def _study_control(
    scenario: Scenario, best: BurnPlan, flight: Flight, firings: Sequence[Firing]
) -> tuple[ControlFigures, BudgetFigures, Columns]:
    """Attitude control, the propellant budget that pays for it, and the table of torques."""
    assumed = control_assumptions_of(scenario)
    study = study_control(flight, trajectory(flight), best.start, assumed)
    charges = list_charges(
        flight, firings, study.propellant, best.problem.limits.reserve, control=assumed
    )
    propellant = build_budget(flight, charges)
    propellant["margin"] = find_margin(flight, firings, charges)
    for row in propellant["by_tank"]:
        vehicle, _, tank = row["tank"].partition(".")
        load = scenario.all_vehicles[vehicle].tanks[tank].load
        row["note"] = load.source or load.assumption or ""
    return summarise_control(study), propellant, study.torque


def _margins(best: BurnPlan, ready: Flight, left_out: dict[str, str]) -> MarginStudies:
    """Least thrust; writes into `left_out` why not."""
    thrust = None
    try:
        thrust = find_thrust_margin(best, ready)
    except ValueError as error:
        left_out["thrust"] = str(error)
    return {"thrust": thrust}


def _calendar(best: BurnPlan, listed: list[PassFigures]) -> Columns | None:
    """The calendar with distances to land, None without passes; its listed passes learn which of
    them can meet the aim.
    """
    if not best.calendar.passes:
        return None
    columns = tabulate_calendar(best)
    latitude = columns["impact_latitude_deg"]
    for name in ("", "backup_1_", "backup_2_"):
        longitude = columns[f"{name}longitude_deg" if name else "impact_longitude_deg"]
        away, country = _to_land(longitude, latitude)
        columns[f"{name}to_land_km"] = away
        columns[f"{name}nearest_land"] = country
    for k, row in enumerate(listed):
        row["can_meet_aim"] = columns["can_meet_aim"][k]
        row["effort"] = columns["effort"][k]
    return columns


def _to_land(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance in km to the nearest land of any class, and whose it is; NaN and empty for none."""
    good = np.isfinite(longitude) & np.isfinite(latitude)
    away, whose = np.full(len(good), np.nan), np.full(len(good), "", dtype=object)
    nearest = [nearest_land(kind, longitude[good], latitude[good]) for kind in CLASSES]
    distance = np.array([each.distance for each in nearest])
    first = np.argmin(distance, axis=0)
    row = np.arange(len(first))
    away[good] = distance[first, row] / 1e3
    country = np.array([each.country for each in nearest])[first, row]
    whose[good] = countries().name[country]
    return away, whose.astype(str)
