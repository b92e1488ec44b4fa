"""What can end a phase: pure functions of time, state, world and a threshold, each with its rate
and a direction of crossing.

No memory inside; the propagator looks for a change of sign, and by the rates for an extremum that
may hide two of them, and re-takes the step until the crossing is pinned down. Rising and falling
are meant along the flight: backward in time a node that rises is met falling.
"""

from sim.frames.constants import ARC_INTERFACE, EQUATORIAL_RADIUS, FLATTENING
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import (
    argument_of_latitude,
    mean_apsides,
    mean_eccentricity,
    mean_semi_major_axis,
)
from sim.frames.geodesy import geodetic
from sim.lanes import broadcast, cross, dot, kernel, maximum, rotate, sin_cos, sqrt, where

MEAN_ALTITUDE = 0
"""Mean semi-major axis minus the equatorial radius, threshold m."""
HEIGHT = 1
"""Geodetic height, threshold m."""
RADIAL_SPEED = 2
"""Position times velocity: falling through zero where the distance from the Earth is largest for a
while, which on an orbit near a circle happens twice a revolution.
"""
NODE = 3
"""Distance north of the equator of date, m: rising at the ascending node."""
ARGUMENT_OF_LATITUDE = 4
"""Angle from the ascending node, threshold rad; rising."""
PERIGEE = 5
"""Mean perigee height, threshold m."""
MASS = 6
"""Mass in the state, threshold kg: falling through what is left when a body has melted away."""
APSIS = 7
"""Sine of the angle past the perigee of the mean orbit, times its eccentricity: rising at perigee,
falling at apogee, each once a revolution. The threshold is an argument of perigee, rad, to be taken
instead of the orbit's, or `OWN_PERIGEE`.
"""

DOWNRANGE = 8
"""Height above the interface, m, at which the Kepler arc from here on, without drag and thrust,
passes a place: an argument of latitude, threshold rad. Falling through zero while a burn brings the
entry back to that place.
"""

OWN_PERIGEE = 1e3
"""Threshold of `APSIS`: no argument of perigee is given."""

RISING = 1.0
FALLING = -1.0


@kernel
def _arc_height(x, y, z, vx, vy, vz, px, py, pz, mu, place):
    """Height in m above `ARC_INTERFACE` at which a Kepler arc passes an argument of latitude, rad;
    (px, py, pz) is the unit vector to the Earth's pole.

    Along an orbit 1/r is a harmonic of the angle flown about a mean of mu / h2 (Binet's equation).
    """
    s, c, sin_i2 = argument_of_latitude(x, y, z, vx, vy, vz, px, py, pz)
    s0, c0 = sin_cos(place)
    sine = s0 * c - c0 * s
    cosine = c0 * c + s0 * s
    r = sqrt(dot(x, y, z, x, y, z))
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    h2 = dot(hx, hy, hz, hx, hy, hz)
    mean = mu / h2
    inverse = mean + (1.0 / r - mean) * cosine - dot(x, y, z, vx, vy, vz) / (r * sqrt(h2)) * sine
    ellipsoid = EQUATORIAL_RADIUS * (1.0 - FLATTENING * sin_i2 * s0 * s0)
    return 1.0 / inverse - ellipsoid - ARC_INTERFACE


@kernel
def event_value(kind, t, x, y, z, vx, vy, vz, mass, world, threshold):
    """Signed distance of one kind of event from its threshold, and its rate in 1/s.

    The rate serves to find an extremum between two states, so it is 0 where none can hide a
    crossing: drag, thrust and melting move mean altitude, perigee, arcs and mass one way, and the
    extrema of the sines are far from 0.
    """
    still = broadcast(0.0, x)
    if kind == RADIAL_SPEED:
        return dot(x, y, z, vx, vy, vz), still
    if kind == MASS:
        return mass - threshold, still
    turn = gcrf_to_itrf_matrix(t, world.orientation)
    px = turn[6]
    py = turn[7]
    pz = turn[8]
    if kind == HEIGHT:
        ex, ey, ez = rotate(turn, x, y, z)
        sine, cosine, height = geodetic(ex, ey, ez)
        # the normal of the ellipsoid lies in the meridian plane: away from the axis, and along it
        along = dot(vx, vy, vz, px, py, pz)
        across = dot(x, y, z, vx, vy, vz) - ez * along
        p = sqrt(maximum(ex * ex + ey * ey, 1.0))
        return height - threshold, sine * along + cosine * across / p
    mu = world.gravity.mu
    oblateness = world.gravity.oblateness
    if kind == APSIS:
        ex, ey, s, c = mean_eccentricity(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
        sine, cosine = sin_cos(threshold)
        held = threshold < OWN_PERIGEE
        return s * where(held, cosine, ex) - c * where(held, sine, ey), still
    if kind == MEAN_ALTITUDE:
        a = mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
        return a - EQUATORIAL_RADIUS - threshold, still
    if kind == NODE:
        return dot(x, y, z, px, py, pz), dot(vx, vy, vz, px, py, pz)
    if kind == ARGUMENT_OF_LATITUDE:
        s, c, _ = argument_of_latitude(x, y, z, vx, vy, vz, px, py, pz)
        s0, c0 = sin_cos(threshold)
        return s * c0 - c * s0, still
    if kind == DOWNRANGE:
        return _arc_height(x, y, z, vx, vy, vz, px, py, pz, mu, threshold), still
    perigee, _ = mean_apsides(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
    return perigee - threshold, still
