"""Thrust: a force of constant size along a direction that a steering frame carries round the
orbit.
"""

from sim.lanes import cross, dot, kernel, maximum, sqrt

LVLH = 0
VELOCITY = 1
INERTIAL = 2


@kernel
def steering_axes(x, y, z, vx, vy, vz, frame):
    """First and third unit axis (six numbers) of the steering frame; the second is against the
    orbit normal.

    ``LVLH``: forward horizontal and nadir. ``VELOCITY``: along the inertial velocity and, square
    to it in the orbit plane, toward the Earth.
    """
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    # a trajectory straight up or down has no orbit plane: its axes vanish, no NaN arises
    h = 1.0 / sqrt(maximum(dot(hx, hy, hz, hx, hy, hz), 1e-30))
    if frame == LVLH:
        r = 1.0 / sqrt(dot(x, y, z, x, y, z))
        cx = -r * x
        cy = -r * y
        cz = -r * z
        # forward = nadir-complement: normal x radial
        ax, ay, az = cross(hx, hy, hz, x, y, z)
        k = h * r
        return k * ax, k * ay, k * az, cx, cy, cz
    v = 1.0 / sqrt(maximum(dot(vx, vy, vz, vx, vy, vz), 1e-30))
    cx, cy, cz = cross(vx, vy, vz, hx, hy, hz)
    k = -h * v
    return v * vx, v * vy, v * vz, k * cx, k * cy, k * cz


@kernel
def thrust_direction(x, y, z, vx, vy, vz, frame, parameters):
    """Unit vector of thrust in the inertial axes of position and velocity (m, m/s)."""
    if frame == INERTIAL:
        return parameters.steer_x, parameters.steer_y, parameters.steer_z
    ax, ay, az, cx, cy, cz = steering_axes(x, y, z, vx, vy, vz, frame)
    bx, by, bz = cross(cx, cy, cz, ax, ay, az)
    return (
        parameters.steer_x * ax + parameters.steer_y * bx + parameters.steer_z * cx,
        parameters.steer_x * ay + parameters.steer_y * by + parameters.steer_z * cy,
        parameters.steer_x * az + parameters.steer_y * bz + parameters.steer_z * cz,
    )
