"""Two published bridges from continuum (0) to free-molecular flow (1), and how one stands for the
other.

Flights take the first, in log Kn an error function (fitted to a re-entry code's output, see
`sim.dynamics.drag`). The second is the sine-squared bridge of Blanchard and Wilmoth, from Kn 1e-3
to 10. The Knudsen number's length belongs to the component, so a length scaled by `LENGTH_FACTOR`
lets the flown bridge stand for the second.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf, erfinv

from sim.dynamics.drag import BRIDGE_CENTRE, BRIDGE_WIDTH

SINE_ENDS = (1e-3, 10.0)
"""Knudsen numbers where the sine-squared bridge meets 0 and 1."""

LENGTH_FACTOR = 10.0 ** (-1.0 - BRIDGE_CENTRE)
"""Of the Knudsen number's length: both bridges are then half-way at the same height."""

Array = NDArray[np.float64]


def erf_bridge(kn: ArrayLike) -> Array:
    """Fraction of the way to free-molecular flow, error function in log Kn, Kn above 0."""
    return 0.5 * (1.0 + erf((np.log10(kn) - BRIDGE_CENTRE) / BRIDGE_WIDTH))


def sine_bridge(kn: ArrayLike) -> Array:
    """The same after Blanchard and Wilmoth: sin2[pi (3/8 + log10(Kn) / 8)], Kn above 0."""
    decade = np.log10(np.clip(kn, *SINE_ENDS))
    return np.square(np.sin(np.pi * (0.375 + 0.125 * decade)))


def erf_knudsen(fraction: ArrayLike) -> Array:
    """Knudsen number at which the error function reaches a fraction, 0 to 1 exclusive."""
    return 10.0 ** (BRIDGE_CENTRE + BRIDGE_WIDTH * erfinv(2.0 * np.asarray(fraction, float) - 1.0))


def sine_knudsen(fraction: ArrayLike) -> Array:
    """Knudsen number at which the sine squared reaches a fraction, 0 to 1."""
    return 10.0 ** (8.0 * np.arcsin(np.sqrt(fraction)) / np.pi - 3.0)


def length_for_sine(length: ArrayLike) -> Array:
    """Length in m to fly with so that drag turns at the height the sine-squared bridge gives.

    The sine squared is the wider one: with this length the flown bridge differs from it by up to
    0.20, against 0.26 with the length as it is.
    """
    return LENGTH_FACTOR * np.asarray(length, float)
