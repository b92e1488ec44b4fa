"""Failures from uniform numbers: their frequencies are the closed forms they stand for."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.campaign.sampling.continuous import Beta, Triangular, Uniform
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import draw_campaign
from sim.campaign.sampling.parameter import (
    FAILURE_NUMBERS,
    FAILURE_RATES,
    PARAMETERS,
    SUFFIXED,
)
from sim.flight.phase import Burn, Firing
from sim.operations.failures import (
    NUMBERS,
    RATES,
    BurnFailures,
    FailingBurn,
    FailureModel,
    Strings,
    draw_failures,
    fail_burn,
    revolutions_to_recover,
    split_number,
)
from sim.planning.failures.interruptions import (
    SAME_REVOLUTION,
    BurnRates,
    Interruption,
    Rate,
    sequence_probability,
    unrecovered,
)

BURNS = (FailingBurn("burn_1", 30, True), FailingBurn("burn_2", 30), FailingBurn("final_burn", 30))
MODEL = FailureModel(
    burns=BurnRates(
        interrupted=Rate(0.01, 0.02, 0.04),
        first_firing=Rate(0.03, 0.10, 0.25),
        recovered=Rate(0.4, 0.7, 0.9),
    ),
    engine=Rate(1e-4, 5e-4, 2e-3),
    computers=Strings(3, Rate(0.001, 0.005, 0.02)),
    thrusters=Strings(2, Rate(0.001, 0.005, 0.02)),
)
LEFT = (
    Interruption("burn_1", True, False, (8.0,)),
    Interruption("burn_2", False, False, (4.0,)),
    Interruption("final_burn", False, True, (13.0, 6.0, 2.0, 1.2, 0.9, 0.6, 0.5, 0.5)),
)
"""What is left after an interruption: few revolutions, so that chances are large."""

N = 2**17


def _dispersion(name, law, proposal=None):
    return Dispersion(name=name, distribution=law, proposal=proposal, assumption="a test")


def _drawn(seed, *, rates=False, proposal=None, method="random", samples=N):
    laws = [
        _dispersion(f"{name}.{burn.name}", Uniform(low=0, high=1), proposal)
        for name in NUMBERS[:2]
        for burn in BURNS
    ]
    if rates:
        laws += [
            _dispersion(name, Triangular(low=rate.low, mode=rate.value, high=rate.high))
            for name, rate in MODEL.rates.items()
        ]
    return draw_campaign(laws, seed, samples, method)


def _uncontrolled(failures):
    """Samples whose failures leave an uncontrolled entry, as the closed form takes it: stopped in a
    place that leaves a revolution or more, and not recovered within what is left.
    """
    lost = np.zeros(len(failures.stops_at), dtype=bool)
    for k, each in enumerate(LEFT):
        place = (failures.stops_at[:, k] * len(each.revolutions)).astype(int)
        left = np.append(each.revolutions, np.inf)[place]
        late = failures.restart_after[:, k] > left
        lost |= failures.is_interrupted(k) & late & (left >= SAME_REVOLUTION)
    return lost


def test_numbers_are_parameters_of_a_burn_and_chances_of_a_sample():
    assert (RATES, NUMBERS) == (FAILURE_RATES, FAILURE_NUMBERS)
    assert set(RATES) | set(NUMBERS) <= set(PARAMETERS)
    assert set(NUMBERS) <= set(SUFFIXED) and not set(RATES) & set(SUFFIXED)
    assert set(MODEL.rates) == set(RATES)


@pytest.mark.parametrize("rates", [False, True], ids=["rates as given", "rates drawn"])
def test_uncontrolled_entries_are_as_frequent_as_the_closed_form_says(rates):
    """False alarms: beyond four standard errors once in 16,000."""
    drawn = _drawn(5, rates=rates)
    lost = _uncontrolled(draw_failures(MODEL, BURNS, drawn, N))
    given = MODEL.rates
    names = ("interrupted_rate", "first_firing_rate", "recovered_rate")
    chance = sequence_probability(LEFT, *(drawn.get(n, given[n].value) for n in names)).mean()
    assert abs(lost.mean() - chance) < 4.0 * np.sqrt(chance / N)
    assert lost.mean() > 0.01
    # with another chance to recover it is far off: the comparison can fail
    other = sequence_probability(LEFT, 0.02, 0.10, 0.5).mean()
    assert abs(lost.mean() - other) > 8.0 * np.sqrt(chance / N)


def test_small_numbers_drawn_more_often_and_weighted_give_the_same_chance():
    """Importance sampling: a sixteenth of the samples, and a smaller error."""
    drawn = _drawn(6, proposal=Beta(alpha=0.6, beta=1.0), samples=N // 16)
    weight = drawn.pop("weight")
    lost = _uncontrolled(draw_failures(MODEL, BURNS, drawn, N // 16))
    chance = float(sequence_probability(LEFT, 0.02, 0.10, 0.7))
    error = np.std(weight * lost) / np.sqrt(N // 16)
    assert abs(np.mean(weight * lost) - chance) < 4.0 * error
    assert error < np.sqrt(chance / (N // 16))


def test_interruptions_are_uniform_in_the_burn_and_independent_of_recovery():
    failures = draw_failures(MODEL, BURNS, _drawn(7), N)
    first = failures.is_interrupted(0)
    assert first.mean() == pytest.approx(0.10, abs=4.0 * np.sqrt(0.1 / N))
    assert failures.is_interrupted(1).mean() == pytest.approx(0.02, abs=4.0 * np.sqrt(0.02 / N))
    where, again = failures.stops_at[first, 0], failures.restart_after[first, 0]
    assert stats.kstest(where, "uniform").pvalue > 1e-4
    for m in (1.0, 6.0, 15.0):
        expected = float(unrecovered(0.7, (m,))[0])
        assert np.mean(again > m) == pytest.approx(expected, abs=4.0 / np.sqrt(first.sum()))
    assert abs(np.corrcoef(where, again)[0, 1]) < 4.0 / np.sqrt(first.sum())
    assert np.all(failures.restart_after[~first, 0] == 0.0)


@pytest.mark.parametrize(
    ("trials", "chance"), [(1, 0.02), (3, 0.3), (30, 5e-4), (2, 1.0), (0, 0.5)]
)
def test_numbers_are_split_into_a_binomial_count_and_a_uniform_rest(trials, chance):
    u = (np.arange(20_000) + 0.5) / 20_000
    failed, rest = split_number(u, trials, chance)
    for k in range(trials + 1):
        share = float(stats.binom.pmf(k, trials, chance))
        assert np.mean(failed == k) == pytest.approx(share, abs=1e-4)
        part = np.sort(rest[failed == k])
        if len(part) > 50:  # evenly spread over 0 to 1
            even = (np.arange(len(part)) + 0.5) / len(part)
            assert np.abs(part - even).max() < 2.0 / len(part)
    # smaller numbers fail more, and as many in a batch as alone
    assert np.all(np.diff(failed) <= 0.0)
    alone = [split_number(u[k : k + 1], trials, chance) for k in (0, 3, 9_999)]
    assert [(a[0], b[0]) for a, b in alone] == [(failed[k], rest[k]) for k in (0, 3, 9_999)]


def test_recovery_has_its_ends():
    u = np.array([0.3, 1e-9, 1.0])
    assert revolutions_to_recover(u, 0.7) == pytest.approx([6.0, 103.27, 0.0], abs=0.01)
    assert np.all(np.isinf(revolutions_to_recover(u, 0.0)))
    assert np.all(revolutions_to_recover(u, 1.0) == 0.0)


def test_what_is_not_drawn_does_not_fail():
    for model, draws in ((MODEL, {}), (FailureModel(), _drawn(1, samples=64))):
        failures = draw_failures(model, BURNS, draws, 64)
        assert np.all(failures.stops_at == 1.0) and np.all(failures.restart_after == 0.0)
        assert np.all(failures.engines_out == 0.0)
        count = (3.0, 2.0) if model is MODEL else (np.inf, np.inf)
        assert failures.strings == count
        assert np.all(failures.computers(0, 0.0) == count[0])
        assert np.all(failures.thrusters(2, 0.0) == count[1])
    assert draw_failures(MODEL, (), {}, 5).stops_at.shape == (5, 0)


@pytest.mark.parametrize("name", [*RATES, *NUMBERS])
def test_each_parameter_of_failures_reaches_what_fails(name):
    draws = dict.fromkeys(NUMBERS, np.array([1e-4])) | dict.fromkeys(RATES, np.array([0.3]))
    low, high = (
        pickle.dumps(draw_failures(MODEL, BURNS, draws | {name: np.array([value])}, 1))
        for value in (0.2, 0.6)
    )
    assert low != high


def test_engines_and_strings_fail_one_by_one():
    u = (np.arange(4096) + 0.5) / 4096
    names = ("engine_failure", "computer_failure.burn_2")
    failures = draw_failures(MODEL, BURNS, {name: u for name in names}, 4096)
    for burn in range(3):  # one number for all burns
        assert np.mean(failures.engines_out[:, burn] > 0.0) == pytest.approx(
            1.0 - (1.0 - 5e-4) ** 30, abs=3e-4
        )
    out = failures.engines_out[:, 0] > 0.0
    assert np.all(failures.out_from[~out, 0] == 1.0) and np.all(failures.out_from[out, 0] < 1.0)
    assert np.all(failures.computers(0, 0.0) == 3.0)
    down = failures.computers(1, 0.0) < 3.0
    assert np.mean(down) == pytest.approx(1.0 - 0.995**3, abs=3e-4)
    # those that are down come back while the burn waits
    back = failures.computers_back[:, 1]
    waited = np.median(back[down])
    assert np.mean(failures.computers(1, waited)[down] < 3.0) == pytest.approx(0.5, abs=0.02)
    assert np.all(failures.computers(1, np.inf) == 3.0)


def test_a_burn_is_flown_with_what_fails_in_it():
    """Two engines out from halfway on, a stop at a quarter, and nothing at all."""
    shares = np.array([1.0, 0.25, 1.0])
    none = np.zeros((3, 1))
    failures = BurnFailures(
        burns=("b",),
        stops_at=shares[:, None],
        restart_after=none,
        engines_out=np.array([[2.0], [0.0], [0.0]]),
        out_from=np.array([[0.5], [1.0], [1.0]]),
        computers_down=none,
        computers_back=none,
        thrusters_down=none,
        thrusters_back=none,
    )
    burn = Burn((Firing("a", 1.0), Firing("b", 4.0)), "delta_v", 8.0)
    first, second = fail_burn(burn, failures, 0, np.array([8.0, 8.0, 9.0])).firings
    for firing, lost in ((first, 1.0), (second, 1.0)):
        loses, stops = firing.failures
        assert loses.at.tolist() == [4.0, np.inf, np.inf] and loses.engines[0] == lost
        assert stops.at.tolist() == [np.inf, 2.0, np.inf] and np.isinf(stops.engines)
    well = replace(failures, stops_at=none + 1.0, engines_out=none)
    assert fail_burn(burn, well, 0, 8.0) is burn
    with pytest.raises(ValueError, match="number of c that fire"):
        fail_burn(replace(burn, firings=(Firing("c"),)), failures, 0, 8.0)
