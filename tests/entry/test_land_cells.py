"""Many points at once are looked up through cells, few one by one: both find the same countries."""

import numpy as np

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
