"""Sobol indices and rank correlations of functions whose answers are known."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.campaign.analysis.sensitivity import rank_correlation, rank_correlations, sobol_indices
from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.continuous import Lognormal, Normal, Uniform
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import METHODS, draw_campaign
from sim.campaign.sampling.stepped import Bernoulli


def even(name, **more):
    bounds = {"low": -math.pi, "high": math.pi}
    return Dispersion(name=name, distribution=Uniform(**bounds), assumption="trial", **more)


ISHIGAMI = (even("pitch"), even("yaw"), even("fragment_bank"))
FIRST = {"pitch": 0.3139, "yaw": 0.4424, "fragment_bank": 0.0}
TOTAL = {"pitch": 0.5576, "yaw": 0.4424, "fragment_bank": 0.2437}
"""Ishigami & Homma (1990) with a = 7, b = 0.1: exact to the digits shown."""


def ishigami(x):
    a, b, c = x["pitch"], x["yaw"], x["fragment_bank"]
    return np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


@pytest.mark.parametrize("method", METHODS)
def test_ishigami_from_the_samples_of_a_campaign(method):
    x = draw_campaign(ISHIGAMI, 3, 1000, method)
    own = sobol_indices(x, ishigami(x))
    assert own.foreseen > 0.99
    for name in FIRST:
        assert own.first[name].estimate == pytest.approx(FIRST[name], abs=0.02)
        assert own.total[name].estimate == pytest.approx(TOTAL[name], abs=0.02)
        assert own.first[name].low <= own.first[name].estimate <= own.first[name].high


def test_indices_are_those_of_a_saltelli_design():
    """A kink and products of unlike distributions, against scipy.stats, which fits nothing."""
    laws = [
        Dispersion(name="ut1", distribution=Normal(sigma=1.0), assumption="trial"),
        Dispersion(name="engines_out", distribution=Bernoulli(probability=0.3), assumption="trial"),
        Dispersion(name="pitch", distribution=Uniform(low=0.0, high=1.0), assumption="trial"),
    ]

    def measure(x):
        return np.maximum(x[0] + x[1], 0.0) * (1.0 + x[2]) ** 2

    a, b = (
        np.array([table[each.name] for each in laws])
        for table in (draw_campaign(laws, seed, 2**16, "random") for seed in (1, 2))
    )
    mixed = np.array([np.where(np.arange(3)[:, None] == k, b, a) for k in range(3)])
    design = {
        "f_A": measure(a)[None, :],
        "f_B": measure(b)[None, :],
        "f_AB": np.array([measure(table) for table in mixed])[:, None, :],
    }
    reference = stats.sobol_indices(func=design, n=2**16)
    x = draw_campaign(laws, 3, 2048, "sobol")
    own = sobol_indices(x, measure([x[each.name] for each in laws]))
    for k, each in enumerate(laws):
        first, total = reference.first_order.ravel()[k], reference.total_order.ravel()[k]
        assert own.first[each.name].estimate == pytest.approx(first, abs=0.03)
        assert own.total[each.name].estimate == pytest.approx(total, abs=0.03)


def test_a_linear_function_with_noise_failures_and_many_idle_inputs():
    names = ("activity", "density_bias_low", "ut1", "pitch", "yaw", "drag_factor", "wind_east")
    laws = [
        Dispersion(name=n, distribution=Lognormal(sigma=0.05), assumption="trial") for n in names
    ]
    failing = Dispersion(
        name="engines_out", distribution=Bernoulli(probability=0.3), assumption="trial"
    )
    x = draw_campaign([*laws, failing], 5, 3000)
    noise = np.random.default_rng(1).standard_normal(3000)
    scale = np.std(x["pitch"])
    y = 3.0 * x["pitch"] / scale + 2.0 * x["ut1"] / scale + x["engines_out"] / 0.458 + noise
    y[::10] = math.nan
    own = sobol_indices(x, y)
    expected = {"pitch": 9 / 15, "ut1": 4 / 15, "engines_out": 1 / 15}
    for name in own.first:
        assert own.total[name].estimate == pytest.approx(expected.get(name, 0.0), abs=0.035)
        assert own.first[name].estimate == pytest.approx(own.total[name].estimate, abs=0.02)
    assert own.foreseen == pytest.approx(14 / 15, abs=0.02)
    ranks = rank_correlations(x, y)
    assert list(ranks)[:3] == ["pitch", "ut1", "engines_out"]
    assert ranks["yaw"].low < 0.0 < ranks["yaw"].high


def test_nothing_is_found_in_noise():
    x = draw_campaign(ISHIGAMI, 1, 500)
    own = sobol_indices(x, np.random.default_rng(8).standard_normal(500))
    assert own.foreseen < 0.05
    assert max(each.estimate for each in own.total.values()) < 0.1
    flat = sobol_indices(x, np.ones(500))
    assert all(each.estimate == 0.0 for each in flat.total.values())


def test_weights_give_the_indices_of_the_true_distribution():
    # y = a + 3 b with P(b = 1) = 0.02: var a = 1, var 3 b = 9 * 0.0196
    a = Dispersion(name="ut1", distribution=Normal(sigma=1.0), assumption="trial")
    b = Dispersion(
        name="engines_out", distribution=Bernoulli(probability=0.02), assumption="trial",
        proposal=Bernoulli(probability=0.5), stratified=True,
    )  # fmt: skip
    x = draw_campaign([a, b], 2, 4096)
    own = sobol_indices(x, x["ut1"] + 3.0 * x["engines_out"])
    share = 9 * 0.0196 / (1 + 9 * 0.0196)
    assert own.total["engines_out"].estimate == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.6])
def test_rank_correlation_is_that_of_scipy_and_covers(rho):
    generator = np.random.default_rng(4)
    truth = 6.0 / math.pi * math.asin(rho / 2.0)
    covered = 0
    for _ in range(200):
        x, z = generator.standard_normal((2, 100))
        y = rho * x + math.sqrt(1 - rho * rho) * z
        own = rank_correlation(x, y)
        assert own.estimate == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
        covered += own.low <= truth <= own.high
    assert 0.89 < covered / 200 < 0.99


def test_rank_correlation_of_little():
    assert math.isnan(rank_correlation([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]).estimate)
    assert math.isnan(rank_correlation(np.ones(9), np.arange(9.0)).estimate)
    own = rank_correlation([*range(9), math.nan], [*range(10)])
    assert own.estimate == own.low == own.high == pytest.approx(1.0)
    # weights as repeated rows
    x, y, w = np.array([[1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [1, 2, 3, 1, 2]])
    repeated = rank_correlation(np.repeat(x, w), np.repeat(y, w))
    assert rank_correlation(x, y, w).estimate == pytest.approx(repeated.estimate)


def test_questions_without_an_answer():
    x = draw_campaign(ISHIGAMI, 1, 40)
    with pytest.raises(InvalidParameterError, match="50 or more"):
        sobol_indices(x, ishigami(x))
