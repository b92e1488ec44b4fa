"""Closed forms of a descent compared with the propagator: Hohmann transfers, arcs in vacuum, decay
of circular orbits in the US Standard Atmosphere 1976, and losses of long burns.

Point mass, sphere of 6371 km, equatorial orbits. With drag, a factor on the density compensates the
rotation of the atmosphere. Standard atmosphere: NASA-TM-X-74335; da/dt = -rho (Cd A/m) sqrt(mu a);
perigee of a burn of length theta: dr_p = -(2 a dV/V)(1 + sinc(theta/2)), Gauss's equations for
near-circular orbits.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from sim.dynamics.event import APSIS, FALLING, HEIGHT, OWN_PERIGEE, RISING
from sim.dynamics.thrust import INERTIAL, LVLH
from sim.environment.atmosphere.us1976 import standard_air, us1976
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import DAY, Epoch
from sim.integrate.batch import Arc, Events, run
from sim.integrate.observe import observations
from sim.lanes import on_lanes
from sim.validation.cases.entry_trajectory import MU, RATE, gravity_field
from sim.validation.comparison import Comparison, ReferenceCase, within
from sim.validation.propagator_inputs import parameter_vectors

RADIUS = 6371e3
"""m, of the sphere that is the origin of altitudes."""
EPOCH = Epoch.from_utc("2025-06-01T00:00:00Z")
G0 = 9.80665

DENSITIES = (
    (0.0, 1.2250, 0.001), (50e3, 1.0269e-3, 0.001), (78e3, 2.524e-5, 0.002),
    (86e3, 6.958e-6, 0.002), (100e3, 5.604e-7, 0.002), (122e3, 1.788e-8, 0.02),
    (200e3, 2.541e-10, 0.002), (400e3, 2.803e-12, 0.002),
)  # fmt: skip
"""Altitude m, kg/m3, relative tolerance: printed digits, or at 122 km an interpolation."""

HOHMANN = (
    (415, 50, 106.65), (250, 50, 59.72), (220, 50, 50.97),
    (415, 0, 121.84), (250, 0, 75.01), (220, 0, 66.28),
)  # fmt: skip
"""Altitude of the circular orbit and perigee km; burn m/s."""

INTERFACE = (
    (250, 50, 7851.9, -0.844, 105.41, 1559.0),
    (250, 0, 7836.9, -1.102, 90.27, 1338.0),
    (220, 50, 7843.0, -0.740, 98.06, 1444.0),
    (415, 50, 7900.4, -1.261, 125.99, 1907.0),
)
"""Altitude of the circular orbit and perigee km; at 122 km: speed m/s, flight-path angle and
central angle in degrees, time s."""

VACUUM = ((220, 97.35, 110.697, 7946.6, -1.322), (220, 129.04, 90.844, 7916.0, -1.884))
"""Altitude of the circular orbit km, burn m/s; at the ground: central angle in degrees, speed m/s,
flight-path angle in degrees."""

RATES = ((415, -0.0647), (250, -1.797), (220, -4.036), (200, -7.491))
"""Altitude km, rate km/day at 150 kg/m2."""
LIFETIMES = ((415, 820.8), (330, 144.45), (250, 18.50), (220, 6.95), (200, 3.24))
"""Altitude km, days to 120 km at 150 kg/m2."""
B = 1.0 / 150.0

BURNS = (
    (220, 50.97, 2.95e3, 302.0, 430e3, 116.0, 152.9, 171.9),
    (220, 50.97, 10.4e3, 300.0, 430e3, 69.8, 199.7, 85.4),
    (220, 50.97, 12.0e3, 300.0, 430e3, 65.2, 204.5, 77.8),
    (220, 50.97, 18.4e3, 300.0, 430e3, 56.6, 213.2, 62.8),
    (250, 59.72, 10.4e3, 300.0, 430e3, 80.7, 218.5, 102.7),
    (250, 59.72, 18.4e3, 300.0, 430e3, 60.5, 239.2, 69.8),
    (330, 82.73, 10.4e3, 300.0, 430e3, 122.9, 254.8, 161.9),
    (220, 50.97, 12.0e3, 300.0, 455e3, 66.9, 202.7, 80.6),
    (250, 59.72, 1e6, 300.0, 430e3, 50.0, 250.0, 50.0),
)
"""Altitude of the circular orbit km, burn m/s, thrust N, specific impulse s, mass kg; perigee and
apogee km with horizontal thrust, perigee km with inertially fixed thrust."""


@cache
def _vacuum_world(steering: int = LVLH) -> World:
    environment = world(EPOCH, 2e4, degree=0, third_body=False, air="none")
    switch = environment.switch._replace(steering=steering)
    return environment._replace(gravity=gravity_field(0), switch=switch)


@cache
def _standard_world() -> World:
    environment = world(EPOCH, 900.0 * DAY, degree=0, third_body=False, air="us1976")
    return environment._replace(gravity=gravity_field(0))


def circular_state(altitude: float, burn: float = 0.0, mass: float = 1.0) -> np.ndarray:
    """State (7,) on a circular equatorial orbit at an altitude (km), slower by a burn (m/s)."""
    r = RADIUS + 1e3 * altitude
    return np.array([r, 0.0, 0.0, 0.0, math.sqrt(MU / r) - burn, 0.0, mass])


def _propagate_to_event(
    environment: World, states: np.ndarray, parameters: np.ndarray, end: float, event: tuple
) -> Arc:
    kind, direction, threshold = event
    n = len(states)
    events = Events(np.array([kind]), np.array([direction]), np.full((n, 1), threshold))
    ends = np.full(n, end)
    return run(
        environment, np.zeros(n), states, ends, parameters, events=events,
        relative_tolerance=1e-11, longest_step=100.0,
    )  # fmt: skip


def apsides(y: np.ndarray) -> tuple[float, float]:
    """Perigee and apogee altitudes (km) of the two-body orbit of a state."""
    r, v = y[:3], y[3:6]
    a = float(1.0 / (2.0 / np.linalg.norm(r) - v @ v / MU))
    e = float(np.linalg.norm(np.cross(v, np.cross(r, v)) / MU - r / np.linalg.norm(r)))
    return 1e-3 * (a * (1.0 - e) - RADIUS), 1e-3 * (a * (1.0 + e) - RADIUS)


def fly_to_altitude(
    altitude: float, burn: float, final_altitude: float
) -> tuple[float, float, float, float]:
    """Fly from a circular orbit (altitude km) through a retrograde burn (m/s) to an altitude (km).

    Returns
    -------
    Speed m/s, flight-path angle and central angle in degrees, time s.
    """
    environment = _vacuum_world()
    threshold = RADIUS + 1e3 * final_altitude - EQUATORIAL_RADIUS
    start = circular_state(altitude, burn)[None, :]
    parameters = parameter_vectors(1)
    event = (HEIGHT, FALLING, threshold)
    arc = _propagate_to_event(environment, start, parameters, 1e4, event)
    observation = observations(environment, arc.t, arc.y, parameters)
    x, y = arc.y[0, :2]
    angle = math.degrees(float(observation.flight_path_angle_inertial[0]))
    central_angle = math.degrees(math.atan2(y, x)) % 360.0
    return float(np.linalg.norm(arc.y[0, 3:6])), angle, central_angle, float(arc.t[0])


def rotation_factor(altitude: float) -> float:
    """Factor on the density that compensates the rotation of the atmosphere at an altitude (km)."""
    r = RADIUS + 1e3 * altitude
    v = math.sqrt(MU / r)
    return (v / (v - RATE * r)) ** 2


def _decay_inputs(altitudes: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    # the origin of geodetic altitudes above the equator is 6378.137 km: so it is for these orbits
    offset = 1e-3 * (EQUATORIAL_RADIUS - RADIUS)
    states = np.array([circular_state(h + offset) for h in altitudes])
    factors = np.array([rotation_factor(h + offset) for h in altitudes])
    return states, parameter_vectors(len(altitudes), B, density_factor=factors)


def decay_rates(altitudes: Sequence[float]) -> np.ndarray:
    """Rates of the semi-major axis in km/day, over ten minutes, for altitudes in km."""
    states, parameters = _decay_inputs(altitudes)
    n, span = len(altitudes), 600.0
    ends = np.full(n, span)
    arc = run(_standard_world(), np.zeros(n), states, ends, parameters, relative_tolerance=1e-13)

    def semi_major_axis(y: np.ndarray) -> np.ndarray:
        return 1.0 / (2.0 / np.linalg.norm(y[:, :3], axis=1) - (y[:, 3:6] ** 2).sum(axis=1) / MU)

    return 1e-3 * (semi_major_axis(arc.y) - semi_major_axis(states)) / span * DAY


def lifetimes(altitudes: list[float]) -> np.ndarray:
    """Days to 120 km, for altitudes in km."""
    states, parameters = _decay_inputs(altitudes)
    event = (HEIGHT, FALLING, 120e3)
    arc = _propagate_to_event(_standard_world(), states, parameters, 899.0 * DAY, event)
    return arc.t / DAY


def fly_burn(
    altitude: float, delta_v: float, thrust: float, isp: float, mass: float, fixed_attitude: bool
) -> tuple[float, float, float]:
    """Fly a retrograde burn from a circular orbit.

    Parameters
    ----------
    altitude, delta_v, thrust, isp, mass
        Of the circular orbit, km; m/s; N; s; kg.
    fixed_attitude
        Thrust fixed in inertial axes, not horizontal.

    Returns
    -------
    Perigee and apogee (km) after the burn, and its arc (rad).
    """
    flow = thrust / (isp * G0)
    seconds = mass / flow * -math.expm1(-delta_v / (isp * G0))
    start = circular_state(altitude, mass=mass)
    half = 0.5 * seconds * math.sqrt(MU / start[0] ** 3)
    # retrograde at the middle of the burn: there the velocity is +y rotated by half the arc
    x, y = (math.sin(half), -math.cos(half)) if fixed_attitude else (-1.0, 0.0)
    parameters = parameter_vectors(1, thrust=thrust, mass_flow=flow, steer_x=x, steer_y=y)
    environment = _vacuum_world(INERTIAL if fixed_attitude else LVLH)
    end = np.array([seconds])
    arc = run(environment, np.zeros(1), start[None, :], end, parameters, relative_tolerance=1e-12)
    return *apsides(arc.y[0]), 2.0 * half


def _compare_two_body() -> list[Comparison]:
    comparisons = []
    burn_digit = "burn printed to 0.01 m/s"
    for altitude, perigee, delta_v in HOHMANN:
        start = circular_state(altitude, delta_v)[None, :]
        event = (APSIS, RISING, OWN_PERIGEE)
        arc = _propagate_to_event(_vacuum_world(), start, parameter_vectors(1), 1e4, event)
        computed = 1e-3 * (float(np.linalg.norm(arc.y[0, :3])) - RADIUS)
        name = f"perigee after {delta_v} m/s at {altitude} km"
        comparisons.append(within(name, "km", perigee, computed, 0.02, burn_digit))
    digit = "printed digits"
    for altitude, perigee, speed, angle, arc, seconds in INTERFACE:
        burn = next(dv for h, p, dv in HOHMANN if (h, p) == (altitude, perigee))
        v, gamma, degrees, t = fly_to_altitude(altitude, burn, 122.0)
        name = f"{altitude} to {perigee} km, at 122 km"
        comparisons += [
            within(f"{name}: speed", "m/s", speed, v, 0.1, digit),
            within(f"{name}: flight-path angle", "deg", angle, gamma, 0.001, digit),
            within(f"{name}: central angle", "deg", arc, degrees, 0.02, digit),
            within(f"{name}: time", "s", seconds, t, 1.0, digit),
        ]
    for altitude, burn, arc, speed, angle in VACUUM:
        v, gamma, degrees, _ = fly_to_altitude(altitude, burn, 0.0)
        name = f"burn of {burn} m/s at {altitude} km, at the ground"
        comparisons += [
            within(f"{name}: speed", "m/s", speed, v, 0.1, digit),
            within(f"{name}: flight-path angle", "deg", angle, gamma, 0.001, digit),
            within(f"{name}: central angle", "deg", arc, degrees, 0.01, burn_digit),
        ]
    return comparisons


def _compare_decay() -> list[Comparison]:
    comparisons = []
    altitudes = np.array([h for h, _, _ in DENSITIES])
    densities = on_lanes(standard_air, altitudes, us1976())[0]
    for (altitude, expected, tolerance), density in zip(DENSITIES, densities, strict=True):
        interpolated = tolerance > 0.01
        reason = "logarithmic interpolation" if interpolated else "digits of the standard"
        name = f"density at {1e-3 * altitude:.0f} km over {expected:g} kg/m3"
        comparisons.append(within(name, "", 1.0, density / expected, tolerance, reason))
    rates = decay_rates([h for h, _ in RATES])
    reason = "2 %: the reference interpolates printed densities, linearly in the logarithm"
    for (altitude, expected), rate in zip(RATES, rates, strict=True):
        name, tolerance = f"rate of the semi-major axis at {altitude} km", 0.02 * abs(expected)
        comparisons.append(within(name, "km/day", expected, rate, tolerance, reason))
    times = lifetimes([h for h, _ in LIFETIMES])
    for (altitude, expected), days in zip(LIFETIMES, times, strict=True):
        name = f"time from {altitude} to 120 km"
        comparisons.append(within(name, "d", expected, days, 0.02 * expected, reason))
    return comparisons


def _compare_burns() -> list[Comparison]:
    comparisons = []
    digits = "0.3 km: digits of the burn and of its duration"
    first_order = "2 km: first order in the burn over the speed, up to 230 degrees of arc"
    for altitude, delta_v, thrust, isp, mass, perigee, apogee, fixed_perigee in BURNS:
        burn = (altitude, delta_v, thrust, isp, mass)
        low, high, arc = fly_burn(*burn, fixed_attitude=False)
        fixed, _, _ = fly_burn(*burn, fixed_attitude=True)
        name = f"{altitude} km, {delta_v} m/s, {1e-3 * thrust:,.4g} kN, {1e-3 * mass:.0f} t"
        comparisons += [
            within(f"{name}: perigee", "km", perigee, low, 0.3, digits),
            within(f"{name}: apogee", "km", apogee, high, 0.3, digits),
            within(f"{name}: perigee, fixed attitude", "km", fixed_perigee, fixed, 0.3, digits),
        ]
        if arc < math.radians(230.0):
            r = RADIUS + 1e3 * altitude
            penalty = 2.0 * r * delta_v / math.sqrt(MU / r) * (1.0 - np.sinc(arc / 2.0 / np.pi))
            formula = 50.0 + 1e-3 * penalty
            name = f"{name}: perigee by formula"
            comparisons.append(within(name, "km", formula, low, 2.0, first_order))
    return comparisons


FAMILY = "Closed forms"
_TWO_BODY = "Two-body motion: Kepler's and Hohmann's relations; mu 3.986004418e14 m3/s2, R 6371 km"
CASES = (
    ReferenceCase(
        name="two_body",
        title="Burns and arcs in vacuum",
        source=_TWO_BODY,
        family=FAMILY,
        needs=(),
        run=_compare_two_body,
    ),
    ReferenceCase(
        name="circles_decay",
        title="Decay of circular orbits in the standard atmosphere",
        source="NASA-TM-X-74335; da/dt = -rho (Cd A/m) sqrt(mu a), integrated to 120 km",
        family=FAMILY,
        needs=(),
        run=_compare_decay,
    ),
    ReferenceCase(
        name="arc_loss",
        title="Losses of long burns",
        source="Two-body integration of constant thrust; Gauss's equations for near-circular "
        "orbits",
        family=FAMILY,
        needs=(),
        run=_compare_burns,
    ),
)
