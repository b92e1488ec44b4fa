"""Footprints: distances on the ellipsoid, shares that are held, places that come back."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from sim.entry.footprint import (
    LEAST_HALF_WIDTH,
    SHARES,
    band,
    containment,
    footprint,
    least_but,
)
from sim.entry.geodesic import geodesic_distance
from sim.entry.ground_track import coordinates, place_at, track_through


def along_orbit(start=0.0, stop=1.0, inclination=0.9013, node=0.0, n=60):
    """Latitudes and longitudes below a circular orbit over an Earth at rest, rad."""
    u = np.linspace(start, stop, n)
    north = np.arcsin(np.sin(inclination) * np.sin(u))
    east = node + np.arctan2(np.cos(inclination) * np.sin(u), np.cos(u))
    return north, east


def length_of(latitude, longitude):
    """Sum of geodesics between points, m."""
    a, b = np.degrees(latitude), np.degrees(longitude)
    return float(geodesic_distance(b[:-1], a[:-1], b[1:], a[1:]).sum())


@pytest.mark.parametrize("node", [0.0, 3.0, -2.5])
@pytest.mark.parametrize("inclination", [0.9013, math.pi / 2])
def test_distance_along_is_that_of_the_ellipsoid(node, inclination):
    """Across the date line and over the pole as elsewhere."""
    north, east = along_orbit(0.8, 2.2, inclination, node, 400)
    track = track_through(north, east)
    along, cross = coordinates(track, north, east)
    assert along[0] == pytest.approx(0.0, abs=0.1)
    assert along[-1] == pytest.approx(length_of(north, east), rel=2e-6)
    assert np.abs(cross).max() < 2.0
    assert (np.diff(along) > 0.0).all()


def test_due_north_on_the_equator():
    """One degree of the meridian at the equator is 110,574 m, of the equator 111,319 m; right of
    north is east.
    """
    track = track_through(np.radians([-5.0, 0.0, 5.0]), np.zeros(3))
    along, cross = coordinates(track, np.radians([1.0, 0.0, 0.0]), np.radians([0.0, 1.0, -1.0]))
    start, _ = coordinates(track, np.zeros(1), np.zeros(1))
    assert along[0] - start[0] == pytest.approx(110574.0, abs=1.0)
    np.testing.assert_allclose(cross, [0.0, 111319.5, -111319.5], atol=30.0)


@settings(max_examples=60)
@given(
    st.floats(-500e3, 8000e3),
    st.floats(-500e3, 500e3),
    st.floats(-math.pi, math.pi),
    st.floats(0.1, math.pi / 2),
)
def test_there_and_back(along, cross, node, inclination):
    track = track_through(*along_orbit(1.0, 2.0, inclination, node))
    north, east = place_at(track, np.array([along]), np.array([cross]))
    assert abs(north[0]) <= math.pi / 2 and abs(east[0]) <= math.pi
    back, side = coordinates(track, north, east)
    # the track bends: a place far off it may be nearer to another point
    assert back[0] == pytest.approx(along, abs=50.0 + 2e-2 * abs(cross))
    assert side[0] == pytest.approx(cross, abs=1.0 + 3e-3 * abs(cross))
    foot = np.degrees([c[0] for c in place_at(track, np.array([along]), np.zeros(1))])
    found = geodesic_distance(*np.degrees([east[0], north[0]]), foot[1], foot[0])
    assert found == pytest.approx(abs(cross), rel=4e-3, abs=1.0)


def test_a_body_that_falls_straight_down_ends_the_track():
    north, east = along_orbit(0.0, 0.5)
    still = np.concatenate([north, np.repeat(north[-1], 40)])
    track = track_through(still, np.concatenate([east, np.repeat(east[-1], 40)]), after=100e3)
    assert track.along[-1] == pytest.approx(length_of(north, east) + 100e3, rel=1e-4)
    with pytest.raises(ValueError, match="two distinct points"):
        track_through(np.zeros(5), np.zeros(5))


TRACK = track_through(*along_orbit(2.5, 4.5, node=0.07))


def scattered(n, seed, events=1):
    """Fragments about the track, most of them dense and far down it, light ones wide."""
    r = np.random.default_rng(seed)
    along = 4000e3 - 1500e3 * r.beta(1.0, 4.0, n)
    cross = r.normal(0.0, 10e3 + 30e3 * (along < 3300e3))
    north, east = place_at(TRACK, along, cross)
    return {
        "latitude": north,
        "longitude": east,
        "t": 300.0 + 1e-3 * along,
        "energy": 10.0 ** r.uniform(0.0, 5.0, n),
        "weight": r.integers(1, 50, n).astype(float),
        "event": r.integers(0, events, n),
    }


@settings(max_examples=25)
@given(st.integers(1, 400), st.integers(0, 10**6), st.integers(1, 5))
def test_shares_are_held(n, seed, events):
    given_ = scattered(n, seed, events)
    given_["energy"][0] = 100.0
    found = footprint(TRACK, **given_)
    assert found.weight.sum() == pytest.approx(1.0)
    assert len(found.row) == (given_["energy"] > 15.0).sum()
    last = None
    for extent in found.extents:
        inside = (found.along >= extent.heel) & (found.along <= extent.toe)
        assert found.weight[inside].sum() >= extent.share - 1e-9
        inside = (found.cross >= extent.left) & (found.cross <= extent.right)
        assert found.weight[inside].sum() >= extent.share - 1e-9
        assert last is None or (extent.length >= last.length and extent.width >= last.width)
        last = extent
    assert (last.heel, last.toe) == (found.along.min(), found.along.max())
    whole = found.extent(1.0, by_event=True)
    assert (whole.heel, whole.toe) == (last.heel, last.toe)
    assert (found.first, found.last) == (
        given_["t"][found.row].min(),
        given_["t"][found.row].max(),
    )


@settings(max_examples=25)
@given(st.integers(1, 500), st.integers(0, 10**6), st.sampled_from(SHARES[1:]), st.integers(1, 40))
def test_areas_hold_their_share(n, seed, share, bins):
    given_ = scattered(n, seed)
    given_["energy"][0] = 100.0
    found = footprint(TRACK, **given_)
    area = Polygon(np.column_stack(band(found, share, bins=bins)))
    assert area.is_valid and area.exterior.is_ccw is False
    inside = [
        area.buffer(1e-3).contains(Point(p)) for p in zip(found.along, found.cross, strict=True)
    ]
    assert found.weight[inside].sum() >= share - 1e-9
    assert area.bounds[1] <= -LEAST_HALF_WIDTH and area.bounds[3] >= LEAST_HALF_WIDTH


def test_a_large_sample_misses_what_it_should():
    """Of 20,000 the 97 % area leaves out 2 to 3 %, and is much smaller than the whole one."""
    given_ = scattered(20000, 5)
    given_["weight"][:] = 1.0
    found = footprint(TRACK, **given_)
    some, every = (Polygon(np.column_stack(band(found, share))) for share in (0.97, 1.0))
    outside = sum(not some.contains(Point(p)) for p in zip(found.along, found.cross, strict=True))
    assert 0.02 < outside / len(found.along) <= 0.03
    assert some.area < 0.7 * every.area


def test_an_area_on_the_map_holds_its_fragments():
    """Mapped back to latitude and longitude, flown across the date line."""
    found = footprint(TRACK, **scattered(300, 3))
    north, east = containment(found, 1.0)
    east = np.unwrap(east)
    assert east.min() < -math.pi or east.max() > math.pi
    area = Polygon(np.column_stack([east, north])).buffer(2e-5)
    given_ = scattered(300, 3)
    turn = 2.0 * math.pi * np.array([[-1.0], [0.0], [1.0]])
    for k in found.row:
        spots = [Point(float(x[0]), given_["latitude"][k]) for x in given_["longitude"][k] + turn]
        assert any(area.contains(spot) for spot in spots)


def test_events_weigh_alike():
    """One of four break-ups reaches 100 km further; a fragment share forgets it, an event share
    doesn't.
    """
    n = 4000
    along = np.linspace(3000e3, 4000e3, n)
    along[0] = 4100e3
    north, east = place_at(TRACK, along, np.zeros(n))
    event = np.arange(n) % 4
    found = footprint(TRACK, north, east, np.zeros(n), np.full(n, 20.0), event=event)
    assert found.extent(0.95).toe < 4000e3 < found.extent(0.95, by_event=True).toe
    with pytest.raises(KeyError, match=r"no extent of 0\.5"):
        found.extent(0.5)


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e3)), min_size=1, max_size=50),
    st.floats(0.0, 0.5),
)
def test_weighted_bound(pairs, miss):
    value, weight = np.array(pairs).T
    found = least_but(miss, value, weight)
    assert found in value
    assert weight[value < found].sum() <= miss * weight.sum() * (1.0 + 1e-9) + 1e-9
    higher = value[value > found]
    if len(higher):
        assert weight[value < higher.min()].sum() > miss * weight.sum() * (1.0 - 1e-9) - 1e-9


def test_nothing_over_the_threshold():
    given_ = scattered(10, 1)
    given_["energy"][:] = 14.0
    with pytest.raises(ValueError, match="more than 15 J"):
        footprint(TRACK, **given_)
    assert len(footprint(TRACK, **given_, least_energy=1.0).row) == 10
