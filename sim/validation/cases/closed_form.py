"""Closed forms of a descent, set against the propagator: Hohmann burns, vacuum arcs, decay of
circles in the US Standard Atmosphere 1976, and what a long burn loses against an impulse.

Point mass, sphere of 6371 km, flown over the equator. Where drag counts, a factor on the density
takes out that the air turns. Standard air: NASA-TM-X-74335; da/dt = -rho (Cd A/m) sqrt(mu a);
perigee of a burn of length theta: dr_p = -(2 a dV/V)(1 + sinc(theta/2)), Gauss's equations for
near-circular orbits.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT, RADIAL_SPEED, RISING
from sim.dynamics.thrust import INERTIAL, LVLH
from sim.environment.atmosphere.us1976 import standard_air, us1976
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import DAY, Epoch
from sim.integrate.batch import Arc, Events, run
from sim.integrate.observe import observations
from sim.lanes import on_lanes
from sim.validation.cases.entry_trajectory import MU, RATE, field
from sim.validation.cases.rows import ball
from sim.validation.comparison import Comparison, ReferenceCase, within

RADIUS = 6371e3
"""m, of the sphere heights are counted from."""
EPOCH = Epoch.from_utc("2025-06-01T00:00:00Z")
G0 = 9.80665

DENSITIES = (
    (0.0, 1.2250, 0.001), (50e3, 1.0269e-3, 0.001), (78e3, 2.524e-5, 0.002),
    (86e3, 6.958e-6, 0.002), (100e3, 5.604e-7, 0.002), (122e3, 1.788e-8, 0.02),
    (200e3, 2.541e-10, 0.002), (400e3, 2.803e-12, 0.002),
)  # fmt: skip
"""Height m, kg/m3, and by how much it may be off: printed digits, or at 122 km an interpolation."""

HOHMANN = (
    (415, 50, 106.65), (250, 50, 59.72), (220, 50, 50.97),
    (415, 0, 121.84), (250, 0, 75.01), (220, 0, 66.28),
)  # fmt: skip
"""Circular height and perigee km, m/s."""

INTERFACE = (
    (250, 50, 7851.9, -0.844, 105.41, 1559.0),
    (250, 0, 7836.9, -1.102, 90.27, 1338.0),
    (220, 50, 7843.0, -0.740, 98.06, 1444.0),
    (415, 50, 7900.4, -1.261, 125.99, 1907.0),
)
"""Circular height and perigee km; speed m/s and angle at 122 km, degrees round the Earth, s."""

VACUUM = ((220, 97.35, 110.697, 7946.6, -1.322), (220, 129.04, 90.844, 7916.0, -1.884))
"""Circular height km, burn m/s; degrees round the Earth to the ground, speed m/s and angle."""

RATES = ((415, -0.0647), (250, -1.797), (220, -4.036), (200, -7.491))
"""Height km, km a day at 150 kg/m2."""
LIFETIMES = ((415, 820.8), (330, 144.45), (250, 18.50), (220, 6.95), (200, 3.24))
"""Height km, days to 120 km at 150 kg/m2."""
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
"""Circular height km, m/s, N, s, kg; perigee and apogee km steered horizontally, perigee km with
the attitude held."""


@cache
def _vacuum(steering: int = LVLH) -> World:
    made = world(EPOCH, 2e4, degree=0, third_body=False, air="none")
    return made._replace(gravity=field(0), switch=made.switch._replace(steering=steering))


@cache
def _standard() -> World:
    made = world(EPOCH, 900.0 * DAY, degree=0, third_body=False, air="us1976")
    return made._replace(gravity=field(0))


def circular(height: float, burn: float = 0.0, mass: float = 1.0) -> np.ndarray:
    """State (7,) on a circle over the equator at a height (km), slower by a burn (m/s)."""
    r = RADIUS + 1e3 * height
    return np.array([r, 0.0, 0.0, 0.0, math.sqrt(MU / r) - burn, 0.0, mass])


def _until(air: World, states: np.ndarray, cases: np.ndarray, end: float, event: tuple) -> Arc:
    kind, sense, level = event
    n = len(states)
    events = Events(np.array([kind]), np.array([sense]), np.full((n, 1), level))
    ends = np.full(n, end)
    return run(
        air, np.zeros(n), states, ends, cases, events=events, relative_tolerance=1e-11,
        longest_step=100.0,
    )  # fmt: skip


def apsides(y: np.ndarray) -> tuple[float, float]:
    """Perigee and apogee heights (km) of the two-body orbit through a state."""
    r, v = y[:3], y[3:6]
    a = float(1.0 / (2.0 / np.linalg.norm(r) - v @ v / MU))
    e = float(np.linalg.norm(np.cross(v, np.cross(r, v)) / MU - r / np.linalg.norm(r)))
    return 1e-3 * (a * (1.0 - e) - RADIUS), 1e-3 * (a * (1.0 + e) - RADIUS)


def passage(height: float, burn: float, level: float) -> tuple[float, float, float, float]:
    """Speed m/s, angle, degrees round the Earth and s from a burn (m/s) to a height, km."""
    air = _vacuum()
    threshold = RADIUS + 1e3 * level - EQUATORIAL_RADIUS
    start = circular(height, burn)[None, :]
    arc = _until(air, start, ball(1), 1e4, (HEIGHT, FALLING, threshold))
    seen = observations(air, arc.t, arc.y, ball(1))
    x, y = arc.y[0, :2]
    angle = math.degrees(float(seen.flight_path_angle_inertial[0]))
    round_it = math.degrees(math.atan2(y, x)) % 360.0
    return float(np.linalg.norm(arc.y[0, 3:6])), angle, round_it, float(arc.t[0])


def still_air(height: float) -> float:
    """Factor on the density that makes up for the air's turning along with a circle (km)."""
    r = RADIUS + 1e3 * height
    v = math.sqrt(MU / r)
    return (v / (v - RATE * r)) ** 2


