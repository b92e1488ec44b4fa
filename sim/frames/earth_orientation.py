"""Earth orientation: from the celestial frame GCRF to the Earth-fixed frame ITRF, IAU 2006/2000A.

Celestial pole and origin from erfa, UT1 and polar motion from the IERS tables in
astropy-iers-data, all splined once per mission on 12-hour knots. IERS Conventions 2010 (TN 36),
chapter 5. Leaves out the observed celestial pole offsets (below 1 mas, 3 cm at the surface) and the
subdaily tides in UT1 and polar motion (2 cm).
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import astropy_iers_data
import erfa
import numpy as np

from sim.data import has_data, open_data, provenance
from sim.frames.epoch import (
    DAY,
    MJD_ZERO,
    TT_MINUS_TAI,
    Epoch,
    leap_second_expiry,
    tai_minus_utc,
    utc_seconds_of_day,
)
from sim.lanes import cubic, cubic_table, floor, interpreted, kernel, place, rint, sin_cos, sqrt

ADDED_SET = "earth_orientation"
"""Name of the data set a person may add."""
ARCSECOND = 4.84813681109536e-06  # rad
TWO_PI = 6.283185307179586
EXCESS_TURNS = 0.00273781191135448  # turns per UT1 day beyond one; IERS TN 36 eq. 5.15
RATE = TWO_PI * (1.0 + EXCESS_TURNS) / DAY  # rad/s of UT1

STEP = 43200.0  # s, knots; a 12-hour spline of X, Y, s is good to 0.06 mm
MARGIN = 2.0 * DAY  # s, validity before the epoch and after the end
MEAN_POLE = (0.035, 0.29)  # arcsec, mean over 50 years, as astropy takes it beyond the tables
POLE_BLEND = 30.0  # days from the last tabulated pole to the mean pole; assumption, avoids a jump


class Orientation(NamedTuple):
    """Earth orientation over one mission, as read by `gcrf_to_itrf_matrix`.

    Attributes
    ----------
    origin
        TAI seconds since the epoch of the first knot.
    step
        TAI seconds between knots.
    table
        Shape (n, 20): cubics of X, Y of the celestial pole (rad), polar motion xp, yp (rad), and
        the slow part of the rotation angle (rad): s' - s and the wander of UT1 - TAI.
    era_0
        Earth rotation angle at t = 0 in turns, with UT1 - TAI of the first knot.
    rate
        Mean rotation rate, rad/s.
    """

    origin: float
    step: float
    table: np.ndarray
    era_0: float
    rate: float


class Coverage(NamedTuple):
    """Dates (UTC, ISO) on which the knowledge of the Earth's rotation changes in kind."""

    first: str
    last_final: str
    last_predicted: str
    held_from: str
    leap_seconds_known_to: str


def orientation(epoch: Epoch, duration_s: float) -> Orientation:
    """Earth orientation from two days before an epoch to two days after its end.

    Beyond the last row of the IERS tables (`orientation_coverage`) UT1 - UTC keeps its last value
    and the pole moves within 30 days to its 50-year mean; no leap second is assumed.

    Parameters
    ----------
    epoch
        Where t = 0.
    duration_s
        Length of the mission, TAI seconds.

    Raises
    ------
    ValueError
        If the duration is negative or the time lies before the IERS tables (1962; UTC itself 1972).
    """
    if not duration_s >= 0.0:
        raise ValueError(f"duration_s is {duration_s}; it must be 0 or more")
    mjd, _ = utc_seconds_of_day(epoch)
    first = mjd - int(MARGIN / DAY) - 1
    origin = (first - epoch.day) * DAY + float(tai_minus_utc(np.array([first]))[0]) - epoch.seconds
    n = int(np.ceil((duration_s + MARGIN - origin) / STEP)) + 4
    t = origin + STEP * np.arange(n)
    day = epoch.day + MJD_ZERO
    fraction = (epoch.seconds + TT_MINUS_TAI + t) / DAY
    x, y, s = erfa.xys06a(day, fraction)
    locator = erfa.sp00(day, fraction)
    ut1_minus_tai, xp, yp = _pole_and_ut1(epoch, t)
    reference = float(ut1_minus_tai[0])
    wander = RATE * (ut1_minus_tai - reference)
    values = np.stack([x, y, xp, yp, locator - s + wander], axis=1)
    era_0 = erfa.era00(day, (epoch.seconds + reference) / DAY) / TWO_PI
    return Orientation(origin, STEP, cubic_table(values), float(era_0), RATE)


def orientation_coverage() -> Coverage:
    """Dates between which UT1 and the pole are measured, predicted and held."""
    mjd, last_final = _iers_table()[0], _last_final()
    last = int(mjd[-1])
    first, final, end = (_date(int(day)) for day in (mjd[0], last_final, last))
    return Coverage(first, final, end, end, leap_second_expiry())


