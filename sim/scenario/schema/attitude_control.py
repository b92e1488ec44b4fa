"""Attitude as a scenario states it: what control costs, who pays, and the stack as a rigid body."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.bounds import (
    Angle,
    AttitudeIsp,
    CommandedRate,
    ControlAltitude,
    ControlPeriod,
    ControlPropellant,
    ControlTorque,
    Deadband,
    DeviationMoment,
    DirectionComponent,
    DrawnPlace,
    DrawnSize,
    FacetArea,
    FailureTime,
    GyroscopeCount,
    LoopDamping,
    LoopFrequency,
    LostError,
    Moment,
    OffsetEnd,
    PulseImpulse,
    StoredShare,
    ThrusterLever,
    ThrusterTorque,
    ThrustOffset,
    TurnRate,
)
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Distinct, OneOf, Strict
from sim.scenario.schema.vehicle import ArraysModel, Names, Reference
from sim.scenario.schema.words import Name

DYNAMIC = "dynamic"
"""What `attitude` of a phase says where the stack is a rigid body."""


class ControlAuthorityModel(Strict):
    """Torque of the thrusters about each axis; left out, as docs/planning.md says."""

    roll: ControlTorque | None = None
    """About the flight direction."""
    pitch: ControlTorque | None = None
    """About the orbit normal."""
    yaw: ControlTorque | None = None
    """About the vertical."""


class AttitudeControlModel(Strict):
    """Thrusters hold the attitude where gyroscopes can't, and turn the stack round; tanks pay."""

    gyroscopes_down_to: ControlAltitude
    """Mean altitude below which thrusters alone hold the attitude, to the entry interface."""
    per_orbit: ControlPropellant
    """Propellant per revolution while they do."""
    per_turn: ControlPropellant
    """Propellant for turning round before a pair of lowering burns, and back after it."""
    tanks: Annotated[tuple[Reference, ...], Field(min_length=1, max_length=64), Distinct(64)]
    """Tanks that pay, in their order; one that is empty or not docked is passed over."""
    unturned: Names = ()
    """Vehicles whose engines push against the flight without the stack being turned."""
    authority: ControlAuthorityModel = Field(default_factory=ControlAuthorityModel)
    """Torque of the thrusters."""
    thrust_offset: ThrustOffset | None = None
    """Distance of the thrust line from the centre of mass, after canting or gimballing."""
    thrust_offset_range: tuple[OffsetEnd, OffsetEnd] | None = None
    """Least and largest of it; left out, as far from it as those of the default from theirs."""

    @model_validator(mode="after")
    def _range_holds_offset(self) -> "AttitudeControlModel":
        ends, offset = self.thrust_offset_range, self.thrust_offset
        if ends is not None and (offset is None or not ends[0] <= offset <= ends[1]):
            ctx = {
                "problem": "thrust_offset_range does not hold a thrust_offset",
                "allowed": "the least and the largest, with a thrust_offset between them",
            }
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


Place = tuple[DrawnPlace, DrawnPlace, DrawnPlace]
Zero = default(("0 m", "0 m", "0 m"))


class InertiaModel(Strict):
    """Tensor of inertia about the centre of mass; off the diagonal its elements, which are minus
    the integrals of x y dm.
    """

    xx: Moment
    """About the forward axis."""
    yy: Moment
    """About the starboard axis."""
    zz: Moment
    """About the axis to nadir."""
    xy: DeviationMoment = default("0 kg m2")
    """Element of the tensor."""
    xz: DeviationMoment = default("0 kg m2")
    """Element of the tensor."""
    yz: DeviationMoment = default("0 kg m2")
    """Element of the tensor."""


class CylinderModel(Strict):
    """A closed cylinder."""

    start: Place
    """Middle of one end."""
    end: Place
    """Middle of the other."""
    diameter: DrawnSize
    """Its width."""


class BoxModel(Strict):
    """A closed box along the axes."""

    low: Place
    """Corner with the least coordinates."""
    high: Place
    """Corner with the largest."""


class PlateModel(Strict):
    """A thin rectangle, both sides of which meet the stream."""

    centre: Place
    """Its middle."""
    length: Place
    """From one edge to the edge across, as a vector."""
    width: Place
    """The same, square to the length."""
    turns: StrictBool = False
    """Whether it turns about the joint of the arrays."""
    tilts: StrictBool = False
    """Whether it also tilts about its length."""


