"""Attitude as a quaternion: four numbers (w, x, y, z) that turn body axes into inertial ones.

A vector with body components b has inertial components q b q*. Scalar first, Hamilton's product
(Shuster, A Survey of Attitude Representations, J. Astronaut. Sci. 41, 1993, has the other order).
"""

from sim.lanes import kernel, sqrt


@kernel
def body_matrix(qw, qx, qy, qz):
    """Matrix from inertial to body axes (nine numbers, by rows).

    It is a rotation whatever the length of the quaternion, as long as that is not zero.
    """
    s = 2.0 / (qw * qw + qx * qx + qy * qy + qz * qz)
    wx, wy, wz = s * qw * qx, s * qw * qy, s * qw * qz
    xx, xy, xz = s * qx * qx, s * qx * qy, s * qx * qz
    yy, yz, zz = s * qy * qy, s * qy * qz, s * qz * qz
    return (
        1.0 - yy - zz,
        xy + wz,
        xz - wy,
        xy - wz,
        1.0 - xx - zz,
        yz + wx,
        xz + wy,
        yz - wx,
        1.0 - xx - yy,
    )


@kernel
def quaternion_rates(qw, qx, qy, qz, wx, wy, wz):
    """Rate in 1/s (four numbers) of a body that turns with wx, wy, wz rad/s about its axes:
    half of q (0, w).
    """
    return (
        -0.5 * (qx * wx + qy * wy + qz * wz),
        0.5 * (qw * wx + qy * wz - qz * wy),
        0.5 * (qw * wy + qz * wx - qx * wz),
        0.5 * (qw * wz + qx * wy - qy * wx),
    )


@kernel
def unit_quaternion(qw, qx, qy, qz):
    """The quaternion of length one in the same direction."""
    k = 1.0 / sqrt(qw * qw + qx * qx + qy * qy + qz * qz)
    return k * qw, k * qx, k * qy, k * qz
