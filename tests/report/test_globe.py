"""The near half of the Earth: what is seen, and what an outline across the limb becomes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.page.maps.globe import _land
from sim.report.series.globe import Globe
from sim.report.series.thinning import shape_rows

longitudes, latitudes = st.floats(-180.0, 180.0), st.floats(-89.0, 89.0)


@given(longitudes, latitudes, longitudes, latitudes)
def test_a_place_is_as_far_from_the_middle_as_on_the_sphere(lon, lat, other, at):
    x, y, depth = Globe(lon, lat).project(np.array([other]), np.array([at]))
    a, b = np.radians([lat, at])
    cosine = np.sin(a) * np.sin(b) + np.cos(a) * np.cos(b) * np.cos(np.radians(other - lon))
    assert depth[0] == pytest.approx(cosine, abs=1e-12)
    assert np.hypot(x, y)[0] == pytest.approx(np.sqrt(max(0.0, 1.0 - cosine**2)), abs=1e-7)


def area_of(ring):
    x, y = ring.T
    return 0.5 * abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


@pytest.mark.parametrize(("middle", "least", "most"), [
    ((-114.0, -48.0), 0.1, 0.35),  # opposite to it lies Asia: its outline must not turn inside out
    ((20.0, 20.0), 0.4, 0.6), ((-160.0, 0.0), 0.02, 0.2), ((0.0, -90.0), 0.1, 0.4),
])  # fmt: skip
def test_the_land_that_is_seen_is_a_part_of_the_disc(middle, least, most):
    rings = list(Globe(*middle).areas(_land()))
    share = sum(area_of(ring) for ring in rings) / np.pi
    assert least < share < most
    assert all(np.hypot(*ring.T).max() < 1.0 + 1e-9 for ring in rings)


def test_a_line_ends_at_the_limb():
    around = np.linspace(-180.0, 180.0, 361)
    (half,) = Globe(0.0, 0.0).line(around, np.zeros(361))
    assert half[0] == pytest.approx([-1.0, 0.0], abs=0.02) and len(half) in (179, 180, 181)


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=60), st.floats(1e-3, 10.0))
def test_the_rows_kept_hold_the_shape(values, within):
    x, y = np.arange(len(values), dtype=np.float64), np.array(values)
    rows = shape_rows(x, y, within=within)
    assert rows[0] == 0 and rows[-1] == len(values) - 1
    assert np.abs(np.interp(x, x[rows], y[rows]) - y).max() <= within * 1.001


def test_gaps_of_a_line_are_kept():
    y = np.array([0.0, 1.0, 2.0, np.nan, np.nan, 5.0, 6.0, 7.0, 8.0])
    assert set(shape_rows(np.arange(9.0), y, within=0.1)) >= {0, 3, 4, 8}
