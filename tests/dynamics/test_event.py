"""Events: zero on the threshold, and the sign on either side of it, for every kind."""

import erfa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.event import (
    APSIS,
    ARC_INTERFACE,
    ARGUMENT_OF_LATITUDE,
    DOWNRANGE,
    FALLING,
    HEIGHT,
    MASS,
    MEAN_ALTITUDE,
    NODE,
    OWN_PERIGEE,
    PERIGEE,
    RADIAL_SPEED,
    RISING,
    event_value,
)
from sim.environment.gravity import from_coefficients
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude, mean_apsides, mean_semi_major_axis
from sim.lanes import interpreted, on_lanes

KINDS = (
    MEAN_ALTITUDE,
    HEIGHT,
    RADIAL_SPEED,
    NODE,
    ARGUMENT_OF_LATITUDE,
    PERIGEE,
    MASS,
    APSIS,
    DOWNRANGE,
)
angles = st.floats(0.0, 2.0 * np.pi)


def value_and_rate(kind, t, y, world, threshold=0.0) -> tuple[np.ndarray, np.ndarray]:
    n = len(y)
    t, threshold = (np.full(n, v, dtype=np.float64) for v in (t, threshold))
    return on_lanes(event_value, kind, t, *y.T.copy(), world, threshold)


def value(kind, t, y, world, threshold=0.0) -> np.ndarray:
    return value_and_rate(kind, t, y, world, threshold)[0]


def pole(t, world) -> np.ndarray:
    return np.array(interpreted(gcrf_to_itrf_matrix)(t, world.orientation))[6:9]


def test_kinds_are_distinct_and_directions_are_signs() -> None:
    assert len(set(KINDS)) == 9
    assert (RISING, FALLING) == (1.0, -1.0)


@pytest.fixture(scope="module")
def point_mass(conservative_world):
    c = np.array([[1.0]])
    field = from_coefficients(c, 0.0 * c, 0, mu=MU, radius=EQUATORIAL_RADIUS)
    return conservative_world._replace(gravity=field)


@settings(max_examples=60)
@given(st.floats(0.0, 3e5), st.floats(-5e3, 5e5), angles, st.floats(-5e3, 5e5))
def test_height_is_geodetic(conservative_world, low_orbit, t, height, anomaly, threshold) -> None:
    y = low_orbit(height, height, 1.0, 2.0, 3.0, anomaly)
    turn = np.reshape(interpreted(gcrf_to_itrf_matrix)(t, conservative_world.orientation), (3, 3))
    _, _, truth = erfa.gc2gd(1, turn @ y[0, :3])
    got = value(HEIGHT, t, y, conservative_world, threshold)[0]
    assert got == pytest.approx(truth - threshold, abs=2e-8)


@settings(max_examples=40)
@given(st.sampled_from((HEIGHT, NODE)), st.floats(2e4, 4e5), st.floats(0.01, 3.1), angles, angles)
def test_rates_are_those_of_the_values(conservative_world, low_orbit, kind, height, i, u, nu):
    """Against central differences along straight lines; 5e-5 m/s is how the pole of date moves."""
    y = low_orbit(height, height + 2e5, i, 1.0, u, nu)
    step = 0.05
    ahead, behind = y.copy(), y.copy()
    ahead[:, :3] += step * y[:, 3:6]
    behind[:, :3] -= step * y[:, 3:6]
    rate = value_and_rate(kind, 0.0, y, conservative_world)[1]
    both = [value(kind, 0.0, each, conservative_world) for each in (ahead, behind)]
    # the difference carries the rounding of a height, 1e-9 m over 0.1 s, and a third derivative
    np.testing.assert_allclose(rate, (both[0] - both[1]) / (2.0 * step), rtol=0.0, atol=2e-3)


def test_radial_speed_is_position_times_velocity(conservative_world, low_orbit) -> None:
    y = low_orbit(2e5, 4e5, true_anomaly=1.0)[0]
    got = value(RADIAL_SPEED, 0.0, y[None], conservative_world)[0]
    assert got == pytest.approx(y[:3] @ y[3:6], rel=1e-12)


def test_apsides_of_an_ellipse(point_mass, low_orbit) -> None:
    """In the field of a point mass the mean orbit is the osculating one: sine of the true anomaly
    times the eccentricity.
    """
    nu = np.array([-2.0, -1e-3, 0.0, 1e-3, 2.0, np.pi - 1e-3, np.pi + 1e-3])
    y = low_orbit(2e5, 4e5, true_anomaly=nu)
    e = 1e5 / (EQUATORIAL_RADIUS + 3e5)
    got = value(APSIS, 0.0, y, point_mass, OWN_PERIGEE)
    np.testing.assert_allclose(got, e * np.sin(nu), rtol=0.0, atol=1e-12)


