"""Wind: a table by altitude and latitude, and a steady wind of each case for falling bodies.

The air turns with the Earth in any case; this is what it does besides. Between the points of the
table the wind is blended smoothly; outside it keeps the value at the edge.
"""

from typing import NamedTuple

import numpy as np

from sim.lanes import arctan2, floor, gather, kernel, maximum, minimum, sqrt

FALL_TOP = 120e3
FALL_FOOT = 60e3
"""m: below the foot a case's own wind blows in full, above the top not at all."""


class Wind(NamedTuple):
    """First altitude m and step m, first latitude rad and step rad, how many of each, and the
    table.

    Table of shape (altitudes * latitudes, 2): zonal (to east) and meridional (to north) wind in
    m/s, the latitudes of the first altitude first.
    """

    first_height: float
    height_step: float
    heights: int
    first_latitude: float
    latitude_step: float
    latitudes: int
    table: np.ndarray


def calm() -> Wind:
    """No wind."""
    table = np.zeros((4, 2))
    table.setflags(write=False)
    return Wind(0.0, 1e5, 2, -1.5707963267948966, 3.141592653589793, 2, table)


def wind_table(
    altitudes: np.ndarray, latitudes: np.ndarray, zonal: np.ndarray, meridional: np.ndarray
) -> Wind:
    """Build a wind from a regular grid.

    Parameters
    ----------
    altitudes, latitudes
        Shape (a,) m and (l,) rad, both equally spaced and increasing, at least two of each.
    zonal, meridional
        Shape (a, l), m/s to east and to north.

    Raises
    ------
    ValueError
        If the grid is not regular, or values are missing.
    """
    for name, axis in (("altitudes", altitudes), ("latitudes", latitudes)):
        steps = np.diff(axis)
        if len(axis) < 2 or not (steps > 0.0).all() or np.ptp(steps) > 1e-6 * steps[0]:
            raise ValueError(f"{name} must be at least two, increasing and equally spaced")
    values = np.stack([zonal, meridional], axis=2).astype(np.float64)
    if values.shape != (len(altitudes), len(latitudes), 2) or not np.isfinite(values).all():
        raise ValueError("the wind must have a finite value at every altitude and latitude")
    table = np.ascontiguousarray(values.reshape(-1, 2))
    table.setflags(write=False)
    return Wind(
        float(altitudes[0]),
        float(altitudes[1] - altitudes[0]),
        len(altitudes),
        float(latitudes[0]),
        float(latitudes[1] - latitudes[0]),
        len(latitudes),
        table,
    )


@kernel
def _cell(x, first, step, count):
    """Cell of a regular axis that holds x (outside: the edge cell), and a smooth position in it."""
    s = (x - first) / step
    i = minimum(maximum(floor(s), 0.0), count - 2.0)
    w = minimum(maximum(s - i, 0.0), 1.0)
    return i, w * w * (3.0 - 2.0 * w)


@kernel
def wind_at(x, y, sin_latitude, cos_latitude, height, wind, case):
    """Earth-fixed components in m/s of the wind at an Earth-fixed (x, y) and geodetic height, m."""
    i, u = _cell(height, wind.first_height, wind.height_step, wind.heights)
    j, v = _cell(
        arctan2(sin_latitude, cos_latitude), wind.first_latitude, wind.latitude_step, wind.latitudes
    )
    corner = i * wind.latitudes + j
    across = corner + wind.latitudes
    table = wind.table
    a = (1.0 - u) * (1.0 - v)
    b = (1.0 - u) * v
    c = u * (1.0 - v)
    d = u * v
    east = a * gather(table, corner, 0) + b * gather(table, corner + 1.0, 0)
    east = east + c * gather(table, across, 0) + d * gather(table, across + 1.0, 0)
    north = a * gather(table, corner, 1) + b * gather(table, corner + 1.0, 1)
    north = north + c * gather(table, across, 1) + d * gather(table, across + 1.0, 1)
    low = minimum(maximum((FALL_TOP - height) / (FALL_TOP - FALL_FOOT), 0.0), 1.0)
    low = low * low * (3.0 - 2.0 * low)
    east = east + low * case.wind_east
    north = north + low * case.wind_north
    k = 1.0 / sqrt(maximum(x * x + y * y, 1.0))
    cos_longitude = k * x
    sin_longitude = k * y
    down = north * sin_latitude
    return (
        -east * sin_longitude - down * cos_longitude,
        east * cos_longitude - down * sin_longitude,
        north * cos_latitude,
    )
