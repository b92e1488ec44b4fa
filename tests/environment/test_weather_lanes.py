"""Space weather by lane: activity, variability from history, storms; each checked by itself."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.data import open_data
from sim.environment.space_weather.indices import Storm, history_span, indices, weather
from sim.environment.space_weather.variability import HALF_MEAN, QUIET_SUN, history, smoothed
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted, on_lanes
from sim.vehicle.parameters import Parameters

EPOCH = Epoch.from_utc("2026-09-01T00:00:00Z")  # six weeks of it are observed
LENGTH = 900 * DAY
WORLD = weather(EPOCH, LENGTH)
LAST_OBSERVED = 44.0 * DAY  # 2026-10-15
HOUR = 3600.0


def rows(n: int, **columns) -> Parameters:
    return Parameters(*(np.full(n, columns.get(name, 0.0)) for name in Parameters._fields))


def seen(t, world=WORLD, **columns):
    t = np.atleast_1d(np.asarray(t, dtype=np.float64))
    return np.array(interpreted(indices)(t, world, rows(len(t), **columns)))


# Activity: the quantile function of the forecast, moved along by normal deviates.


@pytest.mark.parametrize("percentile", [5.0, 20.0, 50.0, 84.0, 95.0])
@pytest.mark.parametrize("other", [5.0, 50.0, 70.0, 95.0])
def test_activity_leads_from_one_percentile_to_another(percentile, other):
    to = NormalDist().inv_cdf(other / 100.0) - NormalDist().inv_cdf(percentile / 100.0)
    t = np.linspace(LAST_OBSERVED + 45 * DAY, LENGTH, 57)
    moved = seen(t, weather(EPOCH, LENGTH, percentile=percentile), activity=to)
    asked = seen(t, weather(EPOCH, LENGTH, percentile=other))
    np.testing.assert_allclose(moved, asked, rtol=2e-3)  # the cubics bend on other knots


def test_activity_is_exact_at_the_knots():
    t = WORLD.origin + DAY * np.arange(100.0, 900.0)
    high = weather(EPOCH, LENGTH, percentile=95.0)
    moved = seen(t, activity=NormalDist().inv_cdf(0.95))
    np.testing.assert_allclose(moved, seen(t, high), rtol=1e-12)


def test_activity_leaves_observed_days_alone():
    t = np.linspace(0.0, LAST_OBSERVED, 99)
    moved, plain = seen(t, activity=3.0), seen(t)
    assert np.array_equal(moved[[0, 2]], plain[[0, 2]])
    assert np.all(moved[1] >= plain[1])  # the centred mean already holds forecast days
    early = t < LAST_OBSERVED - 41 * DAY
    assert np.array_equal(moved[1][early], plain[1][early])


@settings(max_examples=40)
@given(st.floats(-40, 40), st.floats(0, LENGTH), st.floats(0.0, 1.0), st.booleans())
def test_indices_stay_possible(activity, t, place, varied):
    least, most = history_span(EPOCH, LENGTH)
    shift = least + place * (most - least)
    f107, f107a, ap = seen(t, activity=activity, history_weight=float(varied), history_shift=shift)
    assert f107[0] >= 50.0 and f107a[0] >= 50.0 and ap[0] >= 0.0
    assert np.isfinite(f107 + f107a + ap).all()


@settings(max_examples=20)
@given(st.floats(-3, 3), st.floats(0.0, 3.0), st.floats(0, LENGTH))
def test_more_activity_is_never_calmer(activity, more, t):
    assert np.all(seen(t, activity=activity + more) >= seen(t, activity=activity) - 1e-9)


def test_a_plain_case_gets_the_same_bits_whoever_flies_beside_it():
    t = np.linspace(0.0, LENGTH, 8)
    _, most = history_span(EPOCH, LENGTH)
    busy = np.array([0.0, 1.0, 0.0, -2.0, 0.0, 0.5, 0.0, 0.0])
    company = rows(8)._replace(
        activity=busy, history_weight=(busy != 0.0) * 1.0, history_shift=np.full(8, most)
    )
    alone = on_lanes(indices, t, WORLD, rows(8))
    together = on_lanes(indices, t, WORLD, company)
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one[busy == 0.0], other[busy == 0.0])
        assert np.all(one[busy == 1.0] != other[busy == 1.0])


# Variability from history.


def test_history_is_each_day_against_its_13_month_mean():
    data = open_data("space_weather")
    day = int((np.datetime64("2003-10-30") - np.datetime64("1858-11-17")).astype(int))
    i = day - int(data["mjd"][0])
    f107, ap = data["f107_clean_tenths"] / 10.0, data["ap"].astype(float)
    # a month of 30 days averaged over 366 days, written as the sum it is
    window = np.add.outer(np.arange(-15, 15), np.arange(-182, 184)).ravel()
    quiet = f107[i + window].mean() - QUIET_SUN
    begin, table = history()
    row = table[day - begin]
    assert row[0] == pytest.approx((f107[i - 1] - QUIET_SUN) / quiet, rel=1e-12)
    assert row[4] == pytest.approx((f107[i - 40 : i + 41].mean() - QUIET_SUN) / quiet, rel=1e-12)
    assert row[8] == pytest.approx(ap[i] / ap[i + window].mean(), rel=1e-12)
    assert row[8] > 8.0  # the storm of Halloween 2003


def test_history_means_are_near_one_and_13_months_long():
    _, table = history()
    assert table[:, [0, 4, 8]].mean(axis=0) == pytest.approx([1.0, 1.0, 1.0], abs=0.012)
    assert smoothed(np.arange(1000.0))[0] == pytest.approx(HALF_MEAN)
    assert 2 * HALF_MEAN + 1 == 395


def test_history_laid_over_its_own_mean_gives_the_days_back():
    """Forecast = the 13-month mean then: out comes what was measured."""
    data = open_data("space_weather")
    n = 200
    start = 15000
    f107 = data["f107_clean_tenths"] / 10.0
    mean = smoothed(f107)[start : start + n]
    flat = np.zeros((n, 48))
    flat[:, 0] = mean
    flat[:, 36] = flat[:, 40] = flat[:, 44] = 1.0
    world = WORLD._replace(origin=0.0, table=flat, history_origin=0.0)
    t = DAY * np.arange(float(n))
    found = seen(t, world, history_weight=1.0, history_shift=start * DAY)[0]
    own = HALF_MEAN + start
    np.testing.assert_allclose(found, f107[own - 1 : own + n - 1], rtol=1e-9)


def test_history_acts_on_forecast_days_only():
    least, _ = history_span(EPOCH, LENGTH)
    t = np.linspace(0.0, LAST_OBSERVED, 99)
    varied = seen(t, history_weight=1.0, history_shift=least + 3000 * DAY)
    assert np.array_equal(varied[[0, 2]], seen(t)[[0, 2]])
    later = np.linspace(LAST_OBSERVED + 3 * DAY, LENGTH, 999)
    varied = seen(later, history_weight=1.0, history_shift=least + 3000 * DAY)
    assert varied[2].std() > 5.0  # storms
    assert varied[0].std() > 1.2 * seen(later)[0].std()


def test_rotation_of_the_sun_comes_back():
    """Autocorrelation of F10.7 over its 81-day mean peaks near 27 days."""
    least, most = history_span(EPOCH, LENGTH)
    t = DAY * np.arange(90.0, 890.0)
    found = []
    for shift in np.linspace(least, most, 30):
        f107, f107a, _ = seen(t, history_weight=1.0, history_shift=shift)
        x = f107 / f107a - 1.0
        found.append([np.mean(x[:-lag] * x[lag:]) for lag in (14, 20, 26, 27, 28, 34)])
    by_lag = dict(zip((14, 20, 26, 27, 28, 34), np.mean(found, axis=0), strict=True))
    assert by_lag[27] > 1.2 * max(by_lag[14], by_lag[20], by_lag[34])


def test_variability_is_smooth():
    least, _ = history_span(EPOCH, LENGTH)
    h = 1.0
    edge = WORLD.origin + DAY * np.arange(30.0, 300.0)
    options = {"history_weight": 1.0, "history_shift": least + 777.3 * DAY}
    for at in (edge, edge - 0.3 * DAY):  # knots of the one table and of the other
        before, now, after = (seen(at + k * h, **options) for k in (-1, 0, 1))
        assert np.abs(after - 2 * now + before).max() < 1e-3


def test_history_wraps_without_a_jump():
    t = LENGTH - np.linspace(0, 8 * DAY, 8001)
    _, table = history()
    seam = WORLD.history_origin + DAY * len(table) - LENGTH + 4 * DAY
    found = seen(t, history_weight=1.0, history_shift=seam)
    assert np.abs(np.diff(found, axis=1)).max() < 0.3  # per 86 s; a jump would be tens
    again = seen(t, history_weight=1.0, history_shift=seam - DAY * len(table))
    np.testing.assert_allclose(found, again, rtol=1e-6)


def test_span_of_shifts():
    least, most = history_span(EPOCH, LENGTH)
    first, table = history()
    at_start = EPOCH.day + EPOCH.seconds / DAY + least / DAY
    at_end = EPOCH.day + EPOCH.seconds / DAY + (most + LENGTH) / DAY
    assert first < at_start < first + 3
    assert first + len(table) - 4 < at_end < first + len(table)
    assert history_span(EPOCH, LENGTH, known_until="2006-09-20")[1] < most - 19 * 365 * DAY
    with pytest.raises(ValueError, match=r"duration_s is .*1958-04-16 to 2026"):
        history_span(EPOCH, 80 * 365.25 * DAY)


# Storms.


STORM = Storm(Epoch.from_utc("2027-03-01T06:00:00Z"), 48 * HOUR, 200.0)


def test_storm_has_the_documented_shape():
    world = weather(EPOCH, LENGTH, storms=[STORM])
    begin = STORM.start.seconds_since(EPOCH)
    t = begin + HOUR * np.array([-1.0, 0.0, 6.0, 12.0, 24.0, 36.0, 42.0, 48.0, 49.0])
    calm, ap = seen(t)[2], seen(t, world)[2]
    share = (ap - calm) / (200.0 - calm)
    assert share == pytest.approx([0, 0, 0.5, 1, 1, 1, 0.5, 0, 0], abs=1e-12)
    assert np.array_equal(seen(t, world)[:2], seen(t)[:2])
    h = 1e-3 * HOUR
    fine = begin + np.arange(-HOUR, 49 * HOUR, h)
    bend = np.diff(seen(fine, world)[2], 2) / h**2
    assert np.abs(np.diff(bend)).max() * h < 1e-4  # the second derivative has no step


def test_storm_never_calms_and_may_raise_the_flux():
    low = [STORM._replace(ap=1.0), STORM._replace(start=STORM.start.plus(5 * DAY), f107=300.0)]
    world = weather(EPOCH, LENGTH, storms=low)
    t = np.linspace(0.0, LENGTH, 4999)
    assert np.all(seen(t, world) >= seen(t))
    peak = STORM.start.plus(6 * DAY).seconds_since(EPOCH)
    assert seen(peak, world)[:, 0] == pytest.approx([300.0, seen(peak)[1, 0], 200.0])


def test_storm_over_constant_and_observed_weather():
    held = weather(EPOCH, LENGTH, constant=(150.0, 150.0, 4.0), storms=[STORM])
    peak = STORM.start.plus(DAY).seconds_since(EPOCH)
    assert seen(peak, held)[:, 0].tolist() == [150.0, 150.0, 200.0]
    assert seen(peak + 5 * DAY, held)[2, 0] == 4.0


def test_everything_compiled_equals_interpreted():
    world = weather(EPOCH, LENGTH, percentile=70.0, storms=[STORM])
    least, most = history_span(EPOCH, LENGTH)
    t = np.linspace(-2 * DAY, LENGTH + 2 * DAY, 41)
    random = np.random.default_rng(3)
    case = rows(41)._replace(
        activity=random.normal(size=41),
        history_weight=np.round(random.uniform(size=41)),
        history_shift=random.uniform(least, most, 41),
    )
    compiled, plain = on_lanes(indices, t, world, case), interpreted(indices)(t, world, case)
    for one, other in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-11)


# Errors.


@pytest.mark.parametrize(
    ("storms", "says"),
    [
        ([STORM._replace(ap=401.0)], r"storms\[0\].ap is 401.0; it must lie in 0.0..400.0"),
        ([STORM._replace(ap=float("nan"))], r"storms\[0\].ap is nan"),
        ([STORM, STORM._replace(duration_s=60.0)], r"storms\[1\].duration_s is 60.0"),
        ([STORM._replace(f107=20.0)], r"storms\[0\].f107 is 20.0; it must lie in 50"),
        ([STORM, STORM._replace(start=STORM.start.plus(DAY))], "two storms overlap"),
    ],
)
def test_bad_storms_are_explained(storms, says):
    with pytest.raises(ValueError, match=says):
        weather(EPOCH, LENGTH, storms=storms)


@pytest.mark.parametrize(
    ("constant", "says"),
    [
        ((150.0, 150.0), "constant has 2 values; it must be f107, f107a and ap"),
        ((150.0, 150.0, [4.0] * 7), "constant ap is 7 values; it must be one number"),
        ((150.0, 150.0, [4.0] * 6), "constant ap is 6 values"),
        ((150.0, 150.0, "calm"), "constant ap is 'calm'; it must lie in 0..400"),
        ((49.0, 150.0, 4.0), "constant f107 is 49.0; it must lie in 50..500"),
        ((150.0, 150.0, -1.0), "constant ap is -1.0"),
    ],
)
def test_bad_constants_are_explained(constant, says):
    with pytest.raises(ValueError, match=says):
        weather(EPOCH, LENGTH, constant=constant)
