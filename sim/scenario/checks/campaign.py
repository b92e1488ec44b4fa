"""Checks of the campaign of a scenario: distributions, correlations, and what they are about."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.correlation import find_groups
from sim.campaign.sampling.parameter import (
    AFTER_INTERFACE,
    OF_A_BURN,
    OF_A_TANK,
    OF_ATTITUDE_CONTROL,
    PARAMETERS,
)
from sim.scenario.build.dispersions import dispersion_of
from sim.scenario.build.naming import names_of
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.dispersion import DispersionModel
from sim.scenario.schema.scenario import Scenario

KEY: Key = ("dispersions",)


def check_campaign(scenario: Scenario) -> list[Issue]:
    """Everything wrong with the campaign of a scenario; empty if it has none."""
    campaign = scenario.campaign
    if campaign is None:
        return []
    issues = [
        replace(each, key=("campaign", *each.key))
        for each in check_dispersions(campaign.dispersions)
    ]
    burns = [phase.name for phase in scenario.phases if phase.burn is not None]
    burns += [burn.name for burn in scenario.plan.burns] if scenario.plan is not None else []
    groups = list(names_of(scenario.all_vehicles, "engines"))
    tanks = list(names_of(scenario.all_vehicles, "tanks"))
    for name in campaign.dispersions:
        stem, _, suffix = name.partition(".")
        key: Key = ("campaign", "dispersions", name)
        known, kind = [*burns, *groups], "burn or engine group"
        if stem in OF_A_BURN:
            known, kind = burns, "burn"
        if stem in OF_A_TANK:
            known, kind = tanks, "tank"
        if suffix and suffix not in known:
            issues.append(Issue(key, f"no such {kind}", suffix, listed(known, suffix)))
        if name in OF_ATTITUDE_CONTROL and scenario.attitude_control is None:
            problem = "the scenario has no `attitude_control` for it to disperse"
            issues.append(Issue(key, problem, ..., "that key, or another parameter"))
        if stem in AFTER_INTERFACE and scenario.entry is None:
            problem = "the scenario has no `entry` for it to disperse"
            issues.append(Issue(key, problem, ..., "a key `entry`, or another parameter"))
    return issues


def check_dispersions(models: Mapping[str, DispersionModel]) -> Iterator[Issue]:
    """Everything wrong with the dispersions of a scenario; correlations once the rest is right."""
    readable = []
    sound = True
    for name, model in models.items():
        try:
            readable.append(dispersion_of(name, model))
        except InvalidParameterError as error:
            sound = False
            yield _issue(error)
    if not sound:
        return
    try:
        find_groups(readable)
    except InvalidParameterError as error:
        yield _issue(error)


def _issue(error: InvalidParameterError) -> Issue:
    allowed = error.allowed
    if error.problem == "no such parameter" and len(error.path) == 1:
        allowed = listed(PARAMETERS, error.path[0].partition(".")[0])
    return Issue((*KEY, *error.path), error.problem, error.given, allowed)
