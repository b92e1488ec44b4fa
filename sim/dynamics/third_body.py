"""Sun and Moon as point masses: the difference of their pull on the vehicle and on the Earth's
centre.

Battin's form (An Introduction to the Mathematics and Methods of Astrodynamics, 1999, section
8.6), free of the cancellation that the plain difference suffers.
"""

from sim.lanes import dot, kernel, sqrt

MU_SUN = 1.32712440018e20
"""m3/s2 (IERS Conventions 2010, table 1.1, rounded)."""

MU_MOON = 4.902800066e12
"""m3/s2 (DE421)."""


@kernel
def third_body(x, y, z, sx, sy, sz, mu):
    """Acceleration in m/s2 at (x, y, z) from a body at (sx, sy, sz), geocentric m, same axes."""
    d2 = dot(sx, sy, sz, sx, sy, sz)
    q = dot(x, y, z, x - 2.0 * sx, y - 2.0 * sy, z - 2.0 * sz) / d2
    p = 1.0 + q
    root = p * sqrt(p)
    f = q * (3.0 + q * (3.0 + q)) / (1.0 + root)
    # mu / |r - s|^3, with |r - s|^2 = d2 (1 + q)
    k = -mu / (d2 * sqrt(d2) * root)
    return k * (x + f * sx), k * (y + f * sy), k * (z + f * sz)
