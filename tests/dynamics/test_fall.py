"""Falling bodies: drag as that of the stack, drag rise across the speed of sound, lift."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.drag import drag
from sim.dynamics.fragment_aerodynamics import (
    BODY,
    SUBSONIC,
    SUPERSONIC,
    body_force,
    mach_number,
    supersonic_share,
)
from sim.dynamics.rhs import acceleration
from sim.environment.atmosphere.models import EXPONENTIAL
from sim.environment.atmosphere.selection import Exponential
from sim.environment.world import Switch
from sim.lanes import on_lanes

AT_SEA = {"density": 1.225, "temperature": 288.15, "number": 2.5469e25}
"""US Standard Atmosphere 1976, table 1, sea level; the speed of sound is 340.294 m/s."""
SOUND = 340.294
EAST, PLACE = np.array([0.0, 1.0, 0.0]), np.array([6.4e6, 0.0, 0.0])

components = st.floats(-8e3, 8e3)
velocities = st.tuples(components, components, components).filter(lambda v: np.hypot(*v[:2]) > 1.0)


def force(make_case, u, e=PLACE, mass=100.0, area=1.0, air=AT_SEA, **columns) -> np.ndarray:
    """Acceleration (3,) of one body."""
    values = (*u, *e, mass, area, air["density"], air["temperature"], air["number"])
    row = [np.array([v], dtype=np.float64) for v in values]
    return np.ravel(on_lanes(body_force, *row, make_case(1, **columns)))


@settings(max_examples=100)
@given(velocities, st.floats(1e-13, 1e-2), st.floats(1e9, 1e25), st.floats(1.0, 1e6))
def test_without_lift_and_drag_rise_it_is_the_drag_of_the_stack(
    make_case, velocity, density, number, mass
) -> None:
    columns = {"cd_subsonic": 0.9, "cd_continuum": 0.9, "lift_up": 0.0, "lift_side": 0.0}
    air = {"density": density, "temperature": 220.0, "number": number}
    got = force(make_case, velocity, mass=mass, area=12.0, air=air, **columns)
    args = [np.array([v]) for v in (*velocity, mass, 12.0, density, number)]
    want = np.ravel(on_lanes(drag, *args, make_case(1, **columns)))
    np.testing.assert_allclose(got, want, rtol=1e-13, atol=1e-300)


def test_the_equation_of_motion_gives_both_the_same(
    conservative_world, make_case, low_orbit
) -> None:
    """In air that turns with the Earth, with the body's own area and mass."""
    n = 11
    thick = conservative_world._replace(
        switch=Switch(0, 0, EXPONENTIAL, 0), exponential=Exponential(1e-6, 200e3, 40e3)
    )
    falling = thick._replace(switch=thick.switch._replace(fall=BODY))
    case = make_case(n, cd_subsonic=1.0, lift_up=0.0, lift_side=0.0)
    y = low_orbit(80e3, 240e3, 0.9, np.arange(n), 1.0, 0.7 * np.arange(n), 1e5)
    args = (np.linspace(0.0, 2e5, n), *y.T.copy())
    one, other = (np.stack(on_lanes(acceleration, *args, w, case)) for w in (thick, falling))
    np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-12)
    lifted = np.stack(on_lanes(acceleration, *args, falling, make_case(n, cd_subsonic=1.0)))
    assert np.abs(lifted - other).max() > 1e-3  # the switch is on


def test_mach_one_is_the_speed_of_sound_of_the_standard_atmosphere() -> None:
    row = [np.array([v]) for v in (SOUND, AT_SEA["density"], AT_SEA["temperature"])]
    mach = on_lanes(mach_number, *row, np.array([AT_SEA["number"]]))[0]
    assert mach == pytest.approx(1.0, abs=1e-4)


