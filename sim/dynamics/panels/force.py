"""Force and torque of air and sunlight on the surfaces of a body, for any attitude.

The fixed part is read from tables over the direction of the stream, made with its own shadows;
wings that turn are reckoned one by one and shaded by a table over direction and joint angle.
Axes: body.
"""

from sim.dynamics.drag import FREE, bridge, knudsen
from sim.dynamics.panels.coefficients import CONTINUUM_PRESSURE, free_molecular_plate
from sim.dynamics.panels.lookup import direction_place, spline_block, spline_patch, turn_place
from sim.lanes import (
    absolute,
    any_lane,
    broadcast,
    cross,
    dot,
    kernel,
    maximum,
    norm,
    sin_cos,
    sqrt,
)

TWICE_BOLTZMANN = 2.761298e-23
"""J/K, twice the Boltzmann constant (SI)."""

TABLE_SPEED_RATIO = 8.0
"""Speed ratio for which the tables of the fixed part are made (assumption: 7 to 10 between 150 and
400 km, where it moves them by 3 %).
"""
TABLE_TEMPERATURE = 900.0
"""K of that gas (assumption: 700 to 1,200 above 200 km)."""


@kernel
def turn_about(ax, ay, az, sine, cosine, x, y, z):
    """A vector turned about a unit axis by an angle of that sine and cosine (Rodrigues)."""
    k = (1.0 - cosine) * dot(ax, ay, az, x, y, z)
    cx, cy, cz = cross(ax, ay, az, x, y, z)
    return (
        cosine * x + sine * cx + k * ax,
        cosine * y + sine * cy + k * ay,
        cosine * z + sine * cz + k * az,
    )


@kernel
def joint_angles(sx, sy, sz, surfaces, body):
    """Sine and cosine of the joint's angle and of the wings' tilt: those that turn their normals to
    the Sun (unit vector), or the parked ones of the body.
    """
    j = surfaces.joint
    ps, pc = sin_cos(body.joint_angle)
    ts, tc = sin_cos(body.wing_tilt)
    bx, by, bz = cross(j[0], j[1], j[2], j[3], j[4], j[5])
    east = dot(bx, by, bz, sx, sy, sz)
    up = dot(j[3], j[4], j[5], sx, sy, sz)
    along = dot(j[0], j[1], j[2], sx, sy, sz)
    across = sqrt(maximum(east * east + up * up, 1e-12))
    k = 1.0 / across
    f = body.tracking
    g = 1.0 - f
    return (
        f * (east * k) + g * ps,
        f * (up * k) + g * pc,
        f * along + g * ts,
        f * sqrt(maximum(1.0 - along * along, 0.0)) + g * tc,
    )


@kernel
def lit_shares(x, y, z, js, jc, surfaces):
    """Shares of the wings and of the fixed part in a stream from the unit vector (x, y, z)."""
    steps = surfaces.lit_steps
    width = steps + 4.0
    size = width * (steps / 2.0 + 4.0)
    layers = surfaces.lit.shape[0] / size - 4.0
    row, down, along = direction_place(x, y, z, steps)
    layer, across = turn_place(js, jc, layers)
    row = row + layer * size
    return (
        spline_block(surfaces.lit, row, width, size, 0, across, down, along),
        spline_block(surfaces.lit, row, width, size, 1, across, down, along),
    )


@kernel
def fixed_force(x, y, z, first, surfaces):
    """Force over dynamic pressure m2 and torque about the origin m3 (six numbers) of the fixed part
    in a stream from the unit vector (x, y, z); columns of the table from `first` on.
    """
    steps = surfaces.steps
    width = steps + 4.0
    row, down, along = direction_place(x, y, z, steps)
    table = surfaces.fixed
    return (
        spline_patch(table, row, width, first, down, along),
        spline_patch(table, row, width, first + 1, down, along),
        spline_patch(table, row, width, first + 2, down, along),
        spline_patch(table, row, width, first + 3, down, along),
        spline_patch(table, row, width, first + 4, down, along),
        spline_patch(table, row, width, first + 5, down, along),
    )


@kernel
def wing_place(k, js, jc, ts, tc, surfaces):
    """Centre m and unit normal of wing k with the joint and the tilt at some angles."""
    w = surfaces.wings
    j = surfaces.joint
    nx, ny, nz = turn_about(w[k, 7], w[k, 8], w[k, 9], ts, tc, w[k, 4], w[k, 5], w[k, 6])
    nx, ny, nz = turn_about(j[0], j[1], j[2], js, jc, nx, ny, nz)
    cx, cy, cz = turn_about(j[0], j[1], j[2], js, jc, w[k, 1], w[k, 2], w[k, 3])
    return cx + j[6], cy + j[7], cz + j[8], nx, ny, nz


