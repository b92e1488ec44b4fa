"""Drag: the bridge at published values, closed forms in still and turning air, heights flown."""

import erfa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from sim.dynamics.drag import bridge, drag, drag_coefficient, knudsen
from sim.dynamics.rhs import EARTH_RATE, acceleration
from sim.environment.atmosphere.models import EXPONENTIAL, NRLMSISE00, VACUUM
from sim.environment.atmosphere.selection import Exponential
from sim.environment.world import Switch
from sim.frames.earth_orientation import RATE, gcrf_to_itrf_matrix
from sim.lanes import interpreted, on_lanes

MOLECULES_AT_100_KM = 1.189e19
"""1/m3, US Standard Atmosphere 1976, table of number density."""


def test_mean_free_path_at_100_km() -> None:
    """0.142 m by the same standard; a module of 4.4 m sees Kn = 0.032."""
    number = np.full(1, MOLECULES_AT_100_KM)
    assert on_lanes(knudsen, number, np.ones(1))[0] == pytest.approx(0.142, abs=5e-4)
    assert on_lanes(knudsen, number, np.full(1, 4.4))[0] == pytest.approx(0.0323, abs=2e-4)


def test_bridge_at_published_values() -> None:
    """Read off SESAM output with two digits; the fit has an rms of 0.006 against it."""
    kn = np.array([0.01, 0.03, 0.06, 0.14, 0.3, 0.6, 1.0])
    published = [0.003, 0.05, 0.18, 0.50, 0.78, 0.93, 0.98]
    got = on_lanes(bridge, kn)
    np.testing.assert_allclose(got, published, rtol=0.0, atol=0.012)
    formula = 0.5 * (1.0 + special.erf((np.log10(kn) + 0.845) / 0.585))
    np.testing.assert_allclose(got, formula, rtol=0.0, atol=1e-7)  # of the error function


@settings(max_examples=100)
@given(st.lists(st.floats(0.0, 1e6), min_size=2, max_size=11))
def test_bridge_grows_from_0_to_1(kn) -> None:
    f = on_lanes(bridge, np.sort(kn))
    assert ((f >= -1e-7) & (f <= 1.0 + 1e-7)).all()
    assert (np.diff(f) >= -3e-7).all()


def test_drag_coefficient_between_its_limits(make_case) -> None:
    case = make_case(3, cd_free_molecular=2.1, cd_continuum=0.9, length=10.0)
    # Kn = 1.69 / (number x length): 1e5, 10^-0.845, 1e-6
    number = 1.0 / (np.sqrt(2.0) * np.pi * 3.65e-10**2 * 10.0 * 10.0 ** np.array([5, -0.845, -6]))
    got = on_lanes(drag_coefficient, number, case)
    np.testing.assert_allclose(got, [2.1, 1.5, 0.9], rtol=0.0, atol=2e-7)


@settings(max_examples=60)
@given(
    st.tuples(*[st.floats(-8e3, 8e3)] * 3),
    st.floats(1e-13, 1e-6),
    st.floats(1e3, 1e6),
    st.floats(1.0, 4e3),
)
def test_closed_form_in_still_air(make_case, velocity, density, mass, area) -> None:
    """Half rho v2 Cd A / m, against the velocity."""
    case = make_case(1, cd_free_molecular=2.2, cd_continuum=2.2)
    v = np.array(velocity)
    args = [np.array([c]) for c in (*v, mass, area, density, 1e15)]
    got = np.ravel(on_lanes(drag, *args, case))
    want = -0.5 * density * 2.2 * area / mass * np.linalg.norm(v) * v
    np.testing.assert_allclose(got, want, rtol=1e-14, atol=1e-300)


@pytest.fixture(scope="module")
def thick_air(conservative_world):
    """Exponential air, dense so that drag stands out of gravity's last digits."""
    return conservative_world._replace(
        switch=Switch(0, 0, EXPONENTIAL, 0), exponential=Exponential(1e-6, 200e3, 40e3)
    )


def drag_alone(t, y, world, case) -> np.ndarray:
    """Acceleration with air less the one without, (3, n)."""
    vacuum = world._replace(switch=world.switch._replace(air=VACUUM))
    args = (t, *y.T.copy())
    with_air = np.stack(on_lanes(acceleration, *args, world, case))
    return with_air - np.stack(on_lanes(acceleration, *args, vacuum, case))


def test_closed_form_in_turning_air(thick_air, make_case, low_orbit) -> None:
    """Speed relative to air that turns about the pole of date; density of the geodetic height."""
    n = 16
    case = make_case(n, cd_continuum=2.2, density_factor=1.3)
    y = low_orbit(200e3, 240e3, 0.9, np.arange(n), 1.0, 0.7 * np.arange(n), 1e5)
    t = np.linspace(0.0, 2e5, n)
    turn = np.reshape(interpreted(gcrf_to_itrf_matrix)(t, thick_air.orientation), (3, 3, n))
    omega = EARTH_RATE * turn[2]
    relative = y[:, 3:6].T - np.cross(omega.T, y[:, :3]).T
    fixed = np.einsum("ijn,nj->in", turn, y[:, :3])
    _, _, height = erfa.gc2gd(1, fixed.T)
    rho = 1.3 * 1e-6 * np.exp((200e3 - height) / 40e3)
    want = -0.5 * rho * 2.2 * 1500.0 / 1e5 * np.linalg.norm(relative, axis=0) * relative
    got = drag_alone(t, y, thick_air, case)
    # the difference keeps gravity's rounding: 9 m/s2 at 1e-15 against drag of about 0.5 m/s2
    assert np.abs(got - want).max() < 1e-13 * np.abs(want).max()


def test_flying_west_meets_more_air(thick_air, make_case, low_orbit) -> None:
    """Over the equator drag goes with (v - omega r)^2 eastward and (v + omega r)^2 westward."""
    case = make_case(2, cd_continuum=2.2)
    y = low_orbit(220e3, 220e3, np.array([0.0, np.pi]), 0.0, 0.0, np.array([0.3, -0.3]), 1e5)
    np.testing.assert_allclose(y[0, :2], y[1, :2])
    force = np.linalg.norm(drag_alone(np.zeros(2), y, thick_air, case), axis=0)
    r, v = np.linalg.norm(y[0, :3]), np.linalg.norm(y[0, 3:6])
    turning = EARTH_RATE * r
    # the pole of date leans from that of the axes by 2.5e-3 rad in 2025
    assert force[1] / force[0] == pytest.approx(((v + turning) / (v - turning)) ** 2, rel=2e-5)
    assert force[1] / force[0] == pytest.approx(1.285, abs=0.01)


def test_density_factor_scales_drag_in_free_flow(small_world, make_case, low_orbit) -> None:
    """At 400 km the flow is free-molecular, so Cd stays; near 105 km more air means a lower Cd."""
    world = small_world._replace(switch=Switch(0, 0, NRLMSISE00, 0))
    y = low_orbit(np.array([400e3, 100e3]), np.array([400e3, 100e3]), mass=1.0)
    one = drag_alone(np.zeros(2), y, world, make_case(2))
    two = drag_alone(np.zeros(2), y, world, make_case(2, density_factor=2.0))
    ratio = np.linalg.norm(two, axis=0) / np.linalg.norm(one, axis=0)
    assert ratio[0] == pytest.approx(2.0, rel=1e-6)
    assert 1.5 < ratio[1] < 1.9


def test_the_air_turns_with_the_frame() -> None:
    assert EARTH_RATE == pytest.approx(RATE, rel=1e-12)
