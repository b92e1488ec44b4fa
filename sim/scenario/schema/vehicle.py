"""A vehicle as a file states it: mass, tanks, engine groups, ports, attitudes, each with its
source; and its visit, which says from when to when it is docked.
"""

from itertools import pairwise
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, Field, RootModel, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from sim.flight.phase import CutoffLaw
from sim.plain_text import NAME
from sim.scenario.schema.bounds import (
    Angle,
    AxialShare,
    BetaAngle,
    Coefficient,
    DragArea,
    EngineCount,
    EngineFactor,
    EngineLife,
    KnudsenLength,
    LeftAboard,
    LineFlow,
    Load,
    Mass,
    SpecificImpulse,
    StartCount,
    Thrust,
    WingShare,
)
from sim.scenario.schema.component import Families
from sim.scenario.schema.disposal import DisposalModel
from sim.scenario.schema.quantity import Date, default
from sim.scenario.schema.strict import Strict
from sim.scenario.schema.words import Line, Name
from sim.vehicle.hardware import CrossFeed

Reference = Annotated[str, Field(pattern=rf"^({NAME}\.)?{NAME}$")]
"""A name, with the vehicle in front where it needs one: ``dpo`` or ``progress_1.dpo``."""

Names = Annotated[tuple[Name, ...], Field(max_length=64)]


class TankModel(Strict):
    """A tank: what it can hold and what is in it at the start."""

    capacity: Mass
    """Propellant it can hold."""
    load: Load
    """Propellant in it at the start, or when the vehicle docks."""
    residual: Load | None = None
    """Of that, what stays in tank and lines and can't be used; none if left out."""


class FeedModel(Strict):
    """A tank that feeds an engine group; of the same vehicle, or ``vehicle.tank`` of another."""

    tank: Reference
    """Tank that feeds the group, in the order listed."""
    thrust_factor: Coefficient | None = None
    """Part of the nominal thrust this line can supply; 1 if left out."""


class CrossFeedModel(Strict):
    """A line from another tank into the first of the tanks that feed an engine group."""

    switch: CrossFeed
    """`none`: closed. `transfer`: refills the tank between burns. `direct`: tops it up during burns
    of the group too. `full`: the engines draw from the other tank, without limit, once theirs is
    empty."""
    tank: Reference
    """Tank the line comes from; of the same vehicle, or ``vehicle.tank`` of another."""
    direct: LineFlow
    """Flow of the line while the engines of the group burn."""
    transfer: LineFlow
    """Flow between burns."""


class EngineGroupModel(Strict):
    """Engines of one kind that fire together; thrust of each one and specific impulse in vacuum."""

    count: EngineCount
    """Engines in the group."""
    thrust: Thrust
    """Thrust of one engine."""
    isp: SpecificImpulse
    """Specific impulse."""
    feeds: Annotated[tuple[FeedModel, ...], Field(min_length=1, max_length=64)]
    """Tanks in the order they are drawn from."""
    cross_feed: CrossFeedModel | None = None
    """Line that tops up the first of them from another tank."""
    thrust_factor: EngineFactor | None = None
    """Thrust as flown over `thrust`, with blowdown and engines pulsed for control; propellant goes
    with it. 1 if left out."""
    axial_share: AxialShare | None = None
    """Part of the thrust along the axis of the group, the cosine of its cant: lessens thrust and
    specific impulse. 1 if left out."""
    rated_time: EngineLife | None = None
    """Total firing time of each engine."""
    longest_burn: EngineLife | None = None
    """Longest single burn."""
    starts: StartCount | None = None
    """Number of starts it is rated for."""
    free_port: Line | None = None
    """Port that must be free while the group fires: one of the `ports` of a vehicle."""


class BetaArea(Strict):
    """Drag area at one angle between the Sun and the plane of the orbit."""

    beta: BetaAngle
    """Magnitude of the angle."""
    area: DragArea
    """Area that drag counts on there."""


class BetaShare(Strict):
    """Part of the arrays' area that counts at one angle between the Sun and the orbit's plane."""

    beta: BetaAngle
    """Magnitude of the angle."""
    share: WingShare
    """Part of their area."""


ByBeta = TypeVar("ByBeta", BetaArea, BetaShare)


def _rising(rows: tuple[ByBeta, ...]) -> tuple[ByBeta, ...]:
    """The same rows, or an error."""
    angles = [float(each.beta) for each in rows]
    if angles[0] != 0.0 or any(after <= before for before, after in pairwise(angles)):
        ctx = {"allowed": 'angles that rise from "0 deg"'}
        raise PydanticCustomError("quantity", "does not rise from a beta of 0", ctx)
    return rows


BetaAreas = Annotated[
    tuple[BetaArea, ...], Field(min_length=2, max_length=16), AfterValidator(_rising)
]
BetaShares = Annotated[
    tuple[BetaShare, ...], Field(min_length=2, max_length=16), AfterValidator(_rising)
]


class ArraysModel(Strict):
    """Where solar arrays stand."""

    track_sun: StrictBool = False
    """Whether joint and tilt follow the Sun."""
    joint: Angle = default("0 deg")
    """Angle of the joint where they don't: 0 edge-on, 90 deg broadside to the flight."""
    tilt: Angle = default("0 deg")
    """Angle of each array about its mast."""
    share: WingShare | None = None
    """Part of their area that counts; all of it if left out."""


