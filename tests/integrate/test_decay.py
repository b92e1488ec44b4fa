"""The whole descent machinery against closed forms, another integrator, and its own tolerance."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.rhs import EARTH_RATE, acceleration
from sim.environment.atmosphere.models import EXPONENTIAL, NRLMSISE00
from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import field
from sim.environment.world import Switch
from sim.frames.constants import EQUATORIAL_RADIUS, MEAN_RADIUS, MU
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.integrate.observe import observations
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters, tabulate

DRAG_AREA = 2.2 * 1500.0


def axis(y) -> np.ndarray:
    r = np.linalg.norm(y[:, :3], axis=1)
    return 1.0 / (2.0 / r - (y[:, 3:6] ** 2).sum(axis=1) / MU)


def decay(world, model, y, case, duration) -> np.ndarray:
    n = len(y)
    world = world._replace(
        gravity=field("egm2008", 0), switch=Switch(0, 0, EXPONENTIAL, 0), exponential=model
    )
    arc = run(world, np.zeros(n), y, np.full(n, duration), tabulate(case), relative_tolerance=1e-13)
    return axis(arc.y) - axis(y)


@pytest.mark.parametrize("height", [220e3, 300e3, 415e3])
@pytest.mark.parametrize("westward", [False, True])
def test_decay_rate_over_the_equator(steady_world, make_case, low_orbit, height, westward) -> None:
    """da/dt = -rho (Cd A / m) sqrt(mu a) (1 -+ omega r / v)^2, integrated over three revolutions.

    Sinking by d the air thickens by exp(d / H); the spiral itself adds terms of d / a: 1e-5.
    """
    height_scale, a = 45e3, EQUATORIAL_RADIUS + height
    density = 2.5e-10 * np.exp((200e3 - height) / 40e3)
    model = Exponential(density, height, height_scale)
    y = low_orbit(height, height, np.pi if westward else 0.0, 0.0, 0.0, 0.4)
    got = decay(steady_world, model, y, make_case(1, cd_continuum=2.2), 16000.0)[0]
    turning = EARTH_RATE * np.sqrt(a**3 / MU)
    factor = (1.0 + turning) ** 2 if westward else (1.0 - turning) ** 2

    def rate(_, s):
        rho = density * np.exp((a - s[0]) / height_scale)
        return [-rho * DRAG_AREA / 430e3 * np.sqrt(MU * s[0]) * factor]

    want = solve_ivp(rate, (0.0, 16000.0), [a], rtol=1e-10, atol=1e-7).y[0, -1] - a
    assert got == pytest.approx(want, rel=1e-4)
    assert abs(factor - 1.0) > 0.1  # what leaving the turning air out would cost


@pytest.mark.parametrize("inclination", [0.9013, 1.5708, 2.4])
def test_decay_rate_of_inclined_orbits(steady_world, make_case, low_orbit, inclination) -> None:
    """In air of one density: half rho Cd A / m times the mean of |u| u.v over the orbit."""
    model = Exponential(1e-11, 0.0, 1e13)
    y = low_orbit(300e3, 300e3, inclination, 0.0, 0.0, 0.0)
    a = EQUATORIAL_RADIUS + 300e3
    period = 2.0 * np.pi * np.sqrt(a**3 / MU)
    got = decay(steady_world, model, y, make_case(1, cd_continuum=2.2), period)[0]
    u = np.linspace(0.0, 2.0 * np.pi, 721)[:-1]
    v, c, s = np.sqrt(MU / a), np.cos(inclination), np.sin(inclination)
    r = a * np.stack([np.cos(u), np.sin(u) * c, np.sin(u) * s])
    speed = v * np.stack([-np.sin(u), np.cos(u) * c, np.cos(u) * s])
    through = speed - EARTH_RATE * np.stack([-r[1], r[0], 0.0 * u])
    power = -0.5e-11 * DRAG_AREA / 430e3 * np.linalg.norm(through, axis=0)
    power = power * (through * speed).sum(axis=0)
    want = 2.0 * a * a / MU * power.mean() * period
    assert got == pytest.approx(want, rel=2e-5)


def test_published_decay_rate(steady_world, make_case, low_orbit) -> None:
    """US Standard Atmosphere 1976 200 km over a sphere of 6,371 km, 150 kg/m2: 7.491 km a day.

    That figure is of still air; the factor of our turning air is taken out.
    """
    a = 6371e3 + 200e3
    model = Exponential(2.541e-10, a - EQUATORIAL_RADIUS, 1e13)
    y = low_orbit(a - EQUATORIAL_RADIUS, a - EQUATORIAL_RADIUS, 0.0, 0.0, 0.0, 0.0)
    case = make_case(1, cd_continuum=2.2, area=430e3 / 150.0 / 2.2)
    hour = decay(steady_world, model, y, case, 3600.0)[0]
    turning = (1.0 - EARTH_RATE * np.sqrt(a**3 / MU)) ** 2
    assert -24.0 * hour / turning == pytest.approx(7491.0, abs=2.0)


def test_landing_does_not_depend_on_the_tolerance(small_world, make_case, low_orbit) -> None:
    """From 250 km to the sea through every layer of the air, steps of its density included.

    Measured 2.4, 0.4 and 0.14 m at 1e-9, 1e-10 and 1e-11, and 0.3 ms.
    """
    world = small_world._replace(switch=Switch(1, 0, NRLMSISE00, 0))
    y, case = low_orbit(30e3, 250e3, true_anomaly=3.1416), tabulate(make_case(1))
    events = Events(np.array([HEIGHT], dtype=np.int64), np.array([FALLING]), np.zeros((1, 1)))
    landings = []
    for tolerance in (1e-9, 1e-10, 1e-11, 1e-13):
        arc = run(world, np.zeros(1), y, np.array([2e4]), case, events=events,
                  relative_tolerance=tolerance)  # fmt: skip
        assert arc.status[0] == FIRST_EVENT
        seen = observations(world, arc.t, arc.y, case)
        landings.append((arc.t[0], seen.latitude[0], seen.longitude[0]))
    t, latitude, longitude = np.array(landings).T
    north = MEAN_RADIUS * (latitude - latitude[-1])
    east = MEAN_RADIUS * np.cos(latitude) * (longitude - longitude[-1])
    distance = np.hypot(north, east)
    assert distance[0] < 20.0
    assert distance[1:].max() < 4.0
    np.testing.assert_allclose(t, t[-1], rtol=0.0, atol=5e-3)


def test_two_orbits_as_scipy_flies_them(small_world, make_case, low_orbit) -> None:
    """220 km, 8x8, Sun and Moon, exponential air; the right-hand side interpreted: within 1 cm."""
    world = small_world._replace(
        gravity=field("egm2008", 8),
        switch=Switch(1, 1, EXPONENTIAL, 0),
        exponential=Exponential(2.5e-10, 200e3, 37e3),
    )
    y, end = low_orbit(220e3, 225e3), 2.0 * 5330.0
    ours = run(world, np.zeros(1), y, np.array([end]), tabulate(make_case(1)),
               relative_tolerance=1e-12, longest_step=60.0)  # fmt: skip
    force, case = interpreted(acceleration), Parameters(*(c[0] for c in make_case(1)))
    theirs = solve_ivp(
        lambda t, s: [*s[3:], *(float(a) for a in force(t, *s, 430e3, world, case))],
        (0.0, end), y[0, :6], method="DOP853", rtol=1e-12, atol=1e-6,
    )  # fmt: skip
    assert np.linalg.norm(ours.y[0, :3] - theirs.y[:3, -1]) < 1e-2
    assert np.linalg.norm(ours.y[0, 3:6] - theirs.y[3:, -1]) < 1e-5
