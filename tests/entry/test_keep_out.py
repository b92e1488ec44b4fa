"""Geodesics, countries under points and tracks, and distances to land, against brute force."""

import time

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from sim.entry.geodesic import earth_fixed, geodesic_distance
from sim.entry.risk import keep_out as module
from sim.entry.risk.islets import islets, nearest_islet
from sim.entry.risk.keep_out import (
    CLASSES,
    KeepOutLimits,
    keep_out,
    may_lie_within,
    nearest_land,
)
from sim.entry.risk.land import countries, countries_under, country_at, country_index, on_land

SHORES = {"Pandora Islet": 1.3e3, "Motu Nui": 4.8e3, "Maher Island": 35.5e3}
"""Islets as far from Point Nemo as any land is, and how near the outlines come to each, m."""
LONGITUDES, LATITUDES = st.floats(-180.0, 180.0), st.floats(-90.0, 90.0)


def degrees(d: float, minutes: float, seconds: float) -> float:
    return d + minutes / 60.0 + seconds / 3600.0


NEMO = (-degrees(123, 23, 33.069), -degrees(48, 52, 31.748))


# Geodesics.


def shore(name: str) -> tuple[float, float]:
    """Longitude and latitude of a surveyed point of a shore."""
    table = islets()
    (k,) = np.flatnonzero(table.name == name)
    assert table.padding[k] == 0.0
    return float(table.longitude_deg[k]), float(table.latitude_deg[k])


@pytest.mark.parametrize("name", SHORES)
def test_islets_are_as_far_from_point_nemo_as_published(name):
    """Lukatela: 2 688 220.580 m to each of the three, coordinates given to 3 cm."""
    assert geodesic_distance(*NEMO, *shore(name)) == pytest.approx(2_688_220.580, abs=0.03)


def test_flinders_peak_to_buninyong():
    """Geoscience Australia, the standard example: 54 972.271 m on GRS80 (0.1 mm from WGS84)."""
    flinders = degrees(144, 25, 29.52440), -degrees(37, 57, 3.72030)
    buninyong = degrees(143, 55, 35.38390), -degrees(37, 39, 10.15610)
    assert geodesic_distance(*flinders, *buninyong) == pytest.approx(54_972.271, abs=0.001)


def test_new_york_to_london():
    """Karney's example of GeodSolve: 5 551 759.400 m."""
    assert geodesic_distance(-73.8, 40.6, -0.5, 51.6) == pytest.approx(5_551_759.400, abs=0.001)


def test_quarter_meridian_and_equator():
    """Quarter meridian of WGS84, 10 001 965.729 m; a degree of the equator is a times its angle."""
    assert geodesic_distance(12.0, 0.0, 12.0, 90.0) == pytest.approx(10_001_965.729, abs=0.001)
    assert geodesic_distance(179.5, 0.0, -179.5, 0.0) == pytest.approx(6378137.0 * np.pi / 180.0)
    assert geodesic_distance(0.0, -90.0, 77.0, -90.0) == pytest.approx(0.0, abs=1e-6)


def test_geodesics_against_geographiclib():
    geodesic = Geodesic.WGS84
    rng = np.random.default_rng(1)
    x1, x2 = rng.uniform(-180.0, 180.0, (2, 300))
    y1, y2 = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, (2, 300))))
    x2[:50], y2[50:100] = x1[:50], y1[50:100] + 1e-4
    pairs = zip(y1, x1, y2, x2, strict=True)
    true = np.array([geodesic.Inverse(*pair)["s12"] for pair in pairs])
    rows = true < 19.9e6
    found = geodesic_distance(x1[rows], y1[rows], x2[rows], y2[rows])
    assert found == pytest.approx(true[rows], abs=0.0005)


@given(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES)
def test_distance_is_symmetric_and_between_two_spheres(x1, y1, x2, y2):
    angle = np.arccos(
        np.clip(
            np.sin(np.radians(y1)) * np.sin(np.radians(y2))
            + np.cos(np.radians(y1)) * np.cos(np.radians(y2)) * np.cos(np.radians(x2 - x1)),
            -1.0,
            1.0,
        )
    )
    if angle > np.radians(178.5):
        return
    there, back = geodesic_distance(x1, y1, x2, y2), geodesic_distance(x2, y2, x1, y1)
    assert there == pytest.approx(back, abs=1e-3)
    assert there == pytest.approx(geodesic_distance(x1 + 360.0, y1, x2, y2), abs=1e-3)
    assert 6335e3 * angle - 1.0 <= there <= 6400e3 * angle + 1.0


