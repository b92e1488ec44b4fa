"""Seconds at equal error: read between measured settings, never beyond them."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladder import frontier, seconds_at

STRAIGHT = [(10.0**-k, 1e-3 * 2.0**k) for k in range(-2, 5)]
"""A tenth of the error for twice the time."""


@pytest.mark.parametrize("error", [50.0, 1.0, 0.3, 0.01, 2e-4])
def test_a_power_law_is_met_everywhere(error):
    found = seconds_at(STRAIGHT, error)
    assert found.kind == "between"
    assert found.seconds == pytest.approx(1e-3 * 2.0 ** -math.log10(error), rel=1e-12)


def test_beyond_the_tightest_nothing_is_said():
    assert seconds_at(STRAIGHT, 0.9e-4) is None
    assert seconds_at([], 1.0) is None


def test_the_loosest_may_be_better_than_asked():
    found = seconds_at(STRAIGHT, 1e6)
    assert (found.kind, found.seconds) == ("loosest", STRAIGHT[0][1])


def test_a_setting_that_another_beats_in_both_does_not_count():
    worse = [*STRAIGHT, (0.5, 7.0), (30.0, 1.0)]
    assert seconds_at(worse, 0.3) == seconds_at(STRAIGHT, 0.3)


positive = st.floats(1e-9, 1e6)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=12), positive)
def test_more_precision_never_takes_less_time(points, error):
    best = frontier(points)
    assert set(best) <= set(points)
    assert all(a[0] > b[0] and a[1] < b[1] for a, b in pairwise(best))
    loose, tight = seconds_at(points, 2.0 * error), seconds_at(points, error)
    if tight is not None:
        assert loose.seconds <= tight.seconds * (1.0 + 1e-12)
        assert best[0][1] <= tight.seconds <= best[-1][1]