@kernel
def wings_force(x, y, z, js, jc, ts, tc, speed_ratio, wall, free, surfaces):
    """Force over dynamic pressure m2 and torque about the origin m3 (six numbers) of all wings in
    a stream from the unit vector (x, y, z), `free` of the way from continuum to free-molecular.
    """
    fx = broadcast(0.0, x)
    fy, fz, tx, ty, tz = fx, fx, fx, fx, fx
    for k in range(surfaces.wings.shape[0]):
        cx, cy, cz, nx, ny, nz = wing_place(k, js, jc, ts, tc, surfaces)
        c = dot(nx, ny, nz, x, y, z)
        pressure, shear = free_molecular_plate(c, speed_ratio, wall)
        shear = free * shear
        # the part of the stream along the plate is what its cosine leaves of it
        normal = free * pressure - shear * c + (1.0 - free) * CONTINUUM_PRESSURE * c * absolute(c)
        a = -surfaces.wings[k, 0]
        px = a * (normal * nx + shear * x)
        py = a * (normal * ny + shear * y)
        pz = a * (normal * nz + shear * z)
        qx, qy, qz = cross(cx, cy, cz, px, py, pz)
        fx = fx + px
        fy = fy + py
        fz = fz + pz
        tx = tx + qx
        ty = ty + qy
        tz = tz + qz
    return fx, fy, fz, tx, ty, tz


@kernel
def stream_force(x, y, z, js, jc, ts, tc, speed_ratio, temperature, free, surfaces, body):
    """Force over dynamic pressure m2 and torque about the origin m3 (six numbers) of the whole body
    in a stream from the unit vector (x, y, z).
    """
    wall = sqrt(surfaces.wall / temperature)
    gx, gy, gz, hx, hy, hz = fixed_force(x, y, z, 0, surfaces)
    if any_lane(free < 1.0):
        ax, ay, az, bx, by, bz = fixed_force(x, y, z, 6, surfaces)
        gx = ax + free * (gx - ax)
        gy = ay + free * (gy - ay)
        gz = az + free * (gz - az)
        hx = bx + free * (hx - bx)
        hy = by + free * (hy - by)
        hz = bz + free * (hz - bz)
    fx, fy, fz, tx, ty, tz = wings_force(x, y, z, js, jc, ts, tc, speed_ratio, wall, free, surfaces)
    wings = body.wing_share
    fixed = broadcast(1.0, x)
    if surfaces.lit_steps > 0:
        a, fixed = lit_shares(x, y, z, js, jc, surfaces)
        wings = wings * a
    k = body.area_factor
    wings = k * wings
    fixed = k * fixed
    return (
        wings * fx + fixed * gx,
        wings * fy + fixed * gy,
        wings * fz + fixed * gz,
        wings * tx + fixed * hx,
        wings * ty + fixed * hy,
        wings * tz + fixed * hz,
    )


@kernel
def air_force(ux, uy, uz, rho, temperature, number, js, jc, ts, tc, surfaces, parameters, body):
    """Force N and torque about the origin of the drawings N m (six numbers) of the air.

    Velocity relative to the air m/s in body axes, density kg/m3, K, molecules per m3, sines and
    cosines of the joint and the tilt.
    """
    speed = maximum(norm(ux, uy, uz), 1e-3)
    k = 1.0 / speed
    ratio = speed * sqrt(rho / (TWICE_BOLTZMANN * number * temperature) + 1e-30)
    kn = knudsen(number, parameters.length)
    free = broadcast(1.0, kn)
    if any_lane(kn < FREE):
        free = bridge(kn)
    force = stream_force(
        k * ux, k * uy, k * uz, js, jc, ts, tc, ratio, temperature, free, surfaces, body
    )
    q = 0.5 * rho * speed * speed
    return tuple_times(q, force)


@kernel
def tuple_times(k, six):
    """Six numbers times a number."""
    return k * six[0], k * six[1], k * six[2], k * six[3], k * six[4], k * six[5]


@kernel
def light_force(sx, sy, sz, js, jc, ts, tc, pressure, surfaces, body):
    """Force N and torque about the origin N m (six numbers) of sunlight from the unit vector
    (sx, sy, sz) at a pressure in N/m2.

    Light that is taken up pushes a surface as half a fast stream of molecules that stay; the little
    that the table's molecules add on leaving stands for what is sent back along the normal.
    """
    free = broadcast(1.0, sx)
    ratio = TABLE_SPEED_RATIO * free
    temperature = TABLE_TEMPERATURE * free
    force = stream_force(sx, sy, sz, js, jc, ts, tc, ratio, temperature, free, surfaces, body)
    return tuple_times(0.5 * pressure, force)
