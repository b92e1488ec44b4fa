"""Tables of how dense ships or aircraft are, as CSV: cells of a regular grid, one row each.

Ships: latitude_deg, longitude_deg, ships_per_km2. Aircraft: latitude_deg, longitude_deg,
flight_level, aircraft_per_km2, the aircraft of the levels nearest to that one. Places are the
middles of cells; rows stand in any order; `#` begins a comment.
"""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.formats.message import MessageError

Array = NDArray[np.float64]

LIMITS = {
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 360.0),
    "flight_level": (0.0, 600.0),
    "ships_per_km2": (0.0, 1e3),
    "aircraft_per_km2": (0.0, 1e3),
}
"""Columns and the range of their values."""
COLUMNS = {
    "ships": ("latitude_deg", "longitude_deg", "ships_per_km2"),
    "aircraft": ("latitude_deg", "longitude_deg", "flight_level", "aircraft_per_km2"),
}
"""Header of each kind of table."""
MOST_CELLS = 12_000
"""The resolved scenario holds them all."""


@dataclass(frozen=True, kw_only=True)
class TrafficTable:
    """Ships or aircraft per km2.

    Attributes
    ----------
    latitude, longitude
        Middles of cells in deg, equally spaced, shape (a,) and (b,).
    level
        Flight levels, shape (c,); of ships one, 0.
    per_km2
        Shape (c, a, b).
    source
        Name of the file.
    """

    latitude: Array
    longitude: Array
    level: Array
    per_km2: Array
    source: str

    def density(self, latitude_deg: Array, longitude_deg: Array) -> Array:
        """Per km2 at each level and each of n places, shape (c, n); 0 outside the table."""
        row, column, inside = self._cell(latitude_deg, longitude_deg)
        return np.where(inside, self.per_km2[:, row, column], 0.0)

    def covers(self, latitude_deg: Array, longitude_deg: Array) -> NDArray[np.bool_]:
        """Which of n places lie in a cell, shape (n,)."""
        return self._cell(latitude_deg, longitude_deg)[2]

    def _cell(
        self, latitude: Array, longitude: Array
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
        north = self.latitude[1] - self.latitude[0]
        east = self.longitude[1] - self.longitude[0]
        row = np.floor((latitude - self.latitude[0]) / north + 0.5).astype(np.intp)
        turned = (longitude - self.longitude[0] + 0.5 * east) % 360.0
        column = np.floor(turned / east).astype(np.intp)
        inside = (row >= 0) & (row < len(self.latitude)) & (column < len(self.longitude))
        return np.where(inside, row, 0), np.where(inside, column, 0), inside


def read_traffic(text: str, kind: str, source: str = "") -> TrafficTable:
    """Read the text of a table of `ships` or `aircraft`.

    Raises
    ------
    MessageError
        With the line: another header, a row that is cut short or holds something that is not a
        number in range, a cell given twice or missing, places that are not equally spaced.
    """
    names = COLUMNS[kind]
    rows: dict[tuple[float, ...], float] = {}
    line, header = 0, False
    for line, raw in enumerate(text.splitlines(), 1):
        content = raw.partition("#")[0].strip()
        if not content:
            continue
        cells = [cell.strip() for cell in next(csv.reader([content]))]
        if not header:
            if tuple(cells) != names:
                raise MessageError(line, f"the header is {content[:60]!r}", ",".join(names))
            header = True
            continue
        *place, value = _values(line, names, cells)
        if tuple(place) in rows:
            raise MessageError(line, f"the cell {_named(place)} stands twice", "each cell once")
        rows[tuple(place)] = value
        if len(rows) > MOST_CELLS:
            raise MessageError(line, f"more than {MOST_CELLS} cells", "a coarser grid")
    return _table(max(line, 1), rows, source)


def _values(line: int, names: tuple[str, ...], cells: list[str]) -> list[float]:
    """Numbers of a row, each within its limits."""
    if len(cells) != len(names):
        raise MessageError(line, f"{len(cells)} values", f"{len(names)}: {', '.join(names)}")
    found = []
    for name, cell in zip(names, cells, strict=True):
        low, high = LIMITS[name]
        allowed = f"a number from {low:g} to {high:g}"
        try:
            value = float(cell)
        except ValueError:
            raise MessageError(line, f"{name} is {cell[:40]!r}", allowed) from None
        if not (math.isfinite(value) and low <= value <= high):
            raise MessageError(line, f"{name} is {cell[:40]!r}", allowed)
        found.append(value + 0.0)
    return found


def _table(last: int, rows: Mapping[tuple[float, ...], float], source: str) -> TrafficTable:
    """Rows as arrays; the last line is blamed for what is not there."""
    axes = [np.array(sorted({place[k] for place in rows})) for k in range(2)]
    for name, axis in zip(("latitudes", "longitudes"), axes, strict=True):
        if len(axis) < 2:
            raise MessageError(last, f"{len(axis)} {name}", "at least two, equally spaced")
        steps = np.diff(axis)
        if np.ptp(steps) > 1e-6 * steps[0]:
            k = int(np.argmax(np.abs(steps - np.median(steps))))
            problem = f"the {name} step from {axis[k]:g} to {axis[k + 1]:g}"
            raise MessageError(last, problem, f"equal steps, such as {np.median(steps):g}")
    if np.ptp(axes[1]) + axes[1][1] - axes[1][0] > 360.0 + 1e-6:
        raise MessageError(last, "the longitudes go round the Earth more than once", "360 deg")
    levels = sorted({place[2] if len(place) > 2 else 0.0 for place in rows})
    shape = (len(levels), len(axes[0]), len(axes[1]))
    found = np.zeros(shape)
    for k, level in enumerate(levels):
        for i, north in enumerate(axes[0]):
            for j, east in enumerate(axes[1]):
                place = (north, east, level)[: 3 if len(next(iter(rows))) > 2 else 2]
                if place not in rows:
                    problem = f"no row for the cell {_named(place)}: the file ends without it"
                    raise MessageError(last, problem, "a row for every cell of a regular grid")
                found[k, i, j] = rows[place]
    return TrafficTable(
        latitude=axes[0],
        longitude=axes[1],
        level=np.array(levels),
        per_km2=found,
        source=source,
    )


def _named(place: "tuple[float, ...] | list[float]") -> str:
    text = f"{place[0]:g} deg, {place[1]:g} deg"
    return f"{text}, FL {place[2]:g}" if len(place) > 2 else text
