"""Sunlight: its size, its direction, and the Earth's shadow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.radiation_pressure import (
    ASTRONOMICAL_UNIT,
    PENUMBRA,
    PRESSURE,
    SHADOW_RADIUS,
    radiation_pressure,
    sunlight,
)
from sim.dynamics.rhs import acceleration
from sim.environment.atmosphere.models import VACUUM
from sim.environment.ephemeris import sun_moon
from sim.environment.world import Switch
from sim.lanes import interpreted, on_lanes

SUN = (ASTRONOMICAL_UNIT, 0.0, 0.0)


def light(x, y, z) -> np.ndarray:
    rows = [np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in np.broadcast_arrays(x, y, z)]
    return on_lanes(sunlight, *(np.array(r) for r in rows), *SUN)


def test_pressure_is_the_solar_constant_over_the_speed_of_light() -> None:
    assert pytest.approx(1361.0 / 299792458.0, rel=1e-5) == PRESSURE


def test_push_at_one_astronomical_unit(make_case) -> None:
    """P Cr A / m, away from the Sun; a quarter of it at twice the distance."""
    case = make_case(1, area=2500.0, reflectivity=1.4)
    for factor in (1.0, 2.0):
        sun = factor * ASTRONOMICAL_UNIT
        args = [np.array([v]) for v in (0.0, 6.8e6, 0.0, sun, 0.0, 0.0, 4.2e5)]
        push = np.ravel(on_lanes(radiation_pressure, *args, case))
        size = PRESSURE * 1.4 * 2500.0 / 4.2e5 / factor**2
        assert np.linalg.norm(push) == pytest.approx(size, rel=1e-8)
        assert push[0] == pytest.approx(-size, rel=1e-7)


def test_shadow_is_behind_the_earth() -> None:
    orbit = 6.78e6
    assert light(-orbit, 0.0, 0.0)[0] == 0.0
    assert light(orbit, 0.0, 0.0)[0] == 1.0
    np.testing.assert_array_equal(light(0.0, [orbit, -orbit], 0.0), 1.0)
    across = SHADOW_RADIUS + PENUMBRA * np.array([-0.6, -0.5, 0.0, 0.5, 0.6])
    behind = light(-2e6, across, 0.0)
    np.testing.assert_allclose(behind, [0, 0, 0.5, 1, 1], rtol=0.0, atol=1e-9)


@settings(max_examples=60)
@given(st.floats(0.0, 2.0 * np.pi), st.floats(6.4e6, 7e6))
def test_shadow_is_round_and_its_edge_smooth(roll, radius) -> None:
    """Light grows outward from 0 to 1 without a step, whatever the roll about the Sun's line."""
    across = np.linspace(6.2e6, 6.6e6, 401)
    seen = light(-1e6, across * np.cos(roll), across * np.sin(roll))
    np.testing.assert_allclose(seen, light(-1e6, across, 0.0), rtol=0.0, atol=1e-9)
    assert seen[0] == 0.0 and seen[-1] == 1.0
    assert (np.diff(seen) >= 0.0).all() and np.diff(seen).max() < 1.6e3 / PENUMBRA
    angle = np.linspace(0.0, np.pi, 2001)
    around = light(radius * np.cos(angle), radius * np.sin(angle), 0.0)
    assert np.abs(np.diff(around)).max() < 0.3
    assert ((around >= 0.0) & (around <= 1.0)).all()


def test_a_third_of_a_low_orbit_is_dark() -> None:
    """With the Sun in the orbit's plane: the half angle is asin(R/r), 39 % of a turn at 400 km."""
    r = 6.778e6
    angle = np.linspace(0.0, 2.0 * np.pi, 7201)[:-1]
    dark = 1.0 - light(r * np.cos(angle), r * np.sin(angle), 0.0).mean()
    assert dark == pytest.approx(np.arcsin(SHADOW_RADIUS / r) / np.pi, abs=1e-3)


def test_equation_of_motion_adds_it_in_the_sun_only(conservative_world, make_case, low_orbit):
    n = 16
    y = low_orbit(400e3, 400e3, 0.9, 0.5, 0.0, np.linspace(0.0, 6.0, n))
    t = np.zeros(n)
    shone = conservative_world._replace(switch=Switch(0, 1, VACUUM, 0))
    args, case = (t, *y.T.copy()), make_case(n)
    added = np.stack(on_lanes(acceleration, *args, shone, case)) - np.stack(
        on_lanes(acceleration, *args, conservative_world, case)
    )
    sun = np.array(interpreted(sun_moon)(t, shone.ephemeris))[:3]
    lit = interpreted(sunlight)(*y[:, :3].T, *sun)
    assert (lit == 0.0).any() and (lit == 1.0).any()
    away = y[:, :3].T - sun
    distance = np.linalg.norm(away, axis=0)
    size = lit * PRESSURE * (ASTRONOMICAL_UNIT / distance) ** 2 * 1.3 * 1500.0 / 430e3
    np.testing.assert_allclose(added, size * away / distance, rtol=0.0, atol=4e-15)
