"""Answers about guided flights: outcomes, what they need, and plans paired: intervals that hold."""

import numpy as np
import pytest
from scipy.stats import binomtest

from sim.campaign.analysis.bootstrap import bootstrap, deviation
from sim.campaign.analysis.events import OUTCOMES, find_events
from sim.campaign.analysis.needed import find_needed, quantile_interval
from sim.campaign.analysis.paired import compare_shares
from sim.campaign.analysis.statistics import exact_probability

TRIALS = 400
FEWEST = 366
"""Of 400 intervals of 95 %, fewer hold the truth in one set of seeds of 400."""


def guided(outcome: list[str], **columns) -> dict[str, np.ndarray]:
    n = len(outcome)
    return {
        "outcome": np.array(outcome),
        "burns_complete": np.ones(n, dtype=bool),
        "margin_kg": np.ones(n),
        "delta_v_m_s": np.linspace(100.0, 200.0, n),
        "propellant_used_kg": np.full(n, 9000.0),
        **columns,
    }


def test_every_flight_has_one_outcome_and_a_lost_one_is_uncontrolled():
    found = find_events(guided([*OUTCOMES, "aimed", ""]))
    counts = {name: int(found[name][1].sum()) for name in OUTCOMES}
    assert counts == {
        "aimed": 2, "backup": 1, "missed": 1, "uncontrolled": 2, "in_orbit": 1, "unplannable": 1,
    }  # fmt: skip
    assert not found.keys() & {"no_entry", "keep_out"}
    without = guided(["aimed"])
    del without["outcome"]
    assert not find_events(without).keys() & OUTCOMES.keys()


@pytest.mark.parametrize(("hits", "trials"), [(0, 40), (1, 40), (7, 40), (40, 40), (3, 1000)])
def test_the_exact_interval_is_that_of_clopper_and_pearson(hits, trials):
    found = exact_probability(np.arange(trials) < hits)
    known = binomtest(hits, trials).proportion_ci(0.95, "exact")
    assert found.estimate == hits / trials
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-12)


def test_the_exact_interval_respects_weights():
    weight = np.repeat([3.0, 1.0], 50)
    found = exact_probability(np.arange(100) < 10, weight)
    assert found.estimate == pytest.approx(30.0 / 200.0)
    alike = exact_probability(np.arange(80) < 12)  # 200^2 / 500 flights that tell as much
    assert (found.low, found.high) == pytest.approx((alike.low, alike.high))
    assert np.isnan(exact_probability([True], [0.0]).estimate)


@pytest.mark.parametrize(("share", "count"), [(0.95, 150), (0.5, 20), (0.999, 5000)])
def test_intervals_of_quantiles_hold_whatever_the_distribution(share, count):
    generator = np.random.default_rng(4)
    inside = 0
    for _ in range(TRIALS):
        found = quantile_interval(generator.exponential(size=count), share)
        inside += found.low <= -np.log(1.0 - share) <= found.high
    assert inside >= FEWEST


def test_a_share_that_the_sample_can_not_carry_has_no_end():
    values = np.arange(3687.0)
    assert np.isinf(quantile_interval(values, 0.999).high)
    assert np.isfinite(quantile_interval(np.arange(3688.0), 0.999).high)
    assert np.isnan(quantile_interval(values[:0], 0.5).estimate)


def test_what_flights_need_counts_those_that_had_too_little():
    columns = guided(["aimed"] * 200)
    found = find_needed(columns, np.ones(200), 0.95)
    assert found.keys() == {"delta_v_m_s", "propellant_used_kg"}
    assert found["delta_v_m_s"].keys() == {"0.95"}
    assert found["delta_v_m_s"]["0.95"]["estimate"] == columns["delta_v_m_s"][189]
    assert find_needed(columns, np.linspace(0.5, 1.5, 200), 0.95) == {}
    lost = guided(["uncontrolled"] * 8 + ["aimed"] * 192)
    assert find_needed(lost, np.ones(200), 0.95) == {}
    few = guided(["uncontrolled"] * 2 + ["aimed"] * 198)
    more = find_needed(few, np.ones(200), 0.95)["delta_v_m_s"]["0.95"]
    assert more["estimate"] == few["delta_v_m_s"][191]


def test_differences_of_events_between_paired_plans_hold():
    """Two plans whose events share one cause: 6 % and 2 % of the flights."""
    generator = np.random.default_rng(5)
    inside = 0
    for _ in range(TRIALS):
        cause = generator.random(300)
        found = compare_shares(cause < 0.06, (cause > 0.04) & (cause < 0.06))
        inside += found.low <= 0.04 <= found.high
    assert inside >= FEWEST
    swapped = compare_shares([False, True, False], [True, True, False])
    assert swapped.estimate == pytest.approx(-1.0 / 3.0)
    never = compare_shares(np.zeros(1000, bool), np.zeros(1000, bool))
    assert never.estimate == 0.0 and -0.004 < never.low < 0.0 < never.high < 0.004
    double = compare_shares([True, False, False], [False, False, True], [2.0, 1.0, 1.0])
    assert double.estimate == pytest.approx(0.25)


def test_the_scatter_has_an_interval_that_holds():
    generator = np.random.default_rng(6)
    inside = 0
    for seed in range(120):
        found = bootstrap(generator.normal(3.0, 2.0, 200), deviation, seed=seed, resamples=400)
        inside += found.low <= 2.0 <= found.high
    assert inside >= 104
    values = generator.normal(size=50)
    assert bootstrap(values, deviation).estimate == pytest.approx(np.std(values, ddof=1))
