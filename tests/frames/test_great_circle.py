"""Angles between points of a sphere, against vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.frames.great_circle import central_angle

LATITUDES, LONGITUDES = st.floats(-0.5 * np.pi, 0.5 * np.pi), st.floats(-10.0, 10.0)


def unit(latitude, longitude):
    flat = np.cos(latitude)
    return np.array([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_angle_between_vectors(north, east, north_0, east_0):
    a, b = unit(north, east), unit(north_0, east_0)
    expected = np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)
    assert central_angle(north, east, north_0, east_0) == pytest.approx(expected, abs=5e-8)


def test_small_angles_keep_their_digits():
    assert central_angle(0.3 + 1e-9, 1.0, 0.3, 1.0) == pytest.approx(1e-9, rel=1e-6)
    assert central_angle(0.0, np.pi, 0.0, 0.0) == pytest.approx(np.pi)
