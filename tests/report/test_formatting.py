"""Numbers read as what they are: one format for each quantity, nothing false, nothing lost."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.campaign.sampling.parameter import PARAMETERS
from sim.report.text.formatting import (
    DIGITS,
    MISSING,
    amount,
    interval_digits,
    long_date,
    number,
    optional_number,
    probability,
    risk_words,
    short_percent,
    significant,
)
from sim.report.text.names import (
    PARAMETER_WORDS,
    attitude_name,
    engine_name,
    failure_name,
    human_name,
    parameter_meaning,
    parameter_name,
    place_name,
)


@given(st.floats(-1e12, 1e12), st.sampled_from(sorted(DIGITS)), st.booleans())
def test_a_number_is_what_it_reads_as(value, unit, signed):
    text = number(value, unit, signed=signed)
    assert abs(float(text.replace(",", "")) - value) <= 0.5001 * 10.0 ** -DIGITS[unit]
    if not text.strip("0.,"):
        assert text[0] not in "+-"
    else:
        assert not signed or text[0] in "+-"


@given(st.floats(1e-12, 1e12), st.integers(1, 4), st.sampled_from([-1.0, 1.0]))
def test_significant_digits_keep_a_value_that_is_not_zero(value, digits, sign):
    read = float(significant(sign * value, digits).replace(",", ""))
    assert read != 0.0
    assert read == pytest.approx(sign * value, rel=0.5001 * 10.0 ** (1 - digits))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (number(-0.2, "km"), "0"),
        (number(0.0, "deg"), "0"),
        (number(-0.0004, "km", digits=2, signed=True), "0.00"),
        (amount(12345.6, "kg"), "12,346 kg"),
        (amount(0.869259, "MW/m²"), "0.87 MW/m²"),
        (amount(-0.5586, "°"), "-0.56°"),
        (amount(None, "kg"), MISSING),
        (amount(math.nan, "kg"), MISSING),
        (significant(0.0), "0"),
        (significant(8.66e-4), "0.00087"),
        (significant(8934.0), "8,900"),
        (significant(3.2e-7), "3.2e-07"),
        (optional_number(-0.001, "+.1f"), "0.0"),
        (short_percent(0.0), "0"),
        (short_percent(0.0423), "4.2"),
        (short_percent(0.36), "36"),
    ],
)
def test_examples(text, wanted):
    assert text == wanted


def test_a_risk_is_told_with_its_range_in_the_same_words():
    span = {"low": 7.3e-4, "likely": 9.2e-4, "high": 1.2e-3}
    assert risk_words(span) == "1 in 1,100 (1 in 830 to 1 in 1,400)"
    assert risk_words({"low": 0.1, "likely": 0.1, "high": 0.1}) == "1 in 10"


def test_a_probability_is_told_with_its_interval():
    assert probability({"estimate": 0.0423, "low": 0.0357, "high": 0.0489}) == "4.2 % (3.6 to 4.9)"
    assert probability({"estimate": 0.0, "low": 0.0, "high": 0.00383}) == "0 (at most 0.38 %)"


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ends_of_an_interval_are_told_apart(low, width):
    digits = interval_digits(low, low + width)
    assert 0 <= digits <= 9
    if low + width > low and digits < 9 and width > 1.0:
        assert number(low, digits=digits) != number(low + width, digits=digits)


def test_dates_inside_a_leap_second_are_dates():
    assert long_date("2016-12-31T23:59:60.300Z") == "31 Dec 2016, 23:59 UTC"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (human_name("sarj_ring"), "solar rotary joint ring"),
        (human_name("spare_cmg_wheel"), "spare gyroscope wheel"),
        (human_name("array_wing"), "solar array wing"),
        (human_name("s3_p3_longeron"), "S3/P3 longeron"),
        (human_name("progress_1"), "Progress 1"),
        (human_name("usdv"), "USDV"),
        (human_name("burn_3_main_engine"), "burn 3 main engine"),
        (human_name("early_cut_off"), "early cut-off"),
        (engine_name("usdv.translation"), "USDV translation engines"),
        (engine_name("station.thrusters"), "station thrusters"),
        (engine_name("zvezda.main_engine"), "Zvezda main engine"),
        (attitude_name("station.nominal"), "nominal"),
        (
            failure_name("usdv.translation: 2 out, nominal duration"),
            "2 USDV translation engines out, nominal duration",
        ),
        (failure_name("usdv.translation: 1 out"), "1 USDV translation engine out"),
        (failure_name("pitch 5° down"), "pitch 5° down"),
        (parameter_name("density_bias_low"), "density at 120 km"),
        (parameter_name("thrust_factor.final_burn"), "thrust, final burn"),
        (parameter_name("engines_out.usdv.translation"), "engines out, USDV translation engines"),
        (parameter_name("tank_load.usdv.propellant"), "tank load, USDV propellant"),
        (parameter_name("line_flow.station.zvezda"), "line flow, station Zvezda"),
        (parameter_name("of_a_later_version"), "of a later version"),
        (parameter_meaning("mass_offset"), "mass beyond the dry mass of the scenario"),
        (place_name("kepler.argument_of_latitude"), "kepler, argument of latitude"),
    ],
)
def test_names(name, wanted):
    assert name == wanted


def test_every_dispersed_parameter_has_words():
    assert PARAMETER_WORDS.keys() == PARAMETERS.keys()
    assert len(set(PARAMETER_WORDS.values())) == len(PARAMETERS)
    assert not any("_" in words for words in PARAMETER_WORDS.values())
