"""Epochs: UTC in and out, leap seconds, round trips, agreement with astropy's own time scales."""

import numpy as np
import pytest
from astropy.time import Time
from astropy.utils import iers
from hypothesis import example, given
from hypothesis import strategies as st

from sim.frames.epoch import (
    DAY,
    Epoch,
    leap_second_expiry,
    tai_minus_utc,
    utc_column,
    utc_datetime64,
    utc_isot,
    utc_seconds_of_day,
    utc_texts,
)

instants = st.builds(
    Epoch,
    day=st.integers(41400, 88000),  # 1972 to 2099
    seconds=st.floats(0.0, DAY, exclude_max=True),
)


@pytest.mark.parametrize(
    ("text", "day", "seconds"),
    [
        ("1972-01-01T00:00:00Z", 41317, 10.0),
        ("2001-03-23T05:07:36Z", 51991, 5 * 3600 + 7 * 60 + 36 + 32.0),
        ("2016-12-31T23:59:60Z", 57754, 36.0),
        ("2017-01-01T00:00:00Z", 57754, 37.0),
        ("2028-07-01T00:00:00.25Z", 61953, 37.25),
        ("2028-07-01T23:59:59Z", 61954, 36.0),
        ("2028-07-01T12:00Z", 61953, 43237.0),
    ],
)
def test_utc_text_to_tai(text, day, seconds):
    assert Epoch.from_utc(text) == Epoch(day, seconds)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2028-07-01T00:00:00", "Z for UTC"),
        ("2028-07-01 00:00:00Z", "2028-07-01T00:00:00Z"),
        ("2028-7-1T00:00:00Z", "not a UTC instant"),
        ("2028-07-01", "not a UTC instant"),
        ("", "not a UTC instant"),
        (20280701, "not a UTC instant"),
        ("2027-02-29T00:00:00Z", "no real date"),
        ("2028-13-01T00:00:00Z", "no real date"),
        ("2028-07-01T24:00:00Z", "hours go to 23"),
        ("2028-07-01T10:60:00Z", "minutes and seconds to 59"),
        ("2028-12-31T23:59:60Z", "second 60 only"),
        ("2016-12-31T22:59:60Z", "second 60 only"),
        ("2016-12-31T23:59:61Z", "second 60 only"),
        ("1971-12-31T23:59:59Z", "before 1972"),
    ],
)
def test_bad_utc_text_is_explained(text, says):
    with pytest.raises(ValueError, match=says):
        Epoch.from_utc(text)


def test_seconds_must_lie_in_the_day():
    for seconds in (-1e-9, DAY, float("nan")):
        with pytest.raises(ValueError, match="seconds of the TAI day"):
            Epoch(60000, seconds)


def test_leap_second_is_counted_and_written():
    start = Epoch.from_utc("2016-12-31T23:59:58Z")
    assert Epoch.from_utc("2017-01-01T00:00:00Z").seconds_since(start) == 3.0
    assert utc_isot(start, np.arange(4.0), digits=0) == [
        "2016-12-31T23:59:58",
        "2016-12-31T23:59:59",
        "2016-12-31T23:59:60",
        "2017-01-01T00:00:00",
    ]
    assert start.utc_iso(2.96, digits=1) == "2017-01-01T00:00:00.0Z"
    assert start.utc_iso(2.94, digits=1) == "2016-12-31T23:59:60.9Z"


def test_states_within_a_leap_second_have_no_date_and_a_label():
    """120 s after 23:58:00.3 of the last day of 2016 it is 23:59:60.3."""
    start = Epoch.from_utc("2016-12-31T23:58:00.300Z")
    t = np.array([119.0, 119.7, 120.0, 120.699999, 120.7, 121.0])
    column = utc_column(start, t)
    np.testing.assert_array_equal(np.isnat(column), [False, True, True, True, False, False])
    assert utc_texts(column, t).tolist() == [
        "2016-12-31T23:59:59.300000",
        "2016-12-31T23:59:60.000000",
        "2016-12-31T23:59:60.300000",
        "2016-12-31T23:59:60.999999",
        "2017-01-01T00:00:00.000000",
        "2017-01-01T00:00:00.300000",
    ]
    with pytest.raises(ValueError, match="no row of the table has a date"):
        utc_texts(column[1:4], t[1:4])


@given(st.floats(-200.0, 200.0), st.lists(st.floats(0.0, 300.0), min_size=1, max_size=9))
def test_labels_grow_with_time_and_read_back(first, more):
    """Across the leap second of 2016 and around it, to the microsecond of the column."""
    start = Epoch.from_utc("2016-12-31T23:58:00Z").plus(first)
    t = np.unique(np.round(more, 6))
    column = utc_column(start, t)
    if np.isnat(column).all():
        return
    texts = utc_texts(column, t)
    assert (texts[1:] >= texts[:-1]).all()
    for text, seconds in zip(texts, t, strict=True):
        assert abs(Epoch.from_utc(f"{text}Z").seconds_since(start) - seconds) < 2e-6