@pytest.mark.parametrize("pair", [(0.0, 0.0, 179.7, 0.0), (0.0, float("nan"), 1.0, 1.0)])
def test_pairs_without_an_answer_are_named(pair):
    with pytest.raises(ValueError, match="no geodesic between longitude 0"):
        geodesic_distance(*pair)


# Countries.


@pytest.mark.parametrize(
    ("longitude", "latitude", "name"),
    [
        (2.35, 48.85, "France"),
        (29.3, -29.6, "South Africa"),
        (28.3, -29.6, "Lesotho"),  # in a hole of South Africa
        (178.0, -17.8, "Fiji"),
        (-178.5, 67.5, "Russia"),  # beyond the date line
        (180.0, 68.6, "Russia"),
        (-180.0, 68.6, "Russia"),
        (180.0 + 360.0, 68.6, "Russia"),
        (33.0, -90.0, "Antarctica"),
        (-180.0, -90.0, "Antarctica"),
        (0.0, 90.0, ""),
        (-66.1, 18.2, "Puerto Rico"),
        (-157.9, 21.45, "United States of America"),
        (-109.35, -27.12, "Chile"),  # Rapa Nui
        (-123.4, -48.9, ""),
        (180.0, 0.0, ""),
    ],
)
def test_country_under_a_point(longitude, latitude, name):
    assert country_at(longitude, latitude).tolist() == [name]
    assert on_land(longitude, latitude).tolist() == [bool(name)]


def test_land_agrees_with_the_raster():
    """Cells that the 1 km mask calls all land or all sea: 99 % agree (the rest: lakes, deltas)."""
    from sim.entry.risk.population import population

    land = population().land
    x, y = np.meshgrid(-179.75 + 0.5 * np.arange(720), 89.75 - 0.5 * np.arange(360))
    rows = (np.abs(y) < 60.0) & ((land == 0.0) | (land == 1.0))
    assert np.mean(on_land(x[rows], y[rows]) == (land[rows] == 1.0)) > 0.99


@pytest.mark.parametrize(("x", "y"), [(float("nan"), 0.0), (0.0, 90.5), (0.0, float("nan"))])
def test_points_off_the_earth_are_named(x, y):
    with pytest.raises(ValueError, match="point 1 at"):
        country_index([0.0, x], [0.0, y])


@given(LONGITUDES, LATITUDES)
def test_a_turn_changes_nothing(x, y):
    x = round(x, 3)
    assert country_index(x, y) == country_index(x + 360.0, y)


def test_countries_under_a_track_along_a_meridian():
    """Along 28 E, a degree a second: order and latitudes of coast and borders read from a map."""
    y = np.arange(-40.0, 60.01, 2.0)
    found = countries_under(np.full(len(y), 28.0), y, y - y[0])
    names = [name for name, _ in found]
    assert names[:5] == ["South Africa", "Lesotho", "Botswana", "Zimbabwe", "Zambia"]
    assert names[5:9] == ["Democratic Republic of the Congo", "South Sudan", "Sudan", "Egypt"]
    assert names[-1] == "Estonia"
    spent = dict(found)
    assert spent["Egypt"] == pytest.approx(31.1 - 22.0, abs=0.1)
    assert spent["South Africa"] + spent["Lesotho"] == pytest.approx(33.0 - 22.9, abs=0.15)


def test_track_across_the_date_line():
    """Anadyr to Alaska; the way round the other side would meet Scandinavia."""
    found = countries_under([170.0, -165.0], [66.0, 66.0], [0.0, 100.0])
    assert [name for name, _ in found] == ["Russia", "United States of America"]
    assert sum(spent for _, spent in found) < 100.0


def test_passes_are_added_and_ordered_by_the_first():
    found = countries_under([-8.0, 3.0, 10.0, 3.0], [40.0, 46.0, 50.0, 46.0], [0.0, 1.0, 2.0, 3.0])
    assert [name for name, _ in found] == ["Portugal", "Spain", "France", "Germany"]
    there = dict(countries_under([3.0, 10.0], [46.0, 50.0], [0.0, 1.0]))
    assert dict(found)["Germany"] == pytest.approx(2.0 * there["Germany"], rel=0.05)


def test_tracks_that_say_nothing():
    assert countries_under([0.0], [0.0], [0.0]) == []
    assert countries_under([-150.0, -100.0], [-50.0, -50.0], [0.0, 600.0]) == []
    with pytest.raises(ValueError, match="do not increase"):
        countries_under([0.0, 1.0], [0.0, 0.0], [0.0, 0.0])
    with pytest.raises(ValueError, match="differ in length"):
        countries_under([0.0, 1.0], [0.0, 0.0], [0.0])
    with pytest.raises(ValueError, match="quarter turn"):
        countries_under([0.0, 120.0], [0.0, 0.0], [0.0, 1.0])


