"""Euler's equations: how a torque changes the rates of a rigid body with wheels, whose mass
properties follow its mass.
"""

from sim.lanes import cross, dot, kernel


@kernel
def inertia_at(mass, body):
    """Tensor of inertia (six numbers: xx, yy, zz, xy, xz, yz) in kg m2 at a mass in kg."""
    m = mass - body.reference_mass
    return (
        body.ixx + m * body.growth_xx,
        body.iyy + m * body.growth_yy,
        body.izz + m * body.growth_zz,
        body.ixy + m * body.growth_xy,
        body.ixz + m * body.growth_xz,
        body.iyz + m * body.growth_yz,
    )


@kernel
def inertia_times(inertia, x, y, z):
    """Product of a tensor of inertia (six numbers) and a vector."""
    xx, yy, zz, xy, xz, yz = inertia
    return xx * x + xy * y + xz * z, xy * x + yy * y + yz * z, xz * x + yz * y + zz * z


@kernel
def inertia_divided(inertia, x, y, z):
    """The vector whose product with a tensor of inertia (six numbers) is (x, y, z)."""
    xx, yy, zz, xy, xz, yz = inertia
    # adjugate over determinant: nothing to pivot in a matrix that is positive definite
    aa = yy * zz - yz * yz
    bb = xx * zz - xz * xz
    cc = xx * yy - xy * xy
    ab = xz * yz - xy * zz
    ac = xy * yz - xz * yy
    bc = xy * xz - xx * yz
    k = 1.0 / dot(xx, xy, xz, aa, ab, ac)
    return (
        k * (aa * x + ab * y + ac * z),
        k * (ab * x + bb * y + bc * z),
        k * (ac * x + bc * y + cc * z),
    )


@kernel
def force_torque(wx, wy, wz, mass, change, body):
    """Torque in N m of a body's force on its lever, of its constant torque, and of the mass that
    leaves.

    What flows out (change: rate of mass in kg/s, negative) left the tank with the momentum the
    inertia loses, and leaves the nozzle with that of the lever: -dI/dt w + change n x (w x n), the
    balance of angular momentum of the stack and the jet.
    """
    m = mass - body.reference_mass
    nx = body.lever_x + m * body.lever_growth_x
    ny = body.lever_y + m * body.lever_growth_y
    nz = body.lever_z + m * body.lever_growth_z
    tx, ty, tz = cross(nx, ny, nz, body.force_x, body.force_y, body.force_z)
    growth = (
        body.growth_xx,
        body.growth_yy,
        body.growth_zz,
        body.growth_xy,
        body.growth_xz,
        body.growth_yz,
    )
    gx, gy, gz = inertia_times(growth, wx, wy, wz)
    ux, uy, uz = cross(wx, wy, wz, nx, ny, nz)
    jx, jy, jz = cross(nx, ny, nz, ux, uy, uz)
    return (
        body.torque_x + tx + change * (jx - gx),
        body.torque_y + ty + change * (jy - gy),
        body.torque_z + tz + change * (jz - gz),
    )


@kernel
def angular_acceleration(wx, wy, wz, tx, ty, tz, inertia, body):
    """Rate in rad/s2 of body rates in rad/s under a torque in N m: I dw/dt = T - w x (I w + h).

    The momentum h of the wheels is constant: what drives them is a torque on the body.
    """
    hx, hy, hz = inertia_times(inertia, wx, wy, wz)
    gx, gy, gz = cross(wx, wy, wz, hx + body.momentum_x, hy + body.momentum_y, hz + body.momentum_z)
    return inertia_divided(inertia, tx - gx, ty - gy, tz - gz)
