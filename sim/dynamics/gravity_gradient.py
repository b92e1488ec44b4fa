"""Torque by which gravity turns a body, because its near side is pulled more than its far side.

For a gradient of gravity G and a tensor of inertia I the torque is the vector of the antisymmetric
part of G I; a term a b' + b a' of G gives a x I b + b x I a, and a multiple of the unit matrix
nothing. With the potential mu/r (1 - J2 R2/r2 P2(sin latitude)) that gives both terms below (the
first: Hughes, Spacecraft Attitude Dynamics, 1986, section 8.1).
"""

from sim.dynamics.rigid_body import inertia_times
from sim.lanes import cross, dot, kernel, norm


@kernel
def gravity_gradient(x, y, z, px, py, pz, inertia, mu, oblateness):
    """Torque in N m in body axes.

    Parameters
    ----------
    x, y, z
        Position in body axes, m from the Earth's centre.
    px, py, pz
        Unit vector of the pole in body axes.
    inertia
        Six numbers, kg m2: xx, yy, zz, xy, xz, yz of the tensor.
    mu
        m3/s2.
    oblateness
        J2 times the square of its radius, m2.
    """
    r = norm(x, y, z)
    k = 1.0 / r
    ux, uy, uz = k * x, k * y, k * z
    sine = dot(ux, uy, uz, px, py, pz)
    ix, iy, iz = inertia_times(inertia, ux, uy, uz)
    jx, jy, jz = inertia_times(inertia, px, py, pz)
    rate = mu * k * k * k
    share = 0.5 * oblateness * k * k
    # both are torques a x I b: a is what the two products with I u, and the two with I p, share
    c = rate * (3.0 - share * (105.0 * sine * sine - 15.0))
    d = rate * share * 30.0 * sine
    e = rate * share * 6.0
    sx, sy, sz = cross(c * ux + d * px, c * uy + d * py, c * uz + d * pz, ix, iy, iz)
    tx, ty, tz = cross(d * ux - e * px, d * uy - e * py, d * uz - e * pz, jx, jy, jz)
    return sx + tx, sy + ty, sz + tz
