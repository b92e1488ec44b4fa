"""The WGS84 ellipsoid: geodetic latitude and height of an Earth-fixed point, and back.

Defining constants from NIMA TR8350.2 (2000). Latitude by Bowring's formula with his start for any
height (Survey Review 28, 1985, 202-206): below 2e-6 m (3e-13 rad) in latitude, and 1e-9 m in
height, from -10 km to 2,000 km.
"""

from sim.frames.constants import (
    ECCENTRICITY_SQUARED,
    EQUATORIAL_RADIUS,
    POLAR_RADIUS,
    SECOND_ECCENTRICITY_SQUARED,
)
from sim.lanes import arctan2, kernel, sqrt


@kernel
def _refined(p, z, sine, cosine):
    """Tangent (as y, x) of geodetic latitude from sine and cosine of the reduced latitude."""
    y = z + SECOND_ECCENTRICITY_SQUARED * POLAR_RADIUS * sine * sine * sine
    x = p - ECCENTRICITY_SQUARED * EQUATORIAL_RADIUS * cosine * cosine * cosine
    return y, x


@kernel
def geodetic(x, y, z):
    """Sine and cosine of geodetic latitude, and height in m, of an Earth-fixed point in m.

    Valid outside a few tens of kilometres around the Earth's centre; exact on the axis.
    """
    p2 = x * x + y * y
    p = sqrt(p2)
    start = 1.0 + SECOND_ECCENTRICITY_SQUARED * POLAR_RADIUS / sqrt(p2 + z * z)
    b = POLAR_RADIUS * z * start
    a = EQUATORIAL_RADIUS * p
    scale = 1.0 / sqrt(a * a + b * b)
    s, c = _refined(p, z, b * scale, a * scale)
    # all three of one length, so that no root waits for another
    length = s * s + c * c
    depth = EQUATORIAL_RADIUS * sqrt(length - ECCENTRICITY_SQUARED * s * s)
    scale = 1.0 / sqrt(length)
    s = s * scale
    c = c * scale
    return s, c, p * c + z * s - depth * scale


@kernel
def latitude_longitude_height(x, y, z):
    """Geodetic latitude and east longitude in rad, height in m, of an Earth-fixed point in m."""
    s, c, height = geodetic(x, y, z)
    return arctan2(s, c), arctan2(y, x), height


@kernel
def earth_fixed(sin_latitude, cos_latitude, sin_longitude, cos_longitude, height):
    """Earth-fixed point in m from the sines and cosines of its geodetic coordinates and height in
    m.
    """
    normal = EQUATORIAL_RADIUS / sqrt(1.0 - ECCENTRICITY_SQUARED * sin_latitude * sin_latitude)
    p = (normal + height) * cos_latitude
    z = ((1.0 - ECCENTRICITY_SQUARED) * normal + height) * sin_latitude
    return p * cos_longitude, p * sin_longitude, z
