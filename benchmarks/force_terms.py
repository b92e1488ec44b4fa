"""Each term of the force over and over, for timing: field, air, Sun and Moon, Earth's rotation."""

from sim.dynamics.third_body import MU_MOON, MU_SUN, third_body
from sim.environment.atmosphere.selection import air_at
from sim.environment.ephemeris import sun_moon
from sim.environment.gravity import gravity
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.geodesy import geodetic
from sim.lanes import broadcast, kernel, load, store
from sim.vehicle.parameters import parameters_of


@kernel
def field(world, state, case, out, n):
    """Gravity field n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        x, y, z = load(state, 0) + shift, load(state, 1) + shift, load(state, 2) + shift
        fx, fy, fz = gravity(x, y, z, world.gravity)
        shift = 1e-9 * (fx + fy + fz)
    store(out, 0, shift)


@kernel
def air(world, state, case, out, n):
    """Height above the ellipsoid and density n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        x, y, z = load(state, 0) + shift, load(state, 1) + shift, load(state, 2) + shift
        sine, cosine, height = geodetic(x, y, z)
        t = load(state, 6) + shift
        density, _, _ = air_at(t, x, y, sine, cosine, height, world, parameters_of(case))
        shift = 1e3 * density
    store(out, 0, shift)


@kernel
def sun_and_moon(world, state, case, out, n):
    """Places and pull of Sun and Moon n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        x, y, z = load(state, 0) + shift, load(state, 1) + shift, load(state, 2) + shift
        sx, sy, sz, mx, my, mz = sun_moon(load(state, 6) + shift, world.ephemeris)
        ax, ay, az = third_body(x, y, z, sx, sy, sz, MU_SUN)
        bx, by, bz = third_body(x, y, z, mx, my, mz, MU_MOON)
        shift = 1e-9 * (ax + ay + az + bx + by + bz)
    store(out, 0, shift)


@kernel
def rotation(world, state, case, out, n):
    """Matrix from GCRF to ITRF n times."""
    shift = broadcast(0.0, load(state, 0))
    for _ in range(n):
        turn = gcrf_to_itrf_matrix(load(state, 6) + shift, world.orientation)
        shift = 1e-9 * (turn[0] + turn[1] + turn[2] + turn[3] + turn[4] + turn[5] + turn[6])
        shift = shift + 1e-9 * (turn[7] + turn[8])
    store(out, 0, shift)


TERMS = {"field": field, "air": air, "Sun and Moon": sun_and_moon, "rotation": rotation}
