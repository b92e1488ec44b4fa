"""How many break-ups a share takes, and as how many independent fragments a sample tells."""

import math

import numpy as np
import pytest

from sim.entry.carried_share import bound_confidence, effective_number, samples_for


@pytest.mark.parametrize(
    ("share", "needed"), [(0.95, 93), (0.99, 473), (0.999, 4742), (0.9999, 47437)]
)
def test_two_sided_bounds_take_as_many_as_published(share, needed):
    assert samples_for(share) == needed
    n, p = needed, share
    for count, enough in ((n, True), (n - 1, False)):
        held = 1.0 - count * p ** (count - 1) + (count - 1) * p**count
        assert held == pytest.approx(bound_confidence(count, p, 2), abs=1e-9)
        assert (held >= 0.95) is enough


def test_one_sided_bounds_follow_their_logarithm():
    assert samples_for(0.9999, blocks=1) == math.ceil(math.log(0.05) / math.log(0.9999)) == 29956
    assert samples_for(0.95, blocks=1) == 59


def test_bounds_hold_as_often_as_they_say():
    generator = np.random.default_rng(3)
    held = 0
    for _ in range(2000):
        values = generator.random(93)
        held += values.max() - values.min() >= 0.95
    assert held / 2000 == pytest.approx(0.95, abs=0.02)


def test_independent_fragments_count_in_full_and_common_errors_do_not():
    generator = np.random.default_rng(1)
    pieces, break_ups, outside = 500, 400, 0.1
    alone = (generator.random((break_ups, pieces)) < outside).mean(axis=1)
    whole = pieces * break_ups
    assert effective_number(alone, whole) == pytest.approx(whole, rel=0.2)
    together = np.repeat(generator.random(break_ups) < outside, 1).astype(float)
    assert effective_number(together, whole) == pytest.approx(break_ups, rel=0.02)


def test_what_tells_nothing_of_other_break_ups_counts_as_their_number():
    assert effective_number(np.array([0.1]), 900) == 1.0
    assert effective_number(np.zeros(20), 900) == 20.0
    assert effective_number(np.full(20, 0.05), 900) == 900.0
