"""The thrust margin of a flown plan as plain figures, by starting orbit and solar activity."""

import numpy as np

from sim.flight.record import Flight
from sim.flight.stack import engine_output
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.elements import inclination_of_state
from sim.planning.lowering.orbit_decay import activity_of
from sim.planning.margins.figures import LeastThrustFigures, ThrustFigures
from sim.planning.margins.thrust import BurnDemand, find_least_thrust
from sim.planning.targeting.solve import BurnPlan

HEIGHTS = (180e3, 200e3, 220e3, 250e3, 280e3, 330e3)
"""m of the circular starting orbits besides the plan's own."""
PERCENTILES = (5.0, 50.0, 95.0)


def find_thrust_margin(
    plan: BurnPlan, ready: Flight, percentiles: tuple[float, ...] = PERCENTILES
) -> ThrustFigures:
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
    least = max(table["thrust_n"][: len(percentiles)].tolist(), default=np.nan)
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
) -> list[LeastThrustFigures]:
    """Rows of `find_least_thrust`, start by start, each under all percentiles."""
    return [
        {
            "start_perigee_km": float(table["start_perigee_km"][k]),
            "start_apogee_km": float(table["start_apogee_km"][k]),
            "percentile": percentiles[k % len(percentiles)],
            "least_thrust_n": float(table["thrust_n"][k]),
            "delta_v_m_s": float(table["delta_v_m_s"][k]),
            "burn_s": float(table["burn_s"][k]),
            "entry_angle_deg": float(table["entry_angle_deg"][k]),
            "reason": str(table["reason"][k]),
        }
        for k in range(len(table["thrust_n"]))
    ]
