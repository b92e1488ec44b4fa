"""Whether the shipped space weather reaches as far as the dates of a scenario."""

from collections.abc import Iterator

from sim.environment.space_weather import weather_coverage
from sim.frames.epoch import Epoch
from sim.scenario.complaint import Complaint
from sim.scenario.error import Key
from sim.scenario.model import Scenario


def weather_complaints(scenario: Scenario, start: str) -> Iterator[Complaint]:
    """Complain of a bulletin that isn't shipped, and of dates nothing is known about."""
    given = scenario.environment.space_weather
    needed = scenario.environment.atmosphere.model == "nrlmsise00"
    if not needed or given.constant is not None:
        return
    key: Key = ("environment", "space_weather")
    epoch = Epoch.from_utc(start)
    last = max(
        (Epoch.from_utc(date).seconds_since(epoch) for date in dates_of(scenario)), default=0
    )
    options = {"bulletin": given.bulletin, "percentile": float(given.percentile or 50.0)}
    try:
        coverage = weather_coverage(epoch, max(last, 0.0), **options)
    except ValueError as error:
        yield Complaint(key, str(error), ..., "dates within it, or `constant`")
        return
    if given.observed and coverage.forecast_from is not None:
        problem = f"observed space weather ends on {coverage.observed_to}"
        yield Complaint((*key, "observed"), problem, ..., "earlier dates, or `percentile`")


def dates_of(scenario: Scenario) -> list[str]:
    """Every date a scenario names beside its start."""
    found = [scenario.horizon] if scenario.horizon is not None else []
    for phase in scenario.phases:
        if phase.until is not None:
            found += [date for date in (phase.until.date, phase.until.by) if date is not None]
        if phase.lowering is not None:
            found += [point.date for point in phase.lowering.profile]
    return [str(date) for date in found]
