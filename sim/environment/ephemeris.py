"""Sun and Moon: geocentric positions in GCRF, splined once per mission.

Sun from erfa.epv00 (VSOP2000 series, X. Moisson), Moon from erfa.moon98 (Meeus 1998 after ELP
2000-82). Against JPL DE421 in 2028-2031 they are within 5 km and 17 km, 1.3e-4 of the third-body
term. Positions are geometric, without light time or aberration, as forces need them.
"""

from typing import NamedTuple

import erfa
import numpy as np

from sim.frames.epoch import DAY, Epoch
from sim.lanes import cubic, cubic_table, kernel, place

ASTRONOMICAL_UNIT = 149597870700.0  # m, IAU 2012 resolution B2
STEP = 21600.0  # s, knots; the spline adds at most 20 m to the Moon's position
MARGIN = 2.0 * DAY  # s, validity before the epoch and after the end


class Ephemeris(NamedTuple):
    """Sun and Moon over one mission, as read by `sun_moon`.

    Attributes
    ----------
    origin
        TAI seconds since the epoch of the first knot.
    step
        TAI seconds between knots.
    table
        Shape (n, 24): cubics of the Sun's x, y, z and the Moon's x, y, z, m, geocentric GCRF.
    """

    origin: float
    step: float
    table: np.ndarray


def ephemeris(epoch: Epoch, duration_s: float) -> Ephemeris:
    """Positions of Sun and Moon from two days before an epoch to two days after its end.

    Parameters
    ----------
    epoch
        Where t = 0; the series hold from 1900 to 2100.
    duration_s
        Length of the mission, TAI seconds.

    Raises
    ------
    ValueError
        If the duration is negative.
    """
    if not duration_s >= 0.0:
        raise ValueError(f"duration_s is {duration_s}; it must be 0 or more")
    origin = -MARGIN - 2.0 * STEP
    n = int(np.ceil((duration_s + MARGIN - origin) / STEP)) + 3
    t = origin + STEP * np.arange(n)
    day, fraction = epoch.tt()
    fraction = fraction + t / DAY  # TDB, within 2 ms of TT: 60 m of the Sun
    heliocentric, _ = erfa.epv00(day, fraction)
    sun = -heliocentric["p"]
    moon = erfa.moon98(day, fraction)["p"]
    table = cubic_table(ASTRONOMICAL_UNIT * np.concatenate([sun, moon], axis=1))
    return Ephemeris(origin, STEP, table)


@kernel
def sun_moon(t, ephemeris):
    """Geocentric positions of the Sun (x, y, z) and the Moon (x, y, z) in GCRF, m."""
    i, w = place(t, ephemeris.origin, ephemeris.step, ephemeris.table)
    return (
        cubic(ephemeris.table, i, w, 0),
        cubic(ephemeris.table, i, w, 1),
        cubic(ephemeris.table, i, w, 2),
        cubic(ephemeris.table, i, w, 3),
        cubic(ephemeris.table, i, w, 4),
        cubic(ephemeris.table, i, w, 5),
    )
