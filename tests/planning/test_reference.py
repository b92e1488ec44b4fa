"""Where the reference piece comes down, and the miss: spherical closed forms and geodesics."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entry.geodesic import geodesic_distance
from sim.frames.constants import MEAN_RADIUS
from sim.planning.problem import AimPoint
from sim.planning.targeting.reference_piece import Impact, bearing, compute_miss, find_impacts

EAST, NORTH = 0.5 * np.pi, 0.0


def at(latitude: float, longitude: float, heading: float) -> Impact:
    return Impact(*(np.array([v]) for v in (0.0, latitude, longitude, heading)))


def offset(latitude: float, longitude: float, heading: float, aim: AimPoint) -> tuple[float, float]:
    along, across = compute_miss(at(latitude, longitude, heading), aim.latitude, aim.longitude)
    return float(along[0]), float(across[0])


@pytest.mark.parametrize(
    ("here", "there", "course"),
    [
        ((0.0, 0.0), (0.3, 0.0), 0.0),
        ((0.0, 0.0), (0.0, 0.3), 0.5 * np.pi),
        ((0.0, 0.0), (-0.3, 0.0), np.pi),
        ((0.0, 3.1), (0.0, -3.1), 0.5 * np.pi),  # across the date line
        ((0.0, 0.0), (0.25 * np.pi, 0.5 * np.pi), 0.25 * np.pi),
    ],
)
def test_bearing_in_simple_places(here, there, course) -> None:
    assert bearing(*here, *there) == pytest.approx(course, abs=1e-12)


def test_signs_and_sizes_on_the_equator() -> None:
    """Flying east: farther east is beyond, south is to the right."""
    aim, degree = AimPoint(0.0, 0.0), np.radians(1.0)
    km = MEAN_RADIUS * degree
    assert offset(0.0, degree, EAST, aim) == pytest.approx((km, 0.0), abs=1e-6)
    assert offset(0.0, -degree, EAST, aim) == pytest.approx((-km, 0.0), abs=1e-6)
    assert offset(-degree, 0.0, EAST, aim) == pytest.approx((0.0, km), abs=1e-6)
    assert offset(degree, 0.0, EAST, aim) == pytest.approx((0.0, -km), abs=1e-6)
    assert offset(degree, 0.0, NORTH, aim) == pytest.approx((km, 0.0), abs=1e-6)
    assert offset(0.0, degree, NORTH, aim) == pytest.approx((0.0, km), abs=1e-6)
    assert offset(0.0, 0.0, 1.0, aim) == pytest.approx((0.0, 0.0), abs=1e-6)


angles = st.floats(-np.pi, np.pi)
ways = st.floats(-3000e3, 3000e3)


@settings(max_examples=200)
@given(st.floats(-1.4, 1.4), angles, angles, ways, ways)
def test_the_miss_of_an_aim_put_there_by_vectors(
    latitude, longitude, heading, along, across
) -> None:
    """From the impact back along the track, then square to it: the aim."""
    c, s = np.cos(latitude), np.sin(latitude)
    up = np.array([c * np.cos(longitude), c * np.sin(longitude), s])
    east = np.array([-np.sin(longitude), np.cos(longitude), 0.0])
    forward = np.cos(heading) * np.cross(up, east) + np.sin(heading) * east
    right = np.cross(forward, up)
    a, b = along / MEAN_RADIUS, across / MEAN_RADIUS
    foot = np.cos(a) * up - np.sin(a) * forward
    spot = np.cos(b) * foot - np.sin(b) * right
    aim = AimPoint(
        float(np.arcsin(np.clip(spot[2], -1.0, 1.0))), float(np.arctan2(spot[1], spot[0]))
    )
    assert offset(latitude, longitude, heading, aim) == pytest.approx((along, across), abs=0.5)


@settings(max_examples=100)
@given(st.floats(-1.3, 1.3), angles, st.floats(-4.0, 4.0), st.floats(-4.0, 4.0), angles)
def test_the_miss_is_as_long_as_the_geodesic(latitude, longitude, north, east, heading) -> None:
    """Vincenty on the ellipsoid, up to 600 km: the sphere is good to 0.6 %."""
    aim = AimPoint(latitude + np.radians(north), longitude + np.radians(east) / np.cos(latitude))
    along, across = offset(latitude, longitude, heading, aim)
    degrees = np.degrees([longitude, latitude, aim.longitude, aim.latitude])
    want = float(geodesic_distance(*degrees))
    assert np.hypot(along, across) == pytest.approx(want, rel=6e-3, abs=1e-3)


def test_what_never_came_down_has_no_miss() -> None:
    along, across = compute_miss(Impact(*np.full((4, 2), np.nan)), 0.0, 0.0)
    assert np.isnan(along).all() and np.isnan(across).all()


def test_heavier_pieces_fly_farther_along_the_same_track(shipped) -> None:
    """From one release: the heavier, the farther and the sooner; all on the stack's track."""
    found = shipped("usdv").plan
    aim, flight = found.problem.aim, found.outcome.flight
    down = [
        find_impacts(flight, replace(aim, ballistic_coefficient=b)) for b in (20.0, 100.0, 1000.0)
    ]
    along, across = np.concatenate(
        [compute_miss(d, aim.latitude, aim.longitude) for d in down], axis=1
    )
    assert along[1] == pytest.approx(found.along, abs=1e-6)
    assert along[0] < along[1] - 20e3 < along[1] + 20e3 < along[2]
    assert np.abs(across).max() < 20e3
    assert down[0].t[0] > down[1].t[0] > down[2].t[0]
    # southbound over the aim: between south and east
    assert 0.5 * np.pi < down[1].heading[0] % (2.0 * np.pi) < np.pi


def test_a_light_piece_falls_for_as_long_as_its_terminal_speed_says(shipped) -> None:
    """Near the sea v = sqrt(2 g beta / rho): 40 m/s at 100 kg/m2; from 20 km at most 500 s."""
    found = shipped("usdv").plan
    aim, flight = found.problem.aim, found.outcome.flight
    seconds = find_impacts(flight, aim).t[0] - flight.t[0]
    slow = find_impacts(flight, replace(aim, ballistic_coefficient=25.0)).t[0] - flight.t[0]
    assert 200.0 < seconds < 700.0
    # half the speed for most of the way
    assert 1.4 < slow / seconds < 2.0
