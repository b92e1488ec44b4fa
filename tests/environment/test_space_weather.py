"""Space weather: observed and forecast values, percentiles, smoothness, calendar, and errors."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.data import open_data
from sim.environment.space_weather.indices import (
    bulletins,
    calendar,
    clock,
    indices,
    weather,
    weather_coverage,
)
from sim.environment.space_weather.observed import observed_days
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted, on_lanes
from sim.vehicle.parameters import Parameters

QUIET = Parameters(*(np.zeros(1) for _ in Parameters._fields))


def read(t, table, **columns):
    """Indices at times t for a case that asks for nothing but what is given."""
    return interpreted(indices)(t, table, QUIET._replace(**columns))


date_of = interpreted(calendar)
EPOCH = Epoch.from_utc("2028-07-01T00:00:00Z")
YEAR = 365.25 * DAY


def at(utc, **options):
    """F10.7, 81-day mean and Ap at one instant."""
    epoch = Epoch.from_utc(utc)
    return np.ravel(read(np.zeros(1), weather(epoch, 0.0, **options)))


# Observed days. The 81-day mean is of the clean series, so it may lie below the published one.


@pytest.mark.parametrize(
    ("noon", "f107_before", "f107a", "published", "ap"),
    [
        ("2001-03-23T12:00:00Z", 183.0, 169.3, 176.4, 28.0),
        ("2008-09-29T12:00:00Z", 67.0, 67.6, 67.6, 2.0),
        ("2016-03-04T12:00:00Z", 98.7, 98.1, 98.1, 4.0),  # observed, not adjusted to 1 AU (97.1)
        ("2025-06-01T12:00:00Z", 164.2, 134.7, 134.7, 98.0),
    ],
)
def test_observed_at_noon(noon, f107_before, f107a, published, ap):
    found = at(noon)
    table = open_data("space_weather")
    i = np.searchsorted(table["mjd"], Epoch.from_utc(noon).day)
    assert found[0] == pytest.approx(table["f107_clean_tenths"][i - 1] / 10.0)
    assert found[0] == pytest.approx(f107_before, abs=0.05)
    assert found[1] == pytest.approx(f107a, abs=0.05)
    assert found[1] <= published + 0.05
    assert found[2] == ap


def test_mean_agrees_with_the_published_one_where_no_day_was_replaced():
    """2008-2009 and 2019-2020 had no flares: rounding of the published mean only."""
    table = open_data("space_weather")
    for start in ("2008-06-01T12:00:00Z", "2019-03-01T12:00:00Z"):
        epoch = Epoch.from_utc(start)
        t = DAY * np.arange(200.0)
        i = np.searchsorted(table["mjd"], epoch.day) + np.arange(200)
        mean = read(t, weather(epoch, t[-1]))[1]
        assert np.abs(mean - table["f107a_tenths"][i] / 10.0).max() < 0.06


def test_flare_day_does_not_show():
    assert at("2024-07-31T12:00:00Z")[0] == pytest.approx(229.1, abs=0.1)  # published: 400.7
    assert at("2005-09-10T12:00:00Z")[0] == pytest.approx(105.05, abs=0.1)  # published: 707.6


def test_the_forecast_goes_on_where_observations_end():
    """Days, then months: no gap at the seam, nor in the middle of a month."""
    last = Epoch(observed_days()[1], 43200.0)
    for middle in (last, Epoch.from_utc("2029-01-15T12:00:00Z")):
        epoch = middle.plus(-40.0 * DAY)
        values = np.array(read(DAY * np.arange(80.0), weather(epoch, 80.0 * DAY)))
        assert np.isfinite(values).all()
        assert values[:2].min() > 60.0 and values[:2].max() < 300.0
        assert values[2].min() >= 0.0 and values[2].max() <= 400.0


def test_a_wider_margin_changes_nothing_within():
    epoch = Epoch.from_utc("2024-05-10T00:00:00Z")
    t = np.linspace(0.0, 20.0 * DAY, 400)
    usual, wide = (read(t, weather(epoch, 20.0 * DAY, margin=days)) for days in (3, 14))
    np.testing.assert_allclose(usual, wide, rtol=1e-12)


# Forecast: the bulletin of March 2026, 95 / 50 / 5 % of F10.7 and Ap.


@pytest.mark.parametrize(
    ("month", "f107", "ap"),
    [
        ("2028-01", (117.2, 95.6, 80.0), (23.9, 14.3, 9.9)),
        ("2031-01", (73.6, 70.5, 68.1), (11.2, 8.8, 4.8)),
    ],
)
def test_forecast_at_mid_month(month, f107, ap):
    for percentile, flux, index in zip((95, 50, 5), f107, ap, strict=True):
        found = at(f"{month}-17T12:00:00Z", percentile=percentile)  # F10.7 is that of the 16th
        assert found[0] == pytest.approx(flux, abs=0.11)
        assert found[1] == pytest.approx(flux, abs=0.4)  # curvature over 81 days
        assert found[2] == pytest.approx(index, abs=0.11)


def test_percentiles_are_linear_in_the_normal_quantile():
    month = "2029-01-17T12:00:00Z"
    high, median, low = (at(month, percentile=p) for p in (95, 50, 5))
    z95 = NormalDist().inv_cdf(0.95)
    for percentile, end in ((97.5, high), (84.0, high), (30.0, low), (1.0, low)):
        share = abs(NormalDist().inv_cdf(percentile / 100.0)) / z95
        assert at(month, percentile=percentile) == pytest.approx(median + share * (end - median))


@settings(max_examples=15)
@given(st.tuples(st.floats(1, 99), st.floats(1, 99)), st.floats(0, 10 * YEAR))
def test_higher_percentile_is_never_calmer(percentiles, t):
    low, high = (
        np.ravel(read(np.array([t]), weather(EPOCH, 10 * YEAR, percentile=p)))
        for p in sorted(percentiles)
    )
    assert np.all(high >= low - 1e-9)
    assert np.all(low > 0.0)


def test_forecast_of_1999_for_mir():
    """Issued in March 1999 for March 2001: 153 at the median, 185 at 95 %; observed 169."""
    month = "2001-03-17T12:00:00Z"
    options = {"bulletin": "1999-03", "known_until": "1999-03-15"}
    assert at(month, **options)[0] == pytest.approx(153, abs=0.6)
    assert at(month, percentile=95, **options)[0] == pytest.approx(185, abs=0.6)
    assert at(month)[1] == pytest.approx(169, abs=2)


def test_known_until_takes_the_bulletin_of_that_time():
    start = Epoch.from_utc("2006-09-01T00:00:00Z")
    said = weather_coverage(start, 2 * YEAR, known_until="2006-09-20")
    assert said.bulletin == "2006-09"
    assert (said.observed_to, said.forecast_from) == ("2006-09-20", "2006-09-21")
    found = at("2008-09-17T12:00:00Z", known_until="2006-09-20")
    assert found[0] == pytest.approx(88, abs=0.6)


# Shape of the curve.


def test_curve_is_smooth_and_never_overshoots():
    epoch = Epoch.from_utc("2026-06-01T00:00:00Z")  # passes from observed to forecast
    table = weather(epoch, 200 * DAY)
    t = np.linspace(0.0, 200 * DAY, 200 * 48 + 1)
    values = np.array(read(t, table))
    knots = np.array(read(table.origin + DAY * np.arange(-0.0, 206), table))
    assert np.all(values.min(axis=1) >= knots.min(axis=1) - 1e-9)
    assert np.all(values.max(axis=1) <= knots.max(axis=1) + 1e-9)
    h = 1e-3
    edge = table.origin + DAY * np.arange(5.0, 190.0)
    left = (np.array(read(edge, table)) - np.array(read(edge - h, table))) / h
    right = (np.array(read(edge + h, table)) - np.array(read(edge, table))) / h
    assert np.abs(left - right).max() * DAY < 0.1  # sfu/day; a corner would be tens


def test_three_years_of_forecast_are_one_table():
    table = weather(EPOCH, 3 * YEAR)
    assert not table.table.flags.writeable
    assert table.origin <= -2 * DAY
    assert table.origin + table.step * len(table.table) >= 3 * YEAR + 2 * DAY


def test_constant_weather():
    t = np.linspace(-2 * DAY, YEAR + 2 * DAY, 9)
    values = np.array(read(t, weather(EPOCH, YEAR, constant=(150.0, 145.0, 15.0))))
    assert np.array_equal(values, np.tile([[150.0], [145.0], [15.0]], 9))


def test_extrapolation_holds_or_repeats():
    def values(**options):
        return at("2045-06-15T12:00:00Z", **options)

    held = at("2041-10-31T12:00:00Z")
    assert values(extrapolate="hold")[[0, 2]] == pytest.approx(held[[0, 2]], abs=0.05)
    assert values(extrapolate="cycle") == pytest.approx(at("2034-06-15T12:00:00Z"), abs=0.05)


def test_compiled_equals_interpreted():
    table = weather(EPOCH, 100 * DAY)
    t = np.linspace(-2 * DAY, 102 * DAY, 21)
    rows = Parameters(*(np.zeros(21) for _ in Parameters._fields))
    for compiled, plain in zip(on_lanes(indices, t, table, rows), read(t, table), strict=True):
        assert np.abs(compiled - plain).max() <= 1e-12 * np.abs(plain).max()


# Coverage.


def test_coverage_of_the_mission():
    said = weather_coverage(EPOCH, 3 * YEAR, percentile=95)
    assert said.observed_from == "1957-10-01"
    assert (said.observed_to, said.forecast_from) == ("2026-10-15", "2026-10-16")
    assert (said.bulletin, said.bulletin_to, said.percentile) == ("2026-03", "2041-10-31", 95)
    assert said.extrapolated_from is None
    later = Epoch.from_utc("2040-01-01T00:00:00Z")
    assert weather_coverage(later, 3 * YEAR, extrapolate="hold").extrapolated_from == "2041-11-01"


def test_coverage_of_a_past_mission_needs_no_forecast():
    said = weather_coverage(Epoch.from_utc("2001-03-01T00:00:00Z"), 30 * DAY)
    assert said.forecast_from is said.bulletin is said.percentile is None


def test_bulletins_are_listed():
    assert (bulletins()[0], bulletins()[-1], len(bulletins())) == ("1999-03", "2026-03", 325)


# Errors.


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"percentile": 0.5}, "percentile is 0.5; it must lie in 1..99"),
        ({"percentile": float("nan")}, "percentile"),
        ({"bulletin": "2026-13"}, "2026-13.*1999-03 to 2026-03"),
        ({"bulletin": "March 2026"}, "year-month"),
        ({"extrapolate": "guess"}, "hold.*cycle"),
        ({"known_until": "last week"}, "not a date"),
        ({"constant": (0.0, 150.0, 4.0)}, "constant"),
        ({"constant": (150.0, float("nan"), 4.0)}, "constant"),
        ({"bulletin": "1999-03"}, "ends on 2018-03-31"),
        ({"known_until": "2020-01-01", "bulletin": "2026-03"}, "nothing is known in between"),
    ],
)
def test_bad_options_are_explained(options, says):
    with pytest.raises(ValueError, match=says):
        weather(EPOCH, YEAR, **options)


@pytest.mark.parametrize("duration", [-1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("constant", [None, (150.0, 150.0, 4.0)])
def test_bad_duration(duration, constant):
    with pytest.raises(ValueError, match="duration_s"):
        weather(EPOCH, duration, constant=constant)


def test_end_of_the_bulletin_is_an_error():
    with pytest.raises(ValueError, match="ends on 2041-10-31"):
        weather(Epoch.from_utc("2041-01-01T00:00:00Z"), YEAR)


# Calendar.


@given(st.integers(0, 20 * 365 * 86400))
def test_day_of_year_and_seconds_follow_the_calendar(t):
    day, seconds = (float(v[0]) for v in date_of(np.array([float(t)]), clock(EPOCH)))
    stamp = np.datetime64("2028-07-01T00:00:00") + np.timedelta64(t, "s")
    of_day = (stamp - stamp.astype("datetime64[D]")).astype(float)
    assert seconds == pytest.approx(of_day, abs=1e-5) or abs(seconds - of_day) > DAY - 1e-5
    true = (stamp - stamp.astype("datetime64[Y]")).astype(float) / DAY + 1.0
    apart = abs(day - true)
    assert min(apart, 365.2422 - apart) < 2.0
    assert 1.0 <= day < 366.25


def test_calendar_at_the_epoch_is_exact():
    day, seconds = date_of(np.zeros(1), clock(Epoch.from_utc("2031-01-15T06:00:00Z")))
    assert (day[0], seconds[0]) == (15.25, 21600.0)


def test_year_passes_without_a_jump():
    start = clock(Epoch.from_utc("2028-12-31T00:00:00Z"))
    day, _ = date_of(np.arange(0.0, 3 * DAY, 60.0), start)
    phase = np.exp(2j * np.pi * day / 365.2422)
    assert np.abs(np.diff(np.unwrap(np.angle(phase)))).max() < 1e-5 * 2 * np.pi


def test_compiled_calendar_equals_interpreted():
    t = np.linspace(-DAY, YEAR, 17)
    start = clock(EPOCH)
    for compiled, plain in zip(on_lanes(calendar, t, start), date_of(t, start), strict=True):
        assert np.abs(compiled - plain).max() < 1e-6
