"""From a catalogue of components to runtime families, and those of all that is docked at the entry
interface.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.entry.breakup.component import NEVER, STATION, Burst, Component, Tear, filled
from sim.entry.breakup.material import MATERIALS, Material
from sim.entry.breakup.shape import Box, Cylinder, Plate, Shape, Sphere
from sim.scenario.error import Issue, Key
from sim.scenario.schema.component import (
    BurstModel,
    Families,
    PieceModel,
    ShapeModel,
    TearAgainModel,
    TearModel,
)
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import VehicleModel

if TYPE_CHECKING:
    from sim.flight.interface import Aboard

ROUNDING = 1e-6
"""Part of the whole by which sums of masses and shares may miss."""

WEAK = 0.5
"""assumption: part of the melting temperature in K at which a wall under pressure fails. Alloys of
aluminium, titanium and steel have lost half of their strength at 0.45 to 0.6 of it, and tanks are
made for 1.5 to 2 times their pressure."""


def listed_mass(catalogue: Families) -> float:
    """Mass of all that families name, kg."""
    return sum(row.total_mass for row in catalogue.families.values())


def components_of(catalogue: Families, whole: float) -> tuple[tuple[Component, ...], list[Issue]]:
    """Runtime families that weigh so many kg together, and what is wrong with those that can't
    be.
    """
    built: list[Component] = []
    issues: list[Issue] = []
    rest = whole - listed_mass(catalogue)
    for name, row in catalogue.families.items():
        try:
            built.append(_component(name, row, int(row.count)))
        except ValueError as error:
            issues.append(_too_heavy(("families", name, "mass"), row, error))
    for name, part in catalogue.remainder.items():
        if rest <= ROUNDING * whole:
            break
        try:
            built.append(filled(_component(name, part, 1), float(part.share) * rest))
        except ValueError as error:
            issues.append(_too_heavy(("remainder", name, "mass"), part, error))
    return tuple(built), issues


def docked_at_entry(scenario: Scenario) -> dict[str, VehicleModel]:
    """Vehicles that are docked when all phases and planned burns are over, by name."""
    burns = () if scenario.plan is None else scenario.plan.burns
    staying = {name for name, visit in scenario.visits.items() if visit.leaves is None}
    docked = set(scenario.stack) | staying
    for part in (*scenario.phases, *burns):
        docked = (docked | set(part.dock)) - set(part.undock)
    return {name: model for name, model in scenario.all_vehicles.items() if name in docked}


def without_components(vehicles: Mapping[str, VehicleModel]) -> dict[str, VehicleModel]:
    """Those that have none of their own: the station, and ships that count with its remainder."""
    return {name: model for name, model in vehicles.items() if model.components is None}


def components_aboard(
    station: Families, vehicles: Mapping[str, VehicleModel], aboard: "Aboard"
) -> tuple[Component, ...]:
    """Families of everything at the interface, with what is left in tanks in the pieces that hold
    it; they weigh what is aboard.

    Parameters
    ----------
    station
        Families of the station. Its remainder takes all dry mass that no row names: ships without
        components, and what others left aboard.
    vehicles
        All vehicles, by name. Families of one that is docked and has components are called
        ``vehicle.family``.
    aboard
        Who is docked, the dry mass and the propellant.

    Raises
    ------
    ValueError
        If the families of the station weigh more than what is left for them.
    """
    docked = {name: vehicles[name] for name in aboard.vehicles}
    built: list[Component] = []
    left = aboard.dry_mass
    for name, model in docked.items():
        if model.components is not None:
            families = components_of(model.components, float(model.dry_mass))[0]
            built += [_of_vehicle(name, each) for each in families]
            left -= float(model.dry_mass)
    if listed_mass(station) > left * (1.0 + ROUNDING):
        raise ValueError(
            f"the families of the station weigh {listed_mass(station):g} kg; at the interface "
            f"there are {left:g} kg beside ships with components of their own"
        )
    built += components_of(station, left)[0]
    owners = [*without_components(docked), ""]
    return tuple(_loaded(built, owners, aboard.propellant))


def _of_vehicle(vehicle: str, family: Component) -> Component:
    """The same family under the name of its vehicle."""
    parent, burst = family.parent, family.burst
    return replace(
        family,
        name=f"{vehicle}.{family.name}",
        parent=parent if parent == STATION else f"{vehicle}.{parent}",
        burst=None if burst is None else replace(burst, contents=f"{vehicle}.{burst.contents}"),
    )


def _loaded(
    families: Sequence[Component], owners: Sequence[str], propellant: Mapping[str, float]
) -> Iterator[Component]:
    """The same families with kg of propellant, by full name of the tank, in equal parts in the
    pieces that hold it. A family of the station names a tank of any of the owners.
    """
    held = [None if each.burst is None else each.burst.contents for each in families]
    full = [
        next((tank for owner in owners if (tank := f"{owner}.{name}") in propellant), name)
        for name in held
    ]
    pieces = Counter[str | None]()
    for each, tank in zip(families, full, strict=True):
        pieces[tank] += each.count
    for each, tank in zip(families, full, strict=True):
        added = propellant.get(tank or "", 0.0) / pieces[tank]
        yield replace(each, propellant=each.propellant + added)


def _too_heavy(key: Key, row: PieceModel, error: ValueError) -> Issue:
    return Issue(key, str(error), row.mass.given, "a mass that shape and material can have")


def _component(name: str, row: PieceModel, count: int) -> Component:
    noted = (getattr(row.mass, note) for note in ("source", "assumption"))
    mass_note = "; ".join(f"mass: {text}" for text in noted if text)
    provenance = f"source: {row.source}" if row.source else f"assumption: {row.assumption}"
    return Component(
        name=name,
        count=count,
        mass=float(row.mass),
        shape=_shape(row.shape),
        material=MATERIALS[row.material],
        wall=None if row.wall is None else float(row.wall),
        parent=row.parent,
        stage=row.stage,
        late_share=0.0 if row.late_share is None else float(row.late_share),
        solidity=1.0 if row.solidity is None else float(row.solidity),
        tear=None if row.tears is None else _tear(row.tears),
        burst=None if row.bursts is None else _burst(row.bursts, MATERIALS[row.material]),
        propellant=0.0 if row.bursts is None else float(row.bursts.load or 0.0),
        provenance=f"{mass_note}; {provenance}" if mass_note else provenance,
    )


def _tear(given: TearAgainModel) -> Tear:
    again = given.again if isinstance(given, TearModel) else None
    return Tear(
        int(given.count),
        _shape(given.into),
        None if given.wall is None else float(given.wall),
        NEVER if given.pressure is None else float(given.pressure),
        NEVER if given.temperature is None else float(given.temperature),
        None if again is None else _tear(again),
    )


def _burst(given: BurstModel, material: Material) -> Burst:
    weak = WEAK * material.melting_temperature
    return Burst(
        given.contents,
        weak if given.temperature is None else float(given.temperature),
        float(given.slowest),
        float(given.fastest),
    )


def _shape(model: ShapeModel) -> Shape:
    given: Any = getattr(model, model.chosen)
    kinds: dict[str, type[Shape]] = {
        "sphere": Sphere,
        "cylinder": Cylinder,
        "box": Box,
        "plate": Plate,
    }
    sizes = {side: float(getattr(given, side)) for side in type(given).model_fields}
    return kinds[model.chosen](**sizes)
