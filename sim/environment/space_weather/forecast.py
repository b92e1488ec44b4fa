"""The NASA MSFC forecast of solar activity: percentiles by day, and what its error has been.

Bulletin values are 13-month smoothed, stand at mid-month and are joined linearly. The error by lead
time was measured over the archive of bulletins (`sim.data.builders.forecast_error`).
"""

from statistics import NormalDist
from typing import NamedTuple

import erfa
import numpy as np

from sim.data import open_data
from sim.environment.space_weather.date import month_start, month_text

Z95 = NormalDist().inv_cdf(0.95)
SOLAR_CYCLE = 4018
"""Days, 11 years, for extrapolate="cycle"."""
LEAST_F107 = 50.0
"""sfu; the quiet Sun sends 64 (lowest day since 1957), so nothing real lies below."""
MJD_ZERO = 2400000.5
MONTH = 30.436875 * 86400.0
"""s, mean length of a month."""


class Level(NamedTuple):
    """An index by day: at the percentile asked for, and one standard deviation up and down."""

    value: np.ndarray
    up: np.ndarray
    down: np.ndarray


class DaysAhead(NamedTuple):
    """Values foreseen day by day from a first day (MJD) on: F10.7 in sfu and Ap, shape (n,)."""

    first: int
    f107: tuple[float, ...]
    ap: tuple[float, ...]


def bulletins() -> list[str]:
    """Months of issue of the forecasts there are, oldest first."""
    return [month_text(int(month)) for month in issues()]


def issues() -> np.ndarray:
    """Months of issue, 12 year + month - 1, increasing."""
    month = np.sort(open_data("msafe")["table"][:, 0])
    # `numpy.unique` would import masked arrays, before the first words of a command
    return month[np.diff(month, prepend=month[0] - 1) > 0]


def bulletin_days(month: int) -> tuple[int, int]:
    """First and last day (MJD) a bulletin speaks of."""
    rows = open_data("msafe")["table"]
    months = rows[rows[:, 0] == month, 1]
    return month_start(int(months[0])), month_start(int(months[-1]) + 1) - 1


def deviate(percentile: float) -> float:
    """Normal deviate of a percentile."""
    return NormalDist().inv_cdf(percentile / 100.0)


def sun_distance_term(day: np.ndarray) -> np.ndarray:
    """Square of the astronomical unit over the distance of the Sun at noon of days (MJD): flux as
    observed over flux at the mean distance, 0.967 to 1.034 in the course of a year.
    """
    heliocentric, _ = erfa.epv00(MJD_ZERO + np.asarray(day, dtype=np.float64), 0.5)
    return 1.0 / (heliocentric["p"] ** 2).sum(axis=-1)


def forecast(
    bulletin: int,
    percentile: float,
    day: np.ndarray,
    extrapolate: str | None,
    sun_distance: bool = False,
) -> tuple[Level, Level]:
    """F10.7 (sfu) and Ap of a bulletin at noon of each day.

    Linear in the normal quantile on either side of the median, through the printed 5, 50 and 95 %.
    F10.7 never falls below 50 sfu, Ap never below 0.

    Parameters
    ----------
    bulletin
        Month of issue, 12 year + month - 1.
    percentile
        1 to 99.
    day
        Shape (n,), modified Julian days.
    extrapolate
        After the last month its values are held, or with ``"cycle"`` the last 11 years repeated.
    sun_distance
        Whether F10.7 is that observed at the Sun's distance of the day; the smoothed values have
        no trace of it.
    """
    end = bulletin_days(bulletin)[1]
    term = sun_distance_term(day) if sun_distance else np.ones(np.shape(day))
    if extrapolate == "cycle":
        day = day - SOLAR_CYCLE * np.maximum(0, np.ceil((day - end) / SOLAR_CYCLE).astype(int))
    rows = open_data("msafe")["table"]
    rows = rows[rows[:, 0] == bulletin]
    start = np.array([month_start(int(month)) for month in rows[:, 1]])
    following = np.array([month_start(int(month) + 1) for month in rows[:, 1]])
    middle = 0.5 * (start + following)
    z = deviate(percentile)
    levels = []
    for column, least, scale in ((2, LEAST_F107, term), (5, 0.0, 1.0)):
        curves = (np.maximum(curve / 10.0, least) for curve in rows[:, column : column + 3].T)
        high, median, low = (scale * np.interp(day + 0.5, middle, curve) for curve in curves)
        up, down = (high - median) / Z95, (median - low) / Z95
        value = np.maximum(median + z * (up if z >= 0.0 else down), least)
        levels.append(Level(value, up, down))
    return levels[0], levels[1]


def default_activity_sigma(lead: float, index: str = "f107") -> float:
    """How many of a bulletin's standard deviations the Sun strayed from it.

    Parameters
    ----------
    lead
        s from the issue of the bulletin to the date in question.
    index
        ``"f107"`` or ``"ap"``; a parameter vector has one deviate for both, and F10.7 counts for
        more.

    Returns
    -------
    float
        Standard deviation of (observed - median) in the bulletin's own standard deviations, the one
        upward where the observation lies above the median and the one downward below. Both 13-month
        smoothed. 1.0 would be a bulletin that says its own error.

    Raises
    ------
    ValueError
        If the lead is negative or the index is neither of the two.

    Notes
    -----
    Measured for leads of 0 to 10 years, linear between months, and held after that. The archive
    spans two and a half solar cycles: what is said of leads of years rests on few samples.
    """
    return _by_lead(lead, index, "sd")


def default_activity_bias(lead: float, index: str = "f107") -> float:
    """Mean of the same deviation: below zero where bulletins foresaw too much activity."""
    return _by_lead(lead, index, "mean")


def _by_lead(lead: float, index: str, statistic: str) -> float:
    if index not in ("f107", "ap"):
        raise ValueError(f"index is {index!r}; allowed: 'f107', 'ap'")
    if not lead >= 0.0:
        raise ValueError(f"lead is {lead} s; it must be 0 or more")
    data = open_data("forecast_error")
    return float(np.interp(lead / MONTH, data["lead_months"], data[f"{index}_{statistic}"]))
