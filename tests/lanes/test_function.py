"""Elementary functions against NumPy and SciPy, over the whole domain their docstrings state.

The functions promise about 2 ulp, the references keep half to one: 3 ulp = 6.7e-16 relative
unless said otherwise.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from sim.lanes import (
    arccos,
    arcsin,
    arctan2,
    erf,
    exp,
    interpreted,
    log,
    on_lanes,
    power,
    sin_cos,
)

ULP_3 = 6.7e-16
SMALLEST = 2.2250738585072014e-308
quick = settings(max_examples=200)


def several(low: float, high: float) -> st.SearchStrategy:
    return st.lists(st.floats(low, high), min_size=1, max_size=11).map(np.array)


def both(function, *args) -> np.ndarray:
    """Compiled and interpreted values, shape (2, n)."""
    return np.stack([on_lanes(function, *args), interpreted(function)(*args)])


@quick
@given(several(-708.0, 709.0))
def test_exp(x) -> None:
    np.testing.assert_allclose(both(exp, x) / np.exp(x), 1.0, rtol=0.0, atol=ULP_3)


def test_exp_stays_at_its_ends() -> None:
    x = np.array([-1e300, -709.0, -708.0, 709.0, 710.0, 1e300])
    expected = np.exp([-708.0] * 3 + [709.0] * 3)
    np.testing.assert_allclose(both(exp, x), np.stack([expected] * 2), rtol=ULP_3)


@quick
@given(several(SMALLEST, 1.7e308))
def test_log(x) -> None:
    np.testing.assert_allclose(both(log, x), np.stack([np.log(x)] * 2), rtol=ULP_3)


@quick
@given(several(0.5, 2.0))
def test_log_keeps_its_digits_near_one(x) -> None:
    np.testing.assert_allclose(both(log, x), np.stack([np.log(x)] * 2), rtol=ULP_3)


@quick
@given(several(SMALLEST, 1e300), st.floats(-3.2, 3.2))
def test_power(x, p) -> None:
    """The error of the logarithm is multiplied by its size, up to 2,300 ulp of one here."""
    exponent = p * np.log(x)
    inside = np.abs(exponent) < 700.0
    x, exponent = np.where(inside, x, 1.0), np.where(inside, exponent, 0.0)
    error = np.abs(both(power, x, p) / x**p - 1.0)
    assert (error <= ULP_3 * (1.0 + np.abs(exponent))).all()


@quick
@given(several(-1e6, 1e6))
def test_sine_and_cosine(x) -> None:
    for s, c in (on_lanes(sin_cos, x), interpreted(sin_cos)(x)):
        np.testing.assert_allclose(s, np.sin(x), rtol=0.0, atol=3.4e-16)
        np.testing.assert_allclose(c, np.cos(x), rtol=0.0, atol=3.4e-16)
        np.testing.assert_allclose(s * s + c * c, 1.0, rtol=0.0, atol=7e-16)


def test_sine_keeps_its_digits_at_multiples_of_pi() -> None:
    """Relative to the tiny value itself: the reduction must carry 86 bits of pi."""
    k = np.concatenate([np.arange(1.0, 40.0), 2.0 ** np.arange(5, 19), [318000.0]])
    s, _ = on_lanes(sin_cos, k * np.pi)
    np.testing.assert_allclose(s, np.sin(k * np.pi), rtol=1e-9)
    _, c = on_lanes(sin_cos, (k - 0.5) * np.pi)
    np.testing.assert_allclose(c, np.cos((k - 0.5) * np.pi), rtol=1e-9)


sides = st.one_of(st.just(0.0), st.floats(1e-290, 1e300), st.floats(-1e300, -1e-290))


@quick
@given(st.lists(st.tuples(sides, sides), min_size=1, max_size=11))
def test_arc_tangent(points) -> None:
    y, x = np.array(points).T.copy() + 0.0
    np.testing.assert_allclose(
        both(arctan2, y, x), np.stack([np.arctan2(y, x)] * 2), rtol=ULP_3, atol=0.0
    )


def test_arc_tangent_on_the_axes() -> None:
    y, x = np.array([[0, 0], [0, 1], [1, 0], [0, -1], [-1, 0], [1, -1], [-1, -1.0]]).T
    expected = np.pi * np.array([0, 0, 0.5, 1, -0.5, 0.75, -0.75])
    np.testing.assert_allclose(on_lanes(arctan2, y.copy(), x.copy()), expected, rtol=ULP_3)


@quick
@given(several(-1.0, 1.0))
def test_arc_sine_and_cosine(x) -> None:
    # 1.0 - x and 1.0 + x are exact to half an ulp each, so the root costs one ulp more
    np.testing.assert_allclose(both(arcsin, x), np.stack([np.arcsin(x)] * 2), rtol=9e-16)
    np.testing.assert_allclose(both(arccos, x), np.stack([np.arccos(x)] * 2), rtol=9e-16)


def test_arc_sine_and_cosine_are_clipped() -> None:
    x = np.array([-7.0, -1.0 - 1e-15, 1.0 + 1e-15, 7.0])
    half = 0.5 * np.pi
    np.testing.assert_allclose(on_lanes(arcsin, x), [-half, -half, half, half], rtol=ULP_3)
    np.testing.assert_allclose(on_lanes(arccos, x), [np.pi, np.pi, 0.0, 0.0], rtol=ULP_3)


@quick
@given(several(-30.0, 30.0))
def test_error_function(x) -> None:
    """1.5e-7 is the error of the published approximation itself."""
    np.testing.assert_allclose(both(erf, x), np.stack([special.erf(x)] * 2), rtol=0, atol=1.5e-7)
    np.testing.assert_allclose(on_lanes(erf, x), -on_lanes(erf, -x), rtol=0.0, atol=2e-9)


@quick
@given(st.floats(1e-3, 1e3))
def test_plain_floats(x: float) -> None:
    for function, truth in ((exp, np.exp), (log, np.log)):
        value = min(x, 700.0)
        assert function(value) == pytest.approx(truth(value), rel=ULP_3, abs=0.0)
    assert sin_cos(x) == pytest.approx((np.sin(x), np.cos(x)), rel=0.0, abs=3.4e-16)
    assert arctan2(x, -1.0) == pytest.approx(np.arctan2(x, -1.0), rel=ULP_3)
    assert arcsin(x / 1e3) == pytest.approx(np.arcsin(x / 1e3), rel=9e-16)
    assert erf(x) == pytest.approx(special.erf(x), abs=1.5e-7)
    assert power(x, 0.25) == pytest.approx(x**0.25, rel=3e-15)