# Distances to land.


@pytest.mark.parametrize("name", SHORES)
def test_why_the_shores_are_listed(name):
    """The outlines come this near: Ducie is drawn, Motu Nui and Maher are not."""
    x, y = shore(name)
    foot, _ = module._foot(
        module._outline(2 if y < -60.0 else 0), earth_fixed(*np.array([[x, y]]).T)
    )
    assert geodesic_distance(x, y, *foot[0]) == pytest.approx(SHORES[name], rel=0.03)


def test_point_nemo():
    """2,688 km from the nearest land: Pandora Islet of Ducie, and Maher Island."""
    foreign, us, ice = keep_out([NEMO[0]], [NEMO[1]], [100.0])
    assert foreign.minimum == pytest.approx(2_688_220.6, abs=1.0)
    assert foreign.country == "Pandora Islet, Pitcairn Islands"
    assert ice.minimum == pytest.approx(2_688_220.6, abs=1.0)
    assert us.country == "American Samoa"
    assert foreign.passed
    assert us.passed
    assert ice.passed


@pytest.mark.parametrize("k", [0, 1, 2])
def test_nearest_against_brute_force(k, monkeypatch):
    """Geodesics to outlines cut every 400 m: too long by 20 m at 1 km, less farther away; the edge
    of an islet may be nearer.
    """
    coarse = module._outline(k)
    monkeypatch.setattr(module, "SPACING", 400.0)
    fine = module._outline.__wrapped__(k)
    monkeypatch.undo()
    rng = np.random.default_rng(k)
    x = rng.uniform(-180.0, 180.0, 20)
    y = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, 20)))
    shore = coarse.degrees[rng.integers(0, len(coarse.degrees), 40)] + rng.normal(0.0, 2.0, (40, 2))
    x, y = np.append(x, shore[:, 0]), np.clip(np.append(y, shore[:, 1]), -90.0, 90.0)
    found = nearest_land(CLASSES[k], x, y)
    table = islets()
    counted = np.flatnonzero((module._class_of_country()[table.country] == k) & ~table.reef)
    point = earth_fixed(x, y)
    for i in np.flatnonzero(found.distance > 0.0):
        straight = np.linalg.norm(fine.position - point[i], axis=1)
        rows = np.flatnonzero(straight < 1.007 * straight.min() + 1e3)
        rows = rows[:: max(len(rows) // 20_000, 1)]  # far away the coast is thinned, not near
        exact = geodesic_distance(x[i], y[i], *fine.degrees[rows].T).min()
        discs = [
            float(geodesic_distance(x[i], y[i], table.longitude_deg[j], table.latitude_deg[j]))
            - table.padding[j]
            for j in counted[np.linalg.norm(table.position[counted] - point[i], axis=1) < 12e6]
        ]
        assert found.distance[i] == pytest.approx(min([exact, *discs]), abs=100.0)
        again = geodesic_distance(x[i], y[i], found.longitude_deg[i], found.latitude_deg[i])
        padding = table.padding[found.islet[i]] if found.islet[i] >= 0 else 0.0
        assert found.distance[i] == pytest.approx(float(again) - padding, abs=1e-3)


@given(LONGITUDES, LATITUDES)
def test_distance_is_zero_on_land_and_only_there(x, y):
    x, y = round(x, 6), round(y, 6)
    under = country_index(x, y)[0]
    belongs = int(module._class_of_country()[under]) if under >= 0 else -1
    _, away = nearest_islet(earth_fixed(*np.array([[x, y]]).T), np.arange(len(islets().name)))
    on_islet = away[0] < 1e-3
    for k, clearance in enumerate(keep_out([x], [y], [100.0])):
        assert np.isfinite(clearance.minimum)
        on_class = belongs == k or on_islet
        assert (clearance.minimum == 0.0) == on_class or clearance.minimum < 1e-3 or on_islet
        assert clearance.country.rpartition(", ")[2] in countries().name


@given(LATITUDES)
def test_the_date_line_has_two_names(y):
    west, east = (nearest_land("foreign land", x, y).distance for x in (-180.0, 180.0))
    assert west == pytest.approx(east, abs=1e-3)


@pytest.mark.parametrize("x", [-180.0, -77.0, 0.0, 100.0])
def test_poles(x):
    """Cape Morris Jesup at 83.627 N, Point Barrow at 71.388 N; outlines are good to a few km."""
    foreign, us, ice = keep_out([x, x], [90.0, -90.0], [100.0, 100.0])
    cape, barrow = geodesic_distance(0.0, 90.0, 0.0, [83.627, 71.388])
    assert foreign.distance[0] == pytest.approx(cape, abs=5e3)
    assert (foreign.fragment, foreign.country) == (0, "Greenland")
    assert ice.distance[1] == 0.0
    assert ice.country == "Antarctica"
    assert us.fragment == 0
    assert us.distance[0] == pytest.approx(barrow, abs=5e3)


@given(LONGITUDES, st.floats(-60.0, 60.0), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_distance_changes_no_faster_than_one_walks(x, y, dx, dy):
    here, there = (
        nearest_land("foreign land", a, b).distance[0] for a, b in ((x, y), (x + dx, y + dy))
    )
    assert abs(here - there) <= geodesic_distance(x, y, x + dx, y + dy) * (1 + 1e-4) + 20.0


def test_only_fragments_over_15_joule_count():
    x, y = [171.5, -123.4, -123.4], [-43.3, -48.9, -48.9]  # the first on New Zealand
    foreign, _, _ = keep_out(x, y, [15.0, 15.1, 1e9])
    assert foreign.fragment == 1
    assert np.isinf(foreign.distance[0])
    assert foreign.passed
    foreign, _, _ = keep_out(x, y, [15.1, 0.0, 0.0])
    assert (foreign.fragment, foreign.country, foreign.minimum) == (0, "New Zealand", 0.0)
    assert (foreign.violations, foreign.passed) == (1, False)
    foreign, _, _ = keep_out(x, y, [15.1, 0.0, 0.0], KeepOutLimits(casualty_energy=20.0))
    assert (foreign.fragment, foreign.country, foreign.minimum) == (None, "", np.inf)
    assert foreign.land_deg is None
    assert foreign.passed


def test_limits_decide():
    """Some 280 km west of the South Island of New Zealand: too near for 370 km, not for 250 km."""
    x, y = [163.8], [-44.0]
    foreign, _, _ = keep_out(x, y, [100.0])
    assert 250e3 < foreign.minimum < 370e3
    assert (foreign.limit, foreign.passed) == (370e3, False)
    assert keep_out(x, y, [100.0], KeepOutLimits(foreign_land=250e3))[0].passed
    _, us, _ = keep_out([-158.3], [20.9], [100.0])  # south-west of Oahu
    assert 40e3 < us.minimum < 60e3
    assert (us.limit, us.country) == (50e3, "United States of America")


def test_nothing_falls():
    for clearance in keep_out([], [], []):
        assert clearance.passed
        assert clearance.fragment is None
        assert clearance.minimum == np.inf


@pytest.mark.parametrize(
    ("x", "y", "energy", "message"),
    [
        ([0.0, 0.0], [0.0, 91.0], [1.0, 1.0], "fragment 1 falls at longitude 0, latitude 91"),
        ([0.0, float("nan")], [0.0, 0.0], [1.0, 1.0], "fragment 1"),
        ([0.0], [0.0], [float("nan")], "fragment 0"),
        ([0.0], [0.0, 1.0], [1.0], "one of each per fragment"),
    ],
)
def test_bad_rows_are_named(x, y, energy, message):
    with pytest.raises(ValueError, match=message):
        keep_out(x, y, energy)


def test_unknown_class_is_refused():
    with pytest.raises(ValueError, match="no class of land 'sea'"):
        nearest_land("sea", 0.0, 0.0)


def test_a_hundred_thousand_fragments_in_five_seconds_of_processor():
    rng = np.random.default_rng(0)
    x, y = rng.uniform((-165.0, -55.0), (-85.0, -30.0), (100_000, 2)).T
    start = time.thread_time()
    found = keep_out(x, y, np.full(100_000, 100.0))
    assert time.thread_time() - start < 5.0
    assert found[0].violations > 0  # Rapa Nui and the Austral Islands lie near the box


@given(
    place=st.tuples(LONGITUDES, LATITUDES), reach=st.floats(0.0, 5e6), kind=st.sampled_from(CLASSES)
)
def test_land_that_may_not_lie_within_a_reach_lies_beyond_it(place, reach, kind):
    """And no point is kept in vain by more than the spacing of an outline's points and a chord."""
    distance = nearest_land(kind, *place).distance[0]
    near = may_lie_within(kind, *place, reach)[0]
    assert near or distance > reach
    assert not near or distance <= 1.05 * reach + 10e3
