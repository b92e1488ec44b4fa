"""Another model of the atmosphere as the logarithm of its density over that of NRLMSISE-00.

The ratio varies slowly with time, latitude and local solar time, and with height as the arctangent
below, so a coarse table of quadratic B-splines holds it. Leaves out what depends on longitude
alone, and day-to-day changes of activity, which both models answer nearly alike.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.environment.smooth_table import bells, smoothed
from sim.lanes import arctan2, exp, floor, gather, kernel

TOP = 1000e3
"""m, highest knot; above, the ratio keeps its value."""
MIDDLE = 100e3
WIDTH = 80e3
"""m: knots are even in arctan((height - MIDDLE) / WIDTH), closest at MIDDLE, 5 km with 36."""
FIRST = math.atan(-MIDDLE / WIDTH)
SPAN = math.atan((TOP - MIDDLE) / WIDTH) - FIRST
HALF_PI = 0.5 * math.pi


class AirRatio(NamedTuple):
    """First time and step in s, knots of time, height, latitude and local time, coefficients.

    Table of shape ((times + 2) (heights + 2) (latitudes + 2) (hours + 3), 1).
    """

    origin: float
    step: float
    times: int
    heights: int
    latitudes: int
    hours: int
    table: np.ndarray


def knot_heights(count: int) -> np.ndarray:
    """Heights (count,) of the knots in m, from 0 to `TOP`."""
    return MIDDLE + WIDTH * np.tan(FIRST + SPAN * np.linspace(0.0, 1.0, count))


def knot_latitudes(count: int) -> np.ndarray:
    """Latitudes (count,) of the knots in rad, from pole to pole."""
    return np.linspace(-HALF_PI, HALF_PI, count)


def knot_hours(count: int) -> np.ndarray:
    """Local solar times (count,) of the knots in h, from 0."""
    return 24.0 / count * np.arange(count)


def air_ratio(origin: float, step: float, logarithm: np.ndarray) -> AirRatio:
    """Make the table.

    Parameters
    ----------
    origin, step
        s, of the first knot in time and between knots.
    logarithm
        Shape (times, heights, latitudes, hours), natural logarithm of density over density at the
        knots above, at least two of each. At the poles the mean over the hours is taken.

    Raises
    ------
    ValueError
        If a value is missing or an axis has fewer than two knots.
    """
    values = np.array(logarithm, dtype=np.float64)
    if values.ndim != 4 or min(values.shape) < 2 or not np.isfinite(values).all():
        raise ValueError(
            f"logarithm of shape {values.shape}; it must be finite, with at least two knots of "
            f"time, height, latitude and local time"
        )
    for pole in (0, -1):
        values[:, :, pole] = values[:, :, pole].mean(axis=2, keepdims=True)
    table = smoothed(values, periodic=(3,)).reshape(-1, 1)
    table.setflags(write=False)
    times, heights, latitudes, hours = values.shape
    return AirRatio(float(origin), float(step), times, heights, latitudes, hours, table)


def no_ratio() -> AirRatio:
    """A table that changes nothing."""
    return air_ratio(0.0, 1.0, np.zeros((2, 2, 2, 2)))


@kernel
def density_ratio(t, sin_latitude, cos_latitude, height, hour, ratio):
    """Density over that of NRLMSISE-00.

    Parameters
    ----------
    t
        s since the epoch.
    sin_latitude, cos_latitude
        Of the geodetic latitude.
    height
        Geodetic height, m.
    hour
        Local solar time in h, any multiple of a day added.
    ratio : AirRatio
        From `air_ratio`.
    """
    table = ratio.table
    i, a0, a1, a2 = bells((t - ratio.origin) / ratio.step, ratio.times - 1.0)
    s = (arctan2(height - MIDDLE, WIDTH) - FIRST) * ((ratio.heights - 1.0) / SPAN)
    j, b0, b1, b2 = bells(s, ratio.heights - 1.0)
    s = (arctan2(sin_latitude, cos_latitude) + HALF_PI) * ((ratio.latitudes - 1.0) / math.pi)
    k, c0, c1, c2 = bells(s, ratio.latitudes - 1.0)
    day = hour * (1.0 / 24.0)
    s = (day - floor(day)) * ratio.hours
    m, d0, d1, d2 = bells(s, ratio.hours + 0.0)
    wide = ratio.hours + 3
    sheet = wide * (ratio.latitudes + 2)
    block = sheet * (ratio.heights + 2)
    row = i * block + j * sheet + k * wide + m
    total = 0.0 * row
    for p in range(3):
        a = a0 if p == 0 else a1 if p == 1 else a2
        for q in range(3):
            b = b0 if q == 0 else b1 if q == 1 else b2
            line = 0.0 * row
            for r in range(3):
                c = c0 if r == 0 else c1 if r == 1 else c2
                at = row + float(p * block + q * sheet + r * wide)
                near = d0 * gather(table, at, 0)
                near = near + d1 * gather(table, at + 1.0, 0)
                line = line + c * (near + d2 * gather(table, at + 2.0, 0))
            total = total + a * b * line
    return exp(total)
