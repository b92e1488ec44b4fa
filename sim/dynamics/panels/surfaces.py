"""The surfaces of a body as kernels read them: what moves with the joint one by one, the rest as
tables over the direction of the stream.
"""

from typing import NamedTuple

import numpy as np

FORCE_COLUMNS = 12
"""Of the table of the fixed part: force over dynamic pressure in m2 and torque about the origin in
m3, x, y, z each, free-molecular, then continuum.
"""

WING_COLUMNS = 10
"""Area m2; centre m and unit normal with the joint at its zero, relative to the joint; axis about
which the wing tilts (zeros: it does not).
"""


class Surfaces(NamedTuple):
    """Of one shape, shared by all trajectories; axes and origin of the body's drawings.

    fixed: (rows, `FORCE_COLUMNS`) over directions, `sim.dynamics.panels.lookup`, `steps` to a
    circle; wings: (k, `WING_COLUMNS`); joint: unit axis, a unit vector across it that is the
    normal of what follows the Sun when the joint is at zero, and a point on the axis, m, shape
    (9,); lit: (rows, 2) over directions and joint angle, share of the wings and of the fixed part
    that stands in the stream, `lit_steps` to a circle; wall temperature K.
    """

    fixed: np.ndarray
    steps: int
    wings: np.ndarray
    joint: np.ndarray
    lit: np.ndarray
    lit_steps: int
    wall: float


def no_surfaces() -> Surfaces:
    """Of a body that is a sphere to the air: drag without torque, by its parameter vector."""
    shapes = ((0, FORCE_COLUMNS), (0, WING_COLUMNS), (9,), (0, 2))
    fixed, wings, joint, lit = (np.zeros(shape) for shape in shapes)
    for table in (fixed, wings, joint, lit):
        table.setflags(write=False)  # kernels are compiled for tables that nobody writes
    return Surfaces(fixed, 0, wings, joint, lit, 0, 300.0)
