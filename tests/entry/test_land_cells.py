"""Many points at once are looked up through cells, few one by one: both find the same countries."""

import numpy as np
import shapely

from sim.data import open_data
from sim.entry.risk.land import CELL, MANY, countries, country_index


def one_by_one(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    few = MANY - 1
    parts = [country_index(x[i : i + few], y[i : i + few]) for i in range(0, len(x), few)]
    return np.concatenate(parts)


def test_cells_change_nothing():
    rng = np.random.default_rng(7)
    x = rng.uniform(-540.0, 540.0, 40_000)
    y = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, len(x))))
    x[:8] = [-180.0, 180.0, 179.999, -179.999, 0.0, 0.0, -180.0, 180.0]
    y[:8] = [0.0, 0.0, 66.0, 66.0, 90.0, -90.0, -90.0, 90.0]
    np.testing.assert_array_equal(country_index(x, y), one_by_one(x, y))


def test_cells_change_nothing_beside_outlines():
    rng = np.random.default_rng(8)
    points = np.concatenate(countries().rings)
    points = points[rng.integers(0, len(points), 20_000)]
    x, y = (points + rng.uniform(-2.0 * CELL, 2.0 * CELL, points.shape)).T
    y = np.clip(y, -90.0, 90.0)
    found = country_index(x, y)
    np.testing.assert_array_equal(found, one_by_one(x, y))
    assert 0.2 < (found >= 0).mean() < 0.9


def polygons() -> tuple[np.ndarray, np.ndarray]:
    """The outlines as polygons of another library, and the country of each."""
    data = open_data("countries")
    rings, hole = countries().rings, data["ring_is_hole"]
    first = np.flatnonzero(~hole)
    last = np.append(first[1:], len(rings))
    made = [shapely.Polygon(rings[i], rings[i + 1 : j]) for i, j in zip(first, last, strict=True)]
    return np.array(made), countries().ring_country[first]


def test_countries_are_those_another_library_finds():
    """Anywhere, beside outlines, on their corners, and on the edge of the map."""
    made, country = polygons()
    assert shapely.is_valid(made).all() and set(country) == set(range(len(countries().name)))
    rng = np.random.default_rng(9)
    corners = np.concatenate(countries().rings)
    corners = corners[rng.integers(0, len(corners), 3000)]
    near = corners + rng.normal(0.0, 0.05, corners.shape)
    anywhere = np.column_stack([rng.uniform(-180, 180, 3000), rng.uniform(-90, 84, 3000)])
    edge = np.column_stack([np.repeat([-180.0, 180.0], 500), rng.uniform(-90, 80, 1000)])
    pole = np.column_stack([rng.uniform(-180, 180, 50), np.full(50, -90.0)])
    x, y = np.clip(np.concatenate([corners, near, anywhere, edge, pole]), [-180, -90], [180, 90]).T
    x[x == 180.0] = -180.0  # the same meridian, as it is looked up
    point, polygon = shapely.STRtree(made).query(shapely.points(x, y), predicate="intersects")
    expected = np.full(len(x), -1)
    np.maximum.at(expected, point, country[polygon])
    np.testing.assert_array_equal(country_index(x, y), expected)
    assert 0.3 < (expected >= 0).mean() < 0.9
