"""Attitude control as a scenario states it: what it costs, who pays, and how strong it is."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.bounds import (
    ControlAltitude,
    ControlPropellant,
    ControlTorque,
    OffsetEnd,
    ThrustOffset,
)
from sim.scenario.schema.strict import Distinct, Strict
from sim.scenario.schema.vehicle import Names, Reference


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
