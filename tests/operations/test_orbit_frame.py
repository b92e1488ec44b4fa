"""The frame of the orbit: places come back, shapes stay rigid, the node drifts as it does."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.operations.orbit_frame import (
    UNDER,
    OrbitPlace,
    directions_of,
    find_on_orbit,
    into_frame,
    out_of_frame,
    westward_drift,
)

INCLINATION = math.radians(51.64)
angles = st.floats(-math.pi, math.pi)


@given(argument=angles, node=angles)
def test_the_place_under_an_orbit_leads_back_to_it(argument: float, node: float) -> None:
    place = OrbitPlace(np.array([argument]), np.array([node]))
    latitude, longitude = (column[:, 0] for column in out_of_frame(UNDER, place, INCLINATION))
    found = find_on_orbit(latitude, longitude, np.cos(place.argument) > 0.0, INCLINATION)
    again = out_of_frame(UNDER, found, INCLINATION)
    assert np.allclose(directions_of(*again)[0], directions_of(latitude, longitude), atol=1e-7)


@given(argument=angles, node=angles, ahead=angles, later=angles)
def test_a_shape_is_moved_as_a_rigid_body(
    argument: float, node: float, ahead: float, later: float
) -> None:
    latitude, longitude = np.radians([-50.0, -49.0, -45.0]), np.radians([-120.0, -110.0, 100.0])
    first = OrbitPlace(np.array([argument]), np.array([node]))
    local = into_frame(directions_of(latitude, longitude), first, INCLINATION)
    back = out_of_frame(local, first, INCLINATION)
    assert np.allclose(directions_of(*back)[0], directions_of(latitude, longitude), atol=1e-12)
    other = OrbitPlace(np.array([ahead]), np.array([later]))
    moved = directions_of(*out_of_frame(local, other, INCLINATION))[0]
    before = directions_of(latitude, longitude)
    assert np.allclose(moved @ moved.T, before @ before.T, atol=1e-12)


def test_the_node_of_the_station_moves_west_by_23_degrees_a_revolution() -> None:
    """-4.96 deg of regression and 360.986 deg of rotation a day, 15.5 revolutions at 415 km."""
    axis = np.array([EQUATORIAL_RADIUS + 415e3])
    a_revolution = float(np.degrees(2.0 * np.pi * westward_drift(axis, INCLINATION)[0]))
    assert a_revolution == pytest.approx((360.986 + 4.96) / 15.51, rel=2e-3)
