"""Entry against a closed form and a flight: Allen and Eggers, and the Stardust capsule."""

import math
from functools import cache

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.observation import Observation
from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import from_coefficients
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS, FLATTENING, POLAR_RADIUS
from sim.frames.earth_orientation import RATE
from sim.frames.epoch import Epoch
from sim.integrate.batch import Events, run
from sim.integrate.observe import observations
from sim.scenario.build.state import gcrf_from
from sim.validation.cases.rows import ball
from sim.validation.comparison import Comparison, ReferenceCase, within

FEET, SLUG = 0.3048, 14.593903
"""m, kg."""
DENSITY, SCALE = 0.0034 * SLUG / FEET**3, 22000.0 * FEET
SPEED, BETA = 9144.0, 1600.0
"""kg/m3 and m of the air, m/s, kg/m2 of the sphere: the example of NACA TR 1381, 1958."""


def sampled(
    table: World, state: np.ndarray, case: np.ndarray, level: float, longest: float
) -> tuple[np.ndarray, Observation]:
    """Times (s) and observation of every step of a fall to a geodetic height (m), with steps of at
    most so many seconds.
    """
    arc = run(
        table,
        np.zeros(1),
        state[None, :],
        np.array([3000.0]),
        case,
        events=Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[level]])),
        relative_tolerance=1e-12,
        longest_step=longest,
        sampling=0.0,
    )
    samples = arc.samples[0]
    cases = np.tile(case[0], (len(samples), 1))
    return samples[:, 0], observations(table, samples[:, 0], samples[:, 1:], cases)


@cache
def allen_eggers() -> Observation:
    """Straight down the axis of the Earth, where the air stands still, without gravity."""
    epoch = Epoch.from_utc("2020-01-01T00:00:00Z")
    one = np.ones((1, 1))
    air = Exponential(DENSITY, 0.0, SCALE)
    table = world(epoch, 100.0, degree=0, third_body=False, air="exponential", exponential=air)
    weightless = from_coefficients(one, 0.0 * one, 0, mu=1e-3, radius=EQUATORIAL_RADIUS)
    state = gcrf_from("itrf", (0.0, 0.0, POLAR_RADIUS + 150e3, 0.0, 0.0, -SPEED), epoch)
    table = table._replace(gravity=weightless)
    return sampled(table, np.append(state, BETA), ball(1), 0.0, 0.02)[1]


@cache
def stardust() -> tuple[np.ndarray, Observation]:
    """Times, and observation of the capsule from 135 km down to the height of its drogue.

    12.6 km/s relative to the air; the published -8.2 degrees are taken as inertial, eastward over
    North America, which the load confirms: as an angle relative to the air they would give 30 g.
    """
    epoch = Epoch.from_utc("2006-01-15T09:56:40.855Z")
    table = world(epoch, 400.0, degree=8)
    speed, angle, heading = 12.6e3, math.radians(-8.2), math.radians(95.0)
    latitude, longitude, height = math.radians(41.6), math.radians(-125.0), 135e3
    c, s = math.cos(latitude), math.sin(latitude)
    n = EQUATORIAL_RADIUS / math.sqrt(1.0 - FLATTENING * (2.0 - FLATTENING) * s * s)
    x, z = (n + height) * c, (n * (1.0 - FLATTENING) ** 2 + height) * s
    place = np.array([x * math.cos(longitude), x * math.sin(longitude), z])
    up = place / np.linalg.norm(place)
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    ahead = math.cos(heading) * np.cross(up, east) + math.sin(heading) * east
    steep = angle
    velocity = np.zeros(3)
    for _ in range(20):
        velocity = speed * (math.cos(steep) * ahead + math.sin(steep) * up)
        inertial = np.linalg.norm(velocity + RATE * x * east)
        steep = math.asin(math.sin(angle) * inertial / speed)
    px, py, pz = (float(x) for x in place)
    vx, vy, vz = (float(v) for v in velocity)
    state = gcrf_from("itrf", (px, py, pz, vx, vy, vz), epoch)
    case = ball(1, 0.52, 45.8 / (60.0 * 0.52))
    return sampled(table, np.append(state, 45.8), case, 31.03e3, 0.5)


def _allen_eggers() -> list[Comparison]:
    seen = allen_eggers()
    k = int(np.argmax(seen.deceleration))
    peak = SPEED**2 / (2.0 * math.e * SCALE)
    expected = SPEED * np.exp(-DENSITY * SCALE / (2.0 * BETA) * np.exp(-seen.height / SCALE))
    worst = float(np.abs(seen.speed_air / expected - 1.0).max())
    closed = "closed form: only the error of integration is left"
    near = "flat top of the load: half a step of 0.02 s is 0.1 km"
    return [
        within("peak deceleration", "m/s2", peak, seen.deceleration[k], 1e-3 * peak, closed),
        within("height of the peak", "km", 13.37, 1e-3 * seen.height[k], 0.15, near),
        within("speed at the peak", "m/s", SPEED * math.exp(-0.5), seen.speed_air[k], 28.0, near),
        within("speed all the way down, relative", "", 0.0, worst, 1e-3, closed),
    ]


def _stardust() -> list[Comparison]:
    t, seen = stardust()
    fitted = (
        "60 kg/m2 is a fitted constant, the drag coefficient varies in flight. The angle of -8.2 "
        "degrees is taken as inertial because of the load: relative to the air it would give 30 g"
    )
    load = float(seen.deceleration.max()) / 9.80665
    return [
        within("peak deceleration", "g", 32.89, load, 0.05 * 32.89, "5 %: " + fitted),
        within("135 km to the drogue at 31.03 km", "s", 137.9, t[-1], 3.0, fitted),
    ]


FAMILY = "Entry"
CASES = (
    ReferenceCase(
        name="allen_eggers",
        title="Iron sphere of one foot straight down at 30,000 ft/s",
        source="Allen and Eggers, NACA TR 1381, 1958",
        family=FAMILY,
        needs=(),
        run=_allen_eggers,
    ),
    ReferenceCase(
        name="stardust",
        title="Stardust capsule, 15 January 2006, -8.2 degrees inertial at 135 km",
        source="Desai and Qualls 2008, https://ntrs.nasa.gov/citations/20080008567; ballistic "
        "coefficient "
        "of https://github.com/athulpg007/AMAT, example 33",
        family=FAMILY,
        needs=(),
        run=_stardust,
    ),
)
