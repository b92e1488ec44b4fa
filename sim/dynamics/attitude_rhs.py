"""The equation of motion of a rigid body: orbit and attitude together.

The orbit is that of `sim.dynamics.rhs`, and the force a body carries moves it along the true
attitude. Axes: GCRF and body.
"""

from sim.dynamics.gravity_gradient import gravity_gradient
from sim.dynamics.quaternion import body_matrix, quaternion_rates
from sim.dynamics.rhs import rates_in_stream
from sim.dynamics.rigid_body import angular_acceleration, force_torque, inertia_at
from sim.lanes import kernel, rotate, rotate_back


@kernel
def attitude_rates(state, t, world, parameters, body):
    """Rates of the fourteen numbers of a state at t: position m and velocity m/s in GCRF, mass kg,
    quaternion from body axes to GCRF, body rates rad/s in body axes.
    """
    x, y, z, vx, vy, vz, mass, qw, qx, qy, qz, wx, wy, wz = state
    ax, ay, az, change, stream = rates_in_stream(t, x, y, z, vx, vy, vz, mass, world, parameters)
    turn = body_matrix(qw, qx, qy, qz)
    fx, fy, fz = rotate_back(turn, body.force_x, body.force_y, body.force_z)
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
    dw, dx, dy, dz = quaternion_rates(qw, qx, qy, qz, wx, wy, wz)
    bx, by, bz = angular_acceleration(wx, wy, wz, tx, ty, tz, inertia, body)
    ax = ax + k * fx
    ay = ay + k * fy
    az = az + k * fz
    return vx, vy, vz, ax, ay, az, change, dw, dx, dy, dz, bx, by, bz
