"""What an observer notes, at the altitudes and speeds flown: 420 km orbit to the sea."""

import erfa
import numpy as np
import pytest

from sim.dynamics.heating import heat_flux
from sim.dynamics.observation import Observation, observe
from sim.dynamics.rhs import EARTH_RATE, acceleration
from sim.environment.atmosphere.models import NRLMSISE00, VACUUM
from sim.environment.world import Switch
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import mean_apsides
from sim.integrate.observe import observations
from sim.lanes import interpreted, on_lanes
from sim.vehicle.parameters import tabulate

N = 13


@pytest.fixture(scope="module")
def world(small_world):
    return small_world._replace(switch=Switch(0, 0, NRLMSISE00, 0))


@pytest.fixture(scope="module")
def flown(low_orbit) -> tuple[np.ndarray, np.ndarray]:
    """Five orbits between 120 and 420 km, then slower and steeper down to the ground."""
    y = low_orbit(
        np.r_[120e3, 150e3, 220e3, 330e3, 410e3, np.linspace(110e3, 500.0, 8)],
        np.r_[250e3, 160e3, 230e3, 335e3, 420e3, np.linspace(110e3, 500.0, 8)],
        raan=np.arange(N),
        true_anomaly=0.5 * np.arange(N),
    )
    down = y[5:, :3] / np.linalg.norm(y[5:, :3], axis=1)[:, None]
    y[5:, 3:6] = y[5:, 3:6] * np.linspace(1.0, 0.06, 8)[:, None] - 60.0 * down
    return np.linspace(0.0, 3e5, N), y


@pytest.fixture(scope="module")
def seen(world, make_case, flown) -> Observation:
    t, y = flown
    return Observation(*on_lanes(observe, t, *y.T.copy(), world, make_case(N)))


def earth_fixed(world, t, position) -> np.ndarray:
    """Points (n, 3) in the turning frame."""
    turn = np.reshape(interpreted(gcrf_to_itrf_matrix)(t, world.orientation), (3, 3, len(t)))
    return np.einsum("ijn,nj->ni", turn, position)


def test_where_it_is(world, flown, seen) -> None:
    t, y = flown
    longitude, latitude, height = erfa.gc2gd(1, earth_fixed(world, t, y[:, :3]))
    np.testing.assert_allclose(seen.height, height, rtol=0.0, atol=2e-8)
    np.testing.assert_allclose(seen.latitude, latitude, rtol=0.0, atol=1e-12)
    np.testing.assert_allclose(seen.longitude, longitude, rtol=0.0, atol=1e-12)
    assert (np.abs(seen.longitude) <= np.pi).all()


def test_how_fast_in_space(flown, seen) -> None:
    _, y = flown
    r, v = np.linalg.norm(y[:, :3], axis=1), np.linalg.norm(y[:, 3:6], axis=1)
    np.testing.assert_allclose(seen.speed_inertial, v, rtol=1e-14)
    climb = (y[:, :3] * y[:, 3:6]).sum(axis=1) / r
    np.testing.assert_allclose(v * np.sin(seen.flight_path_angle_inertial), climb, atol=1e-9)


def test_how_fast_through_the_air(world, flown, seen) -> None:
    """The derivative of the Earth-fixed position, by differences.

    The air turns about the axis of the map, the Earth about a pole half an arcsecond off:
    1.2e-3 m/s.
    """
    t, y = flown
    step = 1.0
    ahead, behind = (earth_fixed(world, t + s, y[:, :3] + s * y[:, 3:6]) for s in (step, -step))
    far, back = (earth_fixed(world, t + s, y[:, :3] + s * y[:, 3:6]) for s in (2 * step, -2 * step))
    velocity = (8.0 * (ahead - behind) - (far - back)) / (12.0 * step)
    speed = np.linalg.norm(velocity, axis=1)
    np.testing.assert_allclose(seen.speed_air, speed, rtol=0.0, atol=1.3e-3)
    here = earth_fixed(world, t, y[:, :3])
    climb = (here * velocity).sum(axis=1) / np.linalg.norm(here, axis=1)
    np.testing.assert_allclose(
        seen.speed_air * np.sin(seen.flight_path_angle_air), climb, rtol=0.0, atol=1.3e-3
    )
    assert (seen.flight_path_angle_air[5:] < 0.0).all()
    # prograde at 51.6 degrees: the air carries off 0.24 to 0.5 km/s
    assert (seen.speed_inertial - seen.speed_air)[:5] == pytest.approx(350.0, abs=150.0)
    assert EARTH_RATE * EQUATORIAL_RADIUS == pytest.approx(465.1, abs=0.1)


def test_load_and_heat(world, make_case, flown, seen) -> None:
    t, y = flown
    pressure = 0.5 * seen.density * seen.speed_air**2
    np.testing.assert_allclose(seen.dynamic_pressure, pressure, rtol=1e-13)
    flux = on_lanes(heat_flux, seen.density, seen.speed_air, np.ones(N))
    np.testing.assert_allclose(seen.heat_flux, flux, rtol=1e-12)
    coefficient = seen.deceleration * 430e3 / (1500.0 * pressure)
    assert ((coefficient >= 1.0 - 1e-6) & (coefficient <= 2.2 + 1e-6)).all()
    assert coefficient[4] == pytest.approx(2.2, abs=1e-5)  # free flow at 410 km
    assert coefficient[-1] == pytest.approx(1.0, abs=1e-6)  # continuum at the ground
    case = make_case(N)
    vacuum = world._replace(switch=Switch(0, 0, VACUUM, 0))
    drag = [np.stack(on_lanes(acceleration, t, *y.T.copy(), w, case)) for w in (world, vacuum)]
    size = np.linalg.norm(drag[0] - drag[1], axis=0)
    np.testing.assert_allclose(seen.deceleration, size, rtol=1e-12, atol=4e-15)


def test_density_factor_is_seen(world, make_case, flown, seen) -> None:
    t, y = flown
    more = Observation(*on_lanes(observe, t, *y.T.copy(), world, make_case(N, density_factor=1.7)))
    np.testing.assert_allclose(more.density, 1.7 * seen.density, rtol=1e-13)
    np.testing.assert_array_equal(more.height, seen.height)


def test_mean_orbit(world, flown, seen) -> None:
    t, y = flown
    pole = np.array(interpreted(gcrf_to_itrf_matrix)(t, world.orientation))[6:9]
    scale = world.gravity.mu, world.gravity.oblateness
    perigee, apogee = interpreted(mean_apsides)(*y[:, :6].T, *pole, *scale)
    np.testing.assert_allclose(seen.mean_perigee[:5], perigee[:5], rtol=0.0, atol=1e-5)
    np.testing.assert_allclose(seen.mean_apogee[:5], apogee[:5], rtol=0.0, atol=1e-5)
    middle = 0.5 * (seen.mean_perigee + seen.mean_apogee)
    np.testing.assert_allclose(seen.mean_altitude[:5], middle[:5], rtol=0.0, atol=1e-5)


@pytest.mark.parametrize("n", [0, 1, 8, N])
def test_many_states_at_once(world, make_case, flown, seen, n) -> None:
    t, y = flown
    got = observations(world, t[:n], y[:n], tabulate(make_case(N))[:n])
    for one, other in zip(got, seen, strict=True):
        assert one.shape == (n,)
        np.testing.assert_allclose(one, other[:n], rtol=1e-12, atol=1e-8)
