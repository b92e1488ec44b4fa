"""Entry compared with a closed form and a flight: Allen and Eggers, and the Stardust capsule."""

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
from sim.frames.named_frame import gcrf_from
from sim.integrate.batch import Events, run
from sim.integrate.observe import observations
from sim.validation.comparison import Comparison, ReferenceCase, within
from sim.validation.propagator_inputs import parameter_vectors

FEET, SLUG = 0.3048, 14.593903
"""m, kg."""
DENSITY, SCALE_HEIGHT = 0.0034 * SLUG / FEET**3, 22000.0 * FEET
SPEED, BETA = 9144.0, 1600.0
"""kg/m3 and m of the atmosphere, m/s, kg/m2 of the sphere: the example of NACA TR 1381, 1958."""


def propagate_to_altitude(
    environment: World,
    state: np.ndarray,
    parameters: np.ndarray,
    altitude: float,
    longest_step: float,
) -> tuple[np.ndarray, Observation]:
    """Propagate down to a geodetic altitude.

    Parameters
    ----------
    environment
        Gravity field and atmosphere.
    state
        Initial GCRF state and mass (7,), m, m/s, kg.
    parameters
        Parameter vector (1, columns).
    altitude
        Final altitude, m.
    longest_step
        Bound on the step, s.

    Returns
    -------
    Times (n,) in s and observation of every step.
    """
    arc = run(
        environment,
        np.zeros(1),
        state[None, :],
        np.array([3000.0]),
        parameters,
        events=Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[altitude]])),
        relative_tolerance=1e-12,
        longest_step=longest_step,
        sampling=0.0,
    )
    samples = arc.samples[0]
    repeated = np.tile(parameters[0], (len(samples), 1))
    return samples[:, 0], observations(environment, samples[:, 0], samples[:, 1:], repeated)


@cache
def fly_allen_eggers() -> Observation:
    """Vertical entry along the Earth's axis, where the atmosphere is at rest, without gravity."""
    epoch = Epoch.from_utc("2020-01-01T00:00:00Z")
    one = np.ones((1, 1))
    exponential = Exponential(DENSITY, 0.0, SCALE_HEIGHT)
    environment = world(
        epoch, 100.0, degree=0, third_body=False, air="exponential", exponential=exponential
    )
    weightless = from_coefficients(one, 0.0 * one, 0, mu=1e-3, radius=EQUATORIAL_RADIUS)
    environment = environment._replace(gravity=weightless)
    state = gcrf_from("itrf", (0.0, 0.0, POLAR_RADIUS + 150e3, 0.0, 0.0, -SPEED), epoch)
    state = np.append(state, BETA)
    return propagate_to_altitude(environment, state, parameter_vectors(1), 0.0, 0.02)[1]


@cache
def fly_stardust() -> tuple[np.ndarray, Observation]:
    """Times, and observation of the capsule from 135 km to the altitude of drogue deployment.

    12.6 km/s relative to the atmosphere; the published entry angle of -8.2 degrees is taken as
    inertial, heading east over North America. The peak load confirms it: an angle relative to the
    atmosphere would give 30 g.
    """
    epoch = Epoch.from_utc("2006-01-15T09:56:40.855Z")
    environment = world(epoch, 400.0, degree=8)
    speed, angle, heading = 12.6e3, math.radians(-8.2), math.radians(95.0)
    latitude, longitude, altitude = math.radians(41.6), math.radians(-125.0), 135e3
    c, s = math.cos(latitude), math.sin(latitude)
    n = EQUATORIAL_RADIUS / math.sqrt(1.0 - FLATTENING * (2.0 - FLATTENING) * s * s)
    x, z = (n + altitude) * c, (n * (1.0 - FLATTENING) ** 2 + altitude) * s
    position = np.array([x * math.cos(longitude), x * math.sin(longitude), z])
    up = position / np.linalg.norm(position)
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    forward = math.cos(heading) * np.cross(up, east) + math.sin(heading) * east
    relative_angle = angle
    velocity = np.zeros(3)
    for _ in range(20):
        velocity = speed * (math.cos(relative_angle) * forward + math.sin(relative_angle) * up)
        inertial_speed = np.linalg.norm(velocity + RATE * x * east)
        relative_angle = math.asin(math.sin(angle) * inertial_speed / speed)
    px, py, pz = (float(x) for x in position)
    vx, vy, vz = (float(v) for v in velocity)
    state = np.append(gcrf_from("itrf", (px, py, pz, vx, vy, vz), epoch), 45.8)
    parameters = parameter_vectors(1, 0.52, 45.8 / (60.0 * 0.52))
    return propagate_to_altitude(environment, state, parameters, 31.03e3, 0.5)


def _compare_allen_eggers() -> list[Comparison]:
    observation = fly_allen_eggers()
    deceleration, speed = observation.deceleration, observation.speed_air
    k = int(np.argmax(deceleration))
    peak = SPEED**2 / (2.0 * math.e * SCALE_HEIGHT)
    exponent = -DENSITY * SCALE_HEIGHT / (2.0 * BETA) * np.exp(-observation.height / SCALE_HEIGHT)
    largest_error = float(np.abs(speed / (SPEED * np.exp(exponent)) - 1.0).max())
    peak_altitude = 1e-3 * observation.height[k]
    exact = "closed form: error of the integration alone"
    near_peak = "the load is flat near its peak: half a step of 0.02 s is 0.1 km"
    return [
        within("peak deceleration", "m/s2", peak, deceleration[k], 1e-3 * peak, exact),
        within("altitude of the peak", "km", 13.37, peak_altitude, 0.15, near_peak),
        within("speed at the peak", "m/s", SPEED * math.exp(-0.5), speed[k], 28.0, near_peak),
        within("largest relative error of the speed", "", 0.0, largest_error, 1e-3, exact),
    ]


def _compare_stardust() -> list[Comparison]:
    t, observation = fly_stardust()
    reason = (
        "the ballistic coefficient of 60 kg/m2 is a fitted constant, the drag coefficient varies "
        "in flight. The angle of -8.2 degrees is taken as inertial because of the load: relative "
        "to the atmosphere it would give 30 g"
    )
    load = float(observation.deceleration.max()) / 9.80665
    return [
        within("peak deceleration", "g", 32.89, load, 0.05 * 32.89, "5 %: " + reason),
        within("135 km to the drogue at 31.03 km", "s", 137.9, t[-1], 3.0, reason),
    ]


FAMILY = "Entry"
CASES = (
    ReferenceCase(
        name="allen_eggers",
        title="Iron sphere of one foot, vertical entry at 30,000 ft/s",
        source="Allen and Eggers, NACA TR 1381, 1958",
        family=FAMILY,
        needs=(),
        run=_compare_allen_eggers,
    ),
    ReferenceCase(
        name="stardust",
        title="Stardust capsule, 15 January 2006, -8.2 degrees inertial at 135 km",
        source="Desai and Qualls 2008, https://ntrs.nasa.gov/citations/20080008567; ballistic "
        "coefficient of https://github.com/athulpg007/AMAT, example 33",
        family=FAMILY,
        needs=(),
        run=_compare_stardust,
    ),
)
