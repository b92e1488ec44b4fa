"""Tables of how dense ships or aircraft are, as CSV: cells of a regular grid, one row each.

Ships: latitude_deg, longitude_deg, ships_per_km2. Aircraft: latitude_deg, longitude_deg,
flight_level, aircraft_per_km2, the aircraft of the levels nearest to that one. Places are the
middles of cells; rows stand in any order; `#` begins a comment.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.formats.message import MessageError
from sim.formats.regular_grid import equal_steps, read_rows

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
    limits = {name: LIMITS[name] for name in COLUMNS[kind]}
    rows: dict[tuple[float, ...], float] = {}
    for line, (*place, value) in read_rows(text, limits):
        if tuple(place) in rows:
            raise MessageError(line, f"the cell {_named(place)} stands twice", "each cell once")
        rows[tuple(place)] = value
        if len(rows) > MOST_CELLS:
            raise MessageError(line, f"more than {MOST_CELLS} cells", "a coarser grid")
    return _table(max(len(text.splitlines()), 1), rows, source)


def _table(last: int, rows: Mapping[tuple[float, ...], float], source: str) -> TrafficTable:
    """Rows as arrays; the last line is blamed for what is not there."""
    axes = [
        equal_steps(last, name, {place[k] for place in rows})
        for k, name in enumerate(("latitudes", "longitudes"))
    ]
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
