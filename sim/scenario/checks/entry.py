"""Checks of the entry a scenario describes: its catalogue, break-up stages and failures."""

from collections.abc import Iterator
from dataclasses import replace

from sim.scenario.build.components import components_of
from sim.scenario.checks.components import check_catalogue
from sim.scenario.error import Issue, Key
from sim.scenario.schema.entry import RateModel
from sim.scenario.schema.scenario import Scenario

AT: Key = ("entry", "components")


def check_entry(scenario: Scenario) -> list[Issue]:
    """Everything wrong with the entry a scenario describes; empty if there is none."""
    entry = scenario.entry
    if entry is None:
        return []
    issues = list(check_catalogue(entry.components))
    if not issues:
        _, issues = components_of(entry.components)
    placed = [replace(each, key=(*AT, *each.key)) for each in issues]
    for name in ("appendages", "modules", "contents", "late"):
        stage = getattr(entry.break_up, name)
        if stage is not None and stage.lowest >= stage.highest:
            key: Key = ("entry", "break_up", name, "lowest")
            placed.append(
                Issue(key, "", stage.lowest.given, f"below {stage.highest.given}, the highest")
            )
    total = sum(float(each.probability) for each in entry.failures.values())
    if total > 1.0:
        problem = f"probabilities of failures add up to {total:g}"
        placed.append(Issue(("entry", "failures"), problem, ..., "at most 1 together"))
    if entry.burn_rates is not None:
        for name in ("interrupted", "first_firing", "recovered"):
            key = ("entry", "burn_rates", name)
            placed += check_rate(key, getattr(entry.burn_rates, name))
    return placed


def check_rate(key: Key, rate: RateModel) -> Iterator[Issue]:
    """A chance lies between the ends of its range."""
    if not rate.low <= rate.value <= rate.high:
        allowed = f"from low {rate.low.given} to high {rate.high.given}"
        yield Issue((*key, "value"), "", rate.value.given, allowed)
