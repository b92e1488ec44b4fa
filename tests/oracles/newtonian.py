"""Modified Newtonian drag: pressure on panels, closed forms of bodies, means over all directions.

Newtonian pressure goes with the square of the cosine and leaves leeward sides without any.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.entry.breakup.continuum import CP_MAX, tumbling_drag

Array = NDArray[np.float64]


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
