"""Drag in continuum flow: modified Newtonian above Mach 5, measured means below Mach 1.

Newtonian pressure goes with the square of the cosine and leaves leeward sides without any, so the
mean of a convex body over all directions is that of a sphere on a quarter of its surface. Between
the two regimes a flight blends `cd_subsonic` into `cd_continuum`, smoothly from Mach 0.8 to 1.4;
the rise of drag about Mach 1 is left out.
"""

from typing import Literal

CP_MAX = 1.839
"""Stagnation pressure coefficient of air with a ratio of specific heats of 1.4 at high Mach number;
1.9 in equilibrium at entry speeds.
"""

SUBSONIC_DRAG: dict[str, float] = {"sphere": 0.47, "cylinder": 0.8, "box": 1.0, "plate": 1.0}
"""Tumbling bodies below Mach 1 on their mean cross-section. Sphere: Hoerner, Fluid-Dynamic Drag
(1965). assumption: the others lie midway in the ranges in use, cylinder 0.7 to 0.9, box and plate
0.8 to 1.2.
"""

ShapeClass = Literal["sphere", "cylinder", "box", "plate"]


def tumbling_drag(cp_max: float = CP_MAX) -> float:
    """Of any convex body on a quarter of its surface, mean over all directions; a sphere's too."""
    return cp_max / 2.0


def subsonic_drag(shape: ShapeClass) -> float:
    """Of a tumbling body below Mach 1, on its mean cross-section."""
    return SUBSONIC_DRAG[shape]
