"""Intervals cover what they say, bounds are those of the literature, rules stop in time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.campaign.analysis.bootstrap import bootstrap, quantile
from sim.campaign.analysis.paired import PlanMeasure, compare_pairs
from sim.campaign.analysis.statistics import (
    effective_size,
    probability,
    summaries,
    summary,
    tolerance_bounds,
    weighted_mean,
    weighted_quantile,
    wilks_confidence,
    wilks_order,
    wilks_samples,
    wilson,
)
from sim.campaign.analysis.stopping import StoppingRule, apply_rule
from sim.campaign.error import InvalidParameterError

STEPPED = "inverted_cdf"


@pytest.mark.parametrize("hits, trials", [(0, 10), (1, 10), (5, 10), (10, 10), (3, 10_000)])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_is_that_of_scipy(hits, trials, confidence):
    own = wilson(hits, trials, confidence)
    reference = stats.binomtest(hits, trials).proportion_ci(confidence, "wilson")
    assert own.estimate == hits / trials
    assert own[1:3] == pytest.approx((reference.low, reference.high), abs=1e-12)
    assert own.width == own.high - own.low


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_stays_between_0_and_1(hits, more):
    own = wilson(hits, hits + more)
    assert 0.0 <= own.low <= own.estimate <= own.high <= 1.0 and own.width > 0.0


def test_wilson_covers_the_truth_as_often_as_it_says():
    # exact coverage of a 95 % interval at n = 200, over all outcomes
    for p in (0.01, 0.1, 0.5):
        k = np.arange(201)
        inside = [wilson(i, 200).low <= p <= wilson(i, 200).high for i in k]
        assert 0.92 < stats.binom(200, p).pmf(k)[inside].sum() < 0.985


def test_weights_are_counted():
    happened = np.array([True, True, False, False])
    own = probability(happened, [3.0, 3.0, 1.0, 1.0])
    assert own.estimate == pytest.approx(0.75)
    assert effective_size([3.0, 3.0, 1.0, 1.0]) == pytest.approx(64 / 20)
    assert own.width > wilson(3, 4).width  # 3.2 rows, not 4
    assert probability(happened, [2.0] * 4) == pytest.approx(probability(happened))
    assert math.isnan(probability([], None).estimate)
    with pytest.raises(InvalidParameterError, match="4 numbers, 0 or more"):
        probability(happened, [1.0, -1.0, 1.0, 1.0])
    with pytest.raises(InvalidParameterError, match="0 to 3"):
        wilson(4, 3)


def test_wilks_numbers_of_the_literature():
    assert wilks_samples(0.95, 0.95) == 59
    assert wilks_samples(0.95, 0.95, sides=2) == 93
    assert wilks_samples(0.95, 0.95, order=2) == 93
    assert wilks_samples(0.95, 0.95, order=3) == 124
    assert wilks_samples(0.9999, 0.95) == 29956
    assert wilks_samples(0.9999, 0.95, sides=2) == 47437
    assert wilks_order(124, 0.95, 0.95) == 3 and wilks_order(123, 0.95, 0.95) == 2
    assert wilks_order(58, 0.95, 0.95) == 0


@given(st.integers(1, 3000), st.floats(0.5, 0.99), st.floats(0.5, 0.99), st.integers(1, 2))
@settings(max_examples=60)
def test_wilks_order_is_the_largest_that_will_do(n, coverage, confidence, sides):
    order = wilks_order(n, coverage, confidence, sides)
    assert order == 0 or wilks_confidence(n, coverage, order, sides) >= confidence
    assert wilks_confidence(n, coverage, order + 1, sides) < confidence
    assert (order > 0) == (n >= wilks_samples(coverage, confidence, 1, sides))


def test_tolerance_bounds_hold_as_often_as_they_say():
    # 400 times 93 values: bounds of 95 % must hold in 95 % of cases; false alarm 1 in 10^4
    x = np.random.default_rng(3).standard_normal((400, 93))
    held = 0
    for row in x:
        low, high = tolerance_bounds(row, 0.95, 0.95, "both")
        held += stats.norm.cdf(high) - stats.norm.cdf(low) >= 0.95
    assert stats.binomtest(held, 400, 0.95).pvalue > 1e-4
    assert tolerance_bounds(np.arange(59.0), 0.95) == (-math.inf, 58.0)
    assert tolerance_bounds(np.arange(93.0), 0.95, side="lower") == (1.0, math.inf)
    with pytest.raises(InvalidParameterError, match="at least 59"):
        tolerance_bounds(np.arange(58.0), 0.95)
    with pytest.raises(InvalidParameterError, match="1 are missing"):
        tolerance_bounds([*range(58), math.nan], 0.95)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 4)), min_size=1, max_size=30))
def test_weighted_quantiles_are_those_of_repeated_values(rows):
    values, times = (np.array(column) for column in zip(*rows, strict=True))
    shares = [0.0, 0.1, 0.5, 0.9, 1.0]
    found = weighted_quantile(values, shares, times)
    every = np.repeat(values, times)
    if not len(every):
        assert np.all(np.isnan(found))
        return
    assert found.tolist() == np.quantile(every, shares, method="inverted_cdf").tolist()
    assert weighted_mean(values, times) == pytest.approx(every.mean())


def test_summaries_count_what_is_missing():
    own = summary([1.0, 2.0, math.nan, 3.0, math.inf])
    assert (own.count, own.missing, own.mean) == (3, 2, 2.0)
    assert own.deviation == pytest.approx(1.0)
    assert (own.least, own.median, own.largest) == (1.0, 2.0, 3.0)
    assert summary([math.nan]).count == 0 and math.isnan(summary([math.nan]).mean)
    found = summaries({"a": np.arange(3), "status": np.array(["x", "y", "z"])})
    assert list(found) == ["a"]


def test_bootstrap_intervals_cover_the_truth():
    # 95 % intervals of mean and median of 200 exponential values, 300 times: percentile intervals
    # are known to be a little narrow
    x = np.random.default_rng(5).exponential(size=(300, 200))
    for statistic, truth in ((None, 1.0), (quantile(0.5), math.log(2.0))):
        options = {} if statistic is None else {"statistic": statistic}
        own = [bootstrap(row, **options, resamples=400, seed=1) for row in x]
        covered = np.mean([each.low <= truth <= each.high for each in own])
        assert 0.90 < covered < 0.985


@pytest.mark.parametrize(
    ("own", "reference"),
    [
        ({}, lambda x, axis: x.mean(axis=axis)),
        ({"statistic": quantile(0.95)}, lambda x, axis: np.quantile(x, 0.95, axis, method=STEPPED)),
    ],
)
def test_bootstrap_draws_the_resamples_of_scipy(own, reference):
    x = np.random.default_rng(1).standard_normal(300)
    interval = bootstrap(x, **own, seed=4)
    generator = np.random.default_rng(4)
    options = {"vectorized": True, "n_resamples": 2000, "batch": 2000, "method": "percentile"}
    low, high = stats.bootstrap((x,), reference, **options, rng=generator).confidence_interval
    assert interval[1:3] == pytest.approx((low, high), rel=1e-13)


def test_bootstrap_is_a_function_of_its_seed_and_of_weights():
    x = np.random.default_rng(1).standard_normal(300)
    assert bootstrap(x, seed=4) == bootstrap(x, seed=4) != bootstrap(x, seed=5)
    w = np.where(x > 0.0, 2.0, 1.0)
    assert bootstrap(x, weight=w).estimate == pytest.approx(weighted_mean(x, w))
    own = bootstrap(x, quantile(0.9), w)
    assert own.estimate == weighted_quantile(x, 0.9, w)
    assert own.low < own.estimate < own.high
    assert bootstrap([*x, math.nan], seed=4) == bootstrap(x, seed=4)
    assert math.isnan(bootstrap([]).estimate)


def test_rules_stop_once_intervals_are_narrow():
    rule = StoppingRule("leaves_corridor", 0.02, least=100)
    happened = np.random.default_rng(2).random(20_000) < 0.05
    widths = {n: apply_rule(rule, happened[:n]) for n in (50, 500, 2000, 8000)}
    assert [each.stop for each in widths.values()] == [False, False, True, True]
    assert 1200 < widths[500].samples < 3500  # 4 z^2 p (1 - p) / width^2 = 1825
    values = np.random.default_rng(2).standard_normal(2000)
    rule = StoppingRule("margin_kg", 0.1, "mean", least=100)
    assert not apply_rule(rule, values[:500]).stop and apply_rule(rule, values).stop
    rule = StoppingRule("margin_kg", 0.2, "quantile", share=0.95)
    own = apply_rule(rule, values[:200])
    assert not own.stop and own.samples > 200
    assert own.interval.estimate == weighted_quantile(values[:200], 0.95)
    assert not apply_rule(rule, np.full(1000, math.nan)).stop


@pytest.mark.parametrize(
    "options", [{"width": 0.0}, {"kind": "mode"}, {"share": 1.0}, {"confidence": 2.0}, {"least": 0}]
)
def test_rules_that_can_not_be(options):
    with pytest.raises(InvalidParameterError, match=next(iter(options))):
        StoppingRule("a", **{"width": 1.0, **options})


def two_plans(n=400, seed=1):
    generator = np.random.default_rng(seed)
    sky = generator.standard_normal(n)
    first = sky + 0.1 * generator.standard_normal(n)
    return first, sky + 0.1 * generator.standard_normal(n) + 0.05


def test_pairs_are_sharper_than_plans():
    a, b = two_plans()
    numbers = np.arange(len(a))
    own = compare_pairs(PlanMeasure(numbers, a), PlanMeasure(numbers[::-1], b[::-1]))
    assert own.pairs == 400 and own.difference.estimate == pytest.approx(np.mean(a - b))
    assert own.difference.high < 0.0  # plans by themselves could not tell
    assert bootstrap(a).low < bootstrap(b).estimate
    assert own.gain == pytest.approx((a.var() + b.var()) / (a - b).var())
    assert own.correlation == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert own.first_lower.estimate == np.mean(a < b) > 0.5
    swapped = compare_pairs(PlanMeasure(numbers, b), PlanMeasure(numbers, a))
    assert swapped.difference.estimate == pytest.approx(-own.difference.estimate)
    assert swapped.second_lower == own.first_lower


def test_pairs_count_what_is_missing():
    a, b = two_plans(10)
    a[[1, 2]] = math.nan
    b[[2, 3]] = math.nan
    own = compare_pairs(PlanMeasure(np.arange(10), a), PlanMeasure(np.arange(9), b[:9]))
    assert (own.pairs, own.only_first, own.only_second, own.neither) == (6, 2, 1, 1)
    none = compare_pairs(PlanMeasure([1], [1.0]), PlanMeasure([2], [1.0]))
    assert none.pairs == 0 and math.isnan(none.difference.estimate)
    assert math.isnan(none.gain)


def test_equal_values_belong_to_neither():
    own = compare_pairs(
        PlanMeasure([0, 1, 2], [1.0, 1.0, 1.0]), PlanMeasure([0, 1, 2], [1.0, 2.0, 1.0])
    )
    assert own.first_lower.estimate == pytest.approx(1 / 3)
    assert own.second_lower.estimate == 0.0


def test_pairs_that_are_none_are_refused():
    with pytest.raises(InvalidParameterError, match="first: has sample 1 twice"):
        compare_pairs(PlanMeasure([1, 1], [1.0, 2.0]), PlanMeasure([1], [1.0]))
    with pytest.raises(InvalidParameterError, match="sample 2 weighs differently"):
        compare_pairs(PlanMeasure([1, 2], [1.0, 2.0], [1.0, 2.0]), PlanMeasure([1, 2], [1.0, 2.0]))
    with pytest.raises(InvalidParameterError, match="second: has 1 samples and 2 values"):
        compare_pairs(PlanMeasure([1], [1.0]), PlanMeasure([1], [1.0, 2.0]))
