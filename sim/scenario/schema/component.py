"""A catalogue of components as a file states it, and its way to runtime families.

The file names the station (usually `include: station.yaml`): the families' masses must come to 90
to 100 % of its dry mass, and what they leave is shared out among the rows of `remainder`, so that
the sum is exact.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.entry.breakup.component import STATION, Component, filled, in_ring
from sim.entry.breakup.material import MATERIALS
from sim.entry.breakup.shape import Box, Cylinder, Plate, Shape, Sphere
from sim.scenario.checks.issue import Complaint
from sim.scenario.error import Key, listed
from sim.scenario.schema.quantity import COUNT, LENGTH, NUMBER_ONLY, Mass, Measure, Reader
from sim.scenario.schema.strict import OneOf, Strict
from sim.scenario.schema.vehicle import Name, VehicleModel

LEAST_LISTED = 0.9
"""assumption: part of the dry mass that families must account for by name."""

ROUNDING = 1e-6
"""Part of the whole by which sums of masses and shares may miss."""


def _material_known(name: str) -> str:
    if name not in MATERIALS:
        told = {"allowed": listed(MATERIALS, name)}
        raise PydanticCustomError("quantity", "no such material", told)
    return name


Size = Annotated[Measure, Reader(LENGTH, above=0.0, most=200.0)]
Count = Annotated[Measure, Reader(COUNT, least=1.0, most=1e6)]
Share = Annotated[Measure, Reader(NUMBER_ONLY, above=0.0, most=1.0)]
Part = Annotated[Measure, Reader(NUMBER_ONLY, least=0.0, most=1.0)]
MaterialName = Annotated[str, AfterValidator(_material_known)]


class SphereModel(Strict):
    """A sphere."""

    diameter: Size


class CylinderModel(Strict):
    """A circular cylinder or a disc."""

    diameter: Size
    length: Size


class BoxModel(Strict):
    """A box by its edges."""

    length: Size
    width: Size
    height: Size


class PlateModel(Strict):
    """A thin plate."""

    length: Size
    width: Size
    thickness: Size


class ShapeModel(OneOf):
    """Outer shape of a piece."""

    choices = ("sphere", "cylinder", "box", "plate")

    sphere: SphereModel | None = None
    cylinder: CylinderModel | None = None
    box: BoxModel | None = None
    plate: PlateModel | None = None


class PieceModel(Strict):
    """What the pieces of a row are; `source` or `assumption` covers all that names none itself."""

    parent: Name = STATION
    """Family it is fastened to or in; the station if left out."""
    stage: Literal["appendage", "module", "content", "late"]
    """When it comes free: with the arrays, the modules, a module's contents, or later."""
    mass: Mass
    """Of one piece, without the families that name this one as parent."""
    shape: ShapeModel
    material: MaterialName
    wall: Size | None = None
    """Thickness of a hollow piece; solid if left out."""
    late_share: Part | None = None
    """Part of the pieces that stay shielded and come free late; none if left out."""
    solidity: Share | None = None
    """Part of the shape's surface that is there; all if left out."""
    source: Annotated[str, Field(min_length=3)] | None = None
    assumption: Annotated[str, Field(min_length=3)] | None = None

    @model_validator(mode="after")
    def _one_provenance(self) -> "PieceModel":
        if (self.source is None) == (self.assumption is None):
            given = "both `source` and `assumption`" if self.source else "no source"
            told = {"given": given, "allowed": "exactly one of source, assumption"}
            raise PydanticCustomError("quantity", "the row has {given}", told)
        return self


class FamilyModel(PieceModel):
    """A family of like pieces."""

    count: Count
    """Pieces on the whole station."""


class RemainderModel(PieceModel):
    """Pieces that stand for what no family names; their mass is met as nearly as the sum allows."""

    share: Share
    """Part of the mass the families leave."""


class Catalogue(Strict):
    """What a station is made of."""

    description: str = ""
    station: VehicleModel
    """The vehicle whose dry mass the families make up."""
    families: Annotated[dict[Name, FamilyModel], Field(min_length=1)]
    remainder: dict[Name, RemainderModel] = Field(default_factory=dict)


