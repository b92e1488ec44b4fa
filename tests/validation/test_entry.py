"""Entry against a closed form and a flight: Allen and Eggers, and the Stardust capsule."""

import math

import numpy as np
import pytest

from sim.dynamics.event import FALLING, HEIGHT
from sim.environment.air import Exponential
from sim.environment.gravity import from_coefficients
from sim.environment.world import world
from sim.frames.earth_orientation import RATE
from sim.frames.epoch import Epoch
from sim.frames.geodesy import EQUATORIAL_RADIUS
from sim.integrate.batch import Events, run
from sim.integrate.observe import observations
from sim.scenario.state import gcrf_from

FLATTENING = 1.0 / 298.257223563
FEET, SLUG = 0.3048, 14.593903


def sampled(table, state, case, level, longest):
    """Observation along a fall to a geodetic height, and its times."""
    events = Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[level]]))
    arc = run(
        table,
        np.zeros(1),
        state[None, :],
        np.array([3000.0]),
        case,
        events=events,
        relative_tolerance=1e-12,
        longest_step=longest,
        sampling=0.0,
    )
    assert arc.status[0] == 1
    samples = arc.samples[0]
    cases = np.tile(case[0], (len(samples), 1))
    return samples[:, 0], observations(table, samples[:, 0], samples[:, 1:], cases)


def test_allen_eggers_vertical_entry(ball):
    """30,000 ft/s straight down through exponential air, no gravity (NACA TR 1381, 1958)."""
    epoch = Epoch.from_utc("2020-01-01T00:00:00Z")
    density, scale = 0.0034 * SLUG / FEET**3, 22000.0 * FEET
    speed, beta = 9144.0, 1600.0
    one = np.ones((1, 1))
    table = world(
        epoch,
        100.0,
        degree=0,
        third_body=False,
        air="exponential",
        exponential=Exponential(density, 0.0, scale),
    )
    table = table._replace(
        gravity=from_coefficients(one, 0.0 * one, 0, mu=1e-3, radius=EQUATORIAL_RADIUS)
    )
    # down the axis of the Earth, where the air stands still
    polar = EQUATORIAL_RADIUS * (1.0 - FLATTENING)
    state = gcrf_from("itrf", (0.0, 0.0, polar + 150e3, 0.0, 0.0, -speed), epoch)
    _, seen = sampled(table, np.append(state, beta), ball(1), 0.0, 0.02)
    peak = int(np.argmax(seen.deceleration))
    assert seen.deceleration[peak] == pytest.approx(speed**2 / (2.0 * math.e * scale), rel=1e-3)
    assert seen.height[peak] == pytest.approx(13.37e3, abs=150.0)
    assert seen.speed_air[peak] == pytest.approx(speed * math.exp(-0.5), rel=5e-3)
    k = density * scale / (2.0 * beta)
    expected = speed * np.exp(-k * np.exp(-seen.height / scale))
    np.testing.assert_allclose(seen.speed_air, expected, rtol=1e-3)


@pytest.fixture(scope="module")
def stardust(ball):
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
    for _ in range(20):
        velocity = speed * (math.cos(steep) * ahead + math.sin(steep) * up)
        inertial = np.linalg.norm(velocity + RATE * x * east)
        steep = math.asin(math.sin(angle) * inertial / speed)
    state = gcrf_from("itrf", (*place, *velocity), epoch)
    case = ball(1, 0.52, 45.8 / (60.0 * 0.52))
    return sampled(table, np.append(state, 45.8), case, 31.03e3, 0.5)


def test_stardust_peak_load(stardust):
    """32.89 g (Desai and Qualls 2008); the ballistic coefficient is a fitted constant."""
    _, seen = stardust
    assert seen.deceleration.max() / 9.80665 == pytest.approx(32.89, rel=0.05)


def test_stardust_time_to_the_drogue(stardust):
    """31.03 km 137.9 s after 135 km."""
    t, _ = stardust
    assert t[-1] == pytest.approx(137.9, abs=3.0)
