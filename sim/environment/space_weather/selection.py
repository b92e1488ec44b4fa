"""Which days of space weather a mission needs, and which are observed, forecast or extrapolated."""

from typing import NamedTuple

import numpy as np

from sim.environment.space_weather.date import date_of, mjd_of, month_of, month_text
from sim.environment.space_weather.forecast import bulletin_days, bulletins, issues
from sim.environment.space_weather.observed import observed_days
from sim.frames.epoch import Epoch, utc_seconds_of_day

MARGIN = 3
"""Whole days of table before the epoch and after the end; two of them are promised."""
EXTRAPOLATIONS = ("hold", "cycle")


class Plan(NamedTuple):
    """Days (MJD) a mission needs, the last day taken as observed, and the bulletin that follows."""

    first: int
    last: int
    known: int
    bulletin: int
    percentile: float
    extrapolate: str | None


def plan_of(
    epoch: Epoch,
    duration_s: float,
    percentile: float,
    bulletin: str | None,
    known_until: str | None,
    extrapolate: str | None,
    margin: int = MARGIN,
) -> Plan:
    """Check the options against the tables and choose the bulletin.

    `margin` is the whole days of table before the epoch and after the end.
    """
    check_duration(duration_s)
    if not 1.0 <= percentile <= 99.0:
        raise ValueError(f"percentile is {percentile}; it must lie in 1..99")
    if extrapolate is not None and extrapolate not in EXTRAPOLATIONS:
        raise ValueError(f"extrapolate is {extrapolate!r}; allowed: {EXTRAPOLATIONS} or nothing")
    begin, known = observed_days()
    end = utc_seconds_of_day(epoch.plus(duration_s))[0]
    first, last = utc_seconds_of_day(epoch)[0] - margin, end + margin
    if known_until is not None:
        known = min(known, mjd_of(known_until))
    if first - 1 < begin or known < begin:
        raise ValueError(f"space weather is observed from {date_of(begin)} on only")
    month = _bulletin(bulletin, known)
    if end > known:
        _check_bulletin(month, known, end, extrapolate)
    return Plan(first, last, known, month, percentile, extrapolate)


def last_known_day(
    observed: bool,
    bulletin: str | None = None,
    known_until: str | None = None,
    extrapolate: str | None = None,
) -> float:
    """Last day (MJD) of which anything is known: observed, or by the bulletin that follows.

    Infinite with `extrapolate`. The options are those of `sim.environment.space_weather.indices.
    weather`; `observed` is for flights that take no forecast.

    Raises
    ------
    ValueError
        If there is no such bulletin, or a date is none.
    """
    begin, known = observed_days()
    if known_until is not None:
        known = min(known, mjd_of(known_until))
    if observed:
        return known
    if extrapolate is not None:
        return np.inf
    return max(known, bulletin_days(_bulletin(bulletin, max(known, begin)))[1])


def _bulletin(name: str | None, known: int) -> int:
    """Month of issue of a bulletin, or of the newest one of a day or before."""
    there = issues()
    if name is None:
        past = there[there <= month_of(known)]
        return int(past[-1]) if len(past) else int(there[0])
    if name not in bulletins():
        raise ValueError(
            f"no bulletin of {name!r} is shipped; there are "
            f"{month_text(int(there[0]))} to {month_text(int(there[-1]))}, written as year-month"
        )
    return int(there[bulletins().index(name)])


def _check_bulletin(month: int, known: int, needed: int, extrapolate: str | None) -> None:
    """Whether a bulletin goes on where observations end, and reaches as far as needed."""
    begin, end = bulletin_days(month)
    if begin > known + 1:
        raise ValueError(
            f"the bulletin of {month_text(month)} begins on {date_of(begin)}, observations are "
            f"used to {date_of(known)}: nothing is known in between; choose an older bulletin"
        )
    if needed > end and extrapolate is None:
        raise ValueError(
            f"space weather is needed to {date_of(needed)}, the bulletin of "
            f"{month_text(month)} ends on {date_of(end)}; choose a newer one "
            f"or say extrapolate='hold' or 'cycle'"
        )


def check_duration(duration_s: float) -> None:
    """Raise ValueError unless a duration is 0 or more and finite."""
    if not 0.0 <= duration_s < np.inf:
        raise ValueError(f"duration_s is {duration_s}; it must be 0 or more and finite")
