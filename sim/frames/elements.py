"""Orbital elements: Keplerian to Cartesian, and the J2-mean orbit that people mean by "perigee
145, apogee 200".

The osculating orbit of a low satellite breathes by some 10 km within one revolution because the
Earth is oblate. The first-order short-period terms of a near-circular orbit (Kozai, Astron. J.
64, 1959, 367-377) are taken out here. What is left moves, over a revolution at 51.6 deg and
peak to peak, by 0.1 km at an eccentricity of 0.004, 0.2 km at 0.012, 0.4 km at 0.02, and the axis
by up to 0.14 km through other harmonics than J2 (`sim.flight.mean_orbit` averages them out).
The terms are those of the field flown: mu is its gravitational parameter (m3/s2), oblateness its J2
times the square of its radius (m2); a field without one has no such terms.
Heights of the mean orbit count from the equatorial radius.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.frames.constants import EQUATORIAL_RADIUS, MU, OBLATENESS
from sim.lanes import cross, dot, interpreted, kernel, maximum, sqrt

AXIS_CORRECTIONS = 20
"""Corrections of the osculating axis; each leaves a hundredth of the difference."""


def cartesian_from_kepler(
    semi_major_axis: float,
    eccentricity: float,
    inclination: float,
    raan: float,
    argument_of_perigee: float,
    true_anomaly: float,
    mu: float = MU,
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
    speed = math.sqrt(mu / p)
    cos_o, sin_o = math.cos(raan), math.sin(raan)
    cos_i, sin_i = math.cos(inclination), math.sin(inclination)
    node = (cos_o, sin_o, 0.0)
    ahead = (-sin_o * cos_i, cos_o * cos_i, sin_i)
    along = -math.sin(u) - eccentricity * math.sin(argument_of_perigee)
    across = math.cos(u) + eccentricity * math.cos(argument_of_perigee)
    x, y, z = (r * (math.cos(u) * n + math.sin(u) * a) for n, a in zip(node, ahead, strict=True))
    vx, vy, vz = (speed * (along * n + across * a) for n, a in zip(node, ahead, strict=True))
    return x, y, z, vx, vy, vz


@kernel
def mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness):
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
    kinetic = 0.5 * dot(vx, vy, vz, vx, vy, vz)
    energy = kinetic - mu / r + 0.5 * mu * oblateness * (3.0 * sine * sine - 1.0) / (r * r * r)
    a = -0.5 * mu / energy
    return a - (oblateness / a) * (1.5 * sin_i2 - 1.0)


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
def mean_eccentricity(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness):
    """J2-mean eccentricity vector toward the perigee, its parts along the ascending node and a
    quarter of a revolution on; and sine and cosine of the argument of latitude.
    """
    a = mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
    s, c, sin_i2 = argument_of_latitude(x, y, z, vx, vy, vz, px, py, pz)
    r = sqrt(dot(x, y, z, x, y, z))
    hx, hy, hz = cross(x, y, z, vx, vy, vz)
    h2 = dot(hx, hy, hz, hx, hy, hz)
    radial = dot(x, y, z, vx, vy, vz) / r
    # eccentricity vector along and across the radius, then turned to the node
    along = h2 / (mu * r) - 1.0
    across = -radial * sqrt(h2) / mu
    ex = along * c - across * s
    ey = along * s + across * c
    factor = 1.5 * (oblateness / (a * a))
    cos_3u = c * (4.0 * c * c - 3.0)
    sin_3u = s * (3.0 - 4.0 * s * s)
    ex = ex - factor * ((1.0 - 1.25 * sin_i2) * c + (7.0 / 12.0) * sin_i2 * cos_3u)
    ey = ey - factor * ((1.0 - 1.75 * sin_i2) * s + (7.0 / 12.0) * sin_i2 * sin_3u)
    return ex, ey, s, c


@kernel
def mean_apsides(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness):
    """Heights of perigee and apogee of the J2-mean orbit above the equatorial radius, in m.

    Good to about 0.2 km for eccentricities below 0.01; (px, py, pz) is the unit vector to the
    Earth's pole.
    """
    a = mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
    ex, ey, _, _ = mean_eccentricity(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
    e = sqrt(ex * ex + ey * ey)
    return a * (1.0 - e) - EQUATORIAL_RADIUS, a * (1.0 + e) - EQUATORIAL_RADIUS


def osculating_from_mean(
    semi_major_axis: ArrayLike,
    eccentricity: ArrayLike,
    inclination: ArrayLike,
    raan: ArrayLike,
    argument_of_perigee: ArrayLike,
    true_anomaly: ArrayLike,
    *,
    mu: float = MU,
    oblateness: float = OBLATENESS,
) -> np.ndarray:
    """States on orbits whose J2-mean elements are given: the inverse of `mean_apsides`.

    First-order short-period terms of a near-circular orbit (Kozai 1959), for eccentricities up to
    0.02; the argument of latitude of the state is the sum of the last two angles.

    Parameters
    ----------
    semi_major_axis
        m, J2-mean; all six are broadcast to one shape.
    eccentricity
        J2-mean.
    inclination, raan, argument_of_perigee, true_anomaly
        rad, in a frame whose z axis is the Earth's pole.
    mu, oblateness
        Of the field, m3/s2 and m2.

    Returns
    -------
    numpy.ndarray
        Position m and velocity m/s in that frame, shape (..., 6).

    Raises
    ------
    ValueError
        If an orbit is not an ellipse.
    """
    elements = np.broadcast_arrays(
        semi_major_axis, eccentricity, inclination, raan, argument_of_perigee, true_anomaly
    )
    # one at a time: NumPy's vector sine differs from the C library's in the last bit, and the
    # first state of a scenario keeps its bits whether it is computed alone or with others
    table = np.stack(elements, axis=-1).reshape(-1, 6)
    scale = {"mu": mu, "oblateness": oblateness}
    states = [_osculating_state(*(float(x) for x in each), **scale) for each in table]
    return np.array(states).reshape(*elements[0].shape, 6)


def _osculating_state(
    a: float,
    e: float,
    i: float,
    raan: float,
    omega: float,
    nu: float,
    *,
    mu: float,
    oblateness: float,
) -> tuple[float, float, float, float, float, float]:
    """State on one orbit."""
    mean_axis = interpreted(mean_semi_major_axis)
    u = omega + nu
    ratio = oblateness / (a * a)
    sin_i2 = math.sin(i) ** 2
    ex = e * math.cos(omega) + 1.5 * ratio * (
        (1.0 - 1.25 * sin_i2) * math.cos(u) + (7.0 / 12.0) * sin_i2 * math.cos(3.0 * u)
    )
    ey = e * math.sin(omega) + 1.5 * ratio * (
        (1.0 - 1.75 * sin_i2) * math.sin(u) + (7.0 / 12.0) * sin_i2 * math.sin(3.0 * u)
    )
    tilt = i + 0.375 * ratio * math.sin(2.0 * i) * math.cos(2.0 * u)
    node = raan + 0.75 * ratio * math.cos(i) * math.sin(2.0 * u)
    osculating_e, perigee = math.hypot(ex, ey), math.atan2(ey, ex)
    axis = a
    for _ in range(AXIS_CORRECTIONS):
        state = cartesian_from_kepler(axis, osculating_e, tilt, node, perigee, u - perigee, mu)
        axis += a - float(mean_axis(*state, 0.0, 0.0, 1.0, mu, oblateness))
    return cartesian_from_kepler(axis, osculating_e, tilt, node, perigee, u - perigee, mu)


def osculating_apsides(
    position: np.ndarray, velocity: np.ndarray, mu: float = MU
) -> tuple[float, float]:
    """Heights of perigee and apogee of the osculating ellipse above the equatorial radius, in m, of
    one position (3,) in m and velocity (3,) in m/s; not numbers where there is no ellipse.
    """
    distance = np.linalg.norm(position)
    axis = 1.0 / (2.0 / distance - velocity @ velocity / mu)
    # by its vector, which near a circle keeps the digits that a root of a difference loses
    vector = np.cross(velocity, np.cross(position, velocity)) / mu - position / distance
    e = np.linalg.norm(vector) if axis > 0.0 else np.nan
    return float(axis * (1.0 - e)) - EQUATORIAL_RADIUS, float(axis * (1.0 + e)) - EQUATORIAL_RADIUS


def inclination_of_state(position: np.ndarray, velocity: np.ndarray) -> float:
    """Inclination in rad, to the equator of the frame, of one position (3,) and velocity (3,).

    In GCRF within 0.2 deg of the inclination to the equator of date, and what orbits made up in
    GCRF have; for latitudes `sim.frames.earth_orientation.inclination_of_date`.
    """
    normal = np.cross(position, velocity)
    return float(np.arccos(normal[2] / np.linalg.norm(normal)))
