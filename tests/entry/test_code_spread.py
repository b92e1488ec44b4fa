"""What stands beside a casualty area: how far codes lie apart, and what its range holds."""

import numpy as np
import pytest

from sim.entry.risk.casualty import Span
from sim.entry.risk.code_spread import CODE_FACTOR, between_codes, range_figures


def test_the_codes_that_differ_about_rosat_are_both_in_the_range():
    found = between_codes(Span(0.0, float(np.sqrt(13.62 * 31.78)), 100.0))
    assert (found["low"], found["high"]) == (pytest.approx(13.62), pytest.approx(31.78))
    assert CODE_FACTOR**2 == pytest.approx(2.33, abs=0.005)


@pytest.mark.parametrize(
    ("break_ups", "carried"), [(0, False), (20, False), (45, False), (46, True)]
)
def test_a_range_says_how_many_break_ups_it_takes(break_ups, carried):
    found = range_figures(break_ups)
    assert (found["needed"], found["carried"]) == (46, carried)


def test_twenty_break_ups_seldom_hold_nine_of_ten():
    """Thrown: least and largest of 20 hold 90 % in 61 of 100 samples, of 46 in 95."""
    generator = np.random.default_rng(1)
    for n, share in ((20, 0.608), (46, 0.952)):
        drawn = generator.random((20_000, n))
        assert (np.ptp(drawn, axis=1) >= 0.9).mean() == pytest.approx(share, abs=0.01)
