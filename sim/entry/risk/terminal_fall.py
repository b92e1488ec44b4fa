"""The last 18 km of a fall: speed and time at terminal velocity, in closed form.

A fragment that falls straight down at terminal velocity has half rho w^2 constant, so that its
speed at height h is w = w0 sqrt(rho0 / rho), with w0 that at the ground. Density is that of the US
Standard Atmosphere 1976 in its two lowest layers (temperature 288.15 K falling by 6.5 K/km to 11
km, then 216.65 K to 20 km). A fragment still faster than its terminal velocity comes down sooner
than these formulas say.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

FOOT = 0.3048
FLIGHT_LEVEL = 100.0 * FOOT
"""m of pressure altitude."""
HIGHEST = 20e3
"""m; the formulas end here."""
LEAST_SPEED = 0.1
"""m/s given to what hardly falls, so that times stay finite."""

_TOP, _SCALE = 44330.77, 6341.62
"""m: T0 over the gradient, and the scale height of the second layer."""
_POWER = 4.255880
"""Of density against temperature in the lowest layer: g M / (R L) - 1."""
_HALF = 1.0 + 0.5 * _POWER
_TROPOPAUSE = 11e3
_ROOT = (1.0 - _TROPOPAUSE / _TOP) ** (0.5 * _POWER)
"""Square root of rho / rho0 at 11 km."""


def root_density(height: ArrayLike) -> Array:
    """Square root of the density over that at the ground, at heights from 0 to 20 km in m."""
    h = np.asarray(height, dtype=np.float64)
    low = np.maximum(1.0 - np.minimum(h, _TROPOPAUSE) / _TOP, 0.0) ** (0.5 * _POWER)
    return np.where(h <= _TROPOPAUSE, low, _ROOT * np.exp((_TROPOPAUSE - h) / (2.0 * _SCALE)))


def fall_speed(height: ArrayLike, at_ground: ArrayLike) -> Array:
    """Vertical speed in m/s at a height in m, of what reaches the ground at `at_ground` m/s."""
    return np.maximum(at_ground, LEAST_SPEED) / root_density(height)


def fall_time(height: ArrayLike, at_ground: ArrayLike) -> Array:
    """Seconds from a height in m to the ground: the integral of dh / w from 0 to the height."""
    h = np.asarray(height, dtype=np.float64)
    low = 1.0 - (1.0 - np.minimum(h, _TROPOPAUSE) / _TOP) ** _HALF
    high = 1.0 - np.exp((_TROPOPAUSE - np.maximum(h, _TROPOPAUSE)) / (2.0 * _SCALE))
    length = _TOP / _HALF * low + 2.0 * _SCALE * _ROOT * high
    return length / np.maximum(at_ground, LEAST_SPEED)