def _decaying(heights: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    # geodetic heights over the equator are counted from 6378.137 km: so are these circles
    lift = 1e-3 * (EQUATORIAL_RADIUS - RADIUS)
    states = np.array([circular(h + lift) for h in heights])
    factors = np.array([still_air(h + lift) for h in heights])
    return states, ball(len(heights), B, density_factor=factors)


def decay_rates(heights: Sequence[float]) -> np.ndarray:
    """Fall of the semi-major axis in km a day, over ten minutes."""
    states, cases = _decaying(heights)
    n, span = len(heights), 600.0
    ends = np.full(n, span)
    arc = run(_standard(), np.zeros(n), states, ends, cases, relative_tolerance=1e-13)

    def axis(y: np.ndarray) -> np.ndarray:
        return 1.0 / (2.0 / np.linalg.norm(y[:, :3], axis=1) - (y[:, 3:6] ** 2).sum(axis=1) / MU)

    return 1e-3 * (axis(arc.y) - axis(states)) / span * DAY


def lifetimes(heights: list[float]) -> np.ndarray:
    """Days to 120 km."""
    states, cases = _decaying(heights)
    arc = _until(_standard(), states, cases, 899.0 * DAY, (HEIGHT, FALLING, 120e3))
    return arc.t / DAY


def burned(
    height: float, delta_v: float, thrust: float, isp: float, mass: float, held: bool
) -> tuple[float, float, float]:
    """Perigee and apogee (km) after a burn against the flight from a circle, and its arc (rad)."""
    flow = thrust / (isp * G0)
    seconds = mass / flow * -math.expm1(-delta_v / (isp * G0))
    start = circular(height, mass=mass)
    half = 0.5 * seconds * math.sqrt(MU / start[0] ** 3)
    # retrograde at the middle of the burn: forward there is +y turned by half the arc
    direction = (math.sin(half), -math.cos(half)) if held else (-1.0, 0.0)
    case = ball(1, thrust=thrust, mass_flow=flow, steer_x=direction[0], steer_y=direction[1])
    air = _vacuum(INERTIAL if held else LVLH)
    end = np.array([seconds])
    arc = run(air, np.zeros(1), start[None, :], end, case, relative_tolerance=1e-12)
    return *apsides(arc.y[0]), 2.0 * half


def _two_body() -> list[Comparison]:
    found = []
    for height, perigee, delta_v in HOHMANN:
        start = circular(height, delta_v)[None, :]
        arc = _until(_vacuum(), start, ball(1), 1e4, (RADIAL_SPEED, RISING, 0.0))
        ours = 1e-3 * (float(np.linalg.norm(arc.y[0, :3])) - RADIUS)
        name = f"perigee after {delta_v} m/s at {height} km"
        found.append(within(name, "km", perigee, ours, 0.02, "burn printed to 0.01 m/s"))
    digit = "printed digits"
    for height, perigee, speed, angle, arc, seconds in INTERFACE:
        burn = next(dv for h, p, dv in HOHMANN if (h, p) == (height, perigee))
        v, gamma, degrees, t = passage(height, burn, 122.0)
        name = f"{height} to {perigee} km, at 122 km"
        found += [
            within(f"{name}: speed", "m/s", speed, v, 0.1, digit),
            within(f"{name}: angle", "deg", angle, gamma, 0.001, digit),
            within(f"{name}: central angle", "deg", arc, degrees, 0.02, digit),
            within(f"{name}: time", "s", seconds, t, 1.0, digit),
        ]
    for height, burn, arc, speed, angle in VACUUM:
        v, gamma, degrees, _ = passage(height, burn, 0.0)
        name = f"{height} km less {burn} m/s, at the ground"
        found += [
            within(f"{name}: speed", "m/s", speed, v, 0.1, digit),
            within(f"{name}: angle", "deg", angle, gamma, 0.001, digit),
            within(f"{name}: central angle", "deg", arc, degrees, 0.01, "burn to 0.01 m/s"),
        ]
    return found


def _decay() -> list[Comparison]:
    found = []
    heights = np.array([h for h, _, _ in DENSITIES])
    for (height, expected, share), ours in zip(
        DENSITIES, on_lanes(standard_air, heights, us1976())[0], strict=True
    ):
        why = "an interpolation in the logarithm" if share > 0.01 else "digits of the standard"
        name = f"density at {1e-3 * height:.0f} km over {expected:g} kg/m3"
        found.append(within(name, "", 1.0, ours / expected, share, why))
    heights_km = [h for h, _ in RATES]
    why = "2 %: theirs joins printed densities by straight lines in the logarithm"
    for (height, expected), ours in zip(RATES, decay_rates(heights_km), strict=True):
        name = f"fall of a circle at {height} km"
        found.append(within(name, "km/day", expected, ours, 0.02 * abs(expected), why))
    days = lifetimes([h for h, _ in LIFETIMES])
    for (height, expected), ours in zip(LIFETIMES, days, strict=True):
        found.append(within(f"{height} to 120 km", "d", expected, ours, 0.02 * expected, why))
    return found


def _burns() -> list[Comparison]:
    found = []
    why = "0.3 km: digits of the burn and of its length"
    closed = "2 km: first order in the burn over the speed, up to 230 degrees of arc"
    for height, delta_v, thrust, isp, mass, perigee, apogee, held in BURNS:
        low, high, arc = burned(height, delta_v, thrust, isp, mass, held=False)
        fixed, _, _ = burned(height, delta_v, thrust, isp, mass, held=True)
        name = f"{height} km, {delta_v} m/s, {1e-3 * thrust:,.4g} kN, {1e-3 * mass:.0f} t"
        found += [
            within(f"{name}: perigee", "km", perigee, low, 0.3, why),
            within(f"{name}: apogee", "km", apogee, high, 0.3, why),
            within(f"{name}: perigee, attitude held", "km", held, fixed, 0.3, why),
        ]
        if arc < math.radians(230.0):
            r = RADIUS + 1e3 * height
            penalty = 2.0 * r * delta_v / math.sqrt(MU / r) * (1.0 - np.sinc(arc / 2.0 / np.pi))
            formula = 50.0 + 1e-3 * penalty
            found.append(within(f"{name}: perigee by formula", "km", formula, low, 2.0, closed))
    return found


FAMILY = "Closed forms"
_TWO_BODY = "Two-body motion: Kepler's and Hohmann's relations; mu 3.986004418e14 m3/s2, R 6371 km"
CASES = (
    ReferenceCase(
        name="two_body",
        title="Burns and vacuum arcs",
        source=_TWO_BODY,
        family=FAMILY,
        needs=(),
        run=_two_body,
    ),
    ReferenceCase(
        name="circles_decay",
        title="Circles decaying in the standard atmosphere",
        source="NASA-TM-X-74335; da/dt = -rho (Cd A/m) sqrt(mu a), summed to 120 km",
        family=FAMILY,
        needs=(),
        run=_decay,
    ),
    ReferenceCase(
        name="arc_loss",
        title="What a long burn loses",
        source="Two-body integration of constant thrust; Gauss's equations for near-circular "
        "orbits",
        family=FAMILY,
        needs=(),
        run=_burns,
    ),
)
