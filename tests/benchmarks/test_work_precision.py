"""Times at equal error: interpolated between measurements, never extrapolated."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_precision import pareto_front, time_at_error

POWER_LAW = [(10.0**-k, 1e-3 * 2.0**k) for k in range(-2, 5)]
"""A tenth of the error for twice the time."""


@pytest.mark.parametrize("error", [50.0, 1.0, 0.3, 0.01, 2e-4])
def test_a_power_law_is_interpolated_exactly(error):
    time = time_at_error(POWER_LAW, error)
    assert time.kind == "between"
    assert time.seconds == pytest.approx(1e-3 * 2.0 ** -math.log10(error), rel=1e-12)


def test_no_time_beyond_the_tightest_measurement():
    assert time_at_error(POWER_LAW, 0.9e-4) is None
    assert time_at_error([], 1.0) is None


def test_the_loosest_may_have_a_smaller_error():
    time = time_at_error(POWER_LAW, 1e6)
    assert (time.kind, time.seconds) == ("loosest", POWER_LAW[0][1])


def test_dominated_measurements_are_ignored():
    worse = [*POWER_LAW, (0.5, 7.0), (30.0, 1.0)]
    assert time_at_error(worse, 0.3) == time_at_error(POWER_LAW, 0.3)


positive = st.floats(1e-9, 1e6)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=12), positive)
def test_more_precision_never_takes_less_time(points, error):
    front = pareto_front(points)
    assert set(front) <= set(points)
    assert all(a[0] > b[0] and a[1] < b[1] for a, b in pairwise(front))
    loose, tight = time_at_error(points, 2.0 * error), time_at_error(points, error)
    if tight is not None:
        assert loose.seconds <= tight.seconds * (1.0 + 1e-12)
        assert front[0][1] <= tight.seconds <= front[-1][1]
