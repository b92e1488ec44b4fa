"""Set-up of the entry cases: impulsive burn from a circular orbit, station to the break-up,
fragment to the ground, peak loads, melting spheres.

The reference is a 3-DOF integration (DOP853, rtol 1e-9) in Earth-fixed axes: J2 field, US Standard
Atmosphere 1976, no wind; station of 150 kg/m2 in free-molecular and 315 in continuum flow with a
bridging length of 20 m; fragments of one drag coefficient, twice as large in free-molecular flow,
length 1 m.
Ranges are great circles between geocentric directions on a sphere of 6371.0088 km.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT, MASS
from sim.dynamics.fragment_aerodynamics import MELTING_BODY
from sim.dynamics.observation import Observation
from sim.entry.fragment_propagation import fall
from sim.entry.fragments import Bodies, Impacts
from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import Gravity, from_coefficients
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS, FLATTENING, MEAN_RADIUS, POLAR_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from
from sim.integrate.batch import Arc, Events, run
from sim.integrate.observe import observations
from sim.validation.propagator_inputs import ballistic_parameters

EPOCH = Epoch.from_utc("2025-06-01T00:00:00Z")
MU, J2, RATE = 3.986004418e14, 1.08262668e-3, 7.292115e-5
G0 = 9.80665
INTERFACE, BREAK_UP = 122e3, 78e3
"""m."""

Crossing = tuple[float, np.ndarray, Observation]
"""Time s, GCRF state (6,) and observation at an altitude."""


def gravity_field(degree: int) -> Gravity:
    """Point mass (degree 0), or with J2 (degree 2)."""
    c = np.zeros((3, 3))
    c[0, 0], c[2, 0] = 1.0, -J2 / math.sqrt(5.0) * (degree == 2)
    return from_coefficients(c, 0.0 * c, degree, mu=MU, radius=EQUATORIAL_RADIUS)


@cache
def standard_world() -> World:
    """Gravity field and atmosphere of the reference."""
    environment = world(EPOCH, 2e4, degree=0, third_body=False, air="us1976")
    return environment._replace(gravity=gravity_field(2))


@cache
def exponential_world() -> World:
    """Point mass and an exponential atmosphere of 1.225 kg/m3 and 7.1 km."""
    environment = world(
        EPOCH,
        2e4,
        degree=0,
        third_body=False,
        air="exponential",
        exponential=Exponential(1.225, 0.0, 7100.0),
    )
    return environment._replace(gravity=gravity_field(0))


def propagate_down(
    environment: World,
    t: float,
    state: np.ndarray,
    parameters: np.ndarray,
    altitude: float,
    **changes: Any,
) -> Arc:
    """Propagate a body of 1 kg down to a geodetic altitude in m.

    `changes` are options of `sim.integrate.batch.run`.
    """
    options: dict[str, Any] = {"relative_tolerance": 1e-10, "longest_step": 20.0}
    return run(
        environment,
        np.array([t]),
        np.append(state, 1.0)[None, :],
        np.array([t + 2e4]),
        parameters,
        events=Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[altitude]])),
        **(options | changes),
    )


def single_body(t: float, state: np.ndarray, columns: dict[str, Any]) -> Bodies:
    """One body at a time (s) in a GCRF state (6,), its other columns as numbers."""
    values: dict[str, Any] = {name: np.array([value]) for name, value in columns.items()}
    return Bodies(t0=np.array([t]), state=state[None, :], **values)


def fragment_columns(beta: float, **changes: float) -> dict[str, float]:
    """Columns of an unheated body with a ballistic coefficient in kg/m2."""
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


def states_after_burn(
    apogee: float, perigee: float, factor: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """States (6,) after the impulsive burn at apogee, its velocity change multiplied by a factor.

    Apogee and perigee km. The first state is in the inertial axes of the reference, which coincide
    with ITRF at t = 0, the second in GCRF.
    """
    high, low = MEAN_RADIUS + 1e3 * apogee, MEAN_RADIUS + 1e3 * perigee
    a, e = 0.5 * (high + low), (high - low) / (high + low)
    angles = math.radians(51.64), 0.0, math.radians(215.0), math.pi
    state = np.array(cartesian_from_kepler(a, e, *angles))
    speed, circular = np.linalg.norm(state[3:]), math.sqrt(MU / high)
    velocity = state[3:] * (circular - factor * (circular - speed)) / speed
    position = state[:3]
    itrf_velocity = velocity - np.cross([0.0, 0.0, RATE], position)
    return state, np.array(gcrf_from("itrf", (*position, *itrf_velocity), EPOCH))


def range_between(a: Observation | Impacts, b: Observation | Impacts) -> float:
    """Range in km between two observed points."""
    ratio = (1.0 - FLATTENING) ** 2
    p, q = (math.atan(ratio * math.tan(x.latitude[0])) for x in (a, b))
    dlon = a.longitude[0] - b.longitude[0]
    h = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(dlon / 2) ** 2
    return 2e-3 * MEAN_RADIUS * math.asin(math.sqrt(h))


def fly_entry(
    apogee: float = 250,
    perigee: float = 50,
    *,
    burn_factor: float = 1.0,
    ballistic_factor: float = 1.0,
    density_factor: float = 1.0,
    break_up: float = BREAK_UP,
) -> list[Crossing]:
    """Fly the station from the burn to the entry interface and to the break-up.

    Parameters
    ----------
    apogee, perigee
        After the burn, km.
    burn_factor, ballistic_factor, density_factor
        Factors on the velocity change, the ballistic coefficients and the density.
    break_up
        Altitude, m.

    Returns
    -------
    The crossings of the interface and of the break-up altitude.
    """
    _, state = states_after_burn(apogee, perigee, burn_factor)
    coefficients = (150.0 * ballistic_factor, 315.0 * ballistic_factor)
    parameters = ballistic_parameters(*coefficients, 20.0, density_factor)
    environment = standard_world()
    crossings: list[Crossing] = []
    for altitude in (INTERFACE, break_up):
        t = crossings[-1][0] if crossings else 0.0
        arc = propagate_down(environment, t, state, parameters, altitude)
        state = arc.y[0, :6]
        observation = observations(environment, arc.t, arc.y, parameters)
        crossings.append((float(arc.t[0]), state, observation))
    return crossings


def fly_fragment(
    beta: float = 100.0,
    lift_up: float = 0.0,
    lift_side: float = 0.0,
    density_factor: float = 1.0,
    **changes: Any,
) -> tuple[Impacts, float]:
    """Fly a fragment to the ground.

    Parameters
    ----------
    beta
        Ballistic coefficient, kg/m2.
    lift_up, lift_side
        Lift over drag, upward and to the side.
    density_factor
        Factor on the density.
    changes
        Other options of `fly_entry`.

    Returns
    -------
    The impact, and its range in km from the burn.
    """
    environment = standard_world()
    _, (t, state, _) = fly_entry(density_factor=density_factor, **changes)
    columns = fragment_columns(beta, lift_up=lift_up, lift_side=lift_side)
    inherited = {"density_factor": np.array([density_factor])}
    body = replace(single_body(t, state, columns), inherited=inherited)
    impact = fall(environment, body, melting=False)
    _, start = states_after_burn(changes.get("apogee", 250), changes.get("perigee", 50))
    y = np.append(start, 1.0)[None, :]
    parameters = ballistic_parameters(150.0, 315.0, 20.0)
    origin = observations(environment, np.zeros(1), y, parameters)
    return impact, range_between(origin, impact)


def fly_to_peak_load(
    environment: World, t: float, state: np.ndarray, parameters: np.ndarray
) -> tuple[float, float]:
    """Peak deceleration in g during the descent to the ground, and the speed at it in m/s."""
    arc = propagate_down(environment, t, state, parameters, 0.0, longest_step=1.0, sampling=0.0)
    samples = arc.samples[0]
    repeated = np.tile(parameters[0], (len(samples), 1))
    observation = observations(environment, samples[:, 0], samples[:, 1:], repeated)
    k = int(np.argmax(observation.deceleration))
    return float(observation.deceleration[k]) / G0, float(observation.speed_air[k])


def polar_state(altitude: float, speed: float, angle: float) -> np.ndarray:
    """GCRF state (6,) above the pole, where the atmosphere is at rest as on a non-rotating planet.

    Altitude m, speed m/s, flight-path angle in degrees.
    """
    angle = math.radians(angle)
    position = (0.0, 0.0, POLAR_RADIUS + altitude)
    velocity = (speed * math.cos(angle), 0.0, speed * math.sin(angle))
    return np.array(gcrf_from("itrf", (*position, *velocity), EPOCH))


SESAM_START = (29.546, -82.134, 77500.133, 7500.0, -0.959331, 347.168)
"""Latitude and longitude in degrees, m, speed in m/s relative to the Earth, angle above the horizon
and heading in degrees."""


def sesam_sphere() -> dict[str, float]:
    """Columns of the sphere of AA7075 that ESA's SESAM hollows at constant outer size.

    Specific heat a line through 878 at 293 K and 1132 J/(kg K) at 850 K; drag coefficients of
    SESAM, free-molecular at Mach 25.
    """
    size = 0.1
    return fragment_columns(
        1.0,
        mass=2813.0 * math.pi / 6.0 * size**3,
        area=math.pi / 4.0 * size**2,
        cd_free_molecular=2.0468,
        cd_continuum=0.9134,
        cd_subsonic=0.4494,
        length=size,
        radius=0.5 * size,
        heated_area=math.pi * size**2,
        shape_factor=0.27471,
        specific_heat=1132.0,
        specific_heat_growth=(1.0 - 878.0 / 1132.0) / (850.0 - 293.0),
        heat_of_fusion=4.0e5,
        melting_temperature=850.0,
        emissivity=0.40,
        shrinks=0.0,
    )


def fly_sesam_sphere(share: float) -> tuple[float, float]:
    """Time in s and altitude in m where so much of the sphere's mass is left; 1: melting begins."""
    latitude, longitude, height, speed, angle, heading = SESAM_START
    north, east, climb, turn = (math.radians(x) for x in (latitude, longitude, angle, heading))
    e2 = FLATTENING * (2.0 - FLATTENING)
    normal = EQUATORIAL_RADIUS / math.sqrt(1.0 - e2 * math.sin(north) ** 2)
    up = np.array(
        [math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)]
    )
    right = np.array([-math.sin(east), math.cos(east), 0.0])
    ahead = math.cos(turn) * np.cross(up, right) + math.sin(turn) * right
    position = (normal + height) * up - np.array([0.0, 0.0, e2 * normal * math.sin(north)])
    velocity = speed * (math.sin(climb) * up + math.cos(climb) * ahead)
    state = np.array(gcrf_from("itrf", (*position, *velocity), EPOCH))
    one = single_body(0.0, state, sesam_sphere())
    air = standard_world()
    air = air._replace(switch=air.switch._replace(fall=MELTING_BODY))
    arc = run(
        air,
        one.t0,
        np.column_stack([one.state, one.thermal_mass]),
        np.array([400.0]),
        one.parameter_table(),
        events=Events(np.array([MASS]), np.array([FALLING]), share * one.mass[:, None]),
        step=np.array([1e-3]),
        relative_tolerance=1e-9,
        longest_step=1.0,
    )
    seen = observations(air, arc.t, arc.y, one.parameter_table())
    return float(arc.t[0]), float(seen.height[0])


MATERIALS = {
    "Al 6061": (2713.0, 1000.0, 867.0, 386e3, 0.4),
    "Al 2219": (2840.0, 960.0, 867.0, 388e3, 0.4),
    "Al 7075": (2813.0, 1012.0, 850.0, 358e3, 0.4),
    "Ti-6Al-4V": (4420.0, 750.0, 1943.0, 393e3, 0.6),
    "SS 316": (8030.0, 600.0, 1650.0, 290e3, 0.6),
    "Inconel 718": (8190.0, 560.0, 1571.0, 310e3, 0.7),
    "copper": (8960.0, 430.0, 1357.0, 205e3, 0.5),
}
"""kg/m3, J/(kg K), K, J/kg, emissivity: values of the reference."""


def sphere_columns(
    diameter: float, material: str, wall: float | None = None, mass: float | None = None
) -> dict[str, float]:
    """Columns of a heated sphere: drag coefficient 0.47 in subsonic, 0.92 in all other flow.

    Diameter and wall m (solid if None), mass kg (from the material if None).
    """
    rho, cp, melting, fusion, emissivity = MATERIALS[material]
    inner = 0.0 if wall is None else diameter - 2.0 * wall
    return fragment_columns(
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
