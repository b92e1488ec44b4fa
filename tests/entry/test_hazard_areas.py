"""Boxes for mariners and airmen: they hold every piece, meet without gaps, and are as few as do."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from sim.entry.fragment_propagation import fall
from sim.entry.fragments import Bodies
from sim.entry.geodesic import geodesic_distance
from sim.entry.ground_track import place_at, track_through
from sim.entry.risk.hazard_areas import (
    ENOUGH,
    MOST_BOXES,
    Reach,
    boxes,
    corners,
    passage,
    uprange,
)
from sim.entry.risk.terminal_fall import FLIGHT_LEVEL
from sim.validation.cases.entry_trajectory import fragment_columns, polar_state, standard_world

LENGTH = 4000e3


def track(node=0.0):
    """Below a circular orbit over an Earth at rest, through its northernmost point."""
    u = np.linspace(0.6, 1.9, 80)
    north = np.arcsin(np.sin(0.9013) * np.sin(u))
    return track_through(north, node + np.arctan2(np.cos(0.9013) * np.sin(u), np.cos(u)))


def scattered(n, seed, fall=300.0):
    """Reach of n pieces that come down on a long narrow field, the light ones late."""
    rng = np.random.default_rng(seed)
    along = rng.uniform(500e3, 500e3 + LENGTH, n)
    cross = 20e3 * rng.standard_normal(n)
    last = 1000.0 + 3e-4 * (500e3 + LENGTH - along) + 60.0 * rng.uniform(size=n)
    return Reach((along, along), (cross, cross), (last - fall * rng.uniform(size=n), last))


@settings(max_examples=60)
@given(st.integers(1, 400), st.integers(0, 10**6), st.floats(0.0, 3000.0))
def test_boxes_hold_every_piece_and_meet(n, seed, fall):
    reach = scattered(n, seed, fall)
    found = boxes(reach)
    assert 1 <= len(found) <= MOST_BOXES
    assert sorted(np.concatenate([box.rows for box in found])) == list(range(n))
    for box in found:
        assert (reach.along[0][box.rows] >= box.heel).all()
        assert (reach.along[1][box.rows] <= box.toe).all()
        assert (reach.cross[0][box.rows] >= box.left).all()
        assert (reach.cross[1][box.rows] <= box.right).all()
    for before, after in pairwise(found):
        assert before.toe >= after.heel - 1e-6


@settings(max_examples=25)
@given(st.integers(5, 200), st.integers(0, 10**6), st.floats(-math.pi, math.pi))
def test_corners_hold_the_box_either_way(n, seed, node):
    """Joined by straight lines on a plain map and on Mercator's, on which headings are constant."""
    way, reach = track(node), scattered(n, seed)
    places = place_at(way, reach.along[0], reach.cross[0])
    for box in boxes(reach):
        north, east = corners(way, box)
        assert len(north) <= 2 * (2 + LENGTH / 400e3)
        east = np.unwrap(east)
        inside = [place[box.rows] for place in places]
        turn = 2.0 * math.pi * np.round((east.mean() - inside[1]) / (2.0 * math.pi))
        for map_of in (lambda x: x, lambda x: np.arctanh(np.sin(x))):
            area = Polygon(np.column_stack([east, map_of(north)])).buffer(1e-6)
            spots = np.column_stack([inside[1] + turn, map_of(inside[0])])
            assert area.is_valid and all(area.contains(Point(spot)) for spot in spots)


def test_what_falls_alike_is_one_box():
    along = np.linspace(0.0, 1000e3, 200)
    cross = np.tile([-5e3, 5e3], 100)
    time = np.tile([0.0, 600.0], 100)
    assert len(boxes(Reach((along, along), (cross, cross), (time, time)))) == 1


def test_what_falls_late_gets_a_box_of_its_own():
    """A short stretch where sheets come down for hours, before a long one that is over at once."""
    along = np.concatenate([np.linspace(0.0, 290e3, 60), np.linspace(310e3, 3000e3, 300)])
    cross = np.tile([-20e3, 20e3], 180)
    late = np.concatenate([np.tile([0.0, 7200.0], 30), np.tile([0.0, 300.0], 150)])
    reach = Reach((along, along), (cross, cross), (late, late))
    found = boxes(reach)
    assert len(found) == 2
    assert found[0].toe == pytest.approx(300e3, abs=90e3)

    def worth(heel, toe, rows):
        return (toe - heel) * max(late[rows].max() - late[rows].min(), 60.0)

    together = worth(along[0], along[-1], np.arange(360))
    apart = sum(worth(box.heel, box.toe, box.rows) for box in found)
    assert apart < together / ENOUGH


@pytest.mark.parametrize(
    ("altitude", "speed", "angle"),
    [(76e3, 7400.0, -1.0), (76e3, 7300.0, -3.0), (60e3, 6500.0, -4.0), (45e3, 5500.0, -8.0)],
)
def test_passages_hold_those_of_flown_bodies(altitude, speed, angle):
    """Before the window a body is above the level, after it below; at flight level 600 it is never
    farther uprange than the boxes reach.
    """
    beta = np.array([2.0, 10.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1700.0])
    columns: dict[str, Any] = {k: np.full(8, v) for k, v in fragment_columns(1.0).items()}
    columns["mass"] = 0.92 * beta
    state = np.tile(polar_state(altitude, speed, angle), (8, 1))
    bodies, world = Bodies(t0=np.zeros(8), state=state, **columns), standard_world()
    end = fall(world, bodies, melting=False)
    down = np.abs(end.speed * np.sin(end.flight_path_angle))
    for level in (200.0, 400.0, 600.0):
        first, last = passage(end.t, down, level)
        above = fall(world, bodies, melting=False, horizon=first)
        below = fall(world, bodies, melting=False, horizon=last)
        assert (above.height > level * FLIGHT_LEVEL).all()
        assert (below.height < level * FLIGHT_LEVEL).all()
    for _ in range(12):
        middle = 0.5 * (first + last)
        there = fall(world, bodies, melting=False, horizon=middle)
        high = there.height > level * FLIGHT_LEVEL
        first, last = np.where(high, middle, first), np.where(high, last, middle)
    ends = (end.longitude, end.latitude, there.longitude, there.latitude)
    away = geodesic_distance(*map(np.degrees, ends))
    assert (away < uprange(down) + 1e3).all() and away.max() > 5e3
