"""All checks of a scenario beyond its schema, in the order in which they rely on each other."""

from sim.scenario.checks.altitude import check_altitudes
from sim.scenario.checks.campaign import check_campaign
from sim.scenario.checks.dates import check_dates, check_start
from sim.scenario.checks.docking import check_docking, check_ends
from sim.scenario.checks.entry import check_entry
from sim.scenario.checks.first_state import check_first_state
from sim.scenario.checks.gravity import check_gravity
from sim.scenario.checks.names import check_feeds, check_names
from sim.scenario.checks.plan import check_plan
from sim.scenario.checks.weather import check_weather
from sim.scenario.error import Issue
from sim.scenario.schema.scenario import Scenario
from sim.scenario.start import start_of


def check_scenario(scenario: Scenario) -> list[Issue]:
    """Everything wrong between the parts of a scenario; empty if it can be flown."""
    return _check_flight(scenario) or [
        *check_plan(scenario),
        *check_entry(scenario),
        *check_campaign(scenario),
    ]


def _check_flight(scenario: Scenario) -> list[Issue]:
    issues = [*check_start(scenario), *check_feeds(scenario), *check_names(scenario)]
    if issues:  # what follows takes the names for granted
        return issues
    issues = list(check_first_state(scenario)) or list(check_altitudes(scenario))
    issues += [*check_dates(scenario), *check_docking(scenario), *check_ends(scenario)]
    issues += check_gravity(scenario)
    return issues or list(check_weather(scenario, start_of(scenario)))
