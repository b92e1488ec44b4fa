"""Tables of cubics against SciPy's own splines, between, at and beyond the knots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline, PchipInterpolator

from sim.lanes import cubic, cubic_table, interpreted, kernel, on_lanes, place

ORIGIN, STEP = -3600.0, 1800.0


@kernel
def looked_up(t, origin, step, table):
    i, w = place(t, origin, step, table)
    return i, w, cubic(table, i, w, 0), cubic(table, i, w, 1)


@pytest.fixture(scope="module")
def curves() -> np.ndarray:
    x = np.arange(40.0)
    return np.stack([np.sin(0.3 * x) * 1e3, np.random.default_rng(3).normal(size=40)], axis=1)


@pytest.mark.parametrize("kind, maker", [("spline", CubicSpline), ("monotone", PchipInterpolator)])
def test_same_curve_as_scipy(curves, kind, maker) -> None:
    """Also for half a step outside, where the end cubics go on."""
    knots = ORIGIN + STEP * np.arange(len(curves))
    truth = maker(knots, curves, axis=0)
    t = np.concatenate([np.linspace(knots[0] - 900, knots[-1] + 900, 317), knots])
    table = cubic_table(curves, kind)
    for _, _, first, second in (
        on_lanes(looked_up, t, ORIGIN, STEP, table),
        interpreted(looked_up)(t, ORIGIN, STEP, table),
    ):
        np.testing.assert_allclose(first, truth(t)[:, 0], rtol=0.0, atol=1e-12 * 1e3)
        np.testing.assert_allclose(second, truth(t)[:, 1], rtol=0.0, atol=1e-12 * 3.0)


def test_knots_are_met(curves) -> None:
    knots = ORIGIN + STEP * np.arange(len(curves))
    for kind in ("spline", "monotone"):
        _, _, first, second = on_lanes(looked_up, knots, ORIGIN, STEP, cubic_table(curves, kind))
        np.testing.assert_allclose(first, curves[:, 0], rtol=0.0, atol=1e-12 * 1e3)
        np.testing.assert_allclose(second, curves[:, 1], rtol=0.0, atol=1e-12 * 3.0)


# steps of a nanounit: near the smallest double the slopes of any method overflow
values = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 9)), min_size=4, max_size=12)


@settings(max_examples=100)
@given(values)
def test_monotone_never_overshoots(knots) -> None:
    v = np.array(knots)
    table = cubic_table(v[:, None], "monotone")
    w = np.linspace(0.0, 1.0, 17)
    t = (np.arange(len(v) - 1)[:, None] + w[:-1]).ravel()
    curve = interpreted(cubic)(table, *interpreted(place)(t, 0.0, 1.0, table), 0)
    curve = curve.reshape(len(v) - 1, -1)
    slack = 1e-12 * (1.0 + np.abs(v).max())
    low, high = np.minimum(v[1:], v[:-1]), np.maximum(v[1:], v[:-1])
    assert (curve >= low[:, None] - slack).all() and (curve <= high[:, None] + slack).all()
    rises = np.diff(curve, axis=1) * np.sign(np.diff(v))[:, None]
    assert (rises >= -slack).all()


def test_a_spline_does_overshoot() -> None:
    """What the monotone kind is for."""
    step = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])[:, None]
    t = np.linspace(0.0, 5.0, 101)
    table = cubic_table(step)
    spline = interpreted(cubic)(table, *interpreted(place)(t, 0.0, 1.0, table), 0)
    assert spline.max() > 1.01


def test_place_is_clipped_to_the_table(curves) -> None:
    table = cubic_table(curves)
    t = ORIGIN + STEP * np.array([-5.0, 0.0, 0.5, 38.999, 39.0, 50.0])
    i, w, _, _ = on_lanes(looked_up, t, ORIGIN, STEP, table)
    np.testing.assert_array_equal(i, [0, 0, 0, 38, 38, 38])
    np.testing.assert_allclose(w, [-5.0, 0.0, 0.5, 0.999, 1.0, 12.0], atol=1e-13)


def test_a_table_is_read_only_and_has_a_row_for_each_step(curves) -> None:
    table = cubic_table(curves)
    assert table.shape == (39, 8) and table.flags.c_contiguous and not table.flags.writeable


def test_unknown_kind() -> None:
    with pytest.raises(ValueError, match=r"'linear'.*monotone.*spline"):
        cubic_table(np.zeros((5, 1)), "linear")


def test_neighbours_do_not_matter(curves) -> None:
    """A lane gets the same bits among lanes of its own interval and among those of others."""
    table = cubic_table(curves)
    t = np.linspace(ORIGIN, ORIGIN + 38.9 * STEP, 40)
    mixed = on_lanes(looked_up, t, ORIGIN, STEP, table)
    for k, one in enumerate(t):
        alone = on_lanes(looked_up, np.full(8, one), ORIGIN, STEP, table)
        for a, b in zip(alone, mixed, strict=True):
            np.testing.assert_array_equal(a, b[k])


def test_nobody_looks_anything_up(curves) -> None:
    """Of a batch of which no row is left nothing is read."""
    none = np.zeros(0)
    assert interpreted(cubic)(cubic_table(curves), none, none, 0).shape == (0,)
