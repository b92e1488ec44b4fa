"""Orbits that a margin begins from: states on an orbit whose J2-mean apsides are given."""

import numpy as np

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import osculating_from_mean


def state_on_mean_orbit(
    perigee: float,
    apogee: float,
    inclination: float,
    raan: float,
    argument_of_perigee: float,
    argument_of_latitude: float,
) -> np.ndarray:
    """State (6,) in m and m/s on a J2-mean orbit, good to 0.2 km in its apsides.

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
    return osculating_from_mean(
        axis,
        0.5 * (apogee - perigee) / axis,
        inclination,
        raan,
        argument_of_perigee,
        argument_of_latitude - argument_of_perigee,
    )
