"""Set-up of the entry cases: impulsive burn from a circular orbit, station to the break-up,
fragment to the ground, peak loads, spheres that melt.

The reference is a 3-DOF integration (DOP853, rtol 1e-9) in Earth-fixed axes: J2 field, US Standard
Atmosphere 1976, no wind; station of 150 kg/m2 free-molecular and 315 continuum with a bridging
length of 20 m; fragments of one drag coefficient, twice it in free-molecular flow, length 1 m.
Ranges are great circles between geocentric directions on a sphere of 6371.0088 km.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.observation import Observation
from sim.entry.fragment_propagation import fall
from sim.entry.fragments import Bodies, Impacts
from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import Gravity, from_coefficients
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS, FLATTENING, MEAN_RADIUS, POLAR_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.integrate.batch import Arc, Events, run
from sim.integrate.observe import observations
from sim.scenario.build.state import gcrf_from
from sim.validation.cases.rows import blunt

EPOCH = Epoch.from_utc("2025-06-01T00:00:00Z")
MU, J2, RATE = 3.986004418e14, 1.08262668e-3, 7.292115e-5
G0 = 9.80665
INTERFACE, BREAK_UP = 122e3, 78e3
"""m."""

Mark = tuple[float, np.ndarray, Observation]
"""Time s, GCRF state (6,) and observation of a passage."""


def field(degree: int) -> Gravity:
    """Point mass (0), or with J2 (2)."""
    c = np.zeros((3, 3))
    c[0, 0], c[2, 0] = 1.0, -J2 / math.sqrt(5.0) * (degree == 2)
    return from_coefficients(c, 0.0 * c, degree, mu=MU, radius=EQUATORIAL_RADIUS)


@cache
def standard_world() -> World:
    """The world of the reference."""
    made = world(EPOCH, 2e4, degree=0, third_body=False, air="us1976")
    return made._replace(gravity=field(2))


@cache
def exponential_world() -> World:
    """Point mass and an exponential atmosphere of 1.225 kg/m3 and 7.1 km."""
    air = Exponential(1.225, 0.0, 7100.0)
    made = world(EPOCH, 2e4, degree=0, third_body=False, air="exponential", exponential=air)
    return made._replace(gravity=field(0))


def down(
    table: World, t: float, state: np.ndarray, case: np.ndarray, height: float, **given: Any
) -> Arc:
    """Fly a trajectory of 1 kg to a geodetic height in m; options of `sim.integrate.batch.run`."""
    options: dict[str, Any] = {"relative_tolerance": 1e-10, "longest_step": 20.0}
    return run(
        table,
        np.array([t]),
        np.append(state, 1.0)[None, :],
        np.array([t + 2e4]),
        case,
        events=Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[height]])),
        **(options | given),
    )


def bodies(t: float, state: np.ndarray, columns: dict[str, Any]) -> Bodies:
    """Bodies of one row from numbers."""
    values: dict[str, Any] = {name: np.array([value]) for name, value in columns.items()}
    return Bodies(t0=np.array([t]), state=state[None, :], **values)


def fragment(beta: float, **changes: float) -> dict[str, float]:
    """Columns of a body of a ballistic coefficient in kg/m2 that isn't heated."""
    return {
        "mass": 0.92 * beta,
        "area": 1.0,
        "cd_free_molecular": 1.84,
        "cd_continuum": 0.92,
        "cd_subsonic": 0.92,
        "length": 1.0,
        "radius": 0.5,
        "heated_area": 1.0,
        "shape_factor": 0.0,
        "specific_heat": 1e3,
        "heat_of_fusion": 4e5,
        "melting_temperature": 1e3,
        "emissivity": 0.0,
        "shrinks": 0.0,
        "lift_up": 0.0,
        "lift_side": 0.0,
        "temperature": 300.0,
    } | changes


