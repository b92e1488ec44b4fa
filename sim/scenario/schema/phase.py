"""Phases as a scenario states them: until when, which burn or lowering, what docks and leaves."""

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.attitude_control import DYNAMIC, MotionModel
from sim.scenario.schema.bounds import (
    Altitude,
    Angle,
    BurnDuration,
    Degree,
    DirectionComponent,
    Duration,
    EnginesFailed,
    EnginesFiring,
    LoweringInterval,
    Passages,
    PerigeeAltitude,
    PropellantMass,
    SavingInterval,
    SpeedChange,
    StepLength,
    ThrustFactor,
    Tolerance,
)
from sim.scenario.schema.quantity import Date, default
from sim.scenario.schema.strict import OneOf, Strict
from sim.scenario.schema.vehicle import Name, Names, Reference

SHORTEST_DIRECTION = 1e-3
"""Length of a direction below which it is taken for a mistake."""


class Passage(OneOf):
    """A passage of a node: the n-th, or the first in an interval of longitude (east, may wrap)."""

    choices: ClassVar[tuple[str, ...]] = ("count", "longitude")

    count: Passages | None = None
    """The n-th passage."""
    longitude: tuple[Angle, Angle] | None = None
    """West and east end of the interval; 360 deg apart or more is all of the equator."""

    @model_validator(mode="after")
    def _has_width(self) -> "Passage":
        if self.longitude is not None and self.longitude[0] == self.longitude[1]:
            ctx = {"allowed": "two longitudes, the western one first"}
            raise PydanticCustomError("quantity", "the interval is empty", ctx)
        return self


class EventModel(Strict):
    """A crossing of a value by a registered function."""

    function: Name
    """Name of the registered event."""
    value: Annotated[float, Field(ge=-1e15, le=1e15)] = 0.0
    """What the function crosses, in its own unit."""
    direction: Literal["rising", "falling"] = "falling"
    """Which crossing counts."""


class Until(OneOf):
    """When a phase ends: exactly one condition, and perhaps a date that ends it in any case."""

    choices: ClassVar[tuple[str, ...]] = (
        "date",
        "duration",
        "mean_altitude",
        "altitude_below",
        "altitude_above",
        "perigee",
        "apogee",
        "ascending_node",
        "descending_node",
        "argument_of_latitude",
        "event",
        "ground",
    )

    date: Date | None = None
    """Ends on this date."""
    duration: Duration | None = None
    """Since the phase began."""
    mean_altitude: Altitude | None = None
    """J2-mean semi-major axis less the equatorial radius, falling."""
    altitude_below: Altitude | None = None
    """Geodetic altitude, falling."""
    altitude_above: Altitude | None = None
    """Geodetic altitude, rising."""
    perigee: Passages | None = None
    """The n-th passage of perigee."""
    apogee: Passages | None = None
    """Ends at the n-th passage of apogee."""
    ascending_node: Passage | None = None
    """Ends where the stack crosses the equator northward."""
    descending_node: Passage | None = None
    """Ends where the stack crosses the equator southward."""
    argument_of_latitude: Angle | None = None
    """Angle from the ascending node."""
    event: EventModel | None = None
    """Ends where a function of one's own crosses a value."""
    ground: Literal[True] | None = None
    """Ends on the ground."""
    by: Date | None = None
    """Ends on this date in any case."""


class EngineUse(Strict):
    """Engines of a group: `count` (default all) are commanded to fire, `failed` of those do not."""

    group: Reference
    """Engine group, such as `usdv.translation`."""
    count: EnginesFiring | None = None
    """Engines of the group that are commanded to fire; default all."""
    failed: EnginesFailed = 0
    """Of those, how many do not fire."""
    thrust_factor: ThrustFactor = default(1.0)
    """Thrust in flight over nominal thrust."""


class SteeringModel(Strict):
    """Thrust direction: components in a frame, then turned by pitch (to nadir) and yaw (sideways).

    `lvlh`: x forward and horizontal, y against the orbit normal, z to nadir. `velocity`: x along
    the inertial velocity. `inertial`: GCRF. `held`: lvlh at ignition, then fixed in space.
    `own`: as a registered law says, which direction, pitch and yaw don't turn.
    """

    frame: Literal["lvlh", "velocity", "inertial", "held", "own"]
    """Frame of the direction."""
    law: Name | None = None
    """Of frame `own`: name of the registered steering law."""
    direction: tuple[DirectionComponent, DirectionComponent, DirectionComponent] = default(
        (-1.0, 0.0, 0.0)
    )
    """Direction of thrust in that frame, three components."""
    pitch: Angle = default("0 deg")
    """Turned toward nadir by this angle."""
    yaw: Angle = default("0 deg")
    """Turned sideways by this angle."""

    @model_validator(mode="after")
    def _has_direction(self) -> "SteeringModel":
        if math.hypot(*self.direction) < SHORTEST_DIRECTION:
            ctx = {"allowed": "a direction such as [-1, 0, 0]"}
            raise PydanticCustomError("quantity", "the direction has no length", ctx)
        if (self.frame == "own") != (self.law is not None):
            problem = f"frame {self.frame} {'with' if self.law else 'without'} a law"
            ctx = {"problem": problem, "allowed": "law with frame: own, and only then"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class Cutoff(OneOf):
    """When the engines stop: exactly one condition."""

    choices: ClassVar[tuple[str, ...]] = (
        "duration",
        "delta_v",
        "perigee",
        "downrange",
        "propellant",
        "depletion",
    )

    duration: BurnDuration | None = None
    """Engines stop after this time."""
    delta_v: SpeedChange | None = None
    """Engines stop after this change of speed, as the vehicle's accelerometer senses it."""
    perigee: PerigeeAltitude | None = None
    """Height of the vacuum perigee above the equatorial radius; below zero is inside the Earth."""
    downrange: Angle | None = None
    """Argument of latitude at which the stack, without drag from here on, would pass 120 km."""
    propellant: PropellantMass | None = None
    """Engines stop after this mass of propellant."""
    depletion: Literal[True] | None = None
    """Until the tanks are dry."""


class Spot(OneOf):
    """A place on the orbit; may be written as the word `apogee` or `perigee`."""

    choices: ClassVar[tuple[str, ...]] = ("apogee", "perigee", "argument_of_latitude")

    apogee: Literal[True] | None = None
    """At apogee."""
    perigee: Literal[True] | None = None
    """At perigee."""
    argument_of_latitude: Angle | None = None
    """At this angle from the ascending node."""

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, given: Any) -> Any:
        return {given: True} if given in ("apogee", "perigee") else given

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        """A mapping or a word."""
        inside = handler.resolve_ref_schema(super().__get_pydantic_json_schema__(core, handler))
        inside["type"] = ["object", "string"]
        inside["pattern"] = "^(apogee|perigee)$"
        return inside


