"""NESC atmospheric check cases: a sphere dropped and thrown through the US Standard Atmosphere 1976
over a rotating ellipsoid with the J2 field, as the scenarios in scenarios/checks state it.

NASA/TM-2015-218675; results of NASA's simulators as kept in
https://github.com/nasa/simupy-flight, NESC_data/Atmospheric_checkcases. Rotation of bodies (case
02) isn't simulated here. The density of their simulators differs by up to 0.3 %, which makes most
of their spread; simulator 04 evaluates the standard in closed form.
"""

import math
from functools import cache

from sim.flight.fly import fly
from sim.integrate.observe import observations
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.comparison import Comparison, ReferenceCase, between, within
from sim.validation.reference import scenario_path, table

FOOT = 0.3048
"""m."""
FINAL = "nesc_atmos/final_values_all_simulators.csv"

COLUMNS = {
    "height": ("altitudeMsl_ft", "ft", 1.0),
    "longitude": ("longitude_deg", "arcsec", 3600.0),
    "speed to the east": ("feVelocity_ft_s_Y", "ft/s", 1.0),
    "speed down": ("feVelocity_ft_s_Z", "ft/s", 1.0),
}
"""Column of the reference by quantity, the unit it is compared in, and so many of those in one."""
TIGHT = {"01": 0.01, "02": 0.01, "06": 0.05, "09": 0.05}
"""ft, on the height against simulator 04."""


@cache
def final_values(case: str) -> dict[str, float]:
    """Height, longitude and speeds of the body after 30 s, in the units of `COLUMNS`."""
    flight = fly(build_mission(load(scenario_path(f"checks/nesc_atmos_{case}.yaml"))))
    world = flight.mission.world_of(flight.mission.phases[-1].field_degree, 0)
    seen = observations(world, flight.t, flight.y, flight.segments[-1].parameters[None, :])
    speed, angle = float(seen.speed_air[0]), float(seen.flight_path_angle_air[0])
    return {
        "height": float(seen.height[0]) / FOOT,
        "longitude": 3600.0 * math.degrees(float(seen.longitude[0])),
        "speed to the east": speed * math.cos(angle) / FOOT,
        "speed down": -speed * math.sin(angle) / FOOT,
    }


def simulators(case: str, quantity: str) -> dict[str, float]:
    """Value of a quantity after 30 s by simulator."""
    column, _, scale = COLUMNS[quantity]
    rows = [row for row in table(FINAL) if row["case"] == case]
    return {row["simulator"]: scale * float(row[column]) for row in rows if row[column]}


def spread(case: str, quantity: str) -> tuple[float, float]:
    """Least and most of the simulators, a tenth of their spread further out."""
    values = simulators(case, quantity).values()
    more = 0.1 * (max(values) - min(values))
    return min(values) - more, max(values) + more


def _findings(case: str) -> list[Comparison]:
    found = []
    for quantity, (_, unit, _) in COLUMNS.items():
        theirs, ours = simulators(case, quantity)["04"], final_values(case)[quantity]
        why = "from the lowest to the highest of NASA's own simulators, and 10 % of that more"
        found.append(between(quantity, unit, theirs, ours, spread(case, quantity), why))
    theirs, ours = simulators(case, "height")["04"], final_values(case)["height"]
    why = "simulator 04 takes the standard air in closed form; room for constants of the standard"
    found.append(within("height against simulator 04", "ft", theirs, ours, TIGHT[case], why))
    if case == "02":
        rates = (12.6183907757, -17.3974747619, 31.1195888868)
        for axis, rate in zip(("roll", "pitch", "yaw"), rates, strict=True):
            why = "this project has no rotation of bodies: attitudes are given, never integrated"
            found.append(within(f"{axis} rate", "deg/s", rate, math.nan, 1e-6, why))
    return found


TITLES = {
    "01": "Sphere dropped without drag",
    "02": "Tumbling brick dropped without drag",
    "06": "Sphere dropped with drag",
    "09": "Sphere thrown upward and to the east with drag",
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
        run=lambda: _findings(name),
    )


FAMILY = "Falls through the standard atmosphere"
CASES = tuple(_case(name, title) for name, title in TITLES.items())
