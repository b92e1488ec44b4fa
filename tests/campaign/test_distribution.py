"""Distributions against scipy.stats, their edges, and what can't be."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.campaign.sampling.dispersion import Dispersion, Proposal, described, ordered
from sim.campaign.sampling.distribution import (
    LAWS,
    STEPPED,
    atoms,
    checked,
    log_density,
    quantile,
    support,
)
from sim.campaign.sampling.invalid_parameter import InvalidParameterError
from sim.campaign.sampling.parameter import PARAMETERS, SUFFIXED, order_of, parameter_of

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
    p = checked(law, given_)
    x = quantile(law, p, U)
    expected = reference.ppf(U)
    if law == "half_normal":  # whose last quantile is infinite in SciPy
        expected = 0.1 + 0.2 * stats.norm.isf(0.5 * (1.0 - U))
    np.testing.assert_allclose(x, expected, rtol=1e-9, atol=1e-12)
    inner = x[1:-1]
    density = reference.logpmf if law in STEPPED else reference.logpdf
    np.testing.assert_allclose(log_density(law, p, inner), density(inner), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("low, high", [(5.0, 6.0), (-9.0, -8.0), (20.0, 30.0)])
def test_truncated_normals_keep_their_tails(low, high):
    p = checked("truncated_normal", {"mean": 0.0, "sigma": 1.0, "low": low, "high": high})
    expected = stats.truncnorm(low, high).ppf(U)
    np.testing.assert_allclose(quantile("truncated_normal", p, U), expected, rtol=1e-6)


def test_discrete_values_come_with_their_probabilities():
    p = checked("discrete", {"values": [2.0, 0.0, 1.0], "probabilities": [0.1, 0.6, 0.3]})
    u = (np.arange(1000) + 0.5) / 1000
    values, counts = np.unique(quantile("discrete", p, u), return_counts=True)
    assert values.tolist() == [0.0, 1.0, 2.0]
    assert counts.tolist() == [600, 300, 100]
    np.testing.assert_allclose(
        np.exp(log_density("discrete", p, np.array([0.0, 1.0, 2.0, 3.0]))), [0.6, 0.3, 0.1, 0.0]
    )


def test_values_without_probability_never_come():
    p = checked("discrete", {"values": [0.0, 1.0, 2.0], "probabilities": [0.0, 1.0, 0.0]})
    assert set(quantile("discrete", p, U)) == {1.0}
    for share, value in ((0.0, 0.0), (1.0, 1.0)):
        assert set(quantile("bernoulli", checked("bernoulli", {"probability": share}), U)) == {
            value
        }
        p = checked("binomial", {"trials": 4, "probability": share})
        assert set(quantile("binomial", p, U)) == {4.0 * value}


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
@settings(max_examples=150, deadline=None)
def test_quantiles_never_fall_and_stay_inside(law):
    name, given_ = law
    p = checked(name, given_)
    x = quantile(name, p, U)
    low, high = support(name, p)
    assert np.all(np.isfinite(x)) and np.all(np.diff(x) >= -1e-12 * np.abs(x).max())
    assert x.min() >= low - 1e-12 * abs(low) and x.max() <= high + 1e-9 * abs(high)
    if name in STEPPED:
        values, shares = atoms(name, p)
        assert math.isclose(shares.sum(), 1.0, rel_tol=1e-9) and set(x) <= set(values)


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
        Dispersion("pitch", law, parameters, assumption="trial")
    assert str(caught.value).startswith("pitch") and words in str(caught.value)
    assert name in str(caught.value)


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
            Dispersion("pitch", "normal", {"sigma": 1.0}, **notes)
    for correlated in ({"pitch": 0.5}, {"yaw": 1.0}, {"yaw": math.nan}):
        with pytest.raises(InvalidParameterError, match="between -1 and 1"):
            Dispersion("pitch", "normal", {"sigma": 1.0}, assumption="t", correlated=correlated)
    one = Dispersion("pitch", "normal", {"sigma": 1.0}, assumption="t")
    with pytest.raises(InvalidParameterError, match="twice"):
        ordered([one, one])


@pytest.mark.parametrize(
    "law, parameters, proposal",
    [
        ("normal", {"sigma": 1.0}, ("uniform", {"low": -5.0, "high": 5.0})),
        ("uniform", {"low": 0.0, "high": 2.0}, ("uniform", {"low": 0.5, "high": 3.0})),
        ("bernoulli", {"probability": 0.1}, ("constant", {"value": 1.0})),
        ("bernoulli", {"probability": 0.1}, ("uniform", {"low": 0.0, "high": 1.0})),
    ],
)
def test_a_proposal_must_reach_everything(law, parameters, proposal):
    with pytest.raises(InvalidParameterError, match="leaves out values"):
        Dispersion("pitch", law, parameters, assumption="t", proposal=Proposal(*proposal))


def test_what_decides_about_draws_is_told_in_one_order():
    a = Dispersion("pitch", "normal", {"sigma": 1.0}, assumption="t")
    b = Dispersion("engines_out", "bernoulli", {"probability": 0.1}, source="a paper")
    assert described([a, b]) == described([b, a])
    assert described([a]) != described([Dispersion("pitch", "normal", {"sigma": 2.0}, source="s")])
    assert described([a]) == described([Dispersion("pitch", "normal", {"sigma": 1.0}, source="s")])


def test_every_law_has_a_case():
    assert set(CASES) | {"discrete", "constant"} == set(LAWS)
