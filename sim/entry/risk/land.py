"""Which country lies under a point, and which countries a ground track passes.

Source: Natural Earth 1:50 million with remote islets of 1:10 million (data set `countries`), as
drawn there: borders are no statement on sovereignty. Coasts are good to a few km. Leaves out lakes
(which count as land), ice shelves (which count as sea) and islets within 10 km of drawn land.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.data import open_data
from sim.data.build_once import build_once, read_only
from sim.frames.constants import MEAN_RADIUS

__all__ = ["Countries", "countries", "countries_under", "country_at", "country_index", "on_land"]

TRACK_STEP = 5e3
"""m, longest step between the points at which a ground track is looked up."""

CELL = 0.5
"""deg: cells without an outline in or beside them lie in one country, or at sea, as a whole."""
MANY = 1000
"""Points from which on the cells are worth their half second."""
AT_ONCE = 1000
"""Points of a row whose rays are followed together, to bound memory."""
OUTLINE = -2


@dataclass(frozen=True, kw_only=True)
class Countries:
    """Countries and their outlines.

    Attributes
    ----------
    name, sovereign, code
        Of each country, (n,): English name, the state it belongs to, three-letter code.
    population
        People of each country, Natural Earth POP_EST, (n,).
    rings
        Closed outlines, each (m, 2) of longitude and latitude in degrees.
    ring_country
        Index of the country of each ring.
    edges
        Their pieces, arranged for `country_index`.
    """

    name: np.ndarray
    sovereign: np.ndarray
    code: np.ndarray
    population: np.ndarray
    rings: list[np.ndarray]
    ring_country: np.ndarray
    edges: "Edges"


@build_once
def countries() -> Countries:
    """Shipped countries, read once; any thread may ask them about points."""
    data = open_data("countries")
    line, of_ring = data["line"].astype(np.float64), data["ring_country"].astype(np.intp)
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    starts = np.concatenate([[0], ends[:-1] + 1])
    read_only(line)  # before it is cut: the rings are views
    rings = [line[i:j] for i, j in zip(starts, ends, strict=True)]
    read_only(of_ring)
    return Countries(
        name=data["name"],
        sovereign=data["sovereign"],
        code=data["code"],
        population=data["population"],
        rings=rings,
        ring_country=of_ring,
        edges=_edges(rings, of_ring),
    )


class Edges(NamedTuple):
    """Pieces of outlines, ordered by the row of cells they pass and then by country: ends in
    degrees, shape (e,) each, country (e,), and where the pieces of each row begin, (rows + 1,).

    A piece that passes several rows stands in each of them. Plain arrays that nothing ever changes:
    libraries of geometry build indices when they are first asked, and threads that ask at once
    then destroy each other's memory.
    """

    x1: np.ndarray
    y1: np.ndarray
    x2: np.ndarray
    y2: np.ndarray
    country: np.ndarray
    begin: np.ndarray


def _edges(rings: list[np.ndarray], of_ring: np.ndarray) -> Edges:
    start = np.concatenate([ring[:-1] for ring in rings])
    end = np.concatenate([ring[1:] for ring in rings])
    country = np.repeat(of_ring, [len(ring) - 1 for ring in rings])
    south, north = (_row(f(start[:, 1], end[:, 1])) for f in (np.minimum, np.maximum))
    passed = north - south + 1
    piece = np.repeat(np.arange(len(start)), passed)
    row = south[piece] + np.arange(len(piece)) - np.repeat(np.cumsum(passed) - passed, passed)
    order = np.lexsort((country[piece], row))
    piece, row = piece[order], row[order]
    begin = np.searchsorted(row, np.arange(round(180.0 / CELL) + 1))
    x1, y1 = (np.ascontiguousarray(start[piece, k]) for k in (0, 1))
    x2, y2 = (np.ascontiguousarray(end[piece, k]) for k in (0, 1))
    edges = Edges(x1, y1, x2, y2, country[piece], begin)
    read_only(*edges)
    return edges


def _row(latitude_deg: np.ndarray) -> np.ndarray:
    """Row of cells a latitude lies in, counted from the south pole."""
    return np.minimum(((latitude_deg + 90.0) / CELL).astype(np.intp), round(180.0 / CELL) - 1)


def country_index(longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> np.ndarray:
    """Index into `countries()` of the country under each point, -1 at sea.

    Parameters
    ----------
    longitude_deg, latitude_deg
        East longitude (any turn) and geodetic latitude, degrees, (n,).

    Raises
    ------
    ValueError
        If a point is not finite or its latitude is beyond a pole; the point is named.
    """
    x, y = np.broadcast_arrays(*np.atleast_1d(longitude_deg, latitude_deg))
    bad = ~(np.isfinite(x) & (np.abs(y) <= 90.0))
    if bad.any():
        i = int(np.flatnonzero(bad)[0])
        raise ValueError(f"point {i} at longitude {x[i]:g}, latitude {y[i]:g} is not on Earth")
    x = (np.asarray(x, dtype=np.float64) + 180.0) % 360.0 - 180.0
    if len(x) < MANY:
        return _exact(x, y)
    cells = _cells()
    row = _row(y)
    column = np.minimum(((x + 180.0) / CELL).astype(np.intp), cells.shape[1] - 1)
    country = cells[row, column]
    near = np.flatnonzero(country == OUTLINE)
    country[near] = _exact(x[near], y[near])
    return country


def _exact(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Index of the country under each point, longitudes from -180 to 180; points on an outline lie
    in its country, of several in the last.
    """
    country = np.full(len(x), -1)
    row = _row(y)
    order = np.argsort(row, kind="stable")
    row = row[order]
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    for i, j in zip(begins, np.append(begins, len(order))[1:], strict=True):
        for k in range(i, j, AT_ONCE):
            point = order[k : min(k + AT_ONCE, j)]
            country[point] = _in_row(row[i], x[point], y[point])
    return country