@kernel
def gcrf_to_itrf_matrix(t, orientation):
    """Matrix from GCRF to ITRF, nine numbers by rows.

    Polar motion times rotation times celestial pole, TN 36 eq. 5.1 and 5.10, with s, s' and the
    rotation angle merged, since all three turn about the same axis. The mean rotation is reduced
    by whole days before it is scaled, so the angle keeps 1e-11 rad over decades.
    """
    i, w = place(t, orientation.origin, orientation.step, orientation.table)
    x = cubic(orientation.table, i, w, 0)
    y = cubic(orientation.table, i, w, 1)
    xp = cubic(orientation.table, i, w, 2)
    yp = cubic(orientation.table, i, w, 3)
    slow = cubic(orientation.table, i, w, 4)

    days = t / DAY
    turns = orientation.era_0 + (days - floor(days)) + EXCESS_TURNS * days
    sin_era, cos_era = sin_cos(TWO_PI * (turns - rint(turns)) + slow)

    z = sqrt(1.0 - x * x - y * y)
    a = 1.0 / (1.0 + z)
    ax = 1.0 - a * x * x
    ay = 1.0 - a * y * y
    axy = -a * x * y

    # terrestrial intermediate axes in GCRF
    ux = cos_era * ax + sin_era * axy
    uy = cos_era * axy + sin_era * ay
    uz = -cos_era * x - sin_era * y
    vx = cos_era * axy - sin_era * ax
    vy = cos_era * ay - sin_era * axy
    vz = sin_era * x - cos_era * y

    # polar motion is below 3e-6 rad: the series is exact to 1e-17
    cxp = 1.0 - 0.5 * xp * xp
    cyp = 1.0 - 0.5 * yp * yp
    px = cxp * x - xp * ux
    py = cxp * y - xp * uy
    pz = cxp * z - xp * uz
    return (
        cxp * ux + xp * x,
        cxp * uy + xp * y,
        cxp * uz + xp * z,
        cyp * vx - yp * px,
        cyp * vy - yp * py,
        cyp * vz - yp * pz,
        yp * vx + cyp * px,
        yp * vy + cyp * py,
        yp * vz + cyp * pz,
    )


def inclination_of_date(t: float, state: np.ndarray, orientation: Orientation) -> float:
    """Inclination in rad to the equator of date, which latitudes count from.

    Parameters
    ----------
    t
        s since the epoch of the orientation.
    state
        Shape (6,) or longer, GCRF, m and m/s.
    orientation
        Earth orientation.
    """
    pole = np.array(interpreted(gcrf_to_itrf_matrix)(np.array([t]), orientation)[6:9])[:, 0]
    normal = np.cross(state[:3], state[3:6])
    return float(np.arccos(normal @ pole / np.linalg.norm(normal)))


def _pole_and_ut1(epoch: Epoch, t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """UT1 - TAI (s) and polar motion (rad) at TAI seconds after an epoch."""
    table = _iers_table()
    mjd = epoch.day + (epoch.seconds + t) / DAY
    first, last = (
        int(mjd[0]) - 5,
        int(mjd[-1]) + 6,
    )  # days around, so that the ends of the spline do not matter
    if first < table[0, 0]:
        raise ValueError(f"Earth orientation is tabulated from {_date(int(table[0, 0]))} only")
    day = np.arange(first, last + 1, dtype=np.float64)
    row = np.minimum(day - table[0, 0], table.shape[1] - 1).astype(np.int64)
    known = table[1:, row]
    past = np.clip((day - table[0, -1]) / POLE_BLEND, 0.0, 1.0)
    blend = past * past * (3.0 - 2.0 * past)
    pole = ((1.0 - blend) * known[:2] + blend * np.array(MEAN_POLE)[:, None]) * ARCSECOND
    offset = tai_minus_utc(day)
    ut1_minus_tai = known[2] - tai_minus_utc(table[0, row])
    knots = day + offset / DAY  # TAI of each UTC midnight
    from scipy.interpolate import CubicSpline

    return tuple(CubicSpline(knots, np.vstack([ut1_minus_tai, pole]), axis=1)(mjd))


def _iers_table() -> np.ndarray:
    """Rows MJD, xp, yp (arcsec), UT1 - UTC (s), a column per day: series C04, then Bulletin A, the
    one a person added (`iss-deorbit data add finals2000A.all`) in place of that of the package.
    """
    added = has_data(ADDED_SET)
    return _joined_table(provenance(ADDED_SET)["sha256"] if added else "")


@cache
def _joined_table(added: str) -> np.ndarray:
    """The same, with the added edition of that digest; with the package's where it is empty."""
    final = _fixed_width(astropy_iers_data.IERS_B_FILE, [(16, 26), (26, 38), (38, 50), (50, 62)])
    if added:
        own = open_data(ADDED_SET)
        rapid = np.stack([own[name].astype(np.float64) for name in ("mjd", "x", "y", "ut1")])
    else:
        rapid = _fixed_width(astropy_iers_data.IERS_A_FILE, [(7, 15), (18, 27), (37, 46), (58, 68)])
    table = np.concatenate([final, rapid[:, rapid[0] > final[0, -1]]], axis=1)
    if not np.all(np.diff(table[0]) == 1.0):
        what = "the rapid series" if not added else "those that were added"
        raise ValueError(f"the IERS tables have a gap between the final series and {what}")
    table.setflags(write=False)
    return table


@cache
def _last_final() -> int:
    """Modified Julian Day of the last row of the final series."""
    return int(_fixed_width(astropy_iers_data.IERS_B_FILE, [(16, 26)])[0, -1])


def _fixed_width(path: str, columns: list[tuple[int, int]]) -> np.ndarray:
    """Columns of the complete data lines of a fixed-width file, shape (columns, lines)."""
    lines = Path(path).read_bytes().splitlines()
    begin, end = columns[-1]
    kept = [s for s in lines if not s.startswith(b"#") and s[begin:end].strip()]
    return np.array([[s[a:b] for s in kept] for a, b in columns]).astype(np.float64)


def _date(mjd: int) -> str:
    return str(np.datetime64("1858-11-17") + np.timedelta64(int(mjd), "D"))
