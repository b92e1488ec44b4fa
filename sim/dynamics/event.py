"""What can end a phase: pure functions of time, state, world and a threshold, each with a
direction of crossing.

No memory inside; the propagator looks for a change of sign and re-takes the step until the
crossing is pinned down. Rising and falling are meant along the flight: backward in time a node
that rises is met falling.
"""

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude, mean_apsides, mean_semi_major_axis
from sim.frames.geodesy import geodetic
from sim.lanes import dot, kernel, rotate, sin_cos

MEAN_ALTITUDE = 0
"""Mean semi-major axis minus the equatorial radius, threshold m."""
HEIGHT = 1
"""Geodetic height, threshold m."""
RADIAL_SPEED = 2
"""Position times velocity: rising through zero at perigee, falling at apogee."""
NODE = 3
"""Distance north of the equator of date, m: rising at the ascending node."""
ARGUMENT_OF_LATITUDE = 4
"""Angle from the ascending node, threshold rad; rising."""
PERIGEE = 5
"""Mean perigee height, threshold m."""
MASS = 6
"""Mass in the state, threshold kg: falling through what is left when a body has melted away."""

RISING = 1.0
FALLING = -1.0


@kernel
def event_value(kind, t, x, y, z, vx, vy, vz, mass, world, threshold):
    """Signed distance of one kind of event from its threshold."""
    if kind == RADIAL_SPEED:
        return dot(x, y, z, vx, vy, vz)
    if kind == MASS:
        return mass - threshold
    turn = gcrf_to_itrf_matrix(t, world.orientation)
    if kind == HEIGHT:
        ex, ey, ez = rotate(turn, x, y, z)
        _, _, height = geodetic(ex, ey, ez)
        return height - threshold
    px = turn[6]
    py = turn[7]
    pz = turn[8]
    if kind == MEAN_ALTITUDE:
        a = mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz)
        return a - EQUATORIAL_RADIUS - threshold
    if kind == NODE:
        return dot(x, y, z, px, py, pz)
    if kind == ARGUMENT_OF_LATITUDE:
        s, c, _ = argument_of_latitude(x, y, z, vx, vy, vz, px, py, pz)
        s0, c0 = sin_cos(threshold)
        return s * c0 - c * s0
    perigee, _ = mean_apsides(x, y, z, vx, vy, vz, px, py, pz)
    return perigee - threshold
