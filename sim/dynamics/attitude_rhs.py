"""The equation of motion of a rigid body: orbit and attitude together.

The orbit is that of `sim.dynamics.rhs`, and the force a body carries moves it along the true
attitude, as do air and sunlight on its surfaces where it has some (its parameter vector then has
the area 0, which leaves both to them). Axes: GCRF and body.
"""

from sim.dynamics.gravity_gradient import gravity_gradient
from sim.dynamics.panels.force import air_force, joint_angles, light_force
from sim.dynamics.quaternion import body_matrix, quaternion_rates
from sim.dynamics.radiation_pressure import ASTRONOMICAL_UNIT, PRESSURE, sunlight
from sim.dynamics.rhs import rates_in_stream
from sim.dynamics.rigid_body import angular_acceleration, force_torque, inertia_at
from sim.environment.atmosphere.models import VACUUM
from sim.environment.ephemeris import sun_moon
from sim.lanes import broadcast, cross, dot, kernel, maximum, norm, rotate, rotate_back


@kernel
def attitude_rates(state, t, world, parameters, body, surfaces):
    """Rates of the fourteen numbers of a state at t: position m and velocity m/s in GCRF, mass kg,
    quaternion from body axes to GCRF, body rates rad/s in body axes.
    """
    x, y, z, vx, vy, vz, mass, qw, qx, qy, qz, wx, wy, wz = state
    ax, ay, az, change, stream = rates_in_stream(t, x, y, z, vx, vy, vz, mass, world, parameters)
    turn = body_matrix(qw, qx, qy, qz)
    k = 1.0 / mass
    inertia = inertia_at(mass, body)
    rx, ry, rz = rotate(turn, x, y, z)
    px, py, pz = rotate(turn, stream.turn[6], stream.turn[7], stream.turn[8])
    gx, gy, gz = gravity_gradient(
        rx, ry, rz, px, py, pz, inertia, world.gravity.mu, body.oblateness
    )
    tx, ty, tz = force_torque(wx, wy, wz, mass, change, body)
    tx = tx + body.gradient * gx
    ty = ty + body.gradient * gy
    tz = tz + body.gradient * gz
    if world.switch.air != VACUUM:
        d = stream.flow[1] * norm(stream.ux, stream.uy, stream.uz)
        tx = tx - d * body.damping_x * wx
        ty = ty - d * body.damping_y * wy
        tz = tz - d * body.damping_z * wz
    fx, fy, fz = body.force_x, body.force_y, body.force_z
    if surfaces.steps > 0:
        px, py, pz, lx, ly, lz = surface_force(
            t, x, y, z, mass, turn, stream, world, parameters, body, surfaces
        )
        fx = fx + px
        fy = fy + py
        fz = fz + pz
        tx = tx + lx
        ty = ty + ly
        tz = tz + lz
    fx, fy, fz = rotate_back(turn, fx, fy, fz)
    dw, dx, dy, dz = quaternion_rates(qw, qx, qy, qz, wx, wy, wz)
    bx, by, bz = angular_acceleration(wx, wy, wz, tx, ty, tz, inertia, body)
    ax = ax + k * fx
    ay = ay + k * fy
    az = az + k * fz
    return vx, vy, vz, ax, ay, az, change, dw, dx, dy, dz, bx, by, bz


@kernel
def surface_force(t, x, y, z, mass, turn, stream, world, parameters, body, surfaces):
    """Force N and torque about the centre of mass N m (six numbers, body axes) of air and sunlight.

    `turn` is the matrix from GCRF to body axes, `stream` of `sim.dynamics.rhs`.
    """
    sx, sy, sz, _, _, _ = sun_moon(t, world.ephemeris)
    dx = sx - x
    dy = sy - y
    dz = sz - z
    distance = norm(dx, dy, dz)
    k = 1.0 / distance
    ex, ey, ez = rotate(turn, k * dx, k * dy, k * dz)
    js, jc, ts, tc = joint_angles(ex, ey, ez, surfaces, body)
    still = broadcast(0.0, x)
    force = (still, still, still, still, still, still)
    left = (still, still, still)
    if world.switch.air != VACUUM:
        ux, uy, uz = rotate_back(stream.turn, stream.ux, stream.uy, stream.uz)
        ux, uy, uz = rotate(turn, ux, uy, uz)
        rho, temperature = stream.flow[1], stream.flow[2]
        force = air_force(
            ux,
            uy,
            uz,
            rho,
            temperature,
            stream.number,
            js,
            jc,
            ts,
            tc,
            surfaces,
            parameters,
            body,
        )
        left = side_force(force[0], force[1], force[2], ux, uy, uz, 1.0 - body.lift)
    fx, fy, fz, tx, ty, tz = force
    if world.switch.radiation_pressure == 1:
        au = ASTRONOMICAL_UNIT * k
        pressure = PRESSURE * au * au * parameters.reflectivity
        pressure = pressure * sunlight(x, y, z, sx, sy, sz)
        gx, gy, gz, hx, hy, hz = light_force(ex, ey, ez, js, jc, ts, tc, pressure, surfaces, body)
        fx = fx + gx
        fy = fy + gy
        fz = fz + gz
        tx = tx + hx
        ty = ty + hy
        tz = tz + hz
    m = mass - body.reference_mass
    ox = body.centre_x - m * body.lever_growth_x
    oy = body.centre_y - m * body.lever_growth_y
    oz = body.centre_z - m * body.lever_growth_z
    cx, cy, cz = cross(ox, oy, oz, fx, fy, fz)
    # what is left out of the side force turns the body all the same
    return fx - left[0], fy - left[1], fz - left[2], tx - cx, ty - cy, tz - cz


@kernel
def side_force(fx, fy, fz, ux, uy, uz, share):
    """A share of what a force has across a stream of velocity (ux, uy, uz)."""
    k = dot(fx, fy, fz, ux, uy, uz) / maximum(dot(ux, uy, uz, ux, uy, uz), 1e-6)
    return share * (fx - k * ux), share * (fy - k * uy), share * (fz - k * uz)
