"""From the entry a scenario describes to components and options of the entry study."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.entry.breakup.component import Component
from sim.planning.failures.interruptions import BurnRates, Rate
from sim.scenario.build.components import components_aboard, docked_at_entry
from sim.scenario.schema.entry import (
    BreakUpModel,
    EntryModel,
    RateModel,
    ShelterModel,
    StageModel,
    StrengthModel,
    TrafficTableModel,
)
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from sim.entry.breakup.stages import BreakUp, ClippedNormal, Spread, Strength
    from sim.entry.risk.keep_out import KeepOutLimits
    from sim.entry.risk.sheltering import Sheltering
    from sim.entry.risk.traffic_table import TrafficTable
    from sim.entry.study import EntryOptions
    from sim.flight.interface import Aboard


def components(scenario: Scenario, aboard: "Aboard") -> tuple[Component, ...]:
    """Families of components of all that enters; none where the scenario says nothing of it.

    Raises
    ------
    ValueError
        As `sim.scenario.build.components.components_aboard`.
    """
    if scenario.entry is None:
        return ()
    return components_aboard(scenario.entry.components, scenario.all_vehicles, aboard)


def expected_aboard(scenario: Scenario, propellant: Mapping[str, float]) -> "Aboard":
    """What will enter once the planned burns are over, from what is in tanks before them."""
    from sim.flight.interface import Aboard

    docked = docked_at_entry(scenario)
    return Aboard(
        vehicles=tuple(docked),
        dry_mass=sum(float(model.dry_mass) for model in docked.values()),
        propellant={
            tank: mass for tank, mass in propellant.items() if tank.partition(".")[0] in docked
        },
    )


def entry_options(given: EntryModel, threads: int = 1) -> "EntryOptions":
    """Options of the entry study, SI."""
    from sim.entry.study import EntryOptions

    return EntryOptions(
        break_up=_break_up(given.break_up),
        samples=given.samples,
        seed=given.seed,
        density_deviation=float(given.density_deviation),
        heating_deviation=float(given.heating_deviation),
        oxidation_spread=float(given.oxidation_spread),
        heating=given.heating,
        melting=given.melting,
        threads=threads,
    )


def keep_out_limits(given: EntryModel) -> "KeepOutLimits":
    """Least distances from land, and what counts as land."""
    from sim.entry.risk.keep_out import KeepOutLimits

    return KeepOutLimits(drying_reefs=given.drying_reefs)


def sheltering_of(given: EntryModel) -> "Sheltering | None":
    """Who is indoors under which roofs; None where the scenario gives no shelter."""
    if given.sheltering is None:
        return None
    from sim.entry.risk.sheltering import Shelter, Sheltering

    def of(model: ShelterModel) -> Shelter:
        roofs = {name: float(getattr(model.roofs, name)) for name in type(model.roofs).model_fields}
        return Shelter(float(model.indoors_day), float(model.indoors_night), roofs)

    return Sheltering(urban=of(given.sheltering.urban), rural=of(given.sheltering.rural))


def traffic_tables(given: EntryModel) -> "tuple[TrafficTable | None, TrafficTable | None]":
    """Tables of ships and of aircraft; None for what the scenario does not give."""
    import numpy as np

    from sim.entry.risk.traffic_table import TrafficTable

    def of(model: TrafficTableModel | None) -> TrafficTable | None:
        if model is None or model.grid is None:
            return None
        grid = model.grid
        return TrafficTable(
            latitude=np.array(grid.latitude_deg),
            longitude=np.array(grid.longitude_deg),
            level=np.array(grid.flight_level),
            per_km2=np.array(grid.per_km2),
            source=grid.source,
        )

    return of(given.traffic.ships), of(given.traffic.aircraft)


def burn_rates(given: EntryModel) -> BurnRates | None:
    """Rates of failures of burns; None where the scenario gives none."""
    rates = given.burn_rates
    if rates is None:
        return None

    def rate(model: RateModel) -> Rate:
        return Rate(float(model.low), float(model.value), float(model.high))

    models = (rates.interrupted, rates.first_firing, rates.recovered)
    told = [rates.source or rates.assumption, *(m.source or m.assumption for m in models)]
    return BurnRates(
        interrupted=rate(rates.interrupted),
        first_firing=rate(rates.first_firing),
        recovered=rate(rates.recovered),
        source="; ".join(filter(None, told)) or "no source given",
    )


def _break_up(given: BreakUpModel) -> "BreakUp":
    from sim.entry.breakup.stages import STRENGTHS, BreakUp, Uniform

    break_up = BreakUp(
        strengths={**STRENGTHS, **_strengths(given.strength)},
        wing_moment=None if given.strength.wings is None else float(given.strength.wings.moment),
        by_altitude=frozenset(given.by_altitude),
        release_speed=float(given.release_speed),
        lift=float(given.lift),
    )
    stages: dict[str, Spread] = {
        name: _bell(stage)
        for name in ("appendages", "modules", "contents")
        if (stage := getattr(given, name)) is not None
    }
    if given.late is not None:
        stages["late"] = Uniform(float(given.late.lowest), float(given.late.highest))
    return replace(break_up, **stages)


def _strengths(given: StrengthModel) -> "dict[str, Strength]":
    """What the scenario gives of what stages withstand, SI."""
    from sim.entry.breakup.stages import Strength

    found: dict[str, Strength] = {}
    if given.appendages is not None:
        root = given.appendages
        found["appendages"] = Strength(float(root.load), float(root.deviation))
    if given.wings is not None:
        from sim.entry.breakup.wing_roots import wing_strength

        found["appendages"] = wing_strength(float(given.wings.moment), float(given.wings.deviation))
    for name, wall in (("modules", given.modules), ("contents", given.contents)):
        if wall is not None:
            found[name] = Strength(float(wall.pressure), float(wall.deviation))
    return found


def _bell(stage: StageModel) -> "ClippedNormal":
    from sim.entry.breakup.stages import ClippedNormal

    return ClippedNormal(
        float(stage.centre), float(stage.deviation), float(stage.lowest), float(stage.highest)
    )