@settings(max_examples=50)
@given(st.lists(st.floats(0.0, 30.0), min_size=2, max_size=9))
def test_the_drag_rise_is_level_outside_and_grows_within(machs) -> None:
    mach = np.sort(np.array([*machs, SUBSONIC, 1.1, SUPERSONIC]))
    share = on_lanes(supersonic_share, mach)
    assert (np.diff(share) >= 0.0).all()
    np.testing.assert_array_equal(share[mach <= SUBSONIC], 0.0)
    np.testing.assert_array_equal(share[mach >= SUPERSONIC], 1.0)
    assert share[mach == 1.1][0] == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("mach", "cd"), [(0.3, 0.5), (0.79, 0.5), (1.1, 0.75), (1.41, 1.0), (20.0, 1.0)]
)
def test_the_coefficient_goes_with_the_mach_number(make_case, mach, cd) -> None:
    columns = {"cd_subsonic": 0.5, "cd_continuum": 1.0, "lift_up": 0.0, "lift_side": 0.0}
    speed = mach * SOUND
    got = force(make_case, speed * EAST, **columns)
    want = -0.5 * AT_SEA["density"] * cd * speed * speed / 100.0
    np.testing.assert_allclose(got, [0.0, want, 0.0], rtol=3e-4, atol=1e-12)


def test_free_molecular_flow_knows_neither_mach_number_nor_lift(make_case) -> None:
    thin = {"density": 1e-10, "temperature": 900.0, "number": 2.5e15}
    for speed in (100.0, 7.8e3):
        got = force(make_case, speed * EAST, air=thin, lift_up=2.0, lift_side=2.0)
        want = -0.5 * 1e-10 * 2.2 * speed * speed / 100.0
        np.testing.assert_allclose(got, [0.0, want, 0.0], rtol=1e-5, atol=1e-5 * abs(want))


def test_lift_acts_upward_and_to_the_right(make_case) -> None:
    """Eastward over the equator: up is away from the Earth, right is south."""
    speed = 3e3
    full = 0.5 * AT_SEA["density"] * 1.0 * speed * speed / 100.0
    got = force(make_case, speed * EAST, lift_up=0.3, lift_side=0.0)
    np.testing.assert_allclose(got, [0.3 * full, -full, 0.0], rtol=2e-6, atol=1e-9)
    got = force(make_case, speed * EAST, lift_up=0.0, lift_side=0.3)
    np.testing.assert_allclose(got, [0.0, -full, -0.3 * full], rtol=2e-6, atol=1e-9)
    assert force(make_case, 0.5 * SOUND * EAST, lift_up=0.3, lift_side=0.3)[0] == 0.0


def unit(v) -> np.ndarray:
    return np.asarray(v) / np.linalg.norm(v)


@settings(max_examples=100)
@given(velocities, velocities, st.floats(-2.0, 2.0), st.floats(-2.0, 2.0))
def test_lift_is_square_to_the_velocity_and_of_the_size_asked_for(
    make_case, velocity, place, up, side
) -> None:
    if min(np.linalg.norm(velocity), np.linalg.norm(place)) < 600.0:
        return
    u, e = np.array(velocity), 6.4e6 * unit(place)
    bare = force(make_case, u, e, lift_up=0.0, lift_side=0.0)
    lift = force(make_case, u, e, lift_up=up, lift_side=side) - bare
    drag_size = np.linalg.norm(bare)
    assert abs(lift @ unit(u)) < 1e-12 * drag_size
    slope = np.linalg.norm(np.cross(unit(u), unit(e)))  # sine of the angle to the vertical
    fade = slope / np.hypot(slope, 1e-3)
    assert np.linalg.norm(lift) == pytest.approx(
        fade * np.hypot(up, side) * drag_size, rel=1e-9, abs=1e-12 * drag_size
    )
    if slope > 0.01:
        right = unit(np.cross(unit(u), unit(e)))
        assert lift @ right == pytest.approx(side * fade * drag_size, abs=1e-9 * drag_size)
        assert lift @ np.cross(right, unit(u)) == pytest.approx(
            up * fade * drag_size, abs=1e-9 * drag_size
        )


def test_lift_fades_as_the_path_becomes_vertical(make_case) -> None:
    share = []
    for slope in (1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 0.0):
        u = 3e3 * np.array([-np.sqrt(1.0 - slope * slope), slope, 0.0])
        got = force(make_case, u, lift_up=0.5, lift_side=0.5)
        assert np.isfinite(got).all()
        bare = force(make_case, u, lift_up=0.0, lift_side=0.0)
        share.append(np.linalg.norm(got - bare) / np.linalg.norm(bare))
    assert share[0] == pytest.approx(0.5 * np.sqrt(2.0), rel=1e-5)
    assert share[3] == pytest.approx(0.5, rel=1e-5)  # half the square at the least slope
    assert all(a > b for a, b in pairwise(share))
    assert share[-1] == 0.0
