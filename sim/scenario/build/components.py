"""From a catalogue of components to runtime families."""

from typing import Any

from sim.entry.breakup.component import NEVER, Burst, Component, Tear, filled
from sim.entry.breakup.material import MATERIALS, Material
from sim.entry.breakup.shape import Box, Cylinder, Plate, Shape, Sphere
from sim.scenario.error import Issue, Key
from sim.scenario.schema.component import BurstModel, PieceModel, ShapeModel, TearModel
from sim.scenario.schema.entry import Catalogue

ROUNDING = 1e-6
"""Part of the whole by which sums of masses and shares may miss."""

WEAK = 0.5
"""assumption: part of the melting temperature in K at which a wall under pressure fails. Alloys of
aluminium, titanium and steel have lost half of their strength at 0.45 to 0.6 of it, and tanks are
made for 1.5 to 2 times their pressure."""


def components_of(catalogue: Catalogue) -> tuple[tuple[Component, ...], list[Issue]]:
    """Runtime families, and what is wrong with those that can't be."""
    built: list[Component] = []
    issues: list[Issue] = []
    whole = float(catalogue.station.dry_mass)
    listed_mass = sum(row.count * row.mass for row in catalogue.families.values())
    for name, row in catalogue.families.items():
        try:
            built.append(_component(name, row, int(row.count)))
        except ValueError as error:
            issues.append(_too_heavy(("families", name, "mass"), row, error))
    for name, rest in catalogue.remainder.items():
        if whole - listed_mass <= ROUNDING * whole:
            break
        try:
            one = _component(name, rest, 1)
            built.append(filled(one, float(rest.share) * (whole - listed_mass)))
        except ValueError as error:
            issues.append(_too_heavy(("remainder", name, "mass"), rest, error))
    return tuple(built), issues


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
        provenance=f"{mass_note}; {provenance}" if mass_note else provenance,
    )


def _tear(given: TearModel) -> Tear:
    return Tear(
        int(given.count),
        _shape(given.into),
        None if given.wall is None else float(given.wall),
        NEVER if given.pressure is None else float(given.pressure),
        NEVER if given.temperature is None else float(given.temperature),
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
