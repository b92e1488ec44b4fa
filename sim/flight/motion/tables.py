"""The stack as a rigid body, as kernels read it."""

import numpy as np

from sim.dynamics.panels.surfaces import Surfaces, no_surfaces
from sim.dynamics.panels.tables import make_surfaces
from sim.flight.motion.body import Motion
from sim.vehicle.rigid_body import tabulate_bodies


def tabulate_surfaces(motion: Motion) -> Surfaces:
    """What air and sunlight meet."""
    return no_surfaces() if motion.shape is None else make_surfaces(motion.shape)


def tabulate_motion(motion: Motion, n: int, **columns: float | np.ndarray) -> np.ndarray:
    """Table of n bodies under gravity, as `sim.vehicle.rigid_body.tabulate_bodies`, with further
    columns; raises as that does.
    """
    for name, vector in (("centre", motion.centre), ("lever", motion.thrust_lever)):
        columns |= {f"{name}_{axis}": value for axis, value in zip("xyz", vector, strict=True)}
    return tabulate_bodies(
        n,
        np.array(motion.inertia),
        gradient=1.0,
        joint_angle=motion.joint_angle,
        wing_tilt=motion.wing_tilt,
        tracking=float(motion.tracking),
        wing_share=motion.wing_share,
        lift=float(motion.lift),
        **columns,
    )