class FacetModel(Strict):
    """One side of a flat part of a closed body; all facets together must close."""

    centre: Place
    """Its middle."""
    normal: tuple[DirectionComponent, DirectionComponent, DirectionComponent]
    """Outward."""
    area: FacetArea
    """Of this side."""


class ElementModel(OneOf):
    """A part of the surface."""

    choices: ClassVar[tuple[str, ...]] = ("cylinder", "box", "plate", "facet")

    cylinder: CylinderModel | None = None
    """A closed cylinder."""
    box: BoxModel | None = None
    """A closed box."""
    plate: PlateModel | None = None
    """A thin rectangle."""
    facet: FacetModel | None = None
    """One side of a closed body."""


class ThrustersModel(Strict):
    """Thrusters that turn the stack: torque about each axis, and the levers of their forces."""

    roll: ThrusterTorque
    """About the forward axis."""
    pitch: ThrusterTorque
    """About the starboard axis."""
    yaw: ThrusterTorque
    """About the axis to nadir."""
    levers: tuple[ThrusterLever, ThrusterLever, ThrusterLever] = default(("2.1 m", "30 m", "30 m"))
    """Distances from the centre of mass about roll, pitch and yaw (assumption: 1.9 to 2.2 m, and 28
    to 41 m twice)."""
    isp: AttitudeIsp = default("285 s")
    """Specific impulse (assumption: 250 to 290 s)."""
    least_impulse: PulseImpulse = default("13 N s")
    """Smallest pulse of one of them (assumption: 130 N for 0.1 s, 4 to 40 N s)."""
    deadband: Deadband = default("0.6 deg")
    """Error about each axis within which they rest (assumption: 0.2 to 4 deg)."""


class HoldModel(Strict):
    """What holds the attitude in a phase."""

    gyroscopes: GyroscopeCount = default(0)
    """Control moment gyroscopes that work."""
    thrusters: ThrustersModel | None = None
    """Thrusters; none if left out."""
    engine_ring: ThrusterLever | None = None
    """Mean lever of engines that burn and may be cut for moments; they may not if left out."""
    period: ControlPeriod = default("10 s")
    """Between two actions (assumption: 1 to 20 s)."""
    frequency: LoopFrequency = default("0.02 rad/s")
    """Of the closed loop (assumption: 0.005 to 0.05 rad/s)."""
    damping: LoopDamping = default(0.8)
    """Share of the critical damping (assumption: 0.5 to 1)."""
    unload_at: StoredShare = default(0.8)
    """Share of the gyroscopes' momentum at which thrusters take it off (assumption: 0.5 to
    0.95)."""
    gives_up: LostError = default("0.5 rad")
    """Error from which on the attitude is lost (assumption: 17 to 46 deg)."""
    turn_rate: CommandedRate = default("0.1 deg/s")
    """At which another attitude than before is turned to (assumption: 0.05 to 0.2 deg/s)."""
    fails_after: FailureTime | None = None
    """Time since the phase began after which the computer that holds the attitude fails."""


class MotionModel(Strict):
    """The stack as a rigid body; axes are x forward along the modules, y to starboard, z to nadir,
    the origin in the middle of the truss.
    """

    inertia: InertiaModel
    """Tensor of inertia about the centre of mass."""
    centre_of_mass: Place = Zero
    """Where the centre of mass lies."""
    shape: Literal["station", "none"] = "station"
    """Surfaces that are shipped; `none` leaves those of `elements`."""
    elements: dict[Name, ElementModel] = Field(default_factory=dict, max_length=500)
    """Further surfaces, such as docked ships, by name."""
    arrays: ArraysModel = Field(default_factory=ArraysModel)
    """Where solar arrays stand."""
    yaw: Angle = default("0 deg")
    """Commanded attitude from the local horizontal, and that of the start: first turn, about z."""
    pitch: Angle = default("0 deg")
    """Second turn, about y."""
    roll: Angle = default("0 deg")
    """Third turn, about x."""
    rates: tuple[TurnRate, TurnRate, TurnRate] | None = None
    """Rates about the axes when the phase begins, beyond the orbit's; as they are if left out."""
    hold: HoldModel | None = None
    """What holds the attitude; left out, the stack turns freely."""
    thrust_lever: Place = Zero
    """From the centre of mass to the line of thrust of burning engines."""
    lift: StrictBool = True
    """Whether what the air pushes across the flight moves the orbit; it turns the body always."""
    source: str | None = None
    assumption: str | None = None
