"""Lines at a given distance from a class of land, for maps."""

from collections.abc import Sequence

import numpy as np
from contourpy import contour_generator

from sim.entry.risk.keep_out import nearest_land


def limit_lines(
    land: str, limit: float, longitude_deg: np.ndarray, latitude_deg: np.ndarray
) -> Sequence[np.ndarray]:
    """Trace the line at a distance from land on a grid.

    Parameters
    ----------
    land
        One of `sim.entry.risk.keep_out.CLASSES`.
    limit
        Distance from the nearest land of that class, m.
    longitude_deg, latitude_deg
        Axes of the grid in deg, ascending, shapes (m,) and (n,); longitudes may run on beyond 180.

    Returns
    -------
    sequence of numpy.ndarray
        Longitude and latitude in deg of each piece of the line, shape (k, 2).
    """
    east, north = np.meshgrid(longitude_deg, np.clip(latitude_deg, -90.0, 90.0))
    place = (east.ravel() + 180.0) % 360.0 - 180.0, north.ravel()
    distance = nearest_land(land, *place).distance.reshape(east.shape) / 1e3
    lines = contour_generator(longitude_deg, latitude_deg, distance).lines(limit / 1e3)
    return [np.asarray(line) for line in lines]
