"""Draws: a function of seed, sample and name; right marginals, correlations and weights."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.continuous import (
    Beta,
    HalfNormal,
    Lognormal,
    Normal,
    Triangular,
    TruncatedNormal,
    Uniform,
)
from sim.campaign.sampling.correlation import find_groups
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import METHODS, WEIGHT, draw_campaign, draw_samples
from sim.campaign.sampling.parameter import PARAMETERS
from sim.campaign.sampling.stepped import Binomial, Constant, Discrete
from sim.campaign.sampling.uniform import BITS, scrambled, uniforms


def dispersion(name, distribution, **more):
    return Dispersion(name=name, distribution=distribution, assumption="trial", **more)


PLAN = [
    dispersion("thrust_factor", TruncatedNormal(mean=1, sigma=0.02, low=0.9, high=1.1)),
    dispersion("thrust_factor.usdv.main", Lognormal(sigma=0.01)),
    dispersion("pitch", Normal(sigma=0.01), correlated={"yaw": 0.5}),
    dispersion("pitch.final_burn", HalfNormal(sigma=0.01)),
    dispersion("yaw", Normal(sigma=0.01)),
    dispersion("ut1", Uniform(low=-1.0, high=1.0)),
    dispersion("activity", Beta(alpha=2, beta=3)),
    dispersion("mass_offset", Triangular(low=-4e3, mode=0.0, high=4e3)),
    dispersion("engines_out", Binomial(trials=4, probability=0.1)),
    dispersion("drag_factor", Constant(value=1.1)),
    dispersion(
        "break_up_a", Discrete(values=[95e3, 105e3], probabilities=[0.25, 0.75]),
        stratified=True,
    ),
    dispersion(
        "ignition_delay", Normal(sigma=1.0),
        proposal=Normal(mean=1.0, sigma=1.5),
    ),
]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@given(seed=st.integers(0, 2**70), row=st.integers(0, 99), drop=st.sets(st.integers(0, 11)))
@settings(max_examples=12)
def test_a_sample_depends_on_seed_number_and_name_alone(method, seed, row, drop):
    whole = draw_campaign(PLAN, seed, 100, method)
    alone = draw_samples(PLAN, seed, 100, method, first=row, count=1)
    assert all(alone[name][0] == whole[name][row] for name in whole)
    kept = [each for k, each in enumerate(PLAN) if k not in drop and k not in (2, 4)]
    fewer = draw_campaign(kept[::-1], seed, 100, method)
    for each in kept:
        assert np.array_equal(fewer[each.name], whole[each.name])


@pytest.mark.parametrize("method", METHODS)
def test_pieces_make_the_whole(method):
    whole = draw_campaign(PLAN, 5, 1000, method)
    parts = [
        draw_samples(PLAN, 5, 1000, method, first=k, count=min(128, 1000 - k))
        for k in range(0, 1000, 128)
    ]
    for name in whole:
        assert np.array_equal(np.concatenate([part[name] for part in parts]), whole[name])


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_more_samples_keep_the_first_ones(method):
    few, many = draw_campaign(PLAN, 5, 100, method), draw_campaign(PLAN, 5, 300, method)
    assert all(np.array_equal(few[name], many[name][:100]) for name in few)


def test_the_first_of_a_correlated_group_stays_without_the_others():
    alone = dispersion("pitch", Normal(sigma=0.01))
    assert np.array_equal(
        draw_campaign([alone], 5, 50)["pitch"], draw_campaign(PLAN, 5, 50)["pitch"]
    )


def test_seeds_names_and_methods_differ():
    one = draw_campaign(PLAN, 5, 100)
    assert not np.any(one["ut1"] == draw_campaign(PLAN, 6, 100)["ut1"])
    assert not np.any(one["ut1"] == draw_campaign(PLAN, 5, 100, "sobol")["ut1"])
    assert not np.any(one["pitch"] == one["yaw"])


def test_numbers_stay_the_same_from_version_to_version():
    # regression: these bits are what a seed means
    expected = {
        "random": [0.2738586951123013, 0.18566950639146895, 0.2416031432891793],
        "lhs": [0.8497452805606506, 0.6679356081565088, 0.06756237204655736],
        "sobol": [0.562857370842489, 0.19273020522421114, 0.370168700689819],
    }
    for method in METHODS:
        found = uniforms(1, "pitch", 3 + 5, method, first=0, count=3)
        assert found.tolist() == pytest.approx(expected[method], rel=1e-15), (method, found)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["pitch", "pitch.final_burn"])
def test_numbers_are_uniform(method, name):
    u = uniforms(3, name, 4096, method, first=0, count=4096)
    assert u.min() > 0.0 and u.max() < 1.0
    # false alarm once in 10^4 for random; the others are far more even than random
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    cells = np.bincount((u * 4096).astype(int), minlength=4096)
    assert np.all(cells == 1) == (method != "random")


def test_aligned_blocks_of_sequences_are_even_too():
    for name in ("yaw", "yaw.usdv.main"):
        u = uniforms(3, name, 10_000, "sobol", first=0, count=10_000)
        for start in range(0, 9_984, 256):
            assert np.all(np.bincount((u[start : start + 256] * 256).astype(int)) == 1)


def test_sobol_points_are_those_of_scipy_but_for_the_scrambling():
    names = list(PARAMETERS)[:5]
    u = np.column_stack([uniforms(3, n, 512, "sobol", first=0, count=512) for n in names])
    reference = qmc.Sobol(5, scramble=False, bits=32).random(512)
    # scrambling keeps which points share their first k digits
    for k in (1, 4, 9):
        for own, other in zip(u.T, reference.T, strict=True):
            a = np.unique(np.floor(own * 2**k), return_inverse=True)[1]
            b = np.unique(np.floor(other * 2**k), return_inverse=True)[1]
            assert len(set(zip(a, b, strict=True))) == 2**k
    assert qmc.discrepancy(u) < 0.2 * qmc.discrepancy(np.random.default_rng(1).random((512, 5)))


def test_sequences_of_many_names_are_independent():
    names = [*list(PARAMETERS), *(f"pitch.burn_{k}" for k in range(20))]
    u = np.column_stack([uniforms(9, n, 1024, "sobol", first=0, count=1024) for n in names])
    off = np.abs(np.corrcoef(u.T) - np.eye(len(names)))
    count = len(PARAMETERS)
    # dimensions of the sequence: the largest of random ones is 0.11 for as many pairs
    assert off[:count, :count].max() < 0.08
    assert off.max() < 0.16  # 4 times the 0.040 measured for padded pairs; 0.031 for random ones


def test_scrambling_is_one_to_one():
    every = np.arange(4096, dtype=np.uint64)
    found = scrambled(every, 12, np.uint64(77))
    assert np.array_equal(np.sort(found), every) and not np.array_equal(found, every)
    assert BITS == 52


def test_correlations_come_out_and_marginals_stay():
    plan = [
        dispersion("density_bias_low", Normal(sigma=0.1), correlated={"density_bias_high": -0.4}),
        dispersion(
            "density_bias_middle", Uniform(low=0.0, high=1.0),
            correlated={"density_bias_low": 0.7},
        ),
        dispersion("density_bias_high", Lognormal(sigma=0.5)),
    ]  # fmt: skip
    x = draw_campaign(plan, 2, 20_000)
    laws = {
        "density_bias_low": stats.norm(0, 0.1),
        "density_bias_middle": stats.uniform(),
        "density_bias_high": stats.lognorm(0.5),
    }
    score = {name: stats.norm.ppf(law.cdf(x[name])) for name, law in laws.items()}
    for name, law in laws.items():
        assert stats.kstest(x[name], law.cdf).pvalue > 1e-4
    rho = np.corrcoef([score[name] for name in laws])
    np.testing.assert_allclose(
        rho[np.triu_indices(3, 1)], [0.7, -0.4, 0.0], atol=4 / math.sqrt(20_000)
    )


def test_what_is_no_correlation_matrix_is_refused():
    def tied(ab, bc, ca):
        return [
            dispersion("pitch", Normal(sigma=1.0), correlated={"yaw": ab}),
            dispersion("yaw", Normal(sigma=1.0), correlated={"ut1": bc}),
            dispersion("ut1", Normal(sigma=1.0), correlated={"pitch": ca}),
        ]

    assert len(find_groups(tied(0.9, 0.9, 0.7))) == 1
    with pytest.raises(
        InvalidParameterError, match=r"not a correlation matrix: smallest eigenvalue -0\.8"
    ):
        draw_campaign(tied(0.9, 0.9, -0.9), 1, 10)
    one = dispersion("pitch", Normal(sigma=1.0), correlated={"yaw": 0.5})
    with pytest.raises(InvalidParameterError, match="yaw: is not dispersed"):
        draw_campaign([one], 1, 10)
    other = dispersion("yaw", Normal(sigma=1.0), correlated={"pitch": 0.4})
    with pytest.raises(InvalidParameterError, match="stated twice"):
        draw_campaign([one, other], 1, 10)
    strata = dispersion("yaw", Normal(sigma=1.0), stratified=True)
    with pytest.raises(InvalidParameterError, match="yaw has a proposal or strata"):
        draw_campaign([one, strata], 1, 10)


def test_two_groups_stay_apart():
    plan = [
        dispersion("pitch", Normal(sigma=1.0), correlated={"yaw": 0.5}),
        dispersion("yaw", Normal(sigma=1.0)),
        dispersion("ut1", Normal(sigma=1.0)),
        dispersion("wind_east", Normal(sigma=1.0), correlated={"wind_north": 0.5}),
        dispersion("wind_north", Normal(sigma=1.0)),
    ]
    assert [group.names for group in find_groups(plan)] == [
        ("pitch", "yaw"),
        ("wind_east", "wind_north"),
    ]


@given(st.lists(st.floats(-1, 1), min_size=10, max_size=10))
@settings(max_examples=50)
def test_the_factor_is_that_of_the_matrix(entries):
    a = np.array(entries).reshape(5, 2)
    covariance = a @ a.T + np.diag(np.full(5, 0.3))
    scale = np.sqrt(np.diag(covariance))
    rho = covariance / np.outer(scale, scale)
    names = list(PARAMETERS)[:5]
    plan = [
        dispersion(n, Normal(sigma=1.0), correlated={names[j]: rho[i, j] for j in range(i)})
        for i, n in enumerate(names)
    ]
    groups = find_groups(plan)
    assert len(groups) == 1
    np.testing.assert_allclose(groups[0].factor, np.linalg.cholesky(rho), atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_weighted_means_are_unbiased(method):
    # P(z > 3) = 0.00135, drawn from around 2.5: twenty campaigns of 500; false alarm 1 in 10^4
    rare = dispersion("ut1", Normal(sigma=1.0), proposal=Normal(mean=2.5, sigma=1.2))
    found = []
    for seed in range(20):
        x = draw_campaign([rare], seed, 500, method)
        found.append(np.mean(x[WEIGHT] * (x["ut1"] > 3.0)))
    truth = stats.norm.sf(3.0)
    error = max(np.std(found) / math.sqrt(20), 1e-3 * truth)
    assert abs(np.mean(found) - truth) < 4.0 * error
    assert np.std(found) < 0.3 * math.sqrt(truth / 500)  # and sharper than without a proposal


@pytest.mark.parametrize("method", METHODS)
def test_strata_get_their_exact_share(method):
    rare = dispersion(
        "engines_out", Discrete(values=[0, 1, 2], probabilities=[0.97, 0.029, 0.001]),
        proposal=Discrete(values=[0, 1, 2], probabilities=[0.5, 0.25, 0.25]),
        stratified=True,
    )  # fmt: skip
    x = draw_campaign([rare], 4, 1024, method)
    assert np.bincount(x["engines_out"].astype(int)).tolist() == [512, 256, 256]
    assert np.mean(x[WEIGHT]) == pytest.approx(1.0, abs=1e-12)
    share = np.mean(x[WEIGHT] * (x["engines_out"] == 2))
    assert share == pytest.approx(0.001, rel=1e-12)
    # one row alone has the weight it has in the table
    row = draw_samples([rare], 4, 1024, method, first=77, count=1)
    assert row[WEIGHT][0] == x[WEIGHT][77]


def test_without_proposals_all_weigh_one():
    assert np.all(draw_campaign([PLAN[0]], 1, 10)[WEIGHT] == 1.0)
    assert np.all(draw_campaign([], 1, 10)[WEIGHT] == 1.0)


def test_values_a_parameter_can_not_have_are_refused():
    with pytest.raises(InvalidParameterError, match=r"thrust_factor: normal: is -.* in sample \d"):
        draw_campaign([dispersion("thrust_factor", Normal(mean=1.0, sigma=0.33))], 1, 4096)


@pytest.mark.parametrize(
    ("name", "distribution", "words"),
    [
        ("thrust_factor", Normal(mean=1.0, sigma=2.0), "draws values from -5 to 7"),
        ("thrust_factor", Lognormal(sigma=3.0), "values from 0.01 to 10"),
        ("thrust_factor", Discrete(values=[1, 1e30], probabilities=[0.5, 0.5]), "1 to 1e.30"),
        ("engines_out", Constant(value=-1.0), "values from 0 to 1000"),
        ("engines_out", Binomial(trials=2000, probability=0.1), "draws values from 0 to 2000"),
        ("pitch", HalfNormal(sigma=3.0), "values from -6.3 to 6.3 rad"),
    ],
)
def test_a_dispersion_beyond_the_bounds_of_its_parameter_is_refused(name, distribution, words):
    with pytest.raises(InvalidParameterError, match=words):
        dispersion(name, distribution)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((PLAN, -1, 10), "seed"),
        ((PLAN, 1, 0), "samples"),
        ((PLAN, 1, 10, "halton"), "random, lhs, sobol"),
    ],
)
def test_bad_questions(arguments, words):
    with pytest.raises(InvalidParameterError, match=words):
        draw_campaign(*arguments)
    with pytest.raises(InvalidParameterError, match="0 to 9"):
        draw_samples(PLAN, 1, 10, first=10, count=1)
