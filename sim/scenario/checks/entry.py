"""Checks of the entry a scenario describes: its catalogue, break-up stages and failures."""

from dataclasses import replace

from sim.scenario.build.components import components_of
from sim.scenario.checks.components import check_catalogue
from sim.scenario.error import Issue, Key
from sim.scenario.schema.scenario import Scenario

AT: Key = ("entry", "components")


def check_entry(scenario: Scenario) -> list[Issue]:
    """Everything wrong with the entry a scenario describes; empty if there is none."""
    given = scenario.entry
    if given is None:
        return []
    found = list(check_catalogue(given.components))
    if not found:
        _, found = components_of(given.components)
    placed = [replace(each, key=(*AT, *each.key)) for each in found]
    for name in ("appendages", "modules", "contents", "late"):
        stage = getattr(given.break_up, name)
        if stage is not None and stage.lowest >= stage.highest:
            key: Key = ("entry", "break_up", name, "lowest")
            placed.append(
                Issue(key, "", stage.lowest.given, f"below {stage.highest.given}, the highest")
            )
    total = sum(float(each.probability) for each in given.failures.values())
    if total > 1.0:
        problem = f"probabilities of failures add up to {total:g}"
        placed.append(Issue(("entry", "failures"), problem, ..., "at most 1 together"))
    return placed
