"""A wind table as CSV: altitude_km, latitude_deg, zonal_m_s, meridional_m_s on a regular grid.

One row per point, in any order; `#` begins a comment. Altitudes and latitudes are each equally
spaced, and every altitude has a row for every latitude.
"""

from typing import NamedTuple

import numpy as np

from sim.formats.message import MessageError
from sim.formats.regular_grid import equal_steps, read_rows

LIMITS = {
    "altitude_km": (-5.0, 1000.0),
    "latitude_deg": (-90.0, 90.0),
    "zonal_m_s": (-1500.0, 1500.0),
    "meridional_m_s": (-1500.0, 1500.0),
}
"""Columns and the range of their values."""
MOST_POINTS = 20_000


class WindFile(NamedTuple):
    """Altitudes (a,) km, latitudes (l,) deg, zonal and meridional wind (a, l) in m/s."""

    altitudes: np.ndarray
    latitudes: np.ndarray
    zonal: np.ndarray
    meridional: np.ndarray


def read_wind(text: str) -> WindFile:
    """Read the text of a wind table.

    Raises
    ------
    MessageError
        With the line: another header, a row that is cut short or holds something that is not a
        number in range, a point given twice or missing, an axis that is not equally spaced.
    """
    rows: dict[tuple[float, float], tuple[float, float]] = {}
    for line, (altitude, latitude, east, north) in read_rows(text, LIMITS):
        if (altitude, latitude) in rows:
            problem = f"the point {altitude:g} km, {latitude:g} deg stands twice"
            raise MessageError(line, problem, "each point once")
        rows[altitude, latitude] = (east, north)
        if len(rows) > MOST_POINTS:
            raise MessageError(line, f"more than {MOST_POINTS} points", "a coarser grid")
    return _grid(max(len(text.splitlines()), 1), rows)


def _grid(last: int, rows: dict[tuple[float, float], tuple[float, float]]) -> WindFile:
    """Rows as arrays; the last line is blamed for what is not there."""
    altitudes = equal_steps(last, "altitudes", {key[0] for key in rows})
    latitudes = equal_steps(last, "latitudes", {key[1] for key in rows})
    for altitude in altitudes:
        for latitude in latitudes:
            if (altitude, latitude) not in rows:
                problem = f"no row for {altitude:g} km, {latitude:g} deg: the file ends without it"
                raise MessageError(last, problem, "every latitude at every altitude")
    values = np.array([[rows[a, b] for b in latitudes] for a in altitudes])
    return WindFile(altitudes, latitudes, values[:, :, 0], values[:, :, 1])
