"""The air of NRLMSISE-00 below 72.5 km: hydrostatic, fully mixed below 62.5 km, splines of 1/T.

Source: Hedin, J. Geophys. Res. 96, 1159 (1991), appendix. Below the ground the last spline goes on.
"""

from sim.environment.atmosphere.nrlmsise00.coefficients import (
    AVERAGE_MASS,
    NODES,
    SLOPE_0,
    SLOPE_32,
)
from sim.environment.atmosphere.nrlmsise00.expansion import lower_waves, lower_zonal
from sim.environment.atmosphere.nrlmsise00.profile import (
    GAS_CONSTANT,
    along,
    along4,
    curve4,
    curve5,
    depth,
    gravity_at,
)
from sim.environment.atmosphere.nrlmsise00.thermosphere import FLOOR
from sim.lanes import any_lane, kernel, log, maximum, minimum, where

STRATOSPHERE = 32.5
"""Height in km where the two splines meet."""
MIXED = 62.5
"""Height in km below which composition is constant."""


@kernel
def inverse_node(b, q, c, r):
    """Inverse temperature of row r of the lower table, 4 to 10."""
    return (1.0 - lower_zonal(q, r, b) - lower_waves(q, r, b)) / c[0, NODES + r]


@kernel
def hydrostatic(z, surface, radius, inverse_72, slope_72, b, q, c, at):
    """Temperature and growth of the log of mixed density from 72.5 km down to z (km).

    Parameters
    ----------
    z
        Height, km, at most 72.5.
    surface, radius
        Of `profile.gravity`.
    inverse_72, slope_72
        Inverse temperature at 72.5 km, 1/K, and its slope per km of geopotential depth.
    b : Basis
        Shared factors.
    q, c, at
        Tables lower and profile of `Msis`, and rows of the first.
    """
    y1 = inverse_node(b, q, c, at.t55)
    y2 = inverse_node(b, q, c, at.t45)
    y3 = inverse_node(b, q, c, at.t32)
    gradient = 1.0 + lower_zonal(q, at.gradient32, b) + lower_waves(q, at.gradient32, b)
    slope_32 = c[0, SLOPE_32] * gradient
    ratio = (radius + STRATOSPHERE) / (radius + FLOOR)
    x1 = depth(55.0, FLOOR, radius)
    x2 = depth(45.0, FLOOR, radius)
    x3 = depth(STRATOSPHERE, FLOOR, radius)
    upper = curve4(x1, x2, x3, inverse_72, y1, y2, y3, slope_72, slope_32 * ratio * ratio)
    y, area = along4(depth(maximum(z, STRATOSPHERE), FLOOR, radius), upper)
    grown = gravity_at(FLOOR, surface, radius) / GAS_CONSTANT * AVERAGE_MASS * area
    low = z < STRATOSPHERE
    if any_lane(low):
        y_low, grown_low = troposphere(z, surface, radius, y3, slope_32, b, q, c, at)
        y = where(low, y_low, y)
        grown = where(low, grown + grown_low, grown)
    return 1.0 / y, grown + log(y / inverse_72)


@kernel
def troposphere(z, surface, radius, y0, slope_32, b, q, c, at):
    """Inverse temperature and growth of the log of pressure from 32.5 km down to z (km)."""
    y1 = inverse_node(b, q, c, at.t20)
    y2 = inverse_node(b, q, c, at.t15)
    y3 = inverse_node(b, q, c, at.t10)
    y4 = inverse_node(b, q, c, at.t0)
    slope_0 = c[0, SLOPE_0] * (1.0 + lower_zonal(q, at.gradient0, b))
    ratio = radius / (radius + STRATOSPHERE)
    x1 = depth(20.0, STRATOSPHERE, radius)
    x2 = depth(15.0, STRATOSPHERE, radius)
    x3 = depth(10.0, STRATOSPHERE, radius)
    x4 = depth(0.0, STRATOSPHERE, radius)
    curve = curve5(x1, x2, x3, x4, y0, y1, y2, y3, y4, slope_32, slope_0 * ratio * ratio)
    y, area = along(depth(minimum(z, STRATOSPHERE), STRATOSPHERE, radius), curve)
    return y, gravity_at(STRATOSPHERE, surface, radius) / GAS_CONSTANT * AVERAGE_MASS * area
