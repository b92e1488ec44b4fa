"""The coefficient to come, from those of arcs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.frames.epoch import DAY
from sim.prediction.arcs import Arc
from sim.prediction.coefficients import Coefficient
from sim.prediction.estimate import Prior, estimate
from sim.prediction.regimes import usable_arcs
from sim.prediction.setting import USUAL

PRIOR = Prior(0.012, 0.7)


def _arc(begin: float, end: float, loss: float = 5e3, alone: bool = False) -> Arc:
    return Arc(
        begin=begin * DAY, end=end * DAY, start=np.zeros(6), period=(5400.0, 5400.0), loss=loss,
        alone=alone,
    )  # fmt: skip


def test_without_arcs_the_prior_is_left():
    found = estimate([], [], (0.0, DAY), PRIOR, USUAL)
    assert found.value == pytest.approx(PRIOR.value)
    assert found.sigma == pytest.approx(np.hypot(PRIOR.sigma, USUAL.changing), rel=0.05)


@given(value=st.floats(0.003, 0.05), noise=st.floats(0.001, 0.05), n=st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_more_arcs_know_more_and_agree_with_what_they_say(value, noise, n):
    arcs = [_arc(k, k + 1.0) for k in range(n)]
    said = [Coefficient(value, noise)] * n
    one = estimate(arcs[:1], said[:1], (n * DAY, (n + 5) * DAY), PRIOR, USUAL)
    many = estimate(arcs, said, (n * DAY, (n + 5) * DAY), PRIOR, USUAL)
    assert many.sigma <= one.sigma + 1e-12
    assert abs(np.log(many.value / value)) < 0.1
    assert 0.0 < many.sigma < PRIOR.sigma


def test_recent_arcs_count_more():
    arcs = [_arc(0.0, 5.0), _arc(25.0, 30.0)]
    said = [Coefficient(0.02, 0.02), Coefficient(0.03, 0.02)]
    found = estimate(arcs, said, (30.0 * DAY, 33.0 * DAY), PRIOR, USUAL)
    assert found.value > np.sqrt(0.02 * 0.03)


def test_a_raised_orbit_ends_the_use_of_what_lies_before_and_widens_the_window():
    arcs = [_arc(0.0, 5.0), _arc(5.0, 6.0, loss=-4e3), _arc(6.0, 9.0)]
    said = [Coefficient(0.02, 0.02), Coefficient(-0.1, 0.02), Coefficient(0.021, 0.02)]
    found = usable_arcs(arcs, said, USUAL)
    assert found.arcs == (arcs[2],)
    assert found.more == USUAL.regime
    assert any("raised" in note for note in found.notes)


def test_a_manoeuvre_after_the_last_usable_arc_leaves_the_own_decay_of_the_last_set():
    arcs = [_arc(0.0, 5.0), _arc(5.0, 6.0, loss=-4e3), _arc(5.5, 6.0, alone=True)]
    said = [Coefficient(0.02, 0.02), Coefficient(-0.1, 0.02), Coefficient(0.025, 0.2)]
    found = usable_arcs(arcs, said, USUAL)
    assert found.arcs == (arcs[2],)
    assert found.more == USUAL.regime and not found.agreeing
    assert any("after the last usable arc" in note for note in found.notes)


def test_two_good_fits_that_agree_are_told_as_such():
    arcs = [_arc(0.0, 5.0), _arc(5.0, 10.0)]
    close = [Coefficient(0.02, 0.02), Coefficient(0.0205, 0.02)]
    assert usable_arcs(arcs, close, USUAL).agreeing
    apart = [Coefficient(0.02, 0.02), Coefficient(0.023, 0.02)]
    assert not usable_arcs(arcs, apart, USUAL).agreeing
