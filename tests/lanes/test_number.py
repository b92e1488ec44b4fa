"""Every operation on a number, compiled on eight lanes, against the same operation of NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core.errors import TypingError

from sim.lanes import (
    WIDTH,
    Lanes,
    absolute,
    all_lanes,
    any_lane,
    broadcast,
    cross,
    dot,
    floor,
    gather,
    interpreted,
    kernel,
    load,
    maximum,
    minimum,
    norm,
    on_lanes,
    rint,
    rotate,
    rotate_back,
    sqrt,
    store,
    where,
)
from sim.lanes.primitive import exponent, mantissa, two_to

finite = st.floats(allow_nan=False, allow_infinity=False)
pairs = st.lists(st.tuples(finite, finite), min_size=1, max_size=2 * WIDTH + 3)
several = st.lists(finite, min_size=1, max_size=2 * WIDTH + 3)
quick = settings(max_examples=100)


@kernel
def arithmetic(a, b):
    return a + b, a - b, a * b, a / b, -a


@kernel
def in_place(a, b):
    c = 1.0 * a
    c += b
    return c


@kernel
def with_scalars(a):
    return a + 2.5, 2.5 + a, a - 3, 3 - a, a * 3, 0.1 * a, a / 7, 7.0 / a


@kernel
def comparisons(a, b):
    return a < b, a <= b, a > b, a >= b, a == b, a != b, a < 1.0, 2 >= a, a == 0, a != 0.0


@kernel
def logic(a, b):
    p = a < b
    q = a > 0.0
    return p & q, p | q, p ^ q, ~p, ~(p | ~q)


@kernel
def choices(a, b):
    return where(a < b, a, b), where(a > 0.0, 1.0, b), where(a > b, 2, 3), where(a == b, a, 0)


@kernel
def unary(a):
    return sqrt(absolute(a)), floor(a), rint(a), absolute(a)


@kernel
def extremes(a, b):
    return minimum(a, b), maximum(a, b), minimum(a, 1.0), maximum(0, b)


@kernel
def whether(a, b):
    some = 1.0 if any_lane(a < b) else 0.0
    every = 1.0 if all_lanes(a < b) else 0.0
    return broadcast(some, a), broadcast(every, a), broadcast(2, a)


@kernel
def powers_of_two(k):
    return two_to(k)


@kernel
def parts(x):
    return exponent(x), mantissa(x)


@kernel
def looked_up(table, i):
    return gather(table, i, 0), gather(table, i, 2)


@kernel
def swapped(block):
    first = load(block, 0)
    store(block, 0, load(block, 1))
    store(block, 1, first)
    store(block, 2, 5.0)


def same(function, *args) -> None:
    """Bit for bit, but for the sign of zero."""
    with np.errstate(all="ignore"):
        plain = interpreted(function)(*args)
    compiled = on_lanes(function, *args)
    if not isinstance(plain, tuple):
        plain, compiled = (plain,), (compiled,)
    assert len(plain) == len(compiled)
    for one, other in zip(compiled, plain, strict=True):
        np.testing.assert_array_equal(one, np.broadcast_to(other, one.shape).astype(np.float64))


@quick
@given(pairs)
@pytest.mark.parametrize("function", [arithmetic, comparisons, logic, choices, extremes])
def test_of_two_numbers(function, values) -> None:
    a, b = np.array(values).T.copy()
    same(function, a, b)
    same(function, a, a[::-1].copy())  # equal ones among them


@quick
@given(several)
@pytest.mark.parametrize("function", [with_scalars, unary])
def test_of_one_number(function, values) -> None:
    same(function, np.array(values))


def test_arithmetic_is_that_of_numpy_itself() -> None:
    a, b = np.array([1.5, -2.0, 7.0]), np.array([0.1, 3.0, -4.0])
    expected = (a + b, a - b, a * b, a / b, -a)
    for got, want in zip(on_lanes(arithmetic, a, b), expected, strict=True):
        np.testing.assert_array_equal(got, want)


def test_changing_a_number_in_place_does_not_compile() -> None:
    # interpreted it would change the caller's array, compiled it could not
    with pytest.raises(TypingError, match="iadd"):
        on_lanes(in_place, np.ones(2), np.ones(2))


def test_ties_round_to_even() -> None:
    halves = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
    np.testing.assert_array_equal(on_lanes(unary, halves)[2], [-2, -2, 0, 0, 2, 2])
    for x in halves:
        assert unary(x)[2] == np.rint(x)


def test_a_mask_is_not_fooled_by_nan() -> None:
    nan, one = np.full(3, np.nan), np.ones(3)
    for value in on_lanes(comparisons, nan, one)[:5]:
        np.testing.assert_array_equal(value, 0.0)


def test_not_equal_holds_for_nan_as_in_numpy() -> None:
    np.testing.assert_array_equal(on_lanes(comparisons, np.full(2, np.nan), np.ones(2))[5], 1.0)


@pytest.mark.parametrize("smaller", range(WIDTH + 1))
def test_any_and_all_see_every_lane(smaller: int) -> None:
    for shift in range(WIDTH):
        a = np.roll(np.where(np.arange(WIDTH) < smaller, -1.0, 1.0), shift)
        some, every, two = on_lanes(whether, a, np.zeros(WIDTH))
        np.testing.assert_array_equal(some, float(smaller > 0))
        np.testing.assert_array_equal(every, float(smaller == WIDTH))
        np.testing.assert_array_equal(two, 2.0)
    same(whether, a, np.zeros(WIDTH))


@quick
@given(st.lists(st.integers(-1022, 1023), min_size=1, max_size=11))
def test_powers_of_two(k) -> None:
    k = np.array(k, dtype=np.float64)
    same(powers_of_two, k)
    np.testing.assert_array_equal(on_lanes(powers_of_two, k), np.exp2(k))


@quick
@given(st.lists(st.floats(2.2250738585072014e-308, 1.7e308), min_size=1, max_size=11))
def test_exponent_and_mantissa(x) -> None:
    x = np.array(x)
    same(parts, x)
    e, m = on_lanes(parts, x)
    assert ((m >= 1.0) & (m < 2.0)).all()
    np.testing.assert_array_equal(np.ldexp(m, e.astype(int)), x)


@quick
@given(st.lists(st.integers(0, 6), min_size=1, max_size=11))
def test_gather_takes_its_own_row_in_each_lane(i) -> None:
    table = np.arange(21.0).reshape(7, 3)
    index = np.array(i, dtype=np.float64)
    first, third = on_lanes(looked_up, table, index)
    np.testing.assert_array_equal(first, 3.0 * index)
    np.testing.assert_array_equal(third, 3.0 * index + 2.0)
    same(looked_up, table, index)


def test_load_and_store_move_whole_rows() -> None:
    block = np.arange(3.0 * WIDTH).reshape(3, WIDTH)
    expected = np.stack([block[1], block[0], np.full(WIDTH, 5.0)])
    plain = block.copy()
    swapped(block)
    np.testing.assert_array_equal(block, expected)
    interpreted(swapped)(plain)
    np.testing.assert_array_equal(plain, expected)


def test_vector_algebra() -> None:
    random = np.random.default_rng(1)
    a, b = random.normal(size=(2, 3, 11))
    np.testing.assert_allclose(on_lanes(dot, *a, *b), (a * b).sum(axis=0), rtol=0, atol=1e-14)
    np.testing.assert_allclose(on_lanes(cross, *a, *b), np.cross(a.T, b.T).T, rtol=0, atol=1e-14)
    np.testing.assert_allclose(on_lanes(norm, *a), np.linalg.norm(a, axis=0), rtol=1e-15)
    m = random.normal(size=(3, 3))
    np.testing.assert_allclose(on_lanes(rotate, tuple(m.ravel()), *a), m @ a, atol=1e-14)
    np.testing.assert_allclose(on_lanes(rotate_back, tuple(m.ravel()), *a), m.T @ a, atol=1e-14)


@pytest.mark.parametrize("x", [-7.25, 0.0, 0.3, 2.0])
def test_plain_floats_work_too(x: float) -> None:
    """The same kernels compiled for one double."""
    for function in (unary, parts) if x > 0.0 else (unary,):
        for compiled, plain in zip(function(x), interpreted(function)(x), strict=True):
            assert compiled == plain
    for function in (arithmetic, choices, extremes, comparisons):
        for compiled, plain in zip(function(x, 1.5), interpreted(function)(x, 1.5), strict=True):
            assert float(compiled) == float(plain)
    assert powers_of_two(-3.0) == 0.125
    assert looked_up(np.arange(21.0).reshape(7, 3), 2.0) == (6.0, 8.0)


def test_a_number_holds_eight_doubles() -> None:
    with pytest.raises(ValueError, match="8 doubles"):
        Lanes(np.zeros(7))
    np.testing.assert_array_equal(Lanes(tuple(range(8))).values, np.arange(8.0))
