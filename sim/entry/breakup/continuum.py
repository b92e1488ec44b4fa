"""Drag in continuum flow: modified Newtonian above Mach 5, measured means below Mach 1.

Newtonian pressure goes with the square of the cosine and leaves leeward sides without any, so the
mean of a convex body over all directions is that of a sphere on a quarter of its surface. Between
the two regimes a flight blends `cd_subsonic` into `cd_continuum`, smoothly from Mach 0.8 to 1.4;
the rise of drag about Mach 1 is left out.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

CP_MAX = 1.839
"""Stagnation pressure coefficient of air with a ratio of specific heats of 1.4 at high Mach number;
1.9 in equilibrium at entry speeds.
"""

SUBSONIC_DRAG: dict[str, float] = {"sphere": 0.47, "cylinder": 0.8, "box": 1.0, "plate": 1.0}
"""Tumbling bodies below Mach 1 on their mean cross-section. Sphere: Hoerner, Fluid-Dynamic Drag
(1965). assumption: the others lie midway in the ranges in use, cylinder 0.7 to 0.9, box and plate
0.8 to 1.2.
"""

Array = NDArray[np.float64]
ShapeClass = Literal["sphere", "cylinder", "box", "plate"]


def stagnation_pressure_coefficient(mach: ArrayLike, gamma: float = 1.4) -> Array:
    """Pressure coefficient behind a normal shock, brought to rest: Rayleigh's pitot formula.

    `mach` above 1; 1.839 in the limit of high Mach number and gamma 1.4.
    """
    q = np.square(np.asarray(mach, float))
    compressed = (gamma + 1.0) ** 2 * q / (4.0 * gamma * q - 2.0 * (gamma - 1.0))
    jump = (1.0 - gamma + 2.0 * gamma * q) / (gamma + 1.0)
    return 2.0 / (gamma * q) * (compressed ** (gamma / (gamma - 1.0)) * jump - 1.0)


def pressure_coefficient(cosine: ArrayLike, cp_max: float = CP_MAX) -> Array:
    """Modified Newtonian pressure on a panel; nothing on the lee side (cosine below 0)."""
    return cp_max * np.square(np.maximum(cosine, 0.0))


def panel_drag(cosine: ArrayLike, cp_max: float = CP_MAX) -> Array:
    """Drag coefficient of one side of a panel, on the panel's area."""
    return pressure_coefficient(cosine, cp_max) * np.asarray(cosine, float)


def tumbling_drag(cp_max: float = CP_MAX) -> float:
    """Of any convex body on a quarter of its surface, mean over all directions; a sphere's too."""
    return cp_max / 2.0


def cylinder_across(cp_max: float = CP_MAX) -> float:
    """Of a long cylinder with its axis across the stream, on length times diameter."""
    return 2.0 / 3.0 * cp_max


def plate_across(cp_max: float = CP_MAX) -> float:
    """Of a plate across the stream, on the area of one side."""
    return cp_max


def tumbling_plate(cp_max: float = CP_MAX) -> float:
    """Of a thin plate on the area of one side, mean over all directions."""
    return cp_max / 4.0


def tumbling_cylinder(slenderness: ArrayLike, cp_max: float = CP_MAX) -> Array:
    """Of a cylinder on length times diameter, mean over all directions.

    `slenderness` is length over diameter; a quarter of the surface is pi/4 (1 + D / 2 L) L D.
    """
    quarter_surface = np.pi / 4.0 * (1.0 + 0.5 / np.asarray(slenderness, float))
    return quarter_surface * tumbling_drag(cp_max)


def tumbling_box(a: ArrayLike, b: ArrayLike, c: ArrayLike, cp_max: float = CP_MAX) -> Array:
    """Of a box with these edges on its largest side, mean over all directions."""
    edges = np.sort(np.stack(np.broadcast_arrays(a, b, c)).astype(float), axis=0)
    c, b, a = edges
    return (a * b + b * c + c * a) / (2.0 * a * b) * tumbling_drag(cp_max)


def subsonic_drag(shape: ShapeClass) -> float:
    """Of a tumbling body below Mach 1, on its mean cross-section."""
    return SUBSONIC_DRAG[shape]
