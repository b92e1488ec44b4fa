"""The work behind ``plan``: fly to where the plan begins, look for burns, fly them to the sea, and
ask what can go wrong, what is left and what the way down could have cost.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.entry.risk.keep_out import CLASSES, nearest_land
from sim.entry.risk.land import countries, countries_under
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import Mission
from sim.flight.propagation_state import FlightProgress
from sim.flight.record import Flight
from sim.flight.status import IMPACT, IN_ORBIT
from sim.flight.trajectory import trajectory
from sim.planning.failures.impact_map import FailureMap, FailureMapOptions, map_failures
from sim.planning.failures.study import summarise_failures
from sim.planning.lowering.study import (
    PERCENTILES,
    REACH,
    study_lowering,
    summarise_lowering,
    tabulate_altitudes,
)
from sim.planning.margins.budget import build_budget, list_charges
from sim.planning.margins.control_study import study_control, summarise_control
from sim.planning.margins.study import build_fleet, find_thrust_margin, tabulate_fleet
from sim.planning.plan_summary import summarise_plan
from sim.planning.targeting.calendar_table import tabulate_calendar
from sim.planning.targeting.sequence import StartStates
from sim.planning.targeting.solve import BurnPlan, search_burns
from sim.planning.targeting.trial import observe_starts
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import planned, problem_of
from sim.scenario.error import ScenarioError
from sim.scenario.schema.scenario import Scenario
from sim.workflow.run import SEARCHING
from sim.workflow.sensitivity_cases import FAILING, up_to_final

Lowered = tuple[dict[str, Any] | None, dict[str, np.ndarray] | None, str]
"""Figures and courses of the lowering, or why there are none."""

HOLDING, LOWERING, SPARING = "attitude control", "lowering", "margins"
STAGES = (FAILING, HOLDING, SPARING, LOWERING)
"""What follows the flight, for showing how far it is."""


@dataclass(frozen=True)
class Study:
    """A plan with all that was asked about it.

    `scenario` has dated burns where the plan is feasible; `flight` is the whole one, or the one
    before the plan where no plan was flown. Tables are None where there is nothing to tell.
    """

    scenario: Scenario
    flight: Flight
    answer: dict[str, Any]
    calendar: dict[str, np.ndarray] | None = None
    failures: FailureMap | None = None
    torque: dict[str, np.ndarray] | None = None
    courses: dict[str, np.ndarray] | None = None


def study(failures: bool) -> Callable[[Scenario, Mission, FlightProgress], Study]:
    """Work for `sim.cli.progress.side_by_side`, with or without the failure map."""

    def work(scenario: Scenario, mission: Mission, live: FlightProgress) -> Study:
        return _studied(scenario, mission, live, failures)

    return work


def _studied(scenario: Scenario, mission: Mission, live: FlightProgress, failures: bool) -> Study:
    began = time.perf_counter()
    before = fly(mission, live)
    if before.status[0] != IN_ORBIT:
        return Study(scenario, before, _down_early(scenario, before))
    live.phase = SEARCHING
    searching = time.perf_counter()
    degree = scenario.environment.gravity.degree
    found = search_burns(problem_of(scenario), before, degree=degree)
    told = summarise_plan(found, scenario.name)
    told["search"]["wall_s"] = time.perf_counter() - searching
    told |= dict.fromkeys(("stack_impact", "budget", "control", "margins", "lowering", "failures"))
    told["left_out"] = {}
    flight, made, torque, fallen = before, scenario, None, None
    if found.closed and found.outcome is not None:
        dated = planned(scenario, found)
        made = dated if told["feasible"] else scenario
        ready, final, after = up_to_final(dated, found, live)
        rest = fly(continue_from(ready, (final, *after)), live)
        flight = join_flights(join_flights(before, ready), rest)
        told["stack_impact"] = _impact(flight)
        torque = _held(scenario, found, flight, final.burn.firings, told, live)
        _margins(found, ready, told, live)
        if failures:
            live.phase = FAILING
            how = FailureMapOptions(field_degree=degree)
            fallen = map_failures(ready, final, after, how, countries_under)
            told["failures"] = summarise_failures(fallen)
        else:
            told["left_out"]["failures"] = "left out as asked (--no-failures)"
    live.phase = LOWERING
    told["lowering"], courses, why = _lowering(scenario, mission, before)
    if why:
        told["left_out"]["lowering"] = why
    calendar = _calendar(found)
    for k, row in enumerate(told["calendar"]):
        row["can_meet_aim"] = calendar["can_meet_aim"][k]
        row["effort"] = calendar["effort"][k]
    told["wall_s"] = time.perf_counter() - began
    return Study(made, flight, told, calendar, fallen, torque, courses)


def _down_early(scenario: Scenario, before: Flight) -> dict[str, Any]:
    """The answer where the flight does not live to the beginning of the plan."""
    why = f"the flight before the plan did not end in orbit: {before.status[0].sentence}"
    finding = {
        "constraint": "flight before the plan",
        "needed": None,
        "allowed": None,
        "unit": "",
        "sentence": why,
        "remedy": "a plan that begins earlier or higher up",
    }
    empty = dict.fromkeys(("begins_utc", "miss", "entry", "phasing", "last_go_no_go"))
    return {
        "scenario": scenario.name,
        "feasible": False,
        "findings": [finding],
        "burns": [],
        "calendar": [],
        **empty,
    }


def _impact(flight: Flight) -> dict[str, Any] | None:
    """Where the unbroken stack comes down."""
    if flight.status[0] != IMPACT:
        return None
    path = trajectory(flight)
    return {
        "utc": flight.mission.epoch.utc_iso(float(flight.t[0]), 3),
        "latitude_deg": float(path["latitude_deg"][-1]),
        "longitude_deg": float(path["longitude_deg"][-1]),
    }


def _held(
    scenario: Scenario,
    found: BurnPlan,
    flight: Flight,
    final: Any,
    told: dict[str, Any],
    live: FlightProgress,
) -> dict[str, np.ndarray]:
    """Attitude control and the budget that pays for it; gives the torque table."""
    live.phase = HOLDING
    held = study_control(flight, trajectory(flight), found.start)
    told["control"] = summarise_control(held)
    charges = list_charges(flight, final, held.propellant, found.problem.limits.reserve)
    told["budget"] = build_budget(flight, charges)
    for row in told["budget"]["by_tank"]:
        vehicle, _, tank = row["tank"].partition(".")
        load = scenario.vehicles[vehicle].tanks[tank].load
        row["note"] = load.source or load.assumption or ""
    return held.torque


def _margins(found: BurnPlan, ready: Flight, told: dict[str, Any], live: FlightProgress) -> None:
    """Least thrust, and how many ships of the backup would do."""
    live.phase = SPARING
    told["margins"] = {"thrust": None, "ships": None}
    try:
        told["margins"]["thrust"] = find_thrust_margin(found, ready)
    except ValueError as error:
        told["left_out"]["thrust"] = str(error)
    fleet = build_fleet(found)
    if fleet is None:
        told["left_out"]["ships"] = (
            "no station with engines of its own, or no ship with a main engine of limited life and "
            "thrusters beside it"
        )
        return
    told["margins"]["ships"] = tabulate_fleet(found, fleet)


def _lowering(scenario: Scenario, mission: Mission, before: Flight) -> Lowered:
    """The lowering against the cheapest one."""
    first = mission.phases[0].altitude_profile
    if first is None or not first.firings:
        return None, None, "the scenario does not begin with lowering burns"
    here = observe_starts(StartStates(before, before.t[:1], before.y[:1]))
    end = float(before.t[0]), float(here.mean_altitude[0])
    air, weather = scenario.environment.atmosphere, scenario.environment.space_weather
    forecast = air.asks_for_weather and weather.constant is None
    usual = mission.phases[0].attitude or mission.attitude_at_start
    lost = problem_of(scenario).entry_attitude
    named = [a.name for v in mission.vehicles for a in v.attitudes]
    others = [name for name in named if name not in (usual, lost)]
    far = _far(scenario, mission, end[0])
    percentiles = PERCENTILES if forecast else (50.0,)
    try:
        made = study_lowering(mission, far, end, others, percentiles)
    except ValueError as error:
        return None, None, str(error)
    return summarise_lowering(made, mission.epoch), tabulate_altitudes(made, mission.epoch), ""


def _far(scenario: Scenario, mission: Mission, seconds: float) -> Mission:
    """The mission with tables that reach some times as far; the same where there are none."""
    if scenario.environment.atmosphere.model == "nrlmsis21":
        return mission  # its table takes minutes for ten years
    horizon = mission.epoch.utc_iso(max(REACH * seconds, mission.horizon))
    try:
        return build_mission(scenario.model_copy(update={"horizon": horizon}))
    except ScenarioError:
        return mission


def _calendar(found: BurnPlan) -> dict[str, np.ndarray] | None:
    """The calendar with distances to land; None without passes."""
    if not found.calendar.passes:
        return None
    columns = tabulate_calendar(found)
    latitude = columns["impact_latitude_deg"]
    for name in ("", "backup_1_", "backup_2_"):
        longitude = columns[f"{name}longitude_deg" if name else "impact_longitude_deg"]
        away, country = _to_land(longitude, latitude)
        columns[f"{name}to_land_km"] = away
        columns[f"{name}nearest_land"] = country
    return columns


def _to_land(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance in km to the nearest land of any class, and whose it is; NaN and empty for none."""
    good = np.isfinite(longitude) & np.isfinite(latitude)
    away, whose = np.full(len(good), np.nan), np.full(len(good), "", dtype=object)
    found = [nearest_land(kind, longitude[good], latitude[good]) for kind in CLASSES]
    distance = np.array([each.distance for each in found])
    first = np.argmin(distance, axis=0)
    row = np.arange(len(first))
    away[good] = distance[first, row] / 1e3
    country = np.array([each.country for each in found])[first, row]
    whose[good] = countries().name[country]
    return away, whose.astype(str)
