"""Solar radiation pressure on a cannon ball, with the Earth's shadow as a cylinder softened to a
conical penumbra's width.
"""

from sim.lanes import dot, kernel, maximum, minimum, smoothstep, sqrt

PRESSURE = 4.5398e-6
"""N/m2 at one astronomical unit: 1361 W/m2 (Kopp and Lean 2011) over the speed of light."""

ASTRONOMICAL_UNIT = 1.495978707e11
SHADOW_RADIUS = 6402e3
"""m, the Earth with the atmosphere that dims the Sun at the terminator (assumption: 24 km above the
equatorial radius).
"""

PENUMBRA = 60e3
"""m over which the shadow's edge is smeared: the Sun's disc seen from a low orbit, to first order.
"""


@kernel
def sunlight(x, y, z, sx, sy, sz):
    """Fraction of sunlight, 0 to 1, at (x, y, z) with the Sun at (sx, sy, sz), geocentric m."""
    distance = sqrt(dot(sx, sy, sz, sx, sy, sz))
    along = dot(x, y, z, sx, sy, sz) / distance
    across = sqrt(maximum(dot(x, y, z, x, y, z) - along * along, 1.0))
    lit = smoothstep((across - SHADOW_RADIUS) / PENUMBRA + 0.5)
    day = minimum(maximum(along / PENUMBRA + 0.5, 0.0), 1.0)
    return lit + (1.0 - lit) * day


@kernel
def radiation_pressure(x, y, z, sx, sy, sz, mass, parameters):
    """Acceleration in m/s2 away from the Sun (Montenbruck and Gill 2000, eq. 3.75)."""
    dx = x - sx
    dy = y - sy
    dz = z - sz
    d = sqrt(dot(dx, dy, dz, dx, dy, dz))
    au = ASTRONOMICAL_UNIT / d
    k = (
        sunlight(x, y, z, sx, sy, sz)
        * PRESSURE
        * au
        * au
        * parameters.reflectivity
        * parameters.area
    )
    k = k / (mass * d)
    return k * dx, k * dy, k * dz