@settings(max_examples=40)
@given(angles, angles)
def test_an_argument_of_perigee_may_be_given(conservative_world, low_orbit, u, held):
    y = low_orbit(3e5, 3e5, 0.9, 0.5, 0.0, u)
    apsis = value(APSIS, 0.0, y, conservative_world, held)
    there = value(ARGUMENT_OF_LATITUDE, 0.0, y, conservative_world, held)
    np.testing.assert_allclose(apsis, there, rtol=0.0, atol=1e-14)


@settings(max_examples=60)
@given(st.floats(0.0, 3e5), angles, angles)
def test_node_is_the_distance_north_of_the_equator_of_date(conservative_world, low_orbit, t, u, o):
    y = low_orbit(3e5, 3e5, 0.9, o, 0.0, u)
    north = y[0, :3] @ pole(t, conservative_world)
    assert value(NODE, t, y, conservative_world)[0] == pytest.approx(north, abs=1e-8)


def test_node_rises_where_the_orbit_goes_north(conservative_world, low_orbit) -> None:
    """Against the axes of GCRF, which lean from the pole of date by 2.5e-3 rad."""
    u = np.array([-0.01, 0.01, np.pi - 0.01, np.pi + 0.01])
    got = value(NODE, 0.0, low_orbit(3e5, 3e5, 0.9, 0.5, 0.0, u), conservative_world)
    np.testing.assert_array_equal(np.sign(got), [-1, 1, 1, -1])


@settings(max_examples=60)
@given(angles, angles)
def test_argument_of_latitude_rises_through_its_threshold(conservative_world, low_orbit, u, o):
    """Sine of the angle past the threshold, counted from the node of date."""
    y = low_orbit(3e5, 3e5, 0.9, o, 0.0, u + np.array([-0.01, 0.0, 0.01]))
    axis = pole(0.0, conservative_world)
    h = np.cross(y[1, :3], y[1, 3:6])
    node = np.cross(axis, h)
    ahead = np.cross(h, node)
    r = y[1, :3]
    true_u = np.arctan2(r @ ahead / np.linalg.norm(ahead), r @ node / np.linalg.norm(node))
    got = value(ARGUMENT_OF_LATITUDE, 0.0, y, conservative_world, true_u)
    np.testing.assert_allclose(got, np.sin([-0.01, 0.0, 0.01]), rtol=0.0, atol=1e-12)
    assert abs(np.sin(true_u - u)) < 5e-3  # the equator of date leans by 2.5e-3 rad, over sin(i)


@settings(max_examples=60)
@given(st.floats(0.0, 3e5), st.floats(1e5, 4e5), st.floats(0.0, 1e5), angles, st.floats(0.0, 4e5))
def test_mean_altitude_and_perigee(conservative_world, low_orbit, t, low, more, nu, threshold):
    y = low_orbit(low, low + more, true_anomaly=nu)
    axis = pole(t, conservative_world)
    scale = conservative_world.gravity.mu, conservative_world.gravity.oblateness
    a = interpreted(mean_semi_major_axis)(*y[0, :6], *axis, *scale)
    perigee, _ = interpreted(mean_apsides)(*y[0, :6], *axis, *scale)
    got = value(MEAN_ALTITUDE, t, y, conservative_world, threshold)[0]
    assert got == pytest.approx(a - EQUATORIAL_RADIUS - threshold, abs=1e-6)
    got = value(PERIGEE, t, y, conservative_world, threshold)[0]
    assert got == pytest.approx(perigee - threshold, abs=1e-6)


@settings(max_examples=60)
@given(st.floats(-5e4, 2e5), st.floats(1e3, 2e5), angles, angles, angles)
def test_an_arc_passes_a_place_at_its_height_there(point_mass, low_orbit, low, more, w, nu, place):
    """From wherever on the orbit it is seen; against the state at that place and ERFA's ellipsoid,
    from which that of an arc, of first order in the flattening, differs by less than 40 m.
    """
    here, there = low_orbit(low, low + more, 0.9, 0.5, w, np.array([nu, place - w]))[:, None]
    sine, cosine, _ = interpreted(argument_of_latitude)(*there[0, :6], *pole(0.0, point_mass))
    got = value(DOWNRANGE, 0.0, here, point_mass, np.arctan2(sine, cosine))[0]
    turn = np.reshape(interpreted(gcrf_to_itrf_matrix)(0.0, point_mass.orientation), (3, 3))
    _, _, height = erfa.gc2gd(1, turn @ there[0, :3])
    assert got == pytest.approx(height - ARC_INTERFACE, abs=40.0)