def _in_row(row: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The same for points of one row: a point lies in a country if a ray to the east crosses its
    outlines an odd number of times.
    """
    edges = countries().edges
    here = np.arange(edges.begin[row], edges.begin[row + 1])
    low, high = (
        np.minimum(edges.y1[here], edges.y2[here]),
        np.maximum(edges.y1[here], edges.y2[here]),
    )
    here = here[(low <= y.max()) & (high >= y.min())]
    if not len(here):
        return np.full(len(x), -1)
    x, y = x[:, None], y[:, None]
    x1, y1, x2, y2 = (each[here] for each in edges[:4])
    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    rises, falls = (y1 <= y) & (y < y2), (y2 <= y) & (y < y1)
    crossed = (rises & (side > 0.0)) | (falls & (side < 0.0))
    on_edge = (side == 0.0) & (np.minimum(y1, y2) <= y) & (y <= np.maximum(y1, y2))
    on_edge &= (np.minimum(x1, x2) <= x) & (x <= np.maximum(x1, x2))
    country = edges.country[here]
    begins = np.flatnonzero(np.diff(country, prepend=-1))
    inside = np.add.reduceat(crossed, begins, axis=1, dtype=np.intp) % 2 == 1
    inside |= np.logical_or.reduceat(on_edge, begins, axis=1)
    return np.where(inside, country[begins], -1).max(axis=1)


def country_at(longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> np.ndarray:
    """Name of the country under each point, empty at sea. As `country_index`."""
    index = country_index(longitude_deg, latitude_deg)
    return np.append(countries().name, "")[index]


def on_land(longitude_deg: ArrayLike, latitude_deg: ArrayLike) -> np.ndarray:
    """Whether each point lies in a country. As `country_index`."""
    return country_index(longitude_deg, latitude_deg) >= 0


def countries_under(
    longitude_deg: ArrayLike, latitude_deg: ArrayLike, time_s: ArrayLike
) -> list[tuple[str, float]]:
    """Countries a ground track passes, in the order first met, with the time over each in s.

    Between its points the track follows great circles, looked up every 5 km; passes over the same
    country are added up. Points may lie on both sides of the date line, but less than a quarter
    turn apart.

    Parameters
    ----------
    longitude_deg, latitude_deg
        Points of the track, degrees, (n,).
    time_s
        Times of the points, increasing, (n,).

    Raises
    ------
    ValueError
        If the arrays differ in length, times do not increase, or points are too far apart.
    """
    longitude, latitude = np.radians(longitude_deg), np.radians(latitude_deg)
    time = np.asarray(time_s, dtype=np.float64)
    if not longitude.shape == latitude.shape == time.shape or time.ndim != 1:
        raise ValueError("longitude, latitude and time of the track differ in length")
    if not np.all(np.diff(time) > 0.0):
        raise ValueError("times of the track do not increase")
    if len(time) < 2:
        return []
    cosine = np.cos(latitude)
    unit = np.stack([cosine * np.cos(longitude), cosine * np.sin(longitude), np.sin(latitude)], 1)
    step = np.linalg.norm(np.diff(unit, axis=0), axis=1)
    if not np.all(step < np.sqrt(2.0)):
        raise ValueError("neighbouring points of the track are a quarter turn or more apart")
    pieces = np.maximum(np.ceil(step * MEAN_RADIUS / TRACK_STEP).astype(int), 1)
    leg = np.repeat(np.arange(len(pieces)), pieces)
    within = np.arange(len(leg)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = ((within + 0.5) / pieces[leg])[:, None]
    middle = (1.0 - share) * unit[leg] + share * unit[leg + 1]
    x = np.degrees(np.arctan2(middle[:, 1], middle[:, 0]))
    y = np.degrees(np.arctan2(middle[:, 2], np.hypot(middle[:, 0], middle[:, 1])))
    index = country_index(x, y)
    spent = np.bincount(index + 1, weights=(np.diff(time) / pieces)[leg])
    met, first = np.unique(index, return_index=True)
    return [
        (str(countries().name[k]), float(spent[k + 1])) for k in met[np.argsort(first)] if k >= 0
    ]


@build_once
def _cells() -> np.ndarray:
    """Index of the country of each cell that no outline comes near, `OUTLINE` elsewhere; (rows,
    columns) from the south pole and -180 degrees.
    """
    shape = round(180.0 / CELL), round(360.0 / CELL)
    edge = np.zeros(shape, dtype=bool)
    for ring in countries().rings:
        apart = np.abs(np.diff(ring, axis=0)).max(axis=1)
        pieces = np.maximum(np.ceil(2.0 * apart / CELL).astype(int), 1)
        leg = np.repeat(np.arange(len(pieces)), pieces)
        share = (np.arange(len(leg)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[leg]
        points = ring[leg] + share[:, None] * (ring[leg + 1] - ring[leg])
        column = ((points[:, 0] + 180.0) / CELL).astype(int) % shape[1]
        edge[np.clip(((points[:, 1] + 90.0) / CELL).astype(int), 0, shape[0] - 1), column] = True
    # between two points half a cell apart an outline may clip the corner of a neighbour
    edge[1:] |= edge[:-1].copy()
    edge[:-1] |= edge[1:].copy()
    edge |= np.roll(edge, 1, axis=1) | np.roll(edge, -1, axis=1)
    row, column = np.nonzero(~edge)
    cells = np.full(shape, OUTLINE)
    cells[row, column] = _exact((column + 0.5) * CELL - 180.0, (row + 0.5) * CELL - 90.0)
    read_only(cells)
    return cells
