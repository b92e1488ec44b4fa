"""Families of components as a file states them: of the station in `entry`, of a vehicle in its own
`components`.

Their masses must come to 90 to 100 % of a dry mass, and what they leave is shared out among the
rows of `remainder`, so that the sum is exact.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.entry.breakup.component import STATION
from sim.entry.breakup.material import MATERIALS
from sim.scenario.error import listed
from sim.scenario.schema.bounds import (
    BurstSpeed,
    PieceCount,
    PieceMass,
    PieceSize,
    Probability,
    Share,
    TearPressure,
    WallTemperature,
)
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import OneOf, Strict
from sim.scenario.schema.words import Name


def _material_known(name: str) -> str:
    if name not in MATERIALS:
        context = {"allowed": listed(MATERIALS, name)}
        raise PydanticCustomError("quantity", "no such material", context)
    return name


MaterialName = Annotated[str, AfterValidator(_material_known)]


class SphereModel(Strict):
    """A sphere."""

    diameter: PieceSize
    """Across."""


class CylinderModel(Strict):
    """A circular cylinder or a disc."""

    diameter: PieceSize
    """Across."""
    length: PieceSize
    """Along the axis."""


class BoxModel(Strict):
    """A box by its edges."""

    length: PieceSize
    """First edge."""
    width: PieceSize
    """Second edge."""
    height: PieceSize
    """Third edge."""


class PlateModel(Strict):
    """A thin plate."""

    length: PieceSize
    """First edge."""
    width: PieceSize
    """Second edge."""
    thickness: PieceSize
    """How thick."""


class ShapeModel(OneOf):
    """Outer shape of a piece."""

    choices = ("sphere", "cylinder", "box", "plate")

    sphere: SphereModel | None = None
    cylinder: CylinderModel | None = None
    box: BoxModel | None = None
    plate: PlateModel | None = None


class TearAgainModel(Strict):
    """Into what each of the pieces tears that came of one."""

    count: PieceCount
    """Pieces that come of one, all alike."""
    into: ShapeModel
    """Outer shape of each."""
    wall: PieceSize | None = None
    """Thickness of a hollow one; solid if left out."""
    pressure: TearPressure | None = None
    """Dynamic pressure of the air at which it tears; none if left out."""
    temperature: WallTemperature | None = None
    """Temperature at which it tears; none if left out."""

    @model_validator(mode="after")
    def _has_a_cause(self) -> "TearAgainModel":
        if self.pressure is None and self.temperature is None:
            context = {"problem": "nothing tears it", "allowed": "pressure, temperature or both"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return self


class TearModel(TearAgainModel):
    """Into what a piece tears, and at what load or heat, whichever comes first."""

    again: TearAgainModel | None = None
    """How each of those tears once more; it doesn't if left out."""


class BurstModel(Strict):
    """What a tank or bottle holds, and how fast what is left of it flies apart."""

    contents: Name
    """A tank of the vehicle (of the station in `entry`), whose propellant the pieces hold in equal
    parts, or any other word for a gas or liquid."""
    load: PieceMass | None = None
    """Mass of that in one piece, where it is no tank and counts in the dry mass; it is dispersed
    and never lands. None if left out."""
    temperature: WallTemperature | None = None
    """Temperature at which the wall fails; half of that at which it melts if left out."""
    slowest: BurstSpeed = default("10 m/s")
    """Least speed that a burst gives."""
    fastest: BurstSpeed = default("100 m/s")
    """Largest speed that a burst gives."""

    @model_validator(mode="after")
    def _rises(self) -> "BurstModel":
        if self.slowest > self.fastest:
            problem = f"slowest {self.slowest.given} is above fastest {self.fastest.given}"
            context = {"problem": problem, "allowed": "slowest at most as fast as fastest"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return self


class PieceModel(Strict):
    """What the pieces of a row are; `source` or `assumption` covers all that names none itself."""

    parent: Name = STATION
    """Family it is fastened to or in; the stack if left out."""
    stage: Literal["appendage", "module", "content", "late"]
    """When it comes free: with the arrays, the modules, a module's contents, or later."""
    mass: PieceMass
    """Of one piece, without the families that name this one as parent."""
    shape: ShapeModel
    """Outer shape of a piece."""
    material: MaterialName
    """What it is made of."""
    wall: PieceSize | None = None
    """Thickness of a hollow piece; solid if left out."""
    late_share: Probability | None = None
    """Part of the pieces that stay shielded and come free late; none if left out."""
    solidity: Share | None = None
    """Part of the shape's surface that is there; all if left out."""
    tears: TearModel | None = None
    """Into what it tears on its way down, once it is free; it doesn't if left out."""
    bursts: BurstModel | None = None
    """That it holds pressure and bursts when its wall fails; it doesn't if left out."""
    source: Annotated[str, Field(min_length=3)] | None = None
    assumption: Annotated[str, Field(min_length=3)] | None = None

    @model_validator(mode="after")
    def _one_provenance(self) -> "PieceModel":
        if (self.source is None) == (self.assumption is None):
            given = "both `source` and `assumption`" if self.source else "no source"
            context = {"given": given, "allowed": "exactly one of source, assumption"}
            raise PydanticCustomError("quantity", "the row has {given}", context)
        return self


class FamilyModel(PieceModel):
    """A family of like pieces."""

    count: PieceCount
    """Pieces on the whole station or vehicle."""

    @property
    def total_mass(self) -> float:
        """Mass of all the pieces with what they hold, kg."""
        load = 0.0 if self.bursts is None else float(self.bursts.load or 0.0)
        return float(self.count) * (float(self.mass) + load)


class RemainderModel(PieceModel):
    """Pieces that stand for what no family names; their mass is met as nearly as the sum allows."""

    share: Share
    """Part of the mass the families leave."""


class Families(Strict):
    """What a vehicle is made of."""

    description: str = ""
    """What the catalogue is."""
    families: Annotated[dict[Name, FamilyModel], Field(min_length=1)]
    """Families of like pieces, by name."""
    remainder: dict[Name, RemainderModel] = Field(default_factory=dict)
    """What stands for the mass no family names, by name."""
