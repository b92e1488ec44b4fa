"""Constants of the Earth and of units, known without the compiler of the kernels.

WGS84 ellipsoid: NIMA TR8350.2 (2000). Gravity: EGM2008 (Pavlis and others 2012).
"""

EQUATORIAL_RADIUS = 6378137.0
FLATTENING = 1.0 / 298.257223563
POLAR_RADIUS = EQUATORIAL_RADIUS * (1.0 - FLATTENING)
ECCENTRICITY_SQUARED = FLATTENING * (2.0 - FLATTENING)
SECOND_ECCENTRICITY_SQUARED = ECCENTRICITY_SQUARED / (1.0 - ECCENTRICITY_SQUARED)
MEAN_RADIUS = 6371008.8
"""m, arithmetic mean of the semi-axes: radius of the sphere on which downrange distance is
measured.
"""

MU = 3.986004415e14
"""m3/s2, the constant EGM2008 is scaled with; 1e-9 below the WGS84 value."""

STANDARD_GRAVITY = 9.80665
"""m/s2, g0 (3rd CGPM, 1901): in the definition of specific impulse, and the unit of loads."""

HOURS_PER_RADIAN = 3.819718634205488
"""12 / pi: hours of an hour angle."""

J2 = 1.0826266835531513e-3
"""Zonal coefficient from the EGM2008 C20 = -4.84165143790815e-4 times -sqrt(5), at 6378136.3 m."""

OBLATENESS = J2 * EQUATORIAL_RADIUS * EQUATORIAL_RADIUS
"""m2, J2 times the square of the radius it belongs to: what mean elements ask of a field."""

ARC_INTERFACE = 120e3
"""m, the interface that such arcs end at, above the ellipsoid."""
