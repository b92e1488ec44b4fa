"""Space weather for the atmosphere model: F10.7, its 81-day mean and Ap as smooth functions of
time.

Observed days from the CelesTrak table (without days raised by solar flares), then the NASA MSFC
monthly forecast at a chosen percentile. Forecast values are 13-month smoothed; a parameter vector
may stray from them, and lay a stretch of history over them for the days within. Storms come on
top. The 3-hourly ap goes beside them where it is asked for (`ap_history`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.environment.space_weather.ap_history import (
    DAYS_BEFORE,
    SLOT,
    SLOTS_A_DAY,
    ApHistory,
    tabulate_history,
)
from sim.environment.space_weather.coverage import WeatherCoverage, weather_coverage
from sim.environment.space_weather.date import date_of
from sim.environment.space_weather.forecast import (
    LEAST_F107,
    DaysAhead,
    Level,
    bulletin_days,
    bulletins,
    default_activity_bias,
    default_activity_sigma,
    deviate,
    forecast,
)
from sim.environment.space_weather.observed import observed, observed_ap3
from sim.environment.space_weather.selection import (
    EXTRAPOLATIONS,
    MARGIN,
    Plan,
    check_duration,
    plan_of,
)
from sim.environment.space_weather.storm import MOST_AP, MOST_F107, Storm, storm_table
from sim.environment.space_weather.variability import (
    HALF_WINDOW,
    QUIET_SUN,
    history,
    history_span,
    no_history,
)
from sim.frames.epoch import DAY, Epoch, tai_minus_utc, utc_seconds_of_day
from sim.lanes import (
    absolute,
    any_lane,
    cubic,
    cubic_table,
    floor,
    interpreted,
    kernel,
    maximum,
    minimum,
    place,
)

__all__ = [
    "EXTRAPOLATIONS",
    "Clock",
    "Storm",
    "Weather",
    "WeatherCoverage",
    "bulletins",
    "calendar",
    "clock",
    "default_activity_bias",
    "default_activity_sigma",
    "history_span",
    "indices",
    "weather",
    "weather_coverage",
]

TROPICAL_YEAR = 365.2422  # days
UP, DOWN, SHARE = 3, 6, 9
"""First of three quantities of the table: spread upward, downward, share of forecast."""


class Weather(NamedTuple):
    """Space weather over one mission, as read by `indices`.

    Attributes
    ----------
    origin
        TAI seconds since the epoch of the first knot, a UTC noon.
    step
        TAI seconds between knots.
    table
        Shape (n, 48): cubics of F10.7 of the previous day (sfu), its centred 81-day mean (sfu) and
        the daily Ap; one standard deviation of each upward, then downward (zero where observed);
        and how much of each is forecast, 0 to 1.
    deviate
        Normal deviate of the percentile the table stands at.
    history_origin
        TAI seconds since the epoch of the first knot of the history, a UTC noon.
    history
        Shape (m, 12): cubics by day of the ratios in `sim.environment.space_weather.variability`.
    storms
        Shape (k, 5), see `sim.environment.space_weather.storm.storm_table`.
    past
        3-hourly ap beside the Ap; None where NRLMSISE-00 is given the Ap alone. Kernels are
        compiled for one or the other.
    """

    origin: float
    step: float
    table: np.ndarray
    deviate: float
    history_origin: float
    history: np.ndarray
    storms: np.ndarray
    past: ApHistory | None = None


class Unmoved(NamedTuple):
    """What `indices` reads of a parameter vector, for one that moves nothing."""

    activity: np.ndarray
    history_weight: np.ndarray
    history_shift: np.ndarray


class Clock(NamedTuple):
    """Date at t = 0, for `calendar`: days since 1 January and UTC seconds of the day."""

    day: float
    seconds: float


def weather(
    epoch: Epoch,
    duration_s: float,
    *,
    percentile: float = 50.0,
    bulletin: str | None = None,
    constant: tuple[float, float, float] | None = None,
    known_until: str | None = None,
    extrapolate: str | None = None,
    storms: Sequence[Storm] = (),
    sun_distance: bool = False,
    days_ahead: DaysAhead | None = None,
    margin: int = MARGIN,
    ap_history: bool = False,
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
        Of the forecast, 1 to 99: 95 is high activity; see `forecast`.
    bulletin
        Month of issue of the forecast, ``"2026-03"``; by default the newest, or the newest before
        `known_until`.
    constant
        F10.7, 81-day mean (50 to 500 sfu) and Ap (0 to 400) held throughout, instead of a table.
    known_until
        Last day, ``"2001-03-01"``, whose observation may be used: what a forecast made then would
        have given.
    extrapolate
        After the bulletin: ``"hold"`` its last values or repeat its last ``"cycle"`` of 11 years.
    sun_distance, storms, days_ahead, margin, ap_history
        Whether forecast F10.7 follows the distance of the Sun, as observed flux does; laid over
        whatever the rest gives; days that go before the bulletin (see `_daily`); whole days of
        table before and after; whether 3-hourly ap goes with all but a `constant`.

    Raises
    ------
    ValueError
        If an option is out of range, or the mission leaves what the tables cover and `extrapolate`
        is not given.
    """
    ahead = storm_table(epoch, storms)
    if constant is not None:
        return _constant(duration_s, constant, ahead)
    plan = plan_of(epoch, duration_s, percentile, bulletin, known_until, extrapolate, margin)
    day = np.arange(plan.first - HALF_WINDOW - 1, plan.last + HALF_WINDOW + 1)
    table = weather_of_days(*_daily(plan, day, sun_distance, days_ahead))
    past, ratios = history(sun_distance)
    origin = noon_of(plan.first, epoch)
    back = origin + (past - plan.first) * DAY  # leap seconds of the past don't matter here
    made = Weather(origin, DAY, table, deviate(plan.percentile), back, ratios, ahead)
    return made._replace(past=_past(plan, epoch, made)) if ap_history else made


