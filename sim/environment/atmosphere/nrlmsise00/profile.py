"""Gravity and temperature profile of NRLMSISE-00: splines of 1/T in geopotential height.

Heights and geopotential differences in km, gravity in cm/s2 and the gas constant to match, as the
model has them. Sources: Hedin, J. Geophys. Res. 92, 4649 (1987); 96, 1159 (1991), appendices.
"""

from typing import NamedTuple

from sim.lanes import kernel, where

GAS_CONSTANT = 831.4
"""Gas constant in units of 1e-2 J/(mol K), so that R T / (m g) is in km with g in cm/s^2."""


class Curve(NamedTuple):
    """Clamped cubic spline through five points: abscissae, values, second derivatives."""

    x1: float
    x2: float
    x3: float
    x4: float
    y0: float
    y1: float
    y2: float
    y3: float
    y4: float
    m0: float
    m1: float
    m2: float
    m3: float
    m4: float


@kernel
def gravity(sin_latitude):
    """Surface gravity in cm/s2 and effective Earth radius in km at a latitude."""
    c2 = 1.0 - 2.0 * sin_latitude * sin_latitude
    surface = 980.616 * (1.0 - 0.0026373 * c2)
    radius = 2.0e-5 * surface / (3.085462e-6 + 2.27e-9 * c2)
    return surface, radius


@kernel
def gravity_at(z, surface, radius):
    """Gravity in cm/s2 at height z in km."""
    ratio = 1.0 + z / radius
    return surface / (ratio * ratio)


@kernel
def depth(z, top, radius):
    """Geopotential distance in km from `top` down to z."""
    return (top - z) * (radius + top) / (radius + z)


@kernel
def curve5(x1, x2, x3, x4, y0, y1, y2, y3, y4, slope0, slope4):
    """Clamped spline through five points, the first at x = 0, with the slopes at both ends."""
    h1 = x2 - x1
    h2 = x3 - x2
    h3 = x4 - x3
    d0 = (y1 - y0) / x1
    d1 = (y2 - y1) / h1
    d2 = (y3 - y2) / h2
    d3 = (y4 - y3) / h3
    # second derivatives by elimination; the first row is 2 h0 m0 + h0 m1 = 6 (d0 - slope0)
    r0 = 3.0 * (d0 - slope0) / x1
    b1 = 1.5 * x1 + 2.0 * h1
    r1 = 6.0 * (d1 - d0) - x1 * r0
    w2 = h1 / b1
    b2 = 2.0 * (h1 + h2) - w2 * h1
    r2 = 6.0 * (d2 - d1) - w2 * r1
    w3 = h2 / b2
    b3 = 2.0 * (h2 + h3) - w3 * h2
    r3 = 6.0 * (d3 - d2) - w3 * r2
    w4 = h3 / b3
    m4 = (6.0 * (slope4 - d3) - w4 * r3) / (2.0 * h3 - w4 * h3)
    m3 = (r3 - h3 * m4) / b3
    m2 = (r2 - h2 * m3) / b2
    m1 = (r1 - h1 * m2) / b1
    return Curve(x1, x2, x3, x4, y0, y1, y2, y3, y4, r0 - 0.5 * m1, m1, m2, m3, m4)


@kernel
def whole(h, y0, y1, m0, m1):
    """Integral of one spline interval of width h."""
    return h * (0.5 * (y0 + y1) - h * h * (m0 + m1) * (1.0 / 24.0))


@kernel
def part(t, h, y0, y1, m0, m1):
    """Value and integral at distance t into a spline interval of width h."""
    c1 = (y1 - y0) / h - h * (2.0 * m0 + m1) * (1.0 / 6.0)
    c3 = (m1 - m0) / (6.0 * h)
    value = y0 + t * (c1 + t * (0.5 * m0 + t * c3))
    area = t * (y0 + t * (0.5 * c1 + t * (m0 * (1.0 / 6.0) + t * (0.25 * c3))))
    return value, area


@kernel
def along(x, c):
    """Value and integral from zero of a `Curve` at x; the end pieces go on beyond the ends."""
    second = x > c.x1
    third = x > c.x2
    fourth = x > c.x3
    y0 = where(fourth, c.y3, where(third, c.y2, where(second, c.y1, c.y0)))
    y1 = where(fourth, c.y4, where(third, c.y3, where(second, c.y2, c.y1)))
    m0 = where(fourth, c.m3, where(third, c.m2, where(second, c.m1, c.m0)))
    m1 = where(fourth, c.m4, where(third, c.m3, where(second, c.m2, c.m1)))
    left = where(fourth, c.x3, where(third, c.x2, where(second, c.x1, 0.0)))
    right = where(fourth, c.x4, where(third, c.x3, where(second, c.x2, c.x1)))
    a1 = whole(c.x1, c.y0, c.y1, c.m0, c.m1)
    a2 = a1 + whole(c.x2 - c.x1, c.y1, c.y2, c.m1, c.m2)
    a3 = a2 + whole(c.x3 - c.x2, c.y2, c.y3, c.m2, c.m3)
    before = where(fourth, a3, where(third, a2, where(second, a1, 0.0)))
    value, area = part(x - left, right - left, y0, y1, m0, m1)
    return value, before + area


class ShortCurve(NamedTuple):
    """Clamped cubic spline through four points, as `Curve`."""

    x1: float
    x2: float
    x3: float
    y0: float
    y1: float
    y2: float
    y3: float
    m0: float
    m1: float
    m2: float
    m3: float


@kernel
def curve4(x1, x2, x3, y0, y1, y2, y3, slope0, slope3):
    """Clamped spline through four points, the first at x = 0, with the slopes at both ends."""
    h1 = x2 - x1
    h2 = x3 - x2
    d0 = (y1 - y0) / x1
    d1 = (y2 - y1) / h1
    d2 = (y3 - y2) / h2
    r0 = 3.0 * (d0 - slope0) / x1
    b1 = 1.5 * x1 + 2.0 * h1
    r1 = 6.0 * (d1 - d0) - x1 * r0
    w2 = h1 / b1
    b2 = 2.0 * (h1 + h2) - w2 * h1
    r2 = 6.0 * (d2 - d1) - w2 * r1
    w3 = h2 / b2
    m3 = (6.0 * (slope3 - d2) - w3 * r2) / (2.0 * h2 - w3 * h2)
    m2 = (r2 - h2 * m3) / b2
    m1 = (r1 - h1 * m2) / b1
    return ShortCurve(x1, x2, x3, y0, y1, y2, y3, r0 - 0.5 * m1, m1, m2, m3)


@kernel
def along4(x, c):
    """Value and integral from zero of a `ShortCurve` at x; the end pieces go on beyond the ends."""
    second = x > c.x1
    third = x > c.x2
    y0 = where(third, c.y2, where(second, c.y1, c.y0))
    y1 = where(third, c.y3, where(second, c.y2, c.y1))
    m0 = where(third, c.m2, where(second, c.m1, c.m0))
    m1 = where(third, c.m3, where(second, c.m2, c.m1))
    left = where(third, c.x2, where(second, c.x1, 0.0))
    right = where(third, c.x3, where(second, c.x2, c.x1))
    a1 = whole(c.x1, c.y0, c.y1, c.m0, c.m1)
    a2 = a1 + whole(c.x2 - c.x1, c.y1, c.y2, c.m1, c.m2)
    before = where(third, a2, where(second, a1, 0.0))
    value, area = part(x - left, right - left, y0, y1, m0, m1)
    return value, before + area
