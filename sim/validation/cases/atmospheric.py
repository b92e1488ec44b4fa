"""NESC atmospheric check cases: bodies falling through the US Standard Atmosphere 1976 above a
rotating ellipsoid with a J2 gravity field, as defined by the scenarios in scenarios/checks.

NASA/TM-2015-218675; results of NASA's simulators from https://github.com/nasa/simupy-flight,
NESC_data/Atmospheric_checkcases. The brick of case 02 turns freely, apart from its fall. The
densities of NASA's simulators differ by up to 0.3 %, which causes most of their spread; simulator
04 evaluates the standard in closed form.
"""

import math
from functools import cache

import numpy as np

from sim.flight.fly import fly
from sim.integrate.observe import observations
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.cases.rotation import BRICK, BRICK_RATES, free_rates
from sim.validation.comparison import Comparison, ReferenceCase, between, within
from sim.validation.reference import read_table, scenario_path

FOOT = 0.3048
"""m."""
FINAL = "nesc_atmos/final_values_all_simulators.csv"

COLUMNS = {
    "altitude": ("altitudeMsl_ft", "ft", 1.0),
    "longitude": ("longitude_deg", "arcsec", 3600.0),
    "eastward speed": ("feVelocity_ft_s_Y", "ft/s", 1.0),
    "downward speed": ("feVelocity_ft_s_Z", "ft/s", 1.0),
}
"""By quantity: column of the reference, unit of the comparison, and its size in the column's unit.
"""
ALTITUDE_TOLERANCES = {"01": 0.01, "02": 0.01, "06": 0.05, "09": 0.05}
"""ft, against simulator 04."""


@cache
def fly_case(case: str) -> dict[str, float]:
    """Altitude, longitude and speeds of the body after 30 s, in the units of `COLUMNS`."""
    flight = fly(build_mission(load(scenario_path(f"checks/nesc_atmos_{case}.yaml"))))
    world = flight.mission.world_of(flight.mission.phases[-1].field_degree, 0)
    parameters = flight.segments[-1].parameters[None, :]
    observation = observations(world, flight.t, flight.y, parameters)
    speed = float(observation.speed_air[0])
    angle = float(observation.flight_path_angle_air[0])
    return {
        "altitude": float(observation.height[0]) / FOOT,
        "longitude": 3600.0 * math.degrees(float(observation.longitude[0])),
        "eastward speed": speed * math.cos(angle) / FOOT,
        "downward speed": -speed * math.sin(angle) / FOOT,
    }


def reference_values(case: str, quantity: str) -> dict[str, float]:
    """Value of a quantity after 30 s by simulator."""
    column, _, scale = COLUMNS[quantity]
    records = [record for record in read_table(FINAL) if record["case"] == case]
    return {r["simulator"]: scale * float(r[column]) for r in records if r[column]}


def reference_range(case: str, quantity: str) -> tuple[float, float]:
    """Range of the simulators' values, extended by a tenth of it at both ends."""
    values = reference_values(case, quantity).values()
    margin = 0.1 * (max(values) - min(values))
    return min(values) - margin, max(values) + margin


def _compare(case: str) -> list[Comparison]:
    comparisons = []
    for quantity, (_, unit, _) in COLUMNS.items():
        reference, computed = reference_values(case, quantity)["04"], fly_case(case)[quantity]
        limits = reference_range(case, quantity)
        reason = "range of NASA's simulators, extended by 10 % of it at both ends"
        comparisons.append(between(quantity, unit, reference, computed, limits, reason))
    reference, computed = reference_values(case, "altitude")["04"], fly_case(case)["altitude"]
    reason = "simulator 04 evaluates the standard atmosphere in closed form; rounded constants"
    name, tolerance = "altitude against simulator 04", ALTITUDE_TOLERANCES[case]
    comparisons.append(within(name, "ft", reference, computed, tolerance, reason))
    if case == "02":
        rates = (12.6183907757, -17.3974747619, 31.1195888868)
        after = np.degrees(free_rates(BRICK, np.radians(BRICK_RATES), 30.0))
        reason = "no torque on the brick in either; digits of simulator 04"
        for axis, rate, value in zip(("roll", "pitch", "yaw"), rates, after, strict=True):
            comparisons.append(within(f"{axis} rate", "deg/s", rate, value, 1e-6, reason))
    return comparisons


TITLES = {
    "01": "Sphere dropped without drag",
    "02": "Tumbling brick dropped without drag",
    "06": "Sphere dropped with drag",
    "09": "Sphere launched upward and eastward with drag",
}


def _case(name: str, title: str) -> ReferenceCase:
    source = "NASA/TM-2015-218675, data of https://github.com/nasa/simupy-flight"
    source += f"; scenario scenarios/checks/nesc_atmos_{name}.yaml"
    return ReferenceCase(
        name=f"nesc_atmos_{name}",
        title=title,
        source=source,
        family=FAMILY,
        needs=(FINAL,),
        run=lambda: _compare(name),
    )


FAMILY = "Falls through the standard atmosphere"
CASES = tuple(_case(name, title) for name, title in TITLES.items())
