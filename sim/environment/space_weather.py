"""Space weather for the air model: F10.7, its 81-day mean and Ap as smooth functions of time.

Observed days from the CelesTrak table (without days raised by solar flares), then the NASA MSFC
monthly forecast at a chosen percentile. Forecast values are 13-month smoothed, so they carry no
27-day rotation and no storms. Leaves out the 3-hourly ap history.
"""

from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from sim.data import open_data
from sim.frames.epoch import DAY, Epoch, tai_minus_utc, utc_seconds_of_day
from sim.lanes import cubic, cubic_table, floor, kernel, place

MARGIN = 3  # whole days of table before the epoch and after the end; two of them are promised
HALF_WINDOW = 40  # days on either side of the 81-day mean
SOLAR_CYCLE = 4018  # days, 11 years, for extrapolate="cycle"
TROPICAL_YEAR = 365.2422  # days
Z95 = NormalDist().inv_cdf(0.95)
EXTRAPOLATIONS = ("hold", "cycle")


class Weather(NamedTuple):
    """Space weather over one mission, as read by `indices`.

    Attributes
    ----------
    origin
        TAI seconds since the epoch of the first knot, a UTC noon.
    step
        TAI seconds between knots.
    table
        Shape (n, 12): cubics of F10.7 of the previous day (sfu), its centred 81-day mean (sfu) and
        the daily Ap.
    """

    origin: float
    step: float
    table: np.ndarray


class Clock(NamedTuple):
    """Date at t = 0, for `calendar`: days since 1 January and UTC seconds of the day."""

    day: float
    seconds: float


class WeatherCoverage(NamedTuple):
    """Where a mission's space weather comes from, with UTC dates; None where not used."""

    observed_from: str
    observed_to: str
    forecast_from: str | None
    bulletin: str | None
    bulletin_to: str | None
    percentile: float | None
    extrapolated_from: str | None


class _Plan(NamedTuple):
    """Days (MJD) a mission needs, the last day taken as observed, and the bulletin that follows."""

    first: int
    last: int
    known: int
    bulletin: int
    percentile: float
    extrapolate: str | None


def weather(
    epoch: Epoch,
    duration_s: float,
    *,
    percentile: float = 50.0,
    bulletin: str | None = None,
    constant: tuple[float, float, float] | None = None,
    known_until: str | None = None,
    extrapolate: str | None = None,
) -> Weather:
    """Space weather from two days before an epoch to two days after its end.

    Daily values stand at UTC noon and are joined by monotone cubics (once differentiable, no
    overshoot). The 81-day mean is taken over the joined series of observed and forecast days.

    Parameters
    ----------
    epoch
        Where t = 0.
    duration_s
        Length of the mission, TAI seconds.
    percentile
        Percentile of the forecast, 1 to 99: 95 is high activity. Between the published 5, 50 and 95
        % curves values are linear in the normal quantile, on each side of the median; beyond them
        the same line goes on.
    bulletin
        Month of issue of the forecast, ``"2026-03"``; by default the newest, or the newest before
        `known_until`.
    constant
        F10.7 (sfu), 81-day mean (sfu) and Ap to hold throughout, instead of any table.
    known_until
        Last day, ``"2001-03-01"``, whose observation may be used: what a forecast made then would
        have given.
    extrapolate
        Beyond the end of the bulletin: ``"hold"`` its last values or repeat its last ``"cycle"`` of
        11 years.

    Raises
    ------
    ValueError
        If an option is out of range, or the mission leaves what the tables cover and `extrapolate`
        is not given.
    """
    if constant is not None:
        return _constant(duration_s, constant)
    plan = _plan(epoch, duration_s, percentile, bulletin, known_until, extrapolate)
    day = np.arange(plan.first - HALF_WINDOW - 1, plan.last + HALF_WINDOW + 1)
    f107, ap = _daily(plan, day)
    total = np.concatenate([[0.0], np.cumsum(f107)])
    count = 2 * HALF_WINDOW + 1
    f107a = (total[count:] - total[:-count]) / count  # of the days from plan.first - 1 on
    knots = slice(HALF_WINDOW + 1, len(day) - HALF_WINDOW)
    before = slice(HALF_WINDOW, len(day) - HALF_WINDOW - 1)
    values = np.stack([f107[before], f107a[1:], ap[knots]], axis=1)
    noon = (plan.first - epoch.day) * DAY + 0.5 * DAY
    origin = noon + float(tai_minus_utc(np.array([plan.first]))[0]) - epoch.seconds
    return Weather(origin, DAY, cubic_table(values, kind="monotone"))