def test_datetime64_holds_still_during_a_leap_second():
    start = Epoch.from_utc("2016-12-31T23:59:58Z")
    got = utc_datetime64(start, np.array([0.0, 1.999, 2.5, 3.0]))
    want = ["23:59:58", "23:59:59.999", "23:59:59.999999"]
    assert np.array_equal(got[:3], np.array([f"2016-12-31T{w}" for w in want], "datetime64[us]"))
    assert got[3] == np.datetime64("2017-01-01T00:00:00")


def test_seconds_of_day_within_a_leap_second():
    assert utc_seconds_of_day(Epoch.from_utc("2016-12-31T23:59:60.5Z")) == (57753, 86400.5)
    assert utc_seconds_of_day(Epoch.from_utc("2017-01-01T00:00:00Z")) == (57754, 0.0)
    assert utc_seconds_of_day(Epoch.from_utc("2028-07-01T06:00:00Z")) == (61953, 21600.0)


def test_tai_minus_utc_table():
    days = np.array([41317, 50630, 57753, 57754, 61953])  # 1972, July 1997, end of 2016, 2017, 2028
    assert tai_minus_utc(days).tolist() == [10.0, 31.0, 36.0, 37.0, 37.0]


def test_expiry_of_the_leap_second_table_is_a_date():
    assert np.datetime64(leap_second_expiry()) >= np.datetime64("2027-06-28")


@given(instants, st.integers(0, 9))
def test_text_goes_out_and_comes_back(epoch, digits):
    text = epoch.utc_iso(digits=digits)
    assert abs(Epoch.from_utc(text).seconds_since(epoch)) <= 0.5 * 10.0**-digits + 2e-11


@given(instants, st.floats(-1e9, 1e9))
@example(Epoch(41400, 0.0), -5e-324)
def test_plus_and_difference_are_inverse(epoch, seconds):
    later = epoch.plus(seconds)
    assert 0.0 <= later.seconds < DAY
    assert later.seconds_since(epoch) == pytest.approx(
        seconds, abs=3e-7 * (abs(seconds) > 1e5) + 3e-11
    )
    assert later.plus(-seconds).seconds_since(epoch) == pytest.approx(0.0, abs=3e-7)


@given(instants, st.lists(st.floats(0.0, 2e8), min_size=1, max_size=5))
def test_texts_and_datetimes_agree(epoch, times):
    t = np.array(times)
    texts = utc_isot(epoch, t, digits=6)
    stamps = utc_datetime64(epoch, t)
    for text, stamp in zip(texts, stamps, strict=True):
        if ":60." not in text:
            assert np.datetime64(text, "us") == stamp


def test_plus_just_below_midnight_stays_a_valid_epoch():
    epoch = Epoch(60000, 0.0).plus(-1e-13)
    assert 0.0 <= epoch.seconds < DAY
    assert abs(epoch.seconds_since(Epoch(60000, 0.0))) < 1e-10


@pytest.mark.parametrize("digits", [-1, 10])
def test_digits_out_of_range(digits):
    with pytest.raises(ValueError, match="digits"):
        Epoch(60000, 0.0).utc_iso(digits=digits)


def test_times_must_be_finite():
    with pytest.raises(ValueError, match="finite"):
        utc_isot(Epoch(60000, 0.0), np.array([np.nan]))


# Outside truth: astropy's (ERFA's) own conversion of UTC, TAI and TT.


@pytest.mark.filterwarnings("ignore:.*dubious year")
@pytest.mark.parametrize(
    "text", ["1985-07-01T12:00:00", "2001-03-23T05:07:36.125", "2031-01-02T03:04:05"]
)
def test_astropy_agrees(text):
    epoch, time = Epoch.from_utc(text + "Z"), Time(text, scale="utc")
    for mine, theirs in ((epoch.tai(), time.tai), (epoch.tt(), time.tt)):
        seconds = ((mine[0] - theirs.jd1) + (mine[1] - theirs.jd2)) * DAY
        assert abs(seconds) < 1e-9
    assert Epoch.from_astropy(time).seconds_since(epoch) == pytest.approx(0.0, abs=1e-9)
    t = np.linspace(0.0, 1e8, 50)
    texts = epoch.astropy(t).utc.isot
    for mine, theirs in zip(utc_datetime64(epoch, t), texts, strict=True):
        assert abs(mine - np.datetime64(theirs, "us")) <= np.timedelta64(501, "us")


def test_astropy_is_offline():
    assert iers.conf.auto_download is False
    assert iers.conf.auto_max_age is None
    assert iers.conf.iers_degraded_accuracy == "warn"


def test_fractional_year_counts_whole_months_of_utc():
    eve = Epoch.from_utc("2029-12-31T23:59:00Z")
    assert eve.fractional_year() == 2029 + 11 / 12
    assert eve.fractional_year(60.0) == 2030.0
    assert eve.fractional_year(40 * 86400.0) == 2030 + 1 / 12
