"""The area that drag counts on where it follows beta, the angle between the Sun and the plane of
the orbit.
"""

from sim.environment.ephemeris import sun_moon
from sim.lanes import absolute, broadcast, cross, dot, gather, kernel, maximum, norm

LEAST_MOMENTUM = 1.0
"""m2/s; a body without angular momentum has no orbit plane, and gets a beta of 0."""


@kernel
def sine_of_beta(t, x, y, z, vx, vy, vz, world):
    """Sine of the angle of the Sun above the plane of the orbit."""
    sx, sy, sz, _, _, _ = sun_moon(t, world.ephemeris)
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    length = maximum(norm(hx, hy, hz), LEAST_MOMENTUM) * norm(sx, sy, sz)
    return dot(hx, hy, hz, sx, sy, sz) / length


@kernel
def drag_area(t, x, y, z, vx, vy, vz, world, parameters):
    """Area in m2 that drag counts on: that of the parameter vector, or of its curve over beta."""
    area = parameters.area
    if world.switch.area_by_beta == 1:
        sine = absolute(sine_of_beta(t, x, y, z, vx, vy, vz, world))
        share = broadcast(1.0, sine)
        curves = world.area_curves
        for k in range(curves.shape[1] // 2):
            beyond = maximum(sine - gather(curves, parameters.area_curve, 2 * k), 0.0)
            share = share + gather(curves, parameters.area_curve, 2 * k + 1) * beyond
        area = area * share
    return area
