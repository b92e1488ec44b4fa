"""Geodetic coordinates against ERFA and by round trip, from -5 km to 2,000 km and at the poles."""

import erfa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.frames.constants import ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS, POLAR_RADIUS
from sim.frames.geodesy import earth_fixed, geodetic, latitude_longitude_height
from sim.lanes import interpreted, on_lanes

WGS84 = 1  # ERFA's number of the ellipsoid
NANOMETRE = 1e-9
LATITUDE = 3e-13
"""rad, error of the formula for the latitude: 2e-6 m on the ground."""

latitudes = st.floats(-np.pi / 2, np.pi / 2)
longitudes = st.floats(-np.pi, np.pi)
heights = st.floats(-5e3, 2e6)
points = st.lists(st.tuples(latitudes, longitudes, heights), min_size=1, max_size=11)


def cartesian(latitude, longitude, height) -> tuple[np.ndarray, ...]:
    angles = np.sin(latitude), np.cos(latitude), np.sin(longitude), np.cos(longitude)
    return on_lanes(earth_fixed, *angles, height)


@settings(max_examples=200)
@given(points)
def test_to_cartesian_as_erfa(rows) -> None:
    """Two roundings of 6.4e6 m."""
    latitude, longitude, height = np.array(rows).T.copy()
    truth = erfa.gd2gc(WGS84, longitude, latitude, height)
    got = np.stack(cartesian(latitude, longitude, height), axis=1)
    np.testing.assert_allclose(got, truth, rtol=0.0, atol=4 * NANOMETRE)


@settings(max_examples=200)
@given(points)
def test_from_cartesian_as_erfa(rows) -> None:
    """Height: 1e-9 m of formula, 4e-9 m of rounding. Latitude: 3e-13 of formula, 1e-11 of ERFA."""
    latitude, longitude, height = np.array(rows).T.copy()
    xyz = erfa.gd2gc(WGS84, longitude, latitude, height)
    lon, lat, h = erfa.gc2gd(WGS84, xyz)
    got = on_lanes(latitude_longitude_height, *xyz.T.copy())
    np.testing.assert_allclose(got[2], h, rtol=0.0, atol=5 * NANOMETRE)
    np.testing.assert_allclose(got[0], lat, rtol=0.0, atol=1e-11)
    np.testing.assert_allclose(got[0], latitude, rtol=0.0, atol=LATITUDE)
    turn = (got[1] - lon + np.pi) % (2.0 * np.pi) - np.pi
    np.testing.assert_allclose(turn, 0.0, atol=1e-15)


@settings(max_examples=200)
@given(points)
def test_round_trip(rows) -> None:
    latitude, longitude, height = np.array(rows).T.copy()
    x, y, z = cartesian(latitude, longitude, height)
    s, c, h = on_lanes(geodetic, x, y, z)
    np.testing.assert_allclose(h, height, rtol=0.0, atol=5 * NANOMETRE)
    np.testing.assert_allclose(s, np.sin(latitude), rtol=0.0, atol=LATITUDE)
    np.testing.assert_allclose(c, np.cos(latitude), rtol=0.0, atol=LATITUDE)
    np.testing.assert_allclose(s * s + c * c, 1.0, rtol=0.0, atol=1e-15)


def test_formula_error_where_it_is_largest() -> None:
    """Bowring's formula in extended precision: below 1e-9 m to 2,000 km."""
    if np.finfo(np.longdouble).nmant < 60:
        pytest.skip("no extended precision on this machine")
    latitude, height = np.meshgrid(np.linspace(-1.57, 1.57, 181), [-1e4, 0.0, 1.2e5, 4e5, 2e6])
    latitude, height = latitude.astype(np.longdouble), height.astype(np.longdouble)
    zero, one = np.longdouble(0), np.longdouble(1)
    x, y, z = interpreted(earth_fixed)(np.sin(latitude), np.cos(latitude), zero, one, height)
    _, _, h = interpreted(geodetic)(x, y, z)
    assert np.abs(h - height).max() < NANOMETRE


def test_poles_and_equator() -> None:
    height = np.array([-5e3, 0.0, 1.2e5, 4e5, 2e6])
    zero = np.zeros(5)
    for sign in (1.0, -1.0):
        s, c, h = on_lanes(geodetic, zero, zero, sign * (POLAR_RADIUS + height))
        np.testing.assert_allclose(s, sign, rtol=0.0, atol=2e-16)
        np.testing.assert_array_equal(c, 0.0)
        np.testing.assert_allclose(h, height, rtol=0.0, atol=2 * NANOMETRE)
    s, c, h = on_lanes(geodetic, zero, -(EQUATORIAL_RADIUS + height), zero)
    np.testing.assert_array_equal(s, 0.0)
    np.testing.assert_allclose(c, 1.0, rtol=0.0, atol=2e-16)
    np.testing.assert_allclose(h, height, rtol=0.0, atol=2 * NANOMETRE)


def test_ellipsoid_constants_are_those_of_wgs84() -> None:
    a, f = erfa.eform(WGS84)
    assert (a, f) == (EQUATORIAL_RADIUS, 1.0 / 298.257223563)
    # NIMA TR8350.2 (2000), table 3.3, to its last digit
    assert POLAR_RADIUS == pytest.approx(6356752.3142, abs=5e-5)
    assert ECCENTRICITY_SQUARED == pytest.approx(6.69437999014e-3, abs=5e-15)


def test_height_is_measured_along_the_normal() -> None:
    """A kilometre up the normal is a kilometre of height, at every latitude."""
    latitude = np.linspace(-1.5, 1.5, 31)
    normal = np.stack([np.cos(latitude), 0.0 * latitude, np.sin(latitude)])
    low = np.stack(cartesian(latitude, np.zeros(31), np.full(31, 2e5)))
    s, c, h = on_lanes(geodetic, *(low + 1e3 * normal))
    np.testing.assert_allclose(h, 2e5 + 1e3, rtol=0.0, atol=5 * NANOMETRE)
    np.testing.assert_allclose(np.arctan2(s, c), latitude, rtol=0.0, atol=LATITUDE)
