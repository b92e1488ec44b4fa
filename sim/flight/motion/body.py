"""The stack as a rigid body, as a phase states it: data only, without kernels."""

from dataclasses import dataclass

from sim.errors import InputError
from sim.flight.motion.control import Law
from sim.vehicle.panels.shapes import Shape

Vector = tuple[float, float, float]
Tensor = tuple[Vector, Vector, Vector]


@dataclass(frozen=True, kw_only=True)
class Motion:
    """How the stack turns in a phase. Axes: x forward, y to starboard, z to nadir at angles of 0.

    Attributes
    ----------
    inertia
        kg m2, elements of the tensor about the centre of mass.
    centre
        m, of mass, in the axes of the shape's drawings.
    shape
        Surfaces; None: drag as of the phase's attitude, without torque.
    joint_angle, wing_tilt, tracking, wing_share
        As in `sim.vehicle.rigid_body.Body`; angles rad.
    angles
        rad, yaw, pitch and roll from the local horizontal, commanded, and at the start of a flight.
    rates
        rad/s about the body's axes at the start, beyond those of the orbit; None: as the phase
        before left them.
    law
        Of control; None: nothing holds the stack.
    period
        s between two actions of control (assumption: 1 to 20).
    thrust_lever
        m, from the centre of mass to the line of thrust.
    lift
        Whether what the air pushes across the flight moves the orbit; it turns the body always.
    """

    inertia: Tensor
    centre: Vector = (0.0, 0.0, 0.0)
    shape: Shape | None = None
    joint_angle: float = 0.0
    wing_tilt: float = 0.0
    tracking: bool = False
    wing_share: float = 1.0
    angles: Vector = (0.0, 0.0, 0.0)
    rates: Vector | None = None
    law: Law | None = None
    period: float = 10.0
    thrust_lever: Vector = (0.0, 0.0, 0.0)
    lift: bool = True

    def __post_init__(self) -> None:
        """Refuse a period in which time stands still.

        Raises
        ------
        InputError
            If so.
        """
        if not self.period > 0.0:
            raise InputError(f"control acts every {self.period:g} s; allowed: more than 0 s")