class IgnitionModel(OneOf):
    """Where or when a burn takes place; without it the burn starts with the phase."""

    choices: ClassVar[tuple[str, ...]] = ("centred_on", "at", "date")

    centred_on: Spot | None = None
    """Place on the orbit at the middle of the burn."""
    at: Spot | None = None
    """Place on the orbit where the burn starts."""
    date: Date | None = None
    """Engines start on this date."""


class BurnModel(Strict):
    """A finite burn: engines, direction and cut-off."""

    rivals: ClassVar[tuple[tuple[str, ...], ...]] = (("direction", "steering"),)

    engines: Annotated[tuple[EngineUse, ...], Field(min_length=1, max_length=16)]
    """Engine groups that fire together."""
    direction: Literal["prograde", "retrograde"] | None = None
    """Along the flight, or against it."""
    steering: SteeringModel | None = None
    cutoff: Cutoff
    ignition: IgnitionModel | None = None

    @model_validator(mode="after")
    def _one_direction(self) -> "BurnModel":
        if (self.direction is None) == (self.steering is None):
            ctx = {"allowed": "exactly one of direction, steering"}
            raise PydanticCustomError("quantity", "the direction of thrust is not settled", ctx)
        return self

    @model_validator(mode="after")
    def _has_middle(self) -> "BurnModel":
        centred = self.ignition is not None and self.ignition.centred_on is not None
        if centred and self.cutoff.downrange is not None:
            problem = "how long a burn takes that downrange cuts off is not known before"
            ctx = {"problem": problem, "allowed": "ignition `at` a place or on a date"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class ProfilePoint(Strict):
    """An altitude to be at on a date."""

    date: Date
    """When."""
    altitude: Altitude
    """Altitude to be at."""
    source: str | None = None
    assumption: str | None = None


class Lowering(Strict):
    """Follow an altitude by date: with pairs of burns half an orbit apart, or with an attitude."""

    profile: Annotated[tuple[ProfilePoint, ...], Field(min_length=1, max_length=1000)]
    """Altitudes by date, straight lines between them."""
    every: LoweringInterval
    """How often the altitude is brought to the profile."""
    engines: Annotated[tuple[EngineUse, ...], Field(max_length=16)] = ()
    """Engine groups that push against the flight direction."""
    attitude: Reference | None = None
    """Instead of engines: flown while the stack is above the profile, such as one of high drag."""
    least_delta_v: SpeedChange = default("0.1 m/s")
    """Smaller corrections are left for the next time."""
    raising: StrictBool = False
    """Also lift the stack when it is below the profile."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _engines_or_attitude(self) -> "Lowering":
        if bool(self.engines) == (self.attitude is not None):
            ctx = {"problem": "needs one means", "allowed": "either engines or attitude"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class TransferModel(Strict):
    """Propellant pumped from one tank to another at the start of a phase."""

    from_: Reference = Field(alias="from")
    """Tank the propellant comes from."""
    to: Reference
    """Tank the propellant goes to."""
    mass: PropellantMass | None = None
    """All that fits if left out."""


class PhaseModel(Strict):
    """One stretch of flight: what happens at its start, and what ends it."""

    name: Name
    """Name of the phase, for tables and variants."""
    until: Until | None = None
    burn: BurnModel | None = None
    """A burn at the start of the phase."""
    lowering: Lowering | None = None
    """Burns, or an attitude, that bring the stack along a profile of altitude."""
    attitude: Reference | None = None
    """From here on; the first phase of a scenario has to name one. `dynamic`: in this phase the
    stack is a rigid body, as `motion` says."""
    motion: MotionModel | None = None
    """The stack as a rigid body, with `attitude: dynamic`."""
    dock: Names = ()
    """Vehicles that arrive at the start of the phase."""
    undock: Names = ()
    """Vehicles that leave at the start of the phase."""
    transfer: Annotated[tuple[TransferModel, ...], Field(max_length=64)] = ()
    """Propellant pumped at the start of the phase."""
    field_degree: Degree | None = None
    """Degree of gravity in this phase, instead of `gravity.degree`."""
    relative_tolerance: Tolerance | None = None
    """Error of a step in this phase, instead of `integrator`'s."""
    longest_step: StepLength | None = None
    """Longest step in this phase, instead of `integrator`'s."""
    save_every: SavingInterval | None = None
    """How often the state is kept; default every step."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _dynamic_with_motion(self) -> "PhaseModel":
        if (self.attitude == DYNAMIC) != (self.motion is not None):
            missing = "motion" if self.motion is None else f"attitude: {DYNAMIC}"
            ctx = {"problem": "the motion is not settled", "allowed": f"with it {missing}"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self
