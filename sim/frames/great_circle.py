"""Great circles on a sphere, from geodetic coordinates taken as spherical ones.

Distances on the mean sphere differ from those on the ellipsoid by up to 0.6 %; where that is too
much, `sim.entry.geodesic` is used.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

__all__ = ["central_angle", "point_at"]


def central_angle(
    latitude: Array, longitude: Array, latitude_0: Array | float, longitude_0: Array | float
) -> Array:
    """Angle in rad at the centre of the sphere between points and a point 0 (haversine formula).

    Parameters
    ----------
    latitude, longitude, latitude_0, longitude_0
        rad, of shapes that broadcast.
    """
    h = np.sin(0.5 * (latitude - latitude_0)) ** 2
    h = h + np.cos(latitude) * np.cos(latitude_0) * np.sin(0.5 * (longitude - longitude_0)) ** 2
    return 2.0 * np.arcsin(np.sqrt(np.minimum(h, 1.0)))


def point_at(
    latitude: Array | float, longitude: Array | float, course: Array, angle: Array
) -> tuple[Array, Array]:
    """Latitude and longitude in rad of points at an angle from a point, on a course from north over
    east (direct problem of the sphere); all in rad, of shapes that broadcast.
    """
    north = np.sin(latitude) * np.cos(angle) + np.cos(latitude) * np.sin(angle) * np.cos(course)
    east = np.arctan2(
        np.sin(course) * np.sin(angle) * np.cos(latitude),
        np.cos(angle) - np.sin(latitude) * north,
    )
    return np.arcsin(np.clip(north, -1.0, 1.0)), longitude + east
