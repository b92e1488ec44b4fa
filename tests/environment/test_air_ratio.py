"""Tables of one model's density over another's: exact at the knots, smooth, whole at the poles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.atmosphere.density_ratio import (
    air_ratio,
    density_ratio,
    knot_heights,
    knot_hours,
    knot_latitudes,
    no_ratio,
)
from sim.environment.smooth_table import bells, smoothed
from sim.lanes import interpreted, on_lanes

SHAPE = (4, 9, 7, 8)
ORIGIN, STEP = -1e5, 4e5
VALUES = np.random.default_rng(3).normal(0.0, 0.1, SHAPE)


@pytest.fixture(scope="module")
def table():
    return air_ratio(ORIGIN, STEP, VALUES)


def logarithm(t, latitude, height, hour, ratio) -> np.ndarray:
    rows = np.broadcast_arrays(*(np.atleast_1d(np.float64(v)) for v in (t, latitude, height, hour)))
    t, latitude, height, hour = (np.array(r) for r in rows)
    place = np.sin(latitude), np.cos(latitude)
    return np.log(interpreted(density_ratio)(t, *place, height, hour, ratio))


def test_exact_at_the_knots(table) -> None:
    axes = (
        ORIGIN + STEP * np.arange(SHAPE[0]),
        knot_heights(SHAPE[1]),
        knot_latitudes(SHAPE[2])[1:-1],
        knot_hours(SHAPE[3]),
    )
    t, h, phi, hour = (g.ravel() for g in np.meshgrid(*axes, indexing="ij"))
    found = logarithm(t, phi, h, hour - 24.0, table).reshape(4, 9, 5, 8)
    np.testing.assert_allclose(found, VALUES[:, :, 1:-1], atol=1e-13)


def test_poles_have_no_local_time(table) -> None:
    for pole in (-0.5 * np.pi, 0.5 * np.pi):
        found = logarithm(3e5, pole, 2e5, np.linspace(0.0, 24.0, 49), table)
        assert np.ptp(found) < 1e-12
        assert np.abs(found).max() > 0.001


def test_the_day_closes(table) -> None:
    hour = np.linspace(-12.0, 36.0, 97)
    found = logarithm(1e5, 0.4, 2e5, hour, table)
    np.testing.assert_allclose(found[48:], found[:49], atol=1e-12)


def test_once_differentiable(table) -> None:
    """No kink in any direction, at cell edges and at the ends: slopes left and right agree."""
    centre = {"t": 2.4e5, "latitude": 0.31, "height": 1.77e5, "hour": 13.3}
    spans = {
        "t": (-4e5, 1.4e6, 2.0), "latitude": (-1.5, 1.5, 1e-6), "height": (-2e4, 1.1e6, 1.0),
        "hour": (-3.0, 27.0, 1e-5),
    }  # fmt: skip
    for name, (low, high, d) in spans.items():
        x = np.linspace(low, high, 4001)
        value = [logarithm(**{**centre, name: x + k * d}, ratio=table) for k in (-1.0, 0.0, 1.0)]
        kink = np.abs(value[2] - 2.0 * value[1] + value[0]) / d
        slope = np.abs(value[2] - value[0]) / (2.0 * d)
        assert kink.max() < 2e-3 * slope.max(), name


def test_height_beyond_the_knots_keeps_the_ratio(table) -> None:
    found = logarithm(0.0, 0.3, [-3e4, 0.0, 1e6, 3e6], 5.0, table)
    assert found[0] == found[1] and found[2] == pytest.approx(found[3], abs=1e-12)


def test_a_table_of_nothing_changes_nothing() -> None:
    found = logarithm(np.linspace(-1e9, 1e9, 9), np.linspace(-1.5, 1.5, 9), 3e5, 7.0, no_ratio())
    np.testing.assert_array_equal(found, 0.0)


def test_a_smooth_function_is_met_between_the_knots() -> None:
    """A semidiurnal wave on ten knots to 3 % of its size; linear interpolation misses by 12 %."""
    hour = knot_hours(10)
    wave = np.cos(4.0 * np.pi * hour / 24.0)
    ratio = air_ratio(0.0, 1.0, 0.1 * np.broadcast_to(wave, (2, 4, 5, 10)))
    at = np.linspace(0.0, 24.0, 241)
    error = np.abs(logarithm(0.0, 0.0, 3e5, at, ratio) - 0.1 * np.cos(4.0 * np.pi * at / 24.0))
    assert error.max() < 0.1 * 0.04


def test_bad_tables() -> None:
    missing = np.zeros(SHAPE)
    missing[0, 1, 2, 3] = np.nan
    for bad in (missing, np.zeros((1, 4, 4, 4)), np.zeros((4, 4, 4))):
        with pytest.raises(ValueError, match="must be finite, with at least two knots"):
            air_ratio(0.0, 1.0, bad)


def test_table_is_read_only(table) -> None:
    with pytest.raises(ValueError, match="read-only"):
        table.table[0, 0] = 1.0


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.floats(-1e8, 1e8), st.floats(-1.58, 1.58), st.floats(-1e5, 1e7), st.floats(-99, 99)
        ),
        min_size=1,
        max_size=10,
    )
)
def test_bounded_anywhere_and_compiled_equals_interpreted(rows) -> None:
    t, latitude, height, hour = np.array(rows).T.copy()
    ratio = air_ratio(ORIGIN, STEP, VALUES)
    plain = np.exp(logarithm(t, latitude, height, hour, ratio))
    # prefiltered splines overshoot their knots, at most 2^4 for values that alternate
    assert (np.abs(np.log(plain)) < 16.0 * np.abs(VALUES).max()).all()
    arguments = (t, np.sin(latitude), np.cos(latitude), height, hour, ratio)
    np.testing.assert_allclose(on_lanes(density_ratio, *arguments), plain, rtol=1e-11)


def test_bells_sum_to_one() -> None:
    s = np.linspace(-3.0, 12.0, 301)
    i, a, b, c = interpreted(bells)(s, 9.0)
    np.testing.assert_allclose(a + b + c, 1.0, rtol=1e-15)
    assert i.min() == 0.0 and i.max() == 9.0
    np.testing.assert_allclose(i + c - a, np.clip(s, 0.0, 9.0), atol=1e-14)


def test_smoothed_pads_every_axis() -> None:
    assert smoothed(np.zeros((3, 4))).shape == (5, 6)
    assert smoothed(np.zeros((3, 4)), periodic=(1,)).shape == (5, 7)
    np.testing.assert_allclose(smoothed(np.full((3, 4), 2.5), periodic=(0,)), 2.5, rtol=1e-14)
