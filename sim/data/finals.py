"""Earth orientation from finals2000A of the IERS: polar motion and UT1 - UTC by day, measured and
predicted (Bulletin A, https://datacenter.iers.org; form: readme.finals2000A).

Of the fixed columns those of Bulletin A are read. Days at the end without values are left out.
"""

import re
from typing import NamedTuple

import numpy as np

from sim.data.input_file import InputFileError, number

COLUMNS = {
    "MJD": slice(7, 15),
    "PM-x": slice(18, 27),
    "PM-y": slice(37, 46),
    "UT1-UTC": slice(58, 68),
}
BOUNDS = {"PM-x": 2.0, "PM-y": 2.0, "UT1-UTC": 1.0}
"""arcsec and s, either way: the pole stays within 0.6 arcsec, UT1 within 0.9 s of UTC."""
FLAG = 16
FIRST_DAY, LAST_DAY = 41684.0, 88069.0
"""MJD of 1973-01-02, the first day of the file, and of 2100-01-01."""
LEAST_DAYS = 30
_FIRST = re.compile(r"[ \d]{6} [ \d]{5}\.00 [IP ]")


class EarthOrientation(NamedTuple):
    """Days (MJD) in a row, polar motion x and y in arcsec, UT1 - UTC in s; and the last day that is
    measured.
    """

    mjd: np.ndarray
    x: np.ndarray
    y: np.ndarray
    ut1: np.ndarray
    measured: int


def is_finals(text: str) -> bool:
    """Whether a text begins like the file."""
    return _FIRST.match(text) is not None


def read_finals(text: str, file: str) -> EarthOrientation:
    """Days of a file.

    Parameters
    ----------
    text, file
        What is in the file, and its name for messages.

    Raises
    ------
    InputFileError
        If anything in it is not what the form says: with line and column.
    """
    rows: list[tuple[float, ...]] = []
    measured, ended = 0, False
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if not line[COLUMNS["UT1-UTC"]].strip():
            ended = True
            continue
        if ended:
            raise InputFileError(file, i, "UT1-UTC", "values after a day without", line[7:15])
        day = number(line[COLUMNS["MJD"]], file, i, "MJD", FIRST_DAY, LAST_DAY, True)
        if rows and day != rows[-1][0] + 1.0:
            allowed = f"{rows[-1][0] + 1.0:.0f}"
            raise InputFileError(file, i, "MJD", "days are not in a row", f"{day:.0f}", allowed)
        rows.append(
            (day, *(number(line[COLUMNS[k]], file, i, k, -b, b) for k, b in BOUNDS.items()))
        )
        if line[FLAG : FLAG + 1] == "I":
            measured = int(day)
    if len(rows) < LEAST_DAYS:
        problem = f"{len(rows)} days; the file may be truncated"
        raise InputFileError(file, None, None, problem, allowed=f"at least {LEAST_DAYS}")
    mjd, x, y, ut1 = np.array(rows).T
    return EarthOrientation(mjd.astype("i4"), x, y, ut1, measured)
