"""From the dispersions of a scenario to those of a campaign, and what is wrong with them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.parameter import AFTER_INTERFACE
from sim.scenario.checks.issue import Complaint
from sim.scenario.error import Key, listed
from sim.scenario.schema.dispersion import dispersion_complaints, dispersions_of
from sim.scenario.schema.naming import names_of
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from sim.campaign.run.experiment import Corridor


def campaign_complaints(scenario: Scenario) -> list[Complaint]:
    """Everything wrong with the campaign of a scenario; empty if it has none."""
    given = scenario.campaign
    if given is None:
        return []
    found = [
        replace(each, key=("campaign", *each.key))
        for each in dispersion_complaints(given.dispersions)
    ]
    burns = [phase.name for phase in scenario.phases if phase.burn is not None]
    burns += [burn.name for burn in scenario.plan.burns] if scenario.plan is not None else []
    groups = list(names_of(scenario, "engines"))
    for name in given.dispersions:
        suffix = name.partition(".")[2]
        key: Key = ("campaign", "dispersions", name)
        if suffix and suffix not in burns and suffix not in groups:
            problem = "no such burn or engine group"
            found.append(Complaint(key, problem, suffix, listed([*burns, *groups], suffix)))
        if name.partition(".")[0] in AFTER_INTERFACE and scenario.entry is None:
            problem = "the scenario has no `entry` for it to disperse"
            found.append(Complaint(key, problem, ..., "a key `entry`, or another parameter"))
    return found


def dispersions(scenario: Scenario) -> tuple[Dispersion, ...]:
    """Dispersions of a checked scenario; none where it has no campaign."""
    return () if scenario.campaign is None else dispersions_of(scenario.campaign.dispersions)


def corridor(scenario: Scenario) -> "Corridor":
    """The corridor of a scenario's campaign."""
    from sim.campaign.run.experiment import Corridor

    if scenario.campaign is None:
        return Corridor()
    given = scenario.campaign.corridor
    return Corridor(0.5 * float(given.length), 0.5 * float(given.width), float(given.centre))
