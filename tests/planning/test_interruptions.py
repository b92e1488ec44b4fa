"""Chances that a sequence of burns is interrupted and lost: the flown record, the product, and the
other way round.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.planning.failures.interruptions import (
    FLOWN,
    INTERRUPTED,
    BurnRates,
    Interruption,
    Rate,
    draw_rates,
    exact_interval,
    lost_control,
    needed_reliability,
    probability_range,
    sequence_probability,
    unrecovered,
)

RATES = BurnRates(
    interrupted=Rate(0.01, 0.02, 0.04),
    first_firing=Rate(0.03, 0.10, 0.25),
    recovered=Rate(0.4, 0.7, 0.9),
)
EARLY = Interruption("burn_1", True, False, (134.0,))
LATE = Interruption("burn_4", False, False, (15.5,))
FINAL = Interruption("final_burn", False, True, (13.0, 6.0, 2.0, 0.9, 0.6, 0.5))
SHARES = st.floats(0.0, 1.0)


def test_the_flown_record_is_two_percent():
    low, high = exact_interval(INTERRUPTED, FLOWN)
    assert pytest.approx(0.0189, abs=5e-5) == INTERRUPTED / FLOWN
    assert (round(100.0 * low, 1), round(100.0 * high, 1)) == (0.8, 3.9)
    # published table of Clopper and Pearson: 1 in 10 at 95 %
    assert exact_interval(1, 10) == pytest.approx((0.0025, 0.4450), abs=5e-5)
    assert exact_interval(0, 30)[0] == 0.0 and exact_interval(30, 30)[1] == 1.0


def test_recovery_is_as_stated_within_six_revolutions():
    assert unrecovered(0.7, (0.0, 6.0, 12.0, np.inf)) == pytest.approx([1.0, 0.3, 0.09, 0.0])


def test_a_late_interruption_is_lost_more_often_than_an_early_one():
    early, late = (float(lost_control(each, 0.7)) for each in (EARLY, LATE))
    assert early < 1e-6 < late == pytest.approx(0.3 ** (15.5 / 6.0))
    # what comes down in the planned revolution is not uncontrolled
    final = sum(0.3 ** (m / 6.0) for m in (13.0, 6.0, 2.0)) / 6.0
    assert float(lost_control(FINAL, 0.7)) == pytest.approx(final)


def test_the_sequence_is_a_product():
    parts = [0.10 * float(lost_control(EARLY, 0.7)), 0.02 * float(lost_control(LATE, 0.7)),
             0.02 * float(lost_control(FINAL, 0.7))]  # fmt: skip
    whole = float(sequence_probability((EARLY, LATE, FINAL), 0.02, 0.10, 0.7))
    assert whole == pytest.approx(1.0 - np.prod([1.0 - p for p in parts]))
    found = probability_range((EARLY, LATE, FINAL), RATES)
    assert found.value == pytest.approx(whole) and found.low < found.value < found.high
    assert float(sequence_probability((), 0.5, 0.5, 0.5)) == 0.0


@given(SHARES, SHARES, SHARES, st.lists(st.floats(0.0, 400.0), min_size=1, max_size=5))
def test_chances_are_chances_and_grow_with_the_rate(q, first, r, revolutions):
    burn = Interruption("b", False, True, tuple(revolutions))
    chance = float(sequence_probability((burn, EARLY), q, first, r))
    assert 0.0 <= chance <= 1.0
    assert chance <= float(sequence_probability((burn, EARLY), min(1.0, q + 0.1), first, r)) + 1e-12


def test_how_reliable_burns_must_be_closes_the_clause():
    sequence = (EARLY, LATE, FINAL)
    needed = needed_reliability(sequence, RATES, 0.1745, 1e-4)
    assert needed.sequence == pytest.approx(5.73e-4, rel=1e-3)
    q = needed.per_burn
    assert float(sequence_probability(sequence, q, q, 0.7)) == pytest.approx(5.73e-4, rel=1e-3)
    assert 0.0 < q < 0.02
    # without people under the orbit, or with time to recover, any burns would do
    assert needed_reliability(sequence, RATES, 0.0, 1e-4).per_burn == 1.0
    assert needed_reliability((EARLY,), RATES, 0.1745, 1e-4).per_burn == 1.0


def test_drawn_rates_keep_their_ranges_and_their_seed():
    drawn = draw_rates(RATES, 4000, 7)
    for values, rate in zip(
        drawn, (RATES.interrupted, RATES.first_firing, RATES.recovered), strict=True
    ):
        assert rate.low <= values.min() < values.max() <= rate.high
        assert values.mean() == pytest.approx(sum(rate) / 3.0, rel=0.03)
    again = draw_rates(RATES, 4000, 7)
    assert all(np.array_equal(a, b) for a, b in zip(drawn, again, strict=True))
    assert not np.array_equal(draw_rates(RATES, 4000, 8)[0], drawn[0])
    one = draw_rates(
        BurnRates(
            interrupted=Rate(0.1, 0.1, 0.1),
            first_firing=Rate(0.0, 0.0, 0.0),
            recovered=Rate(1.0, 1.0, 1.0),
        ),
        3,
        1,
    )
    assert one[0].tolist() == [0.1] * 3
