"""NESC atmospheric check cases: a sphere dropped and thrown through the US Standard Atmosphere 1976
over a rotating ellipsoid with the J2 field.

NASA/TM-2015-218675; results of NASA's simulators as kept in
https://github.com/nasa/simupy-flight, NESC_data/Atmospheric_checkcases. Rotation of bodies (case
02) isn't simulated here. The density of their simulators differs by up to 0.3 %, which makes most
of their spread; simulator 04 evaluates the standard in closed form.
"""

import math
from functools import cache

import numpy as np

from sim.dynamics.fall import BODY
from sim.environment.gravity import Gravity, from_coefficients
from sim.environment.world import World, world
from sim.frames.epoch import Epoch
from sim.frames.geodesy import EQUATORIAL_RADIUS
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.scenario.state import gcrf_from
from sim.validation.finding import Finding, ReferenceCase, between, within
from sim.validation.reference import table
from sim.validation.rows import ball

FOOT, SLUG = 0.3048, 14.593902937
"""m, kg."""
MU = 3.986004418e14
"""m3/s2. The sheet of the cases prints 1.407644311e16 ft3/s2, 1e-7 more, with which all heights
come out 0.0014 ft too low; with this value simulator 04 is met to 1e-6 ft in case 01.
"""
J2 = 0.00108262982
DURATION = 30.0
FINAL = "nesc_atmos/final_values_all_simulators.csv"

STARTS = {
    "01": (30000.0, 0.0, 0.0, 0.0),
    "02": (30000.0, 0.0, 0.0, 0.0),
    "06": (30000.0, 0.0, 0.0, 0.1),
    "09": (0.0, 1000.0, 1000.0, 0.1),
}
"""Height ft, speed to the east and up ft/s over the rotating Earth, drag coefficient."""
AREA = 0.1963495
"""ft2, of a sphere of 1 slug."""
COLUMNS = {
    "height": ("altitudeMsl_ft", "ft"),
    "longitude": ("longitude_deg", "deg"),
    "speed to the east": ("feVelocity_ft_s_Y", "ft/s"),
    "speed down": ("feVelocity_ft_s_Z", "ft/s"),
}
TIGHT = {"01": 0.01, "02": 0.01, "06": 0.05, "09": 0.05}
"""ft, on the height against simulator 04."""


def j2_field(mu: float = MU, j2: float = J2) -> Gravity:
    """Point mass and oblateness."""
    c = np.zeros((3, 3))
    c[0, 0], c[2, 0] = 1.0, -j2 / math.sqrt(5.0)
    return from_coefficients(c, 0.0 * c, 2, mu=mu, radius=EQUATORIAL_RADIUS)


@cache
def _air() -> tuple[Epoch, World]:
    epoch = Epoch.from_utc("2015-01-01T00:00:00Z")  # any: nothing here depends on the date
    made = world(epoch, DURATION, degree=0, third_body=False, air="us1976")
    return epoch, made._replace(gravity=j2_field(), switch=made.switch._replace(fall=BODY))


@cache
def final_values(case: str) -> dict[str, float]:
    """Height, longitude and speeds of the sphere after 30 s, in the units of `COLUMNS`."""
    epoch, air = _air()
    height, east, up, cd = STARTS[case]
    place = (EQUATORIAL_RADIUS + FOOT * height, 0.0, 0.0)
    state = gcrf_from("itrf", (*place, FOOT * up, FOOT * east, 0.0), epoch)
    cases = ball(1, AREA * FOOT**2, cd)
    arc = run(
        air,
        np.zeros(1),
        np.append(state, SLUG)[None, :],
        np.array([DURATION]),
        cases,
        relative_tolerance=1e-13,
        longest_step=1.0,
    )
    seen = observations(air, arc.t, arc.y, cases)
    speed, angle = float(seen.speed_air[0]), float(seen.flight_path_angle_air[0])
    return {
        "height": float(seen.height[0]) / FOOT,
        "longitude": math.degrees(float(seen.longitude[0])),
        "speed to the east": speed * math.cos(angle) / FOOT,
        "speed down": -speed * math.sin(angle) / FOOT,
    }


def simulators(case: str, quantity: str) -> dict[str, float]:
    """Value of a quantity after 30 s by simulator."""
    column, _ = COLUMNS[quantity]
    rows = [row for row in table(FINAL) if row["case"] == case]
    return {row["simulator"]: float(row[column]) for row in rows if row[column]}


def spread(case: str, quantity: str) -> tuple[float, float]:
    """Least and most of the simulators, a tenth of their spread further out."""
    values = simulators(case, quantity).values()
    more = 0.1 * (max(values) - min(values))
    return min(values) - more, max(values) + more


def _findings(case: str) -> list[Finding]:
    found = []
    for quantity, (_, unit) in COLUMNS.items():
        theirs, ours = simulators(case, quantity)["04"], final_values(case)[quantity]
        why = "spread of NASA's own simulators and 10 % of it"
        found.append(between(quantity, unit, theirs, ours, spread(case, quantity), why))
    theirs, ours = simulators(case, "height")["04"], final_values(case)["height"]
    why = "it evaluates the standard exactly; room for constants of the standard"
    found.append(within("height against simulator 04", "ft", theirs, ours, TIGHT[case], why))
    if case == "02":
        rates = (12.6183907757, -17.3974747619, 31.1195888868)
        for axis, rate in zip(("roll", "pitch", "yaw"), rates, strict=True):
            why = "the rotation of bodies is not simulated"
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
    return ReferenceCase(
        f"nesc_atmos_{name}", title, source, FAMILY, (FINAL,), lambda: _findings(name)
    )


FAMILY = "Falls through the standard atmosphere"
CASES = tuple(_case(name, title) for name, title in TITLES.items())