def after_burn(apogee: float, perigee: float, factor: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """States (6,) after the impulsive burn at apogee (km), its size multiplied: in the inertial
    axes of the reference, which are those of the Earth at t = 0, and in GCRF.
    """
    high, low = MEAN_RADIUS + 1e3 * apogee, MEAN_RADIUS + 1e3 * perigee
    a, e = 0.5 * (high + low), (high - low) / (high + low)
    angles = math.radians(51.64), 0.0, math.radians(215.0), math.pi
    state = np.array(cartesian_from_kepler(a, e, *angles))
    speed, circular = np.linalg.norm(state[3:]), math.sqrt(MU / high)
    velocity = state[3:] * (circular - factor * (circular - speed)) / speed
    place = state[:3]
    fixed = velocity - np.cross([0.0, 0.0, RATE], place)
    return state, np.array(gcrf_from("itrf", (*place, *fixed), EPOCH))


def arc_between(a: Observation | Impacts, b: Observation | Impacts) -> float:
    """Range in km between observed points."""
    squash = (1.0 - FLATTENING) ** 2
    p, q = (math.atan(squash * math.tan(x.latitude[0])) for x in (a, b))
    east = a.longitude[0] - b.longitude[0]
    h = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(east / 2) ** 2
    return 2e-3 * MEAN_RADIUS * math.asin(math.sqrt(h))


def entry(
    apogee: float = 250,
    perigee: float = 50,
    *,
    factor: float = 1.0,
    bc: float = 1.0,
    density: float = 1.0,
    height: float = BREAK_UP,
) -> list[Mark]:
    """Fly a burn (km, km, factor on its size) down to the interface and to the break-up at a height
    (m), with factors on ballistic coefficient and density.
    """
    _, state = after_burn(apogee, perigee, factor)
    case = blunt(150.0 * bc, 315.0 * bc, 20.0, density)
    marks: list[Mark] = []
    for level in (INTERFACE, height):
        t = marks[-1][0] if marks else 0.0
        arc = down(standard_world(), t, state, case, level)
        state = arc.y[0, :6]
        marks.append((float(arc.t[0]), state, observations(standard_world(), arc.t, arc.y, case)))
    return marks


def landing(
    beta: float = 100.0, up: float = 0.0, side: float = 0.0, density: float = 1.0, **given: Any
) -> tuple[Impacts, float]:
    """Where a fragment (kg/m2, lift over drag up and sideways) comes down, and its range in km from
    the burn; other options are those of `entry`.
    """
    table = standard_world()
    _, (t, state, _) = entry(density=density, **given)
    body = bodies(t, state, fragment(beta, lift_up=up, lift_side=side))
    body = replace(body, inherited={"density_factor": np.array([density])})
    impact = fall(table, body, melting=False)
    _, start = after_burn(given.get("apogee", 250), given.get("perigee", 50))
    y = np.append(start, 1.0)[None, :]
    origin = observations(table, np.zeros(1), y, blunt(150.0, 315.0, 20.0))
    return impact, arc_between(origin, impact)


def peak_load(table: World, t: float, state: np.ndarray, case: np.ndarray) -> tuple[float, float]:
    """Peak deceleration in g on the way to the ground, and the speed there in m/s."""
    samples = down(table, t, state, case, 0.0, longest_step=1.0, sampling=0.0).samples[0]
    cases = np.tile(case[0], (len(samples), 1))
    seen = observations(table, samples[:, 0], samples[:, 1:], cases)
    k = int(np.argmax(seen.deceleration))
    return float(seen.deceleration[k]) / G0, float(seen.speed_air[k])


def over_the_pole(height: float, speed: float, angle: float) -> np.ndarray:
    """GCRF state (6,) above the pole at a height (m), speed (m/s) and flight path angle (degrees):
    there the air stands still, as over a planet that doesn't turn.
    """
    angle = math.radians(angle)
    place = (0.0, 0.0, POLAR_RADIUS + height)
    velocity = (speed * math.cos(angle), 0.0, speed * math.sin(angle))
    return np.array(gcrf_from("itrf", (*place, *velocity), EPOCH))


SUBSTANCES = {
    "Al 6061": (2713.0, 1000.0, 867.0, 386e3, 0.4),
    "Al 2219": (2840.0, 960.0, 867.0, 388e3, 0.4),
    "Al 7075": (2813.0, 1012.0, 850.0, 358e3, 0.4),
    "Ti-6Al-4V": (4420.0, 750.0, 1943.0, 393e3, 0.6),
    "SS 316": (8030.0, 600.0, 1650.0, 290e3, 0.6),
    "Inconel 718": (8190.0, 560.0, 1571.0, 310e3, 0.7),
    "copper": (8960.0, 430.0, 1357.0, 205e3, 0.5),
}
"""kg/m3, J/(kg K), K, J/kg, emissivity: those of the reference."""


def sphere(
    diameter: float, substance: str, wall: float | None = None, mass: float | None = None
) -> dict[str, float]:
    """Columns of a sphere that is heated (m, wall m, kg); drag 0.92, subsonic 0.47, alike in all
    regimes above.
    """
    rho, cp, melting, fusion, emissivity = SUBSTANCES[substance]
    inner = 0.0 if wall is None else diameter - 2.0 * wall
    return fragment(
        1.0,
        mass=rho * math.pi / 6.0 * (diameter**3 - inner**3) if mass is None else mass,
        area=math.pi / 4.0 * diameter**2,
        cd_free_molecular=0.92,
        cd_subsonic=0.47,
        length=diameter,
        radius=0.5 * diameter,
        heated_area=math.pi * diameter**2,
        shape_factor=0.2747,
        specific_heat=cp,
        heat_of_fusion=fusion,
        melting_temperature=melting,
        emissivity=emissivity,
        shrinks=float(wall is None),
    )
