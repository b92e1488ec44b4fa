"""Wind: a table by altitude and latitude, and a steady wind of each parameter vector, for falling
bodies.

The atmosphere turns with the Earth anyway; this is what it does besides. Quadratic splines go
through the points of the table, once continuously differentiable; outside it the wind keeps the
value at the edge.
"""

from typing import NamedTuple

import numpy as np

from sim.environment.smooth_table import bells, smoothed
from sim.lanes import arctan2, gather, kernel, maximum, smoothstep, sqrt

FALL_TOP = 120e3
FALL_FOOT = 60e3
"""m: below the foot the wind of a parameter vector blows in full, above the top not at all."""


class Wind(NamedTuple):
    """First altitude m and step m, first latitude rad and step rad, how many of each, and the
    table.

    Table of shape ((altitudes + 2) (latitudes + 2), 2): coefficients of the zonal (to east) and
    meridional (to north) wind in m/s, the latitudes of the first altitude first.
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
    zero = np.zeros((2, 2))
    return wind_table(np.array([0.0, 1e5]), np.array([-1.5, 1.5]), zero, zero)


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
            raise ValueError(f"the {name} must be at least two, increasing and equally spaced")
    given = [np.asarray(v, dtype=np.float64) for v in (zonal, meridional)]
    shape = (len(altitudes), len(latitudes))
    if any(v.shape != shape or not np.isfinite(v).all() for v in given):
        raise ValueError("the wind must have a finite value at every altitude and latitude")
    table = np.ascontiguousarray(np.stack([smoothed(v).ravel() for v in given], axis=1))
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
def wind_at(x, y, sin_latitude, cos_latitude, height, wind, parameters):
    """Earth-fixed components in m/s of the wind at an Earth-fixed (x, y) and geodetic height, m."""
    s = (height - wind.first_height) / wind.height_step
    i, a0, a1, a2 = bells(s, wind.heights - 1.0)
    s = (arctan2(sin_latitude, cos_latitude) - wind.first_latitude) / wind.latitude_step
    j, b0, b1, b2 = bells(s, wind.latitudes - 1.0)
    wide = wind.latitudes + 2
    row = i * wide + j
    table = wind.table
    east = 0.0 * row
    north = 0.0 * row
    for p in range(3):
        a = a0 if p == 0 else a1 if p == 1 else a2
        for q in range(3):
            weight = a * (b0 if q == 0 else b1 if q == 1 else b2)
            at = row + float(p * wide + q)
            east = east + weight * gather(table, at, 0)
            north = north + weight * gather(table, at, 1)
    low = smoothstep((FALL_TOP - height) / (FALL_TOP - FALL_FOOT))
    east = east + low * parameters.wind_east
    north = north + low * parameters.wind_north
    k = 1.0 / sqrt(maximum(x * x + y * y, 1.0))
    cos_longitude = k * x
    sin_longitude = k * y
    down = north * sin_latitude
    return (
        -east * sin_longitude - down * cos_longitude,
        east * cos_longitude - down * sin_longitude,
        north * cos_latitude,
    )
