"""Margins of a flown plan as plain figures: the least thrust by starting orbit and solar activity,
and how many ships of the backup could do it.
"""

from typing import Any

import numpy as np

from sim.flight.record import Flight
from sim.flight.stack import engine_output
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.elements import inclination_of_state
from sim.planning.lowering.orbit_decay import activity_of
from sim.planning.margins.fleet import Fleet
from sim.planning.margins.fleet_feasibility import assess_fleet
from sim.planning.margins.thrust import BurnDemand, find_least_thrust
from sim.planning.targeting.solve import BurnPlan

HEIGHTS = (180e3, 200e3, 220e3, 250e3, 280e3, 330e3)
"""m of the circular starting orbits besides the plan's own."""
PERCENTILES = (5.0, 50.0, 95.0)
RESERVE = 1000.0
"""kg that ships must have left where the scenario names no reserve. assumption."""


def find_thrust_margin(
    plan: BurnPlan, ready: Flight, percentiles: tuple[float, ...] = PERCENTILES
) -> dict[str, Any]:
    """The least thrust that reaches the final perigee, from the plan's last orbit and from circular
    ones.

    Parameters
    ----------
    plan
        Flown.
    ready
        Flight whose first trajectory ended where the final burn begins.
    percentiles
        Of the forecast.

    Raises
    ------
    ValueError
        If the stack is too light for the method.
    """
    mission, final, outcome = ready.mission, plan.problem.final, plan.outcome
    if outcome is None:
        raise ValueError("the plan was not flown: no orbit to begin the final burn from")
    now = engine_output(ready.final, final.firings, np.zeros_like(ready.final.fired))
    attitude = mission.attitude(final.attitude or str(ready.attitude[0]))
    demand = BurnDemand(
        perigee=float(plan.perigee[-1]),
        flight_path_angle=plan.problem.limits.shallowest or 0.0,
        mass=float(ready.y[0, 6]),
        isp=float(now.thrust[0] / (now.flow[0] * STANDARD_GRAVITY)),
        attitude=attitude,
        burn_centre=plan.burn_centre,
        inclination=inclination_of_state(mission.position[0], mission.velocity[0]),
    )
    last_orbit = float(outcome.perigee[0, -1]), float(outcome.apogee[0, -1])
    starts = (last_orbit, *((h, h) for h in HEIGHTS))
    base = mission.world.weather.deviate
    activities = [activity_of(p) - base for p in percentiles]
    table = find_least_thrust(mission, demand, plan.start, starts, activities)
    rows = _thrust_rows(table, percentiles)
    least = max((row["least_thrust_n"] for row in rows[: len(percentiles)]), default=np.nan)
    thrust = float(now.thrust[0])
    return {
        "thrust_n": thrust,
        "mass_kg": demand.mass,
        "perigee_km": demand.perigee / 1e3,
        "least_thrust_n": least,
        "thrust_over_least": thrust / least,
        "least_thrust": rows,
    }


def _thrust_rows(
    table: dict[str, np.ndarray], percentiles: tuple[float, ...]
) -> list[dict[str, Any]]:
    """Rows of `find_least_thrust`, start by start, each under all percentiles."""
    figures = ("delta_v_m_s", "burn_s", "entry_angle_deg")
    return [
        {
            "start_perigee_km": float(table["start_perigee_km"][k]),
            "start_apogee_km": float(table["start_apogee_km"][k]),
            "percentile": percentiles[k % len(percentiles)],
            "least_thrust_n": float(table["thrust_n"][k]),
            **{name: float(table[name][k]) for name in figures},
            "reason": str(table["reason"][k]),
        }
        for k in range(len(table["thrust_n"]))
    ]


def build_fleet(plan: BurnPlan) -> Fleet | None:
    """The question how many ships would do, with the vehicles and perigees of a plan; None where
    there is no station with engines of its own, or no ship with a main engine of limited life
    and thrusters beside it.
    """
    mission = plan.before.mission
    vehicles = mission.vehicles
    station = next((v for v in vehicles if v.attitudes and v.engines), None)
    ship, main, aft = None, "", ""
    for vehicle in vehicles:
        rated = [g.name for g in vehicle.engines if g.rated_time is not None]
        others = [g.name for g in vehicle.engines if g.rated_time is None]
        if not vehicle.attitudes and len(rated) == 1 and len(others) == 1:
            ship, main, aft = vehicle, rated[0], others[0]
            break
    if station is None or ship is None or not plan.problem.lowering:
        return None
    reserve = sum(plan.problem.limits.reserve.values())
    return Fleet(
        station=station,
        ship=ship,
        mains=station.engines[0].name,
        main=main.removeprefix(f"{ship.name}."),
        aft=aft.removeprefix(f"{ship.name}."),
        aft_factor=_factor(plan, aft.rpartition(".")[2]),
        start=220e3 if plan.problem.altitude is None else plan.problem.altitude,
        parking=plan.problem.lowering[-1].perigee,
        perigee=plan.problem.final.perigee,
        reserve=reserve or RESERVE,
        burn_centre=plan.burn_centre,
        inclination=inclination_of_state(mission.position[0], mission.velocity[0]),
    )


def _factor(plan: BurnPlan, aft: str) -> float:
    """Thrust factor with which the scenario fires thrusters of a name; 1 if it does not."""
    policies = [
        phase.altitude_profile
        for phase in plan.before.mission.phases
        if phase.altitude_profile is not None
    ]
    uses = [f for each in (*plan.problem.burns, *policies) for f in each.firings]
    factors = [f.thrust_factor for f in uses if f.group.rpartition(".")[2] == aft]
    return float(factors[0]) if factors else 1.0


def tabulate_fleet(plan: BurnPlan, fleet: Fleet) -> list[dict[str, Any]]:
    """One to six ships in both ways, each flown: rows with units in their keys."""
    mission = plan.before.mission
    rows = []
    for each in assess_fleet(mission, fleet, plan.start):
        rows.append(
            {
                "ships": each.ships,
                "way": each.way,
                "feasible": each.feasible,
                "binding": each.binding,
                "sentence": each.words,
                "thrust_n": each.thrust,
                "lowering_delta_v_m_s": each.lowering_delta_v,
                "final_delta_v_m_s": each.final_delta_v,
                "final_duration_s": each.final_duration,
                "propellant_kg": each.propellant,
                "left_kg": each.margin,
                "perigee_after_km": each.perigee / 1e3,
                "cut_off_to_interface_s": each.spare,
                "flight_path_angle_deg": float(np.degrees(each.flight_path_angle)),
            }
        )
    return rows