class ComputedAreaModel(Strict):
    """The projected area of the station's surfaces (`sim.vehicle.panels.station`), which overlap
    once.
    """

    arrays: ArraysModel = Field(default_factory=ArraysModel)
    """Where solar arrays stand."""
    share_by_beta: BetaShares | None = None
    """Part of the area of arrays that track the Sun by its angle beta, from 0 on, instead of their
    `share`; linear between the angles, held beyond the last."""
    yaw: Angle = default("0 deg")
    """Attitude from the local horizontal: first turn, about z."""
    pitch: Angle = default("0 deg")
    """Second turn, about y."""
    roll: Angle = default("0 deg")
    """Third turn, about x."""
    tumbling: StrictBool = False
    """Instead of one attitude the mean over all directions, with arrays as they stand."""

    @model_validator(mode="after")
    def _shares_of_tracking_arrays(self) -> "ComputedAreaModel":
        arrays = self.arrays
        if self.share_by_beta is not None and (
            self.tumbling or not arrays.track_sun or arrays.share is not None
        ):
            ctx = {
                "problem": "share_by_beta of arrays that don't follow the Sun, or beside a share",
                "allowed": "arrays: {track_sun: true} without a share, and no tumbling",
            }
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class AttitudeModel(Strict):
    """An attitude of the stack: drag area, drag coefficients, length of the Knudsen number."""

    rivals: ClassVar[tuple[tuple[str, ...], ...]] = (("area", "area_by_beta", "computed_area"),)

    area: DragArea | None = None
    """Area that drag counts on; this key, `area_by_beta` or `computed_area`."""
    area_by_beta: BetaAreas | None = None
    """Areas by the Sun angle beta, from 0 on: linear in the sine of beta between them, held beyond
    the last one."""
    computed_area: ComputedAreaModel | None = None
    """The area is computed from the station's surfaces."""
    area_factor: Coefficient | None = None
    """Factor on the area, or on all areas; 1 if left out."""
    cd_free_molecular: Coefficient
    """Drag coefficient in thin air, where molecules do not meet."""
    cd_continuum: Coefficient
    """Drag coefficient in dense air, hypersonic."""
    length: KnudsenLength
    """Reference length of the Knudsen number."""
    reflectivity: Coefficient | None = None
    """Radiation pressure coefficient, 1 (all absorbed) to 2 (all mirrored); 1.3 if left out."""

    @model_validator(mode="after")
    def _one_area(self) -> "AttitudeModel":
        given = [self.area, self.area_by_beta, self.computed_area]
        if sum(each is not None for each in given) != 1:
            keys = ("area", "area_by_beta", "computed_area")
            there = [key for key, each in zip(keys, given, strict=True) if each is not None]
            problem = f"holds both {' and '.join(there)}" if there else "holds neither of them"
            ctx = {"problem": problem, "allowed": "area, area_by_beta, or computed_area"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class PortModel(Strict):
    """A docking port of the station."""

    axis: Literal["forward", "aft", "zenith", "nadir", "starboard", "port"]
    """Where a vehicle at this port lies: only `forward` and `aft` are on the flight axis."""


class VehicleModel(Strict):
    """A vehicle; `dry_mass` is everything but the propellant in `tanks`."""

    description: str = ""
    """What the vehicle is."""
    port: Line = ""
    """Where it docks: one of the `ports` of a vehicle, where any has them."""
    ports: dict[Name, PortModel] = Field(default_factory=dict)
    """Ports that other vehicles dock at, by name."""
    dry_mass: Mass
    """Mass without the propellant in `tanks`, with cargo as it docks."""
    departure_mass: Mass | None = None
    """The same when it leaves; `dry_mass` if left out."""
    left_aboard: LeftAboard | None = None
    """What it leaves aboard the station for good, below zero what it takes along. None if left out:
    what else it brought is used up by then, or leaves as trash."""
    tanks: dict[Name, TankModel] = Field(default_factory=dict)
    """Tanks by name."""
    engines: dict[Name, EngineGroupModel] = Field(default_factory=dict)
    """Engine groups by name."""
    attitudes: dict[Name, AttitudeModel] = Field(default_factory=dict)
    """Attitudes of the stack that this vehicle defines, by name."""
    cutoff_law: CutoffLaw | None = None
    """What cuts off the burns that a plan asks of it: the velocity change its accelerometer counts,
    their duration, the perigee it estimates, or the place of entry (`downrange`). `delta_v` if left
    out."""
    components: Families | None = None
    """What it is made of, for its break-up if it is docked at the entry interface. Left out, its
    mass goes to the `remainder` of the catalogue in `entry`."""
    disposal: DisposalModel | None = None
    """How it comes down after undocking; left out, nothing is reserved, flown or counted."""


class VisitModel(Strict):
    """A dated docked interval; its name is that of the vehicle."""

    vehicle: VehicleModel | None = None
    """The vehicle, where `vehicles` has none of this name."""
    port: Line = ""
    """Where it docks; default the `port` of the vehicle."""
    arrives: Date
    """It docks then; before the start means that it is docked from the start."""
    leaves: Date | None = None
    """It undocks then; left out, it stays to the end."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _where_from(self) -> "VisitModel":
        if self.source is None and self.assumption is None:
            ctx = {"problem": "dates without origin", "allowed": "a `source` or an `assumption`"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class Visits(RootModel[Annotated[dict[Name, VisitModel], Field(max_length=500)]]):
    """Visits by name, as a file of their own holds them."""