def catalogue_complaints(catalogue: Catalogue) -> Iterator[Complaint]:
    """Whether parents are known and families neither too heavy nor too light together."""
    rows: Mapping[str, PieceModel] = {**catalogue.families, **catalogue.remainder}
    for section in (catalogue.families, catalogue.remainder):
        place = "families" if section is catalogue.families else "remainder"
        for name, row in section.items():
            if row.parent != STATION and row.parent not in catalogue.families:
                allowed = listed([STATION, *catalogue.families], row.parent)
                yield Complaint((place, name, "parent"), "no such family", row.parent, allowed)
    for name in in_ring({name: row.parent for name, row in rows.items()}):
        section_name = "families" if name in catalogue.families else "remainder"
        allowed = "a chain of parents that ends at the station"
        key = (section_name, name, "parent")
        yield Complaint(key, "parents go in a ring", rows[name].parent, allowed)
    if STATION in rows:
        problem = "the name is that of the whole"
        yield Complaint(("families", STATION), problem, ..., "another name")
    for name in catalogue.families.keys() & catalogue.remainder.keys():
        yield Complaint(("remainder", name), "the name stands twice", ..., "a name of its own")
    yield from _sums(catalogue)


def _sums(catalogue: Catalogue) -> Iterator[Complaint]:
    whole = float(catalogue.station.dry_mass)
    listed_mass = 0.0
    for name, row in catalogue.families.items():
        before, listed_mass = listed_mass, listed_mass + row.count * row.mass
        if before <= whole * (1.0 + ROUNDING) < listed_mass:
            problem = f"with this row the families weigh more than the station, {whole:g} kg"
            given = f"{row.count:g} x {row.mass:g} kg on top of {before:g} kg"
            allowed = f"at most {max(whole - before, 0.0):g} kg"
            yield Complaint(("families", name, "mass"), problem, given, allowed)
    if listed_mass < LEAST_LISTED * whole:
        problem = f"the families weigh {100.0 * listed_mass / whole:.1f} % of the station"
        yield Complaint(("families",), problem, ..., f"90 % to 100 % of {whole:g} kg")
    left = whole - listed_mass > ROUNDING * whole
    shares = sum(float(row.share) for row in catalogue.remainder.values())
    if catalogue.remainder and abs(shares - 1.0) > ROUNDING:
        yield Complaint(("remainder",), f"shares add up to {shares:g}", ..., "shares that make 1")
    elif left and not catalogue.remainder:
        problem = f"nothing stands for the {whole - listed_mass:g} kg no family names"
        yield Complaint(("families",), problem, ..., "rows under `remainder`")


def components_of(catalogue: Catalogue) -> tuple[tuple[Component, ...], list[Complaint]]:
    """Runtime families, and what is wrong with those that can't be."""
    built: list[Component] = []
    found: list[Complaint] = []
    whole = float(catalogue.station.dry_mass)
    listed_mass = sum(row.count * row.mass for row in catalogue.families.values())
    for name, row in catalogue.families.items():
        try:
            built.append(_component(name, row, int(row.count)))
        except ValueError as error:
            found.append(_too_heavy(("families", name, "mass"), row, error))
    for name, rest in catalogue.remainder.items():
        if whole - listed_mass <= ROUNDING * whole:
            break
        try:
            one = _component(name, rest, 1)
            built.append(filled(one, float(rest.share) * (whole - listed_mass)))
        except ValueError as error:
            found.append(_too_heavy(("remainder", name, "mass"), rest, error))
    return tuple(built), found


def _too_heavy(key: Key, row: PieceModel, error: ValueError) -> Complaint:
    return Complaint(key, str(error), row.mass.given, "a mass that shape and material can have")


def _component(name: str, row: PieceModel, count: int) -> Component:
    noted = (getattr(row.mass, note) for note in ("source", "assumption"))
    own = "; ".join(f"mass: {text}" for text in noted if text)
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
        provenance=f"{own}; {provenance}" if own else provenance,
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
