"""Where the space weather of a mission comes from: known without the compiler of the kernels."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.environment.space_weather.date import date_of, month_text
from sim.environment.space_weather.forecast import DaysAhead, bulletin_days
from sim.environment.space_weather.observed import observed_days
from sim.environment.space_weather.selection import MARGIN, plan_of
from sim.environment.space_weather.storm import Storm, storm_table
from sim.frames.epoch import Epoch


class WeatherCoverage(NamedTuple):
    """Where a mission's space weather comes from, with UTC dates; None where not used."""

    observed_from: str
    observed_to: str
    forecast_from: str | None
    bulletin: str | None
    bulletin_to: str | None
    percentile: float | None
    extrapolated_from: str | None
    extrapolated_by: str | None
    storms: int


def weather_coverage(
    epoch: Epoch,
    duration_s: float,
    *,
    percentile: float = 50.0,
    bulletin: str | None = None,
    known_until: str | None = None,
    extrapolate: str | None = None,
    storms: Sequence[Storm] = (),
    sun_distance: bool = False,
    days_ahead: DaysAhead | None = None,
    ap_history: bool = False,
) -> WeatherCoverage:
    """Tell where `weather`, called with the same options, takes its values from; the distance of
    the Sun, days that are foreseen one by one, which the bulletin speaks of as well, and 3-hourly
    ap change none of it.
    """
    del sun_distance, days_ahead, ap_history
    plan = plan_of(epoch, duration_s, percentile, bulletin, known_until, extrapolate)
    ahead = len(storm_table(epoch, storms))
    first, known = date_of(observed_days()[0]), date_of(plan.known)
    if plan.last - MARGIN <= plan.known:
        return WeatherCoverage(first, known, None, None, None, None, None, None, ahead)
    end = bulletin_days(plan.bulletin)[1]
    beyond = plan.last - MARGIN > end
    return WeatherCoverage(
        first,
        known,
        date_of(plan.known + 1),
        month_text(plan.bulletin),
        date_of(end),
        percentile,
        date_of(end + 1) if beyond else None,
        extrapolate if beyond else None,
        ahead,
    )
