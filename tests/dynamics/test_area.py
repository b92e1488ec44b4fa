"""The area that follows the Sun angle, in the equation of motion."""

import math

import numpy as np
import pytest

from sim.dynamics.area import drag_area, sine_of_beta
from sim.dynamics.observation import Observation, observe
from sim.dynamics.rhs import acceleration
from sim.environment.ephemeris import sun_moon
from sim.environment.world import World
from sim.frames.elements import cartesian_from_kepler
from sim.lanes import interpreted, on_lanes
from sim.vehicle.area_curve import area_at, area_curves
from sim.vehicle.hardware import Attitude

AREAS = ((0.0, 2000.0), (0.4, 1600.0), (0.9, 1300.0), (1.05, 1200.0))
FOLLOWING = Attitude(
    name="station.following",
    area=2000.0,
    cd_free_molecular=2.2,
    cd_continuum=1.0,
    length=4.4,
    by_beta=AREAS,
)
N = 24


@pytest.fixture(scope="module")
def curved_world(small_world: World) -> World:
    switch = small_world.switch._replace(area_by_beta=1)
    return small_world._replace(area_curves=area_curves([FOLLOWING]), switch=switch)


@pytest.fixture(scope="module")
def orbits() -> tuple[np.ndarray, ...]:
    """Times and states on orbits whose nodes go once round, (8,) of shape (N,)."""
    nodes = np.linspace(0.0, 2.0 * np.pi, N, endpoint=False)
    states = [cartesian_from_kepler(6.79e6, 1e-3, 0.901, node, 0.3, 1.7 * node) for node in nodes]
    return np.linspace(0.0, 3e5, N), *np.array(states).T, np.full(N, 455e3)


def test_beta_is_the_complement_of_the_angle_between_the_sun_and_the_normal(curved_world, orbits):
    t, *state = orbits
    sun = np.stack(on_lanes(sun_moon, t, curved_world.ephemeris))[:3]
    normal = np.cross(np.stack(state[:3]).T, np.stack(state[3:6]).T)
    away = [
        math.acos(float(h @ s / (np.linalg.norm(h) * np.linalg.norm(s))))
        for h, s in zip(normal, sun.T, strict=True)
    ]
    sine = on_lanes(sine_of_beta, t, *state[:6], curved_world)
    np.testing.assert_allclose(np.arcsin(sine), np.pi / 2.0 - np.array(away), atol=1e-9)
    assert np.ptp(np.degrees(np.arcsin(sine))) > 90.0


def test_drag_counts_on_the_area_of_the_angle(curved_world, small_world, orbits, make_case):
    """The same acceleration as with that area held, in every lane, compiled and interpreted."""
    t, *state = orbits
    following = make_case(N, area=2000.0, area_curve=1.0)
    beta = np.arcsin(on_lanes(sine_of_beta, t, *state[:6], curved_world))
    held = make_case(N, area=area_at(FOLLOWING, beta))
    got = np.stack(on_lanes(acceleration, *orbits, curved_world, following))
    want = np.stack(on_lanes(acceleration, *orbits, small_world, held))
    np.testing.assert_allclose(got, want, rtol=1e-14, atol=1e-15)
    plain = np.stack(interpreted(acceleration)(*orbits, curved_world, following))
    np.testing.assert_allclose(plain, got, rtol=1e-9, atol=1e-12)
    seen = on_lanes(observe, *orbits, curved_world, following)
    seen = Observation(*seen)._asdict()
    np.testing.assert_allclose(seen["area"], held.area, rtol=1e-12)
    np.testing.assert_allclose(seen["beta"], beta, atol=1e-12)


def test_a_constant_area_keeps_its_bits_beside_one_that_follows(
    curved_world, small_world, orbits, make_case
):
    """Both in one block of lanes: the constant ones fly as in a world without curves."""
    mixed = make_case(N, area=2000.0, area_curve=np.arange(N) % 2.0)
    t, *state = orbits
    area = on_lanes(drag_area, t, *state[:6], curved_world, mixed)
    assert (area[::2] == 2000.0).all()
    assert (area[1::2] < 2000.0).all()
    got = np.stack(on_lanes(acceleration, *orbits, curved_world, mixed))[:, ::2]
    alone = np.stack(on_lanes(acceleration, *orbits, small_world, make_case(N, area=2000.0)))
    assert (got == alone[:, ::2]).all()
