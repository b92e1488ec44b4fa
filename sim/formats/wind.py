"""A wind table as CSV: altitude_km, latitude_deg, zonal_m_s, meridional_m_s on a regular grid.

One row per point, in any order; `#` begins a comment. Altitudes and latitudes are each equally
spaced, and every altitude has a row for every latitude.
"""

import csv
import math
from typing import NamedTuple

import numpy as np

from sim.formats.message import MessageError

COLUMNS = ("altitude_km", "latitude_deg", "zonal_m_s", "meridional_m_s")
LIMITS = ((-5.0, 1000.0), (-90.0, 90.0), (-1500.0, 1500.0), (-1500.0, 1500.0))
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
    line, header = 0, False
    for line, raw in enumerate(text.splitlines(), 1):
        content = raw.partition("#")[0].strip()
        if not content:
            continue
        cells = [cell.strip() for cell in next(csv.reader([content]))]
        if not header:
            if tuple(cells) != COLUMNS:
                raise MessageError(line, f"the header is {content[:60]!r}", ",".join(COLUMNS))
            header = True
            continue
        altitude, latitude, east, north = _values(line, cells)
        if (altitude, latitude) in rows:
            problem = f"the point {altitude:g} km, {latitude:g} deg stands twice"
            raise MessageError(line, problem, "each point once")
        rows[altitude, latitude] = (east, north)
        if len(rows) > MOST_POINTS:
            raise MessageError(line, f"more than {MOST_POINTS} points", "a coarser grid")
    return _grid(max(line, 1), rows)


def _values(line: int, cells: list[str]) -> list[float]:
    """Numbers of a row, each within its limits."""
    if len(cells) != len(COLUMNS):
        raise MessageError(line, f"{len(cells)} values", f"{len(COLUMNS)}: {', '.join(COLUMNS)}")
    found = []
    for name, cell, (low, high) in zip(COLUMNS, cells, LIMITS, strict=True):
        allowed = f"a number from {low:g} to {high:g}"
        try:
            value = float(cell)
        except ValueError:
            raise MessageError(line, f"{name} is {cell[:40]!r}", allowed) from None
        if not (math.isfinite(value) and low <= value <= high):
            raise MessageError(line, f"{name} is {cell[:40]!r}", allowed)
        found.append(value + 0.0)
    return found


def _grid(last: int, rows: dict[tuple[float, float], tuple[float, float]]) -> WindFile:
    """Rows as arrays; the last line is blamed for what is not there."""
    altitudes = np.array(sorted({key[0] for key in rows}))
    latitudes = np.array(sorted({key[1] for key in rows}))
    for name, axis in (("altitudes", altitudes), ("latitudes", latitudes)):
        steps = np.diff(axis)
        if len(axis) < 2:
            raise MessageError(last, f"{len(axis)} {name}", "at least two, equally spaced")
        if np.ptp(steps) > 1e-6 * steps[0]:
            k = int(np.argmax(np.abs(steps - np.median(steps))))
            problem = f"the {name} step from {axis[k]:g} to {axis[k + 1]:g}"
            raise MessageError(last, problem, f"equal steps, such as {np.median(steps):g}")
    for altitude in altitudes:
        for latitude in latitudes:
            if (altitude, latitude) not in rows:
                problem = f"no row for {altitude:g} km, {latitude:g} deg: the file ends without it"
                raise MessageError(last, problem, "every latitude at every altitude")
    values = np.array([[rows[a, b] for b in latitudes] for a in altitudes])
    return WindFile(altitudes, latitudes, values[:, :, 0], values[:, :, 1])
