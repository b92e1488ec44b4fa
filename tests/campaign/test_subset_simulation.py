"""Subset simulation against limit states whose probability is known, over many seeds: the stated
interval must hold the truth as often as it says.
"""

import math

import numpy as np
import pytest
from scipy.special import gammaincc, ndtri

from sim.campaign.analysis.subset_simulation import (
    MOST_LEVELS,
    combine_runs,
    run_subsets,
)
from sim.campaign.error import InvalidParameterError

RUNS, SAMPLES = 8, 400
SEEDS = 60
FEWEST = 51
"""Intervals of 60 that must hold the truth. Of 95 %, fewer hold it in one set of seeds of 600; the
seeds are fixed, so that the test gives the same verdict each time.
"""


def search(severity, parameters: int, seed: int, runs: int = RUNS, samples: int = SAMPLES):
    found = [
        run_subsets(severity, parameters, samples, np.random.default_rng([seed, run]))
        for run in range(runs)
    ]
    return combine_runs([[level.share for level in run.levels] for run in found]), found


def linear(probability: float, parameters: int):
    """A plane in the space of the scores, which no parameter alone reaches."""
    direction = np.arange(1.0, parameters + 1.0)
    direction /= np.linalg.norm(direction)
    beta = -ndtri(probability)
    return lambda scores, before: scores @ direction - beta


def two_sided(probability: float):
    """A slab: two ways to it that lie apart."""
    beta = -ndtri(0.5 * probability)
    return lambda scores, before: np.abs(scores[:, 0]) - beta


def curved(probability: float, parameters: int):
    """A sphere about the origin: every direction leads there (chi-square distribution)."""
    low, high = 0.0, 1e3
    for _ in range(200):
        middle = 0.5 * (low + high)
        beyond = gammaincc(0.5 * parameters, 0.5 * middle) > probability
        low, high = (middle, high) if beyond else (low, middle)
    return lambda scores, before: np.sum(scores**2, axis=1) - low


@pytest.mark.parametrize(
    ("severity", "parameters", "truth"),
    [
        (linear(1e-3, 100), 100, 1e-3),
        (linear(1e-4, 100), 100, 1e-4),
        (linear(1e-5, 100), 100, 1e-5),
        (curved(1e-4, 10), 10, 1e-4),
        (two_sided(1e-4), 20, 1e-4),
    ],
    ids=["linear 1e-3", "linear 1e-4", "linear 1e-5", "curved 1e-4", "two ways 1e-4"],
)
def test_the_interval_holds_the_truth_as_often_as_it_says(severity, parameters, truth):
    inside, estimates, precise = 0, [], []
    for seed in range(SEEDS):
        tail, _ = search(severity, parameters, seed)
        inside += tail.probability.low <= truth <= tail.probability.high
        estimates.append(tail.probability.estimate)
        precise.append(tail.plain_flights)
    assert inside >= FEWEST
    error = np.std(estimates) / math.sqrt(SEEDS)
    assert np.mean(estimates) == pytest.approx(truth, abs=3.5 * error)
    # what is said of the precision is so: as many plain flights scatter like that
    stated = math.sqrt(truth * (1.0 - truth) / float(np.median(precise)))
    assert stated == pytest.approx(float(np.std(estimates)), rel=0.35)


def test_a_wrong_estimator_is_found_out():
    """The sample that sets the threshold counted among those beyond it: 2 % a level too much, which
    the test above must see.
    """
    truth = 1e-5
    estimates = []
    for seed in range(SEEDS):
        tail, _ = search(linear(truth, 20), 20, seed)
        estimates.append(tail.probability.estimate * 1.02**4)
    error = np.std(estimates) / math.sqrt(SEEDS)
    assert abs(np.mean(estimates) - truth) > 2.0 * error


def test_far_fewer_samples_than_it_would_take():
    tail, runs = search(linear(1e-5, 100), 100, 1)
    flown = sum(run.flights for run in runs)
    assert flown < 2e4 and tail.plain_flights > 5e5


def test_levels_multiply_and_places_name_what_was_computed():
    computed = []

    def severity(scores, before):
        assert before == sum(len(each) for each in computed)
        found = scores[:, 0] - 3.0
        computed.append(found)
        return found

    run = run_subsets(severity, 5, 100, np.random.default_rng(1))
    values = np.concatenate(computed)
    assert run.flights == len(values)
    assert np.array_equal(values[run.place], run.severity)
    assert len(run.severity) == 100
    thresholds = [level.threshold for level in run.levels]
    assert thresholds == sorted(thresholds) and thresholds[-1] < 0.0
    assert all(1 <= level.ancestors <= 100 for level in run.levels)
    assert np.mean(run.severity >= 0.0) == run.levels[-1].share


def test_the_same_generator_gives_the_same_run():
    one, other = (run_subsets(linear(1e-3, 9), 9, 50, np.random.default_rng(3)) for _ in range(2))
    assert one.levels == other.levels
    assert one.severity.tobytes() == other.severity.tobytes()


def test_an_event_that_is_not_rare_takes_no_level():
    tail, runs = search(linear(0.3, 4), 4, 2)
    assert all(len(run.levels) == 1 for run in runs)
    assert tail.probability.low < 0.3 < tail.probability.high
    plain = RUNS * SAMPLES
    assert tail.plain_flights == pytest.approx(plain, rel=0.9)


def test_nothing_leads_there():
    """All samples alike: no run reaches the event, and the upper end says how little is known."""
    tail, runs = search(lambda scores, before: np.full(len(scores), -1.0), 4, 1)
    assert tail.stuck == RUNS and tail.probability.estimate == 0.0 and tail.probability.low == 0.0
    assert tail.probability.high == 1.0
    assert math.isnan(tail.plain_flights)
    assert all(len(run.levels) == 1 for run in runs)


def test_a_way_that_ends():
    """Severity stops growing at a probability of 1e-2: the upper end does not go below it."""
    wall = -float(ndtri(1e-2))
    tail, _ = search(lambda scores, before: np.minimum(scores[:, 0], wall) - 9.0, 4, 1)
    assert tail.stuck == RUNS and tail.probability.estimate == 0.0
    assert 1e-3 < tail.probability.high < 1.0


def test_out_of_reach_ends_after_the_last_level():
    tail, runs = search(lambda scores, before: scores[:, 0] - 30.0, 3, 1, runs=2, samples=100)
    assert all(len(run.levels) == MOST_LEVELS for run in runs)
    assert tail.stuck == 2 and tail.probability.high < 1e-4


def test_values_without_end_are_events():
    def severity(scores, before):
        return np.where(scores[:, 0] > -ndtri(0.05), np.inf, scores[:, 0] - 10.0)

    tail, _ = search(severity, 2, 4)
    assert tail.probability.low < 0.05 < tail.probability.high


def test_what_can_not_be():
    with pytest.raises(InvalidParameterError, match="20 or more"):
        run_subsets(linear(0.1, 2), 2, 19, np.random.default_rng(1))
    with pytest.raises(InvalidParameterError, match="2 or more"):
        combine_runs([[0.1]])


def test_a_run_more_or_less_reached():
    """One run of two that found no way: the lower end counts it as never, the upper as it came."""
    tail = combine_runs([[0.1, 0.1, 0.5], [0.1, 0.1, 0.0]])
    assert tail.stuck == 1
    assert tail.probability.estimate == pytest.approx(0.0025)
    assert tail.probability.high > 0.01
