"""What ``motion`` of ``summary.json`` and ``stack_shape.json`` hold: see
`sim.report.results.shape`.
"""

from typing import Annotated

from pydantic import Field

from sim.report.results.shape import Date, Line, Number, Shape

Place = Annotated[float, Field(ge=-1e3, le=1e3)]
"""m in the axes of a stack's drawings."""
Point = Annotated[list[Place], Field(min_length=3, max_length=3)]
Axis = Annotated[list[Annotated[float, Field(ge=-1.0, le=1.0)]], Field(min_length=3, max_length=3)]
Three = Annotated[list[Number], Field(min_length=3, max_length=3)]
NotNegative = Annotated[float, Field(ge=0.0, le=1e15)]


class Turning(Shape):
    """How a rigid body turned in a phase, and what held it."""

    phase: Line
    largest_rate_deg_s: Number
    end_rates_deg_s: Three
    largest_control_torque_n_m: Number
    largest_momentum_n_m_s: Number
    propellant_kg: Number
    gyroscope_capacity_n_m_s: NotNegative = 0.0
    gyroscope_torque_n_m: NotNegative = 0.0
    authority_n_m: Three | None = None
    thruster_duty: Number | None = None


class Motion(Shape):
    """``motion`` of ``summary.json``."""

    attitude_lost_utc: Date | None = None
    entry_interface_rates_deg_s: Three | None
    phases: Annotated[list[Turning], Field(min_length=1, max_length=1000)]


class Outline(Shape):
    """An element as it is drawn."""

    name: Line
    points_m: Annotated[list[Point], Field(min_length=3, max_length=100)]
    turns: bool
    tilts_about: Axis | None = None


class Stack(Shape):
    """The stack of some phases."""

    phases: Annotated[list[Line], Field(min_length=1, max_length=1000)]
    centre_of_mass_m: Point
    elements: Annotated[list[Outline], Field(max_length=1000)]


class StackShapes(Shape):
    """``stack_shape.json``."""

    stacks: Annotated[list[Stack], Field(min_length=1, max_length=100)]
