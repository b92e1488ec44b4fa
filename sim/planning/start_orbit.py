"""Orbits to start from: states on an orbit whose J2-mean apsides are given.

First-order short-period terms of `sim.frames.elements`, taken the other way round; good to 0.2 km
in the mean apsides for eccentricities below 0.02.
"""

import math

import numpy as np

from sim.frames.elements import J2, cartesian_from_kepler, mean_semi_major_axis
from sim.frames.geodesy import EQUATORIAL_RADIUS
from sim.lanes import interpreted

ROUNDS = 5
"""Corrections of the osculating axis; each leaves a hundredth of the miss."""


def on_mean_orbit(
    perigee: float,
    apogee: float,
    inclination: float,
    raan: float,
    argument_of_perigee: float,
    argument_of_latitude: float,
) -> np.ndarray:
    """State (6,) in m and m/s on a J2-mean orbit.

    Parameters
    ----------
    perigee, apogee
        Heights of the mean orbit above the equatorial radius, m.
    inclination, raan, argument_of_perigee, argument_of_latitude
        rad, against the pole of the frame of the state.

    Raises
    ------
    ValueError
        If the perigee is above the apogee or below the ground.
    """
    if not 0.0 <= perigee <= apogee:
        raise ValueError(f"perigee {perigee} m and apogee {apogee} m do not make an orbit")
    axis = EQUATORIAL_RADIUS + 0.5 * (perigee + apogee)
    e = 0.5 * (apogee - perigee) / axis
    u = argument_of_latitude
    s2 = math.sin(inclination) ** 2
    factor = 1.5 * J2 * (EQUATORIAL_RADIUS / axis) ** 2
    c, s, c3, s3 = math.cos(u), math.sin(u), math.cos(3.0 * u), math.sin(3.0 * u)
    ex = e * math.cos(argument_of_perigee)
    ex += factor * ((1.0 - 1.25 * s2) * c + 7.0 / 12.0 * s2 * c3)
    ey = e * math.sin(argument_of_perigee)
    ey += factor * ((1.0 - 1.75 * s2) * s + 7.0 / 12.0 * s2 * s3)
    omega = math.atan2(ey, ex)
    mean = interpreted(mean_semi_major_axis)
    osculating = axis
    for _ in range(ROUNDS):
        state = cartesian_from_kepler(
            osculating, math.hypot(ex, ey), inclination, raan, omega, u - omega
        )
        osculating += axis - float(mean(*state, 0.0, 0.0, 1.0))
    return np.array(state)
