"""Repeated evaluation of each force term, for timing: gravity field, atmosphere, Sun and Moon,
Earth rotation.
"""

from sim.dynamics.third_body import MU_MOON, MU_SUN, third_body
from sim.environment.atmosphere.selection import air_at
from sim.environment.ephemeris import sun_moon
from sim.environment.gravity import gravity
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.geodesy import geodetic
from sim.lanes import broadcast, kernel, load, store
from sim.vehicle.parameters import parameters_of


@kernel
def evaluate_gravity(world, state, parameters, out, n):
    """Evaluate the gravity field n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        x, y, z = load(state, 0) + shift, load(state, 1) + shift, load(state, 2) + shift
        fx, fy, fz = gravity(x, y, z, world.gravity)
        shift = 1e-9 * (fx + fy + fz)
    store(out, 0, shift)


@kernel
def evaluate_atmosphere(world, state, parameters, out, n):
    """Evaluate geodetic altitude and density n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        x, y, z = load(state, 0) + shift, load(state, 1) + shift, load(state, 2) + shift
        sine, cosine, altitude = geodetic(x, y, z)
        t = load(state, 6) + shift
        columns = parameters_of(parameters)
        density, _, _ = air_at(t, x, y, sine, cosine, altitude, world, columns)
        shift = 1e3 * density
    store(out, 0, shift)


@kernel
def evaluate_sun_and_moon(world, state, parameters, out, n):
    """Evaluate positions and accelerations of Sun and Moon n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        x, y, z = load(state, 0) + shift, load(state, 1) + shift, load(state, 2) + shift
        sx, sy, sz, mx, my, mz = sun_moon(load(state, 6) + shift, world.ephemeris)
        ax, ay, az = third_body(x, y, z, sx, sy, sz, MU_SUN)
        bx, by, bz = third_body(x, y, z, mx, my, mz, MU_MOON)
        shift = 1e-9 * (ax + ay + az + bx + by + bz)
    store(out, 0, shift)


@kernel
def evaluate_rotation(world, state, parameters, out, n):
    """Evaluate the matrix from GCRF to ITRF n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        m = gcrf_to_itrf_matrix(load(state, 6) + shift, world.orientation)
        shift = 1e-9 * (m[0] + m[1] + m[2] + m[3] + m[4] + m[5] + m[6])
        shift = shift + 1e-9 * (m[7] + m[8])
    store(out, 0, shift)


TERMS = {
    "gravity field": evaluate_gravity,
    "atmosphere": evaluate_atmosphere,
    "Sun and Moon": evaluate_sun_and_moon,
    "rotation": evaluate_rotation,
}
