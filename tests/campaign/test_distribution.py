"""Distributions against scipy.stats, their edges, and what can't be."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.continuous import Normal, TruncatedNormal, Uniform
from sim.campaign.sampling.dispersion import (
    Dispersion,
    describe_dispersions,
    sort_dispersions,
)
from sim.campaign.sampling.distribution import Stepped
from sim.campaign.sampling.distribution_names import DISTRIBUTIONS, make_distribution
from sim.campaign.sampling.parameter import PARAMETERS, SUFFIXED, order_of, parameter_of
from sim.campaign.sampling.stepped import Bernoulli, Binomial, Constant, Discrete

U = np.concatenate([[2.0**-53, 1e-9], np.linspace(0.003, 0.997, 200), [1.0 - 2.0**-53]])

CASES = {
    "normal": ({"mean": 2.0, "sigma": 0.3}, stats.norm(2.0, 0.3)),
    "lognormal": ({"median": 1.5, "sigma": 0.4}, stats.lognorm(0.4, scale=1.5)),
    "uniform": ({"low": -1.0, "high": 3.0}, stats.uniform(-1.0, 4.0)),
    "triangular": ({"low": -1.0, "mode": 0.5, "high": 3.0}, stats.triang(0.375, -1.0, 4.0)),
    "truncated_normal": (
        {"mean": 1.0, "sigma": 0.5, "low": 0.2, "high": 1.3},
        stats.truncnorm(-1.6, 0.6, 1.0, 0.5),
    ),
    "beta": (
        {"alpha": 2.0, "beta": 3.5, "low": 1.0, "high": 2.0},
        stats.beta(2.0, 3.5, 1.0, 1.0),
    ),
    "half_normal": ({"sigma": 0.2, "origin": 0.1}, stats.halfnorm(0.1, 0.2)),
    "bernoulli": ({"probability": 0.2}, stats.bernoulli(0.2)),
    "binomial": ({"trials": 7, "probability": 0.3}, stats.binom(7, 0.3)),
}


@pytest.mark.parametrize("law", CASES)
def test_quantiles_and_densities_are_those_of_scipy(law):
    given_, reference = CASES[law]
    distribution = make_distribution(law, given_)
    x = distribution.quantile(U)
    expected = reference.ppf(U)
    if law == "half_normal":  # whose last quantile is infinite in SciPy
        expected = 0.1 + 0.2 * stats.norm.isf(0.5 * (1.0 - U))
    np.testing.assert_allclose(x, expected, rtol=1e-9, atol=1e-12)
    inner = x[1:-1]
    density = reference.logpmf if isinstance(distribution, Stepped) else reference.logpdf
    np.testing.assert_allclose(
        distribution.log_density(inner), density(inner), rtol=1e-7, atol=1e-9
    )


@pytest.mark.parametrize("low, high", [(5.0, 6.0), (-9.0, -8.0), (20.0, 30.0)])
def test_truncated_normals_keep_their_tails(low, high):
    distribution = TruncatedNormal(mean=0.0, sigma=1.0, low=low, high=high)
    expected = stats.truncnorm(low, high).ppf(U)
    np.testing.assert_allclose(distribution.quantile(U), expected, rtol=1e-6)


def test_discrete_values_come_with_their_probabilities():
    distribution = Discrete(values=[2.0, 0.0, 1.0], probabilities=[0.1, 0.6, 0.3])
    u = (np.arange(1000) + 0.5) / 1000
    values, counts = np.unique(distribution.quantile(u), return_counts=True)
    assert values.tolist() == [0.0, 1.0, 2.0]
    assert counts.tolist() == [600, 300, 100]
    np.testing.assert_allclose(
        np.exp(distribution.log_density(np.array([0.0, 1.0, 2.0, 3.0]))), [0.6, 0.3, 0.1, 0.0]
    )


def test_values_without_probability_never_come():
    discrete = Discrete(values=[0.0, 1.0, 2.0], probabilities=[0.0, 1.0, 0.0])
    assert set(discrete.quantile(U)) == {1.0}
    for probability, value in ((0.0, 0.0), (1.0, 1.0)):
        assert set(Bernoulli(probability=probability).quantile(U)) == {value}
        assert set(Binomial(trials=4, probability=probability).quantile(U)) == {4.0 * value}


@pytest.mark.parametrize("law", CASES)
def test_densities_are_zero_outside_the_support(law):
    distribution = make_distribution(law, CASES[law][0])
    low, high = distribution.support()
    if law == "lognormal":  # whose support is open
        assert distribution.log_density(np.array([0.0])) == -np.inf
    outside = np.array([x for x in (low - 0.1, high + 0.1) if math.isfinite(x)])
    assert np.all(distribution.log_density(outside) == -np.inf)


def test_equal_parameters_make_equal_distributions():
    assert Normal(sigma=1) == make_distribution("normal", {"mean": 0.0, "sigma": 1.0})
    assert Normal(sigma=1.0) != Normal(sigma=2.0)
    assert len({Discrete(values=[1, 2], probabilities=(0.5, 0.5)), Constant(value=1.0)}) == 2
    with pytest.raises(AttributeError):
        Normal(sigma=1.0).sigma = 2.0


number = st.floats(-1e3, 1e3)
positive = st.floats(1e-3, 1e3)


@st.composite
def laws(draw):
    low, span, part = draw(number), draw(positive), draw(st.floats(0.0, 1.0))
    bounds = {"low": low, "high": low + span}
    share = draw(st.floats(0.0, 1.0))
    few = draw(st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True))
    return draw(
        st.sampled_from(
            [
                ("normal", {"mean": low, "sigma": span}),
                ("lognormal", {"median": span, "sigma": draw(st.floats(1e-3, 3.0))}),
                ("uniform", bounds),
                ("triangular", {**bounds, "mode": min(low + part * span, low + span)}),
                ("truncated_normal", {**bounds, "mean": low + 2 * span * part, "sigma": span}),
                ("beta", {"alpha": draw(st.floats(0.2, 50.0)), "beta": 0.2 + 10 * part, **bounds}),
                ("half_normal", {"sigma": span, "origin": low}),
                ("discrete", {"values": few, "probabilities": [1.0 / len(few)] * len(few)}),
                ("bernoulli", {"probability": share}),
                ("binomial", {"trials": draw(st.integers(1, 30)), "probability": share}),
                ("constant", {"value": low}),
            ]
        )
    )


@given(laws())
@settings(max_examples=150)
def test_quantiles_never_fall_and_stay_inside(law):
    name, given_ = law
    distribution = make_distribution(name, given_)
    x = distribution.quantile(U)
    low, high = distribution.support()
    assert np.all(np.isfinite(x)) and np.all(np.diff(x) >= -1e-12 * np.abs(x).max())
    # a difference of two bounds is rounded in units of the larger one
    size = max(abs(bound) for bound in (low, high, 0.0) if math.isfinite(bound))
    assert x.min() >= low - 1e-12 * size and x.max() <= high + 1e-9 * abs(high)
    if isinstance(distribution, Stepped):
        values, probabilities = distribution.atoms()
        assert math.isclose(probabilities.sum(), 1.0, rel_tol=1e-9) and set(x) <= set(values)


WRONG = [
    ("normal", {"sigma": 0.0}, "sigma", "above 0"),
    ("normal", {"sigma": -1.0}, "sigma", "given -1"),
    ("normal", {}, "sigma", "missing"),
    ("normal", {"sigma": math.nan}, "sigma", "not finite"),
    ("normal", {"sigma": "wide"}, "sigma", "not a number"),
    ("normal", {"sigma": 1.0, "sd": 2.0}, "sd", "mean, sigma"),
    ("lognormal", {"median": -1.0, "sigma": 0.1}, "median", "above 0"),
    ("uniform", {"low": 1.0, "high": 1.0}, "high", "above low, 1.0"),
    ("triangular", {"low": 0.0, "mode": 2.0, "high": 1.0}, "mode", "0.0 to 1.0"),
    ("truncated_normal", {"sigma": 1.0, "low": 50.0, "high": 51.0}, "low", "37 sigma"),
    ("beta", {"alpha": 0.0, "beta": 1.0}, "alpha", "above 0"),
    ("discrete", {"values": [1, 2], "probabilities": [0.5, 0.6]}, "probabilities", "together 1"),
    ("discrete", {"values": [1, 2], "probabilities": [1.0]}, "probabilities", "2 values"),
    ("discrete", {"values": [1, 1], "probabilities": [0.5, 0.5]}, "values", "each value once"),
    ("discrete", {"values": 1, "probabilities": [1.0]}, "values", "a list of numbers"),
    ("bernoulli", {"probability": 1.5}, "probability", "0 to 1"),
    ("binomial", {"trials": 2.5, "probability": 0.5}, "trials", "whole number"),
    ("gauss", {"sigma": 1.0}, "gauss", "normal, lognormal"),
]


@pytest.mark.parametrize("law, parameters, name, words", WRONG)
def test_impossible_parameters_are_named(law, parameters, name, words):
    with pytest.raises(InvalidParameterError) as caught:
        make_distribution(law, parameters)
    assert str(caught.value).startswith("" if law == "gauss" else law)
    assert words in str(caught.value) and name in str(caught.value)


def test_unknown_names_list_near_ones():
    with pytest.raises(InvalidParameterError, match="thrust_factor"):
        parameter_of("thrust_facter")
    with pytest.raises(InvalidParameterError, match="activity, history_shift"):
        parameter_of("zzz")
    with pytest.raises(InvalidParameterError, match="takes no suffix"):
        parameter_of("ut1.final_burn")
    with pytest.raises(InvalidParameterError, match="empty suffix"):
        parameter_of("pitch.")


def test_the_list_of_parameters_is_only_added_to():
    first = (
        "activity history_shift density_bias_low density_bias_middle density_bias_high "
        "density_noise density_noise_start drag_factor mass_offset position_along position_across "
        "position_up velocity_along velocity_across velocity_up ut1 thrust_factor isp_factor pitch "
        "yaw ignition_delay cutoff_perigee engines_out attitude_loss break_up_a break_up_b "
        "break_up_c break_up_late fragment_drag fragment_lift fragment_bank wind_east wind_north "
        "heating_factor emissivity_factor ballistic_factor"
    ).split()
    assert list(PARAMETERS)[: len(first)] == first
    assert [each.position for each in PARAMETERS.values()] == list(range(len(PARAMETERS)))
    assert set(SUFFIXED) <= set(PARAMETERS)
    assert parameter_of("pitch.usdv.main").position == PARAMETERS["pitch"].position
    assert order_of("pitch") < order_of("pitch.a") < order_of("pitch.b") < order_of("yaw")


def test_a_dispersion_needs_its_source_and_sound_company():
    for notes in ({}, {"source": "a", "assumption": "b"}):
        with pytest.raises(InvalidParameterError, match="either source or assumption"):
            Dispersion(name="pitch", distribution=Normal(sigma=1.0), **notes)
    for correlated in ({"pitch": 0.5}, {"yaw": 1.0}, {"yaw": math.nan}):
        with pytest.raises(InvalidParameterError, match="between -1 and 1"):
            Dispersion(
                name="pitch",
                distribution=Normal(sigma=1.0),
                assumption="t",
                correlated=correlated,
            )
    one = Dispersion(name="pitch", distribution=Normal(sigma=1.0), assumption="t")
    with pytest.raises(InvalidParameterError, match="twice"):
        sort_dispersions([one, one])


@pytest.mark.parametrize(
    "distribution, proposal",
    [
        (Normal(sigma=1.0), Uniform(low=-5.0, high=5.0)),
        (Uniform(low=0.0, high=2.0), Uniform(low=0.5, high=3.0)),
        (Bernoulli(probability=0.1), Constant(value=1.0)),
        (Bernoulli(probability=0.1), Uniform(low=0.0, high=1.0)),
    ],
)
def test_a_proposal_must_reach_everything(distribution, proposal):
    with pytest.raises(InvalidParameterError, match="leaves out values"):
        Dispersion(name="pitch", distribution=distribution, assumption="t", proposal=proposal)


def test_what_decides_about_draws_is_described_in_one_order():
    def pitch(sigma, **notes):
        return Dispersion(name="pitch", distribution=Normal(sigma=sigma), **notes)

    one = pitch(1.0, assumption="t")
    other = Dispersion(
        name="engines_out", distribution=Bernoulli(probability=0.1), source="a paper"
    )
    assert describe_dispersions([one, other]) == describe_dispersions([other, one])
    assert describe_dispersions([one]) != describe_dispersions([pitch(2.0, source="s")])
    assert describe_dispersions([one]) == describe_dispersions([pitch(1.0, source="s")])


def test_a_description_is_plain():
    dispersion = Dispersion(
        name="engines_out",
        distribution=Discrete(values=[0, 1], probabilities=[0.9, 0.1]),
        source="a paper",
        proposal=Bernoulli(probability=0.5),
        stratified=True,
    )
    assert describe_dispersions([dispersion]) == [
        {
            "name": "engines_out",
            "distribution": "discrete",
            "parameters": {"probabilities": [0.9, 0.1], "values": [0.0, 1.0]},
            "correlated": {},
            "proposal": {"distribution": "bernoulli", "parameters": {"probability": 0.5}},
            "stratified": True,
        }
    ]


def test_every_law_has_a_case():
    assert set(CASES) | {"discrete", "constant"} == set(DISTRIBUTIONS)
