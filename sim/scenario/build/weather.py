"""From the space weather a scenario asks for to options of the index tables."""

import math
from typing import Any

from sim.environment.space_weather.date import date_of, mjd_of
from sim.environment.space_weather.forecast import DaysAhead
from sim.environment.space_weather.selection import last_known_day
from sim.environment.space_weather.storm import Storm
from sim.frames.epoch import Epoch
from sim.scenario.schema.environment import SpaceWeather


def weather_options(given: SpaceWeather) -> dict[str, Any]:
    """Keyword arguments of `sim.environment.space_weather.indices.weather` for a scenario's
    choice.
    """
    always: dict[str, Any] = {"storms": storms_of(given)} if given.storms else {}
    if given.constant is not None:
        c = given.constant
        return {"constant": (float(c.f107), float(c.f107a), float(c.ap)), **always}
    if given.ap_history:
        always["ap_history"] = True
    if given.percentile is None:
        return always
    follows: dict[str, Any] = {"sun_distance": True} if given.sun_distance else {}
    if given.days_ahead is not None and given.days_ahead.days is not None:
        days = given.days_ahead.days
        follows["days_ahead"] = DaysAhead(mjd_of(days.first), tuple(days.f107), tuple(days.ap))
    return {"percentile": float(given.percentile), **forecast_options(given), **follows, **always}


def forecast_options(given: SpaceWeather) -> dict[str, Any]:
    """Options of `sim.environment.space_weather.indices.weather` that go with a percentile, if
    given.
    """
    options = {key: getattr(given, key) for key in ("bulletin", "known_until", "extrapolate")}
    return {key: value for key, value in options.items() if value is not None}


def weather_end(given: SpaceWeather) -> str | None:
    """UTC text of the last second whose space weather is known; None if there is no end to it.

    Raises
    ------
    ValueError
        If there is no such bulletin, or a date is none.
    """
    if given.constant is not None:
        return None
    day = last_known_day(given.observed is True, **forecast_options(given))
    return f"{date_of(int(day))}T23:59:59Z" if math.isfinite(day) else None


def storms_of(given: SpaceWeather) -> tuple[Storm, ...]:
    """The storms of a scenario."""
    return tuple(
        Storm(
            Epoch.from_utc(storm.start),
            float(storm.duration),
            float(storm.ap),
            None if storm.f107 is None else float(storm.f107),
        )
        for storm in given.storms
    )
