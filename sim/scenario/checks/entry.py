"""Checks of the entry a scenario describes: its catalogue, break-up stages and failures."""

from collections.abc import Iterator
from dataclasses import replace

from sim.scenario.build.components import (
    ROUNDING,
    components_of,
    docked_at_entry,
    listed_mass,
    without_components,
)
from sim.scenario.checks.components import check_catalogue
from sim.scenario.error import Issue, Key
from sim.scenario.schema.component import Families
from sim.scenario.schema.entry import RateModel
from sim.scenario.schema.scenario import Scenario

AT: Key = ("entry", "components")


def check_entry(scenario: Scenario) -> list[Issue]:
    """Everything wrong with the entry a scenario describes; empty if there is none."""
    entry = scenario.entry
    if entry is None:
        return []
    whole = float(entry.components.station.dry_mass)
    placed = _check_components(AT, entry.components, whole, "station")
    for vehicle, model in scenario.all_vehicles.items():
        if model.components is not None:
            at = (*scenario.key_of(vehicle), "components")
            placed += _check_components(at, model.components, float(model.dry_mass), "vehicle")
    placed += _check_unnamed(scenario, entry.components)
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


def _check_components(at: Key, catalogue: Families, whole: float, what: str) -> list[Issue]:
    """What is wrong with a catalogue of what weighs so many kg."""
    issues = list(check_catalogue(catalogue, whole, what))
    if not issues:
        _, issues = components_of(catalogue, whole)
    return [replace(each, key=(*at, *each.key)) for each in issues]


def _check_unnamed(scenario: Scenario, station: Families) -> Iterator[Issue]:
    """The station's catalogue stands for all that enters without components of its own."""
    unnamed = without_components(docked_at_entry(scenario))
    mass, named = sum(float(model.dry_mass) for model in unnamed.values()), listed_mass(station)
    allowed = f"the mass of what is docked at entry without `components`: {mass:g} kg"
    if named > mass * (1.0 + ROUNDING):
        problem = f"its families weigh {named:g} kg"
        yield Issue((*AT, "families"), problem, ..., f"at most {allowed}")
    elif mass - named > ROUNDING * mass and not station.remainder:
        problem = f"nothing stands for {mass - named:g} kg of the stack"
        yield Issue((*AT, "families"), problem, ..., f"rows under `remainder`, or {allowed}")


def check_rate(key: Key, rate: RateModel) -> Iterator[Issue]:
    """A chance lies between the ends of its range."""
    if not rate.low <= rate.value <= rate.high:
        allowed = f"from low {rate.low.given} to high {rate.high.given}"
        yield Issue((*key, "value"), "", rate.value.given, allowed)
