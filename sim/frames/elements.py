"""Orbital elements: Keplerian to Cartesian, and the J2-mean orbit that people mean by "perigee
145, apogee 200".

The osculating orbit of a low satellite breathes by some 10 km within one revolution because the
Earth is oblate. The first-order short-period terms of a near-circular orbit (Kozai, Astron. J.
64, 1959, 367-377) are taken out here. What is left moves, over a revolution at 51.6 deg and
peak to peak, by 0.1 km at an eccentricity of 0.004, 0.2 km at 0.012, 0.4 km at 0.02.
Heights of the mean orbit count from the equatorial radius.
"""

import math

from sim.frames.constants import EQUATORIAL_RADIUS, J2, MU
from sim.lanes import cross, dot, kernel, maximum, sqrt


def cartesian_from_kepler(
    semi_major_axis: float,
    eccentricity: float,
    inclination: float,
    raan: float,
    argument_of_perigee: float,
    true_anomaly: float,
) -> tuple[float, float, float, float, float, float]:
    """Position (m) and velocity (m/s) in the frame the angles (rad) are measured in.

    Raises
    ------
    ValueError
        If the orbit is not an ellipse.

    Notes
    -----
    Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., algorithm 10.
    """
    if not (semi_major_axis > 0.0 and 0.0 <= eccentricity < 1.0):
        raise ValueError(
            f"semi-major axis {semi_major_axis} m and eccentricity {eccentricity} do not make an "
            "ellipse; allowed: axis > 0 and 0 <= eccentricity < 1"
        )
    p = semi_major_axis * (1.0 - eccentricity**2)
    r = p / (1.0 + eccentricity * math.cos(true_anomaly))
    u = argument_of_perigee + true_anomaly
    speed = math.sqrt(MU / p)
    cos_o, sin_o = math.cos(raan), math.sin(raan)
    cos_i, sin_i = math.cos(inclination), math.sin(inclination)
    node = (cos_o, sin_o, 0.0)
    ahead = (-sin_o * cos_i, cos_o * cos_i, sin_i)
    along = -math.sin(u) - eccentricity * math.sin(argument_of_perigee)
    across = math.cos(u) + eccentricity * math.cos(argument_of_perigee)
    position = [r * (math.cos(u) * n + math.sin(u) * a) for n, a in zip(node, ahead, strict=True)]
    velocity = [speed * (along * n + across * a) for n, a in zip(node, ahead, strict=True)]
    return (*position, *velocity)


@kernel
def mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz):
    """J2-mean semi-major axis in m; (px, py, pz) is the unit vector to the Earth's pole.

    From the energy that includes the J2 potential, which is constant over a revolution, so no
    series in the eccentricity is needed.
    """
    r = sqrt(dot(x, y, z, x, y, z))
    sine = dot(x, y, z, px, py, pz) / r
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    h2 = dot(hx, hy, hz, hx, hy, hz)
    hp = dot(hx, hy, hz, px, py, pz)
    sin_i2 = 1.0 - hp * hp / h2
    q = EQUATORIAL_RADIUS * EQUATORIAL_RADIUS * J2
    kinetic = 0.5 * dot(vx, vy, vz, vx, vy, vz)
    energy = kinetic - MU / r + 0.5 * MU * q * (3.0 * sine * sine - 1.0) / (r * r * r)
    a = -0.5 * MU / energy
    return a - (q / a) * (1.5 * sin_i2 - 1.0)


@kernel
def argument_of_latitude(x, y, z, vx, vy, vz, px, py, pz):
    """Sine and cosine of the angle from the ascending node, and squared sine of inclination."""
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    nx, ny, nz = cross(px, py, pz, hx, hy, hz)
    n = sqrt(maximum(dot(nx, ny, nz, nx, ny, nz), 1e-30))
    h = sqrt(dot(hx, hy, hz, hx, hy, hz))
    mx, my, mz = cross(hx, hy, hz, nx, ny, nz)
    r = sqrt(dot(x, y, z, x, y, z))
    cosine = dot(x, y, z, nx, ny, nz) / (n * r)
    sine = dot(x, y, z, mx, my, mz) / (h * n * r)
    return sine, cosine, (n / h) * (n / h)


@kernel
def mean_apsides(x, y, z, vx, vy, vz, px, py, pz):
    """Heights of perigee and apogee of the J2-mean orbit above the equatorial radius, in m.

    Good to about 0.2 km for eccentricities below 0.01; (px, py, pz) is the unit vector to the
    Earth's pole.
    """
    a = mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz)
    s, c, sin_i2 = argument_of_latitude(x, y, z, vx, vy, vz, px, py, pz)
    r = sqrt(dot(x, y, z, x, y, z))
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    h2 = dot(hx, hy, hz, hx, hy, hz)
    radial = dot(x, y, z, vx, vy, vz) / r
    # eccentricity vector along and across the radius, then turned to the node
    along = h2 / (MU * r) - 1.0
    across = -radial * sqrt(h2) / MU
    ex = along * c - across * s
    ey = along * s + across * c
    factor = 1.5 * J2 * (EQUATORIAL_RADIUS / a) * (EQUATORIAL_RADIUS / a)
    cos_3u = c * (4.0 * c * c - 3.0)
    sin_3u = s * (3.0 - 4.0 * s * s)
    ex = ex - factor * ((1.0 - 1.25 * sin_i2) * c + (7.0 / 12.0) * sin_i2 * cos_3u)
    ey = ey - factor * ((1.0 - 1.75 * sin_i2) * s + (7.0 / 12.0) * sin_i2 * sin_3u)
    e = sqrt(ex * ex + ey * ey)
    return a * (1.0 - e) - EQUATORIAL_RADIUS, a * (1.0 + e) - EQUATORIAL_RADIUS
