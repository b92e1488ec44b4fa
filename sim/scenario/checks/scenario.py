"""All checks of a scenario beyond its schema, in the order in which they rely on each other."""

from sim.scenario.checks.altitude import check_altitudes
from sim.scenario.checks.attitude_control import check_attitude_control, check_motions
from sim.scenario.checks.campaign import check_campaign
from sim.scenario.checks.cutoff import check_cutoff_errors, check_cutoffs
from sim.scenario.checks.dates import check_dates, check_start
from sim.scenario.checks.decisions import check_decisions
from sim.scenario.checks.disposal import check_disposal_names, check_disposals
from sim.scenario.checks.docking import check_docking, check_ends
from sim.scenario.checks.entry import check_entry
from sim.scenario.checks.first_state import check_first_state
from sim.scenario.checks.gravity import check_gravity
from sim.scenario.checks.guidance import check_guidance
from sim.scenario.checks.names import check_feeds, check_names
from sim.scenario.checks.plan import check_plan, check_plan_docking, check_plan_names
from sim.scenario.checks.ports import check_ports
from sim.scenario.checks.visits import (
    check_port_occupancy,
    check_visit_dates,
    check_visit_names,
)
from sim.scenario.checks.weather import check_weather
from sim.scenario.error import Issue
from sim.scenario.schema.scenario import Scenario
from sim.scenario.start import start_of


def check_scenario(scenario: Scenario) -> list[Issue]:
    """Everything wrong between the parts of a scenario; empty if it can be flown."""
    start = list(check_start(scenario))
    names = [*check_feeds(scenario), *check_names(scenario), *check_plan_names(scenario)]
    names += check_disposal_names(scenario)
    names += check_attitude_control(scenario)
    names += check_visit_names(scenario)
    issues = [*start, *names, *check_ends(scenario), *check_gravity(scenario)]
    issues += [
        *check_ports(scenario),
        *check_plan(scenario),
        *check_entry(scenario),
        *check_campaign(scenario),
        *check_guidance(scenario),
        *check_decisions(scenario),
        *check_motions(scenario),
    ]
    if not names:  # docking takes the names for granted
        docking = [*check_docking(scenario), *check_plan_docking(scenario)]
        issues += docking or check_port_occupancy(scenario)
        issues += check_disposals(scenario)
        issues += check_cutoff_errors(scenario)
    if not start:  # and states and dates that there is a start
        issues += list(check_first_state(scenario)) or [
            *check_altitudes(scenario),
            *check_cutoffs(scenario),
        ]
        dates = [*check_dates(scenario), *check_visit_dates(scenario)]
        issues += dates or check_weather(scenario, start_of(scenario))
    return issues