def weather_coverage(
    epoch: Epoch,
    duration_s: float,
    *,
    percentile: float = 50.0,
    bulletin: str | None = None,
    known_until: str | None = None,
    extrapolate: str | None = None,
) -> WeatherCoverage:
    """Tell where `weather`, called with the same options, takes its values from."""
    plan = _plan(epoch, duration_s, percentile, bulletin, known_until, extrapolate)
    first = _date(int(_observed()["mjd"][0]))
    if plan.last - MARGIN <= plan.known:
        return WeatherCoverage(first, _date(plan.known), None, None, None, None, None)
    end = _bulletin_days(plan.bulletin)[1]
    return WeatherCoverage(
        first,
        _date(plan.known),
        _date(plan.known + 1),
        _month_text(plan.bulletin),
        _date(end),
        percentile,
        _date(end + 1) if plan.last - MARGIN > end else None,
    )


def bulletins() -> list[str]:
    """Months of issue of the shipped forecasts, oldest first."""
    return [_month_text(int(month)) for month in np.unique(_forecasts()[:, 0])]


def clock(epoch: Epoch) -> Clock:
    """Calendar at t = 0, for `calendar`."""
    mjd, seconds = utc_seconds_of_day(epoch)
    date = np.datetime64(_date(mjd), "D")
    day = (date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    return Clock(float(day) + seconds / DAY, seconds)


@kernel
def indices(t, weather):
    """F10.7 of the previous day (sfu), centred 81-day mean of F10.7 (sfu) and daily Ap."""
    i, w = place(t, weather.origin, weather.step, weather.table)
    return (
        cubic(weather.table, i, w, 0),
        cubic(weather.table, i, w, 1),
        cubic(weather.table, i, w, 2),
    )


@kernel
def calendar(t, clock):
    """Day of year (1.0 at the start of 1 January) and UTC seconds of day.

    Leap seconds after the epoch are ignored. The day of year runs on through the tropical year, at
    most two days off the calendar within a decade, and wraps where the seasons do.
    """
    days = clock.day + t / DAY
    s = clock.seconds + t
    return (
        1.0 + days - TROPICAL_YEAR * floor(days / TROPICAL_YEAR),
        s - DAY * floor(s / DAY),
    )


def _constant(duration_s: float, values: tuple[float, float, float]) -> Weather:
    f107, f107a, ap = (float(value) for value in values)
    if not (f107 > 0.0 and f107a > 0.0 and ap >= 0.0 and np.isfinite(f107 + f107a + ap)):
        raise ValueError(f"constant is {values}; it must be (f107 > 0, f107a > 0, ap >= 0)")
    _check_duration(duration_s)
    step = (duration_s + 2.0 * MARGIN * DAY) / 3.0
    return Weather(-MARGIN * DAY, step, cubic_table(np.tile([f107, f107a, ap], (4, 1)), "monotone"))


def _plan(
    epoch: Epoch,
    duration_s: float,
    percentile: float,
    bulletin: str | None,
    known_until: str | None,
    extrapolate: str | None,
) -> _Plan:
    """Check the options against the tables and choose the bulletin."""
    _check_duration(duration_s)
    if not 1.0 <= percentile <= 99.0:
        raise ValueError(f"percentile is {percentile}; it must lie in 1..99")
    if extrapolate is not None and extrapolate not in EXTRAPOLATIONS:
        raise ValueError(f"extrapolate is {extrapolate!r}; allowed: {EXTRAPOLATIONS} or nothing")
    mjd = _observed()["mjd"]
    first = utc_seconds_of_day(epoch)[0] - MARGIN
    last = utc_seconds_of_day(epoch.plus(duration_s))[0] + MARGIN
    known = int(mjd[-1])
    if known_until is not None:
        known = min(known, _mjd(known_until))
    issues = np.unique(_forecasts()[:, 0])
    if bulletin is not None:
        if bulletin not in bulletins():
            raise ValueError(
                f"no bulletin of {bulletin!r} is shipped; there are "
                f"{_month_text(int(issues[0]))} to {_month_text(int(issues[-1]))}, "
                f"written as year-month"
            )
        month = int(issues[bulletins().index(bulletin)])
    else:
        past = issues[issues <= _month(known)]
        month = int(past[-1]) if len(past) else int(issues[0])
    begin, end = _bulletin_days(month)
    if last - MARGIN > known:
        if begin > known + 1:
            raise ValueError(
                f"the bulletin of {_month_text(month)} begins on {_date(begin)}, observations are "
                f"used to {_date(known)}: nothing is known in between; choose an older bulletin"
            )
        if last - MARGIN > end and extrapolate is None:
            raise ValueError(
                f"space weather is needed to {_date(last - MARGIN)}, the bulletin of "
                f"{_month_text(month)} ends on {_date(end)}; choose a newer one "
                f"or say extrapolate='hold' or 'cycle'"
            )
    return _Plan(first, last, known, month, percentile, extrapolate)


def _daily(plan: _Plan, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """F10.7 (sfu) and Ap of each day, observed as far as the plan allows, then forecast."""
    table = _observed()
    if plan.first - 1 < table["mjd"][0]:
        raise ValueError(f"space weather is observed from {_date(int(table['mjd'][0]))} on only")
    row = np.clip(day - table["mjd"][0], 0, plan.known - table["mjd"][0])
    f107 = table["f107_clean_tenths"][row] / 10.0
    ap = table["ap"][row].astype(np.float64)
    late = day > plan.known
    begin, end = _bulletin_days(plan.bulletin)
    if late.any() and begin <= plan.known + 1:
        f107[late], ap[late] = _forecast(plan, day[late], end)
    return f107, ap


def _forecast(plan: _Plan, day: np.ndarray, end: int) -> tuple[np.ndarray, np.ndarray]:
    """F10.7 (sfu) and Ap of the bulletin at noon of each day, linear between mid-months."""
    if plan.extrapolate == "cycle":
        day = day - SOLAR_CYCLE * np.maximum(0, np.ceil((day - end) / SOLAR_CYCLE).astype(int))
    rows = _forecasts()
    rows = rows[rows[:, 0] == plan.bulletin]
    start = np.array([_month_start(int(month)) for month in rows[:, 1]])
    following = np.array([_month_start(int(month) + 1) for month in rows[:, 1]])
    middle = 0.5 * (start + following)
    z = NormalDist().inv_cdf(plan.percentile / 100.0) / Z95
    values = []
    for column in (2, 5):
        high, median, low = rows[:, column : column + 3].T / 10.0
        level = median + (z * (high - median) if z >= 0.0 else -z * (low - median))
        values.append(np.maximum(np.interp(day + 0.5, middle, level), 0.0))
    return values[0], values[1]


@cache
def _observed() -> dict[str, np.ndarray]:
    return open_data("space_weather")


@cache
def _forecasts() -> np.ndarray:
    return open_data("msafe")["table"]


def _bulletin_days(month: int) -> tuple[int, int]:
    """First and last day (MJD) a bulletin speaks of."""
    rows = _forecasts()
    months = rows[rows[:, 0] == month, 1]
    return _month_start(int(months[0])), _month_start(int(months[-1]) + 1) - 1


def _check_duration(duration_s: float) -> None:
    if not 0.0 <= duration_s < np.inf:
        raise ValueError(f"duration_s is {duration_s}; it must be 0 or more and finite")


def _mjd(date: str) -> int:
    try:
        day = np.datetime64(date, "D")
    except ValueError:
        raise ValueError(f"{date!r} is not a date; write it as 2001-03-01") from None
    return int((day - np.datetime64("1858-11-17")).astype(int))


def _date(mjd: int) -> str:
    return str(np.datetime64("1858-11-17") + mjd)


def _month(mjd: int) -> int:
    """12 year + month - 1, as the bulletins count."""
    return int((np.datetime64("1858-11-17") + mjd).astype("datetime64[M]").astype(int)) + 12 * 1970


def _month_start(month: int) -> int:
    return _mjd(_month_text(month))


def _month_text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"