def noon_of(day: int, epoch: Epoch) -> float:
    """TAI seconds from an epoch to noon UTC of a day (MJD)."""
    noon = (day - epoch.day) * DAY + 0.5 * DAY
    return noon + float(tai_minus_utc(np.array([day]))[0]) - epoch.seconds


def weather_of_days(f107: np.ndarray, ap: np.ndarray) -> np.ndarray:
    """Cubics as `Weather.table` has them, from days that reach half a window beyond on either side.

    f107 (sfu) and ap, shape (days, 4): value, standard deviation up and down, share of forecast.
    """
    count = 2 * HALF_WINDOW + 1
    total = np.concatenate([np.zeros((1, 4)), np.cumsum(f107, axis=0)])
    f107a = (total[count:] - total[:-count]) / count  # from the day before the first on
    knots = slice(HALF_WINDOW + 1, len(f107) - HALF_WINDOW)
    before = slice(HALF_WINDOW, len(f107) - HALF_WINDOW - 1)
    # (knot, index, kind) to (knot, kind and index)
    values = np.stack([f107[before], f107a[1:], ap[knots]], axis=1).transpose(0, 2, 1)
    return cubic_table(values.reshape(len(values), -1), kind="monotone")


def clock(epoch: Epoch) -> Clock:
    """Calendar at t = 0, for `calendar`."""
    mjd, seconds = utc_seconds_of_day(epoch)
    date = np.datetime64(date_of(mjd), "D")
    day = (date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    return Clock(float(day) + seconds / DAY, seconds)


@kernel
def indices(t, weather, parameters):
    """F10.7 of the previous day (sfu), centred 81-day mean of F10.7 (sfu) and daily Ap.

    At the percentile of the world's forecast moved by `parameters.activity` normal deviates, with
    the day-to-day variability of t + `parameters.history_shift` where `parameters.history_weight`
    is 1, and with the world's storms. A trajectory that asks for neither gets the same bits
    whatever others ask for.
    """
    i, w = place(t, weather.origin, weather.step, weather.table)
    f107 = cubic(weather.table, i, w, 0)
    f107a = cubic(weather.table, i, w, 1)
    ap = cubic(weather.table, i, w, 2)
    if any_lane(absolute(parameters.activity) > 0.0):
        z = weather.deviate + parameters.activity
        up = maximum(z, 0.0) - maximum(weather.deviate, 0.0)
        down = minimum(z, 0.0) - minimum(weather.deviate, 0.0)
        f107 = f107 + _strayed(i, w, up, down, weather.table, 0)
        f107a = f107a + _strayed(i, w, up, down, weather.table, 1)
        ap = ap + _strayed(i, w, up, down, weather.table, 2)
    f107 = maximum(f107, LEAST_F107)
    f107a = maximum(f107a, LEAST_F107)
    ap = maximum(ap, 0.0)
    if any_lane(parameters.history_weight > 0.0):
        s = t + parameters.history_shift - weather.history_origin
        period = DAY * weather.history.shape[0]
        j, v = place(s - period * floor(s / period), 0.0, DAY, weather.history)
        more = parameters.history_weight * cubic(weather.table, i, w, SHARE)
        quiet = maximum(f107 - QUIET_SUN, 0.0)
        f107 = f107 + more * quiet * (cubic(weather.history, j, v, 0) - 1.0)
        more = parameters.history_weight * cubic(weather.table, i, w, SHARE + 1)
        quiet = maximum(f107a - QUIET_SUN, 0.0)
        f107a = f107a + more * quiet * (cubic(weather.history, j, v, 1) - 1.0)
        more = parameters.history_weight * cubic(weather.table, i, w, SHARE + 2)
        ap = maximum(ap + more * ap * (cubic(weather.history, j, v, 2) - 1.0), 0.0)
    for k in range(weather.storms.shape[0]):
        rise = _smooth((t - weather.storms[k, 0]) / weather.storms[k, 2])
        fall = _smooth((weather.storms[k, 1] - t) / weather.storms[k, 2])
        ap = ap + rise * fall * maximum(weather.storms[k, 3] - ap, 0.0)
        f107 = f107 + rise * fall * maximum(weather.storms[k, 4] - f107, 0.0)
    return f107, f107a, ap


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


@kernel
def _strayed(i, w, up, down, table, k):
    """Quantity k so many standard deviations up and down."""
    return up * cubic(table, i, w, UP + k) + down * cubic(table, i, w, DOWN + k)


@kernel
def _smooth(x):
    """0 below 0, 1 above 1, twice differentiable in between."""
    w = minimum(maximum(x, 0.0), 1.0)
    return w * w * w * (10.0 - w * (15.0 - 6.0 * w))


def _constant(duration_s: float, values: tuple[float, float, float], storms: np.ndarray) -> Weather:
    names = ("f107", "f107a", "ap")
    if len(values) != len(names):
        raise ValueError(f"constant has {len(values)} values; it must be f107, f107a and ap")
    for name, value, least, most in zip(
        names, values, (LEAST_F107, LEAST_F107, 0.0), (MOST_F107, MOST_F107, MOST_AP), strict=True
    ):
        if np.ndim(value) != 0:
            raise ValueError(f"constant {name} is {np.size(value)} values; it must be one number")
        if not isinstance(value, (int, float, np.number)) or not least <= value <= most:
            raise ValueError(f"constant {name} is {value!r}; it must lie in {least:g}..{most:g}")
    check_duration(duration_s)
    step = (duration_s + 2.0 * MARGIN * DAY) / 3.0
    row = [*(float(value) for value in values), *[0.0] * (SHARE + 3 - len(names))]
    table = cubic_table(np.tile(row, (4, 1)), "monotone")
    return Weather(-MARGIN * DAY, step, table, 0.0, 0.0, no_history(), storms)


def _past(plan: Plan, epoch: Epoch, made: Weather) -> ApHistory:
    """3-hourly ap beside weather; a storm that is laid over it raises the ap as it does the Ap."""
    day = np.arange(plan.first - DAYS_BEFORE, plan.last + 1)
    begin = noon_of(int(day[0]), epoch) - 0.5 * DAY
    t = begin + (np.arange(SLOTS_A_DAY * len(day)) + 0.5) * SLOT
    unmoved = Unmoved(*np.zeros((3, len(t))))
    ap = interpreted(indices)(t, made, unmoved)[2]
    quiet = interpreted(indices)(t, made._replace(storms=made.storms[:0]), unmoved)[2]
    ap3 = observed_ap3(day, plan.known).ravel()
    return tabulate_history(begin, ap, np.where(ap > quiet, np.maximum(ap3, ap), ap3))


def _daily(
    plan: Plan, day: np.ndarray, sun_distance: bool, ahead: DaysAhead | None
) -> tuple[np.ndarray, np.ndarray]:
    """F10.7 (sfu) and Ap of each day, observed as far as the plan allows, then forecast.

    Each of shape (days, 4): value, standard deviation up and down, 1 where it is forecast. Days
    `ahead` stay as they are at whatever percentile; a parameter vector strays from them as from the
    bulletin, and lays no history over them, as they have the variability of days.
    """
    values = observed(day, plan.known)
    tables = tuple(np.zeros((len(day), 4)) for _ in values)
    late = day > plan.known
    levels: tuple[Level | None, Level | None] = (None, None)
    if late.any() and bulletin_days(plan.bulletin)[0] <= plan.known + 1:
        levels = forecast(plan.bulletin, plan.percentile, day[late], plan.extrapolate, sun_distance)
    for table, value, level in zip(tables, values, levels, strict=True):
        table[:, 0] = value
        if level is not None:
            table[late, :3] = np.stack(level, axis=1)
            table[late, 3] = 1.0
    if ahead is not None:
        place = day - ahead.first
        foreseen = np.flatnonzero(late & (place >= 0) & (place < len(ahead.f107)))
        for table, value in zip(tables, (ahead.f107, ahead.ap), strict=True):
            table[foreseen, 0] = np.array(value)[place[foreseen]]
            table[foreseen, 3] = 0.0
    return tables[0], tables[1]
