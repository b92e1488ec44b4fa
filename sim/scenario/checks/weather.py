"""Whether space weather reaches as far as the dates of a scenario, and its storms make sense."""

from collections.abc import Iterator

from sim.environment.space_weather.coverage import weather_coverage
from sim.frames.epoch import Epoch
from sim.scenario.build.weather import forecast_options, weather_end
from sim.scenario.error import Issue, Key
from sim.scenario.schema.environment import SpaceWeather
from sim.scenario.schema.scenario import Scenario

KEY: Key = ("environment", "space_weather")


def check_weather(scenario: Scenario, start: str) -> Iterator[Issue]:
    """Report a bulletin there isn't, dates nothing is known about, and impossible storms."""
    given = scenario.environment.space_weather
    storms = list(_check_storms(given, start))
    yield from storms
    needed = scenario.environment.atmosphere.asks_for_weather
    if storms or not needed or given.constant is not None:
        return
    try:
        end = weather_end(given)
    except ValueError as error:
        yield Issue(KEY, str(error), ..., "a bulletin and dates there are")
        return
    epoch = Epoch.from_utc(start)
    last = last_second(scenario, epoch)
    if given.observed and end is not None and Epoch.from_utc(end).seconds_since(epoch) < last:
        problem = (
            f"observed space weather ends on {end[:10]}, it is needed to {epoch.utc_iso(last)}"
        )
        yield Issue((*KEY, "observed"), problem, ..., "earlier dates, or `percentile`")
        return
    percentile = float(given.percentile or 50.0)
    try:
        weather_coverage(epoch, last, percentile=percentile, **forecast_options(given))
    except ValueError as error:
        yield Issue(KEY, str(error), ..., "dates within it, `extrapolate`, or `constant`")


def last_second(scenario: Scenario, epoch: Epoch) -> float:
    """Seconds after the epoch the flight surely lasts, or may last by a date the scenario names.

    Durations count from the end of the phase before, or where that is not known from the latest
    date that is.
    """
    dates = [Epoch.from_utc(date).seconds_since(epoch) for date in dates_of(scenario)]
    ended = 0.0
    for phase in scenario.phases:
        if phase.until is not None and phase.until.date is not None:
            ended = max(ended, Epoch.from_utc(phase.until.date).seconds_since(epoch))
        if phase.until is not None and phase.until.duration is not None:
            ended += float(phase.until.duration)
    return max([ended, *dates])


def _check_storms(given: SpaceWeather, start: str) -> Iterator[Issue]:
    """Storms begin at real times, one after the other, and not all before the flight."""
    flown_from = Epoch.from_utc(start)
    latest: Epoch | None = None
    for i, storm in enumerate(given.storms):
        key: Key = (*KEY, "storms", i, "start")
        try:
            begin = Epoch.from_utc(storm.start)
        except ValueError:
            yield Issue(key, "no such instant", str(storm.start), "a real time of day")
            return
        if latest is not None and begin.seconds_since(latest) < 0.0:
            allowed = f"after storms[{i - 1}] has ended"
            yield Issue(key, "storms must follow each other", str(storm.start), allowed)
        latest = begin.plus(float(storm.duration))
        if latest.seconds_since(flown_from) <= 0.0:
            problem = "this storm ends before the flight starts"
            yield Issue(key, problem, str(storm.start), f"a storm that lasts beyond {start}")


def dates_of(scenario: Scenario) -> list[str]:
    """Every date a scenario names beside its start."""
    dates = [scenario.horizon] if scenario.horizon is not None else []
    for phase in scenario.phases:
        if phase.until is not None:
            dates += [date for date in (phase.until.date, phase.until.by) if date is not None]
        if phase.lowering is not None:
            dates += [point.date for point in phase.lowering.profile]
    return [str(date) for date in dates]
