"""Areas that hold given shares of all fragments of all samples, with memory that does not grow with
their number.

Fragments over the energy threshold are counted in cells along and across the nominal track, each
fragment with the weight of its sample, as `sim.entry.footprint` does for one flight. Areas are
drawn around cells and so hold no less than their share.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.entry.footprint import LEAST_ENERGY, LONGEST_EDGE, Footprint, band
from sim.entry.ground_track import Track, place_at

Array = NDArray[np.float64]

ALONG, CROSS = 2.0, 0.5
"""km, sides of a cell."""
SPAN = 2**31
"""Cells across, at most: numbers of cells are packed into one word."""

COLUMNS = (
    "sample",
    "pieces",
    "landed",
    "time_s",
    "along_km",
    "cross_km",
    "energy_j",
)
"""Columns of fragments that are read."""


@dataclass(frozen=True)
class Cells:
    """Where fragments fell: k cells that hold some, and when.

    Attributes
    ----------
    along, cross
        Shape (k,), km: middles of the cells, from the aim point along the track and to the right.
    weight
        Shape (k,): weighted number of fragments.
    first, last
        First and last impact of any fragment, s; NaN if there is none.
    """

    along: Array
    cross: Array
    weight: Array
    first: float
    last: float


def count_fragments(tables: Iterable[Mapping[str, NDArray[Any]]], weight: Array) -> Cells:
    """Count fragments over the energy threshold, table by table.

    Parameters
    ----------
    tables
        Tables of fragments with `COLUMNS`; each is read once and not kept.
    weight
        Of the samples, by their numbers from 0 on; one of 0 has no cells, but its times count.
    """
    cells, counts = np.zeros(0, dtype=np.int64), np.zeros(0)
    first, last = np.inf, -np.inf
    for table in tables:
        down = table["landed"] & (table["energy_j"] > LEAST_ENERGY)
        if not down.any():
            continue
        first = min(first, float(table["time_s"][down].min()))
        last = max(last, float(table["time_s"][down].max()))
        down &= weight[table["sample"]] > 0.0
        row = np.floor(table["along_km"][down] / ALONG).astype(np.int64)
        column = np.floor(table["cross_km"][down] / CROSS).astype(np.int64)
        fragments = table["pieces"][down] * weight[table["sample"][down]]
        # row and column packed into one word, joined with the cells that were found before
        cells, inverse = np.unique(
            np.concatenate([cells, row * SPAN + column + SPAN // 2]), return_inverse=True
        )
        counts = np.concatenate([counts, fragments])
        counts = np.asarray(np.bincount(inverse, counts, len(cells)), dtype=np.float64)
    row, column = np.divmod(cells, SPAN)
    empty = not np.isfinite(first)
    return Cells(
        (row + 0.5) * ALONG,
        (column - SPAN // 2 + 0.5) * CROSS,
        counts,
        np.nan if empty else first,
        np.nan if empty else last,
    )


def enclosing_area(cells: Cells, track: Track, aim: float, share: float) -> tuple[Array, Array]:
    """Closed area that holds at least a share of the fragments.

    Parameters
    ----------
    cells
        Of at least one fragment.
    track, aim
        Nominal ground track, and how far along it the aim point lies, m.
    share
        0 < share <= 1.

    Returns
    -------
    tuple of numpy.ndarray
        Geodetic latitude and longitude in rad, counterclockwise; points no more than
        `sim.entry.footprint.LONGEST_EDGE` apart.
    """
    along, cross = 1e3 * cells.along, 1e3 * cells.cross
    weight = cells.weight / cells.weight.sum()
    row = np.arange(len(along))
    x, y = band(
        Footprint(
            track=track,
            row=row,
            along=along,
            cross=cross,
            weight=weight,
            first=0.0,
            last=0.0,
            extents=(),
            events=(),
        ),
        share,
    )
    # around the cells rather than through their middles
    x = np.where(x == x.min(), x - 500.0 * ALONG, np.where(x == x.max(), x + 500.0 * ALONG, x))
    number = np.arange(len(y))
    right = (number < len(y) // 2) | (number == len(y) - 1)
    y = y + np.where(right, 500.0, -500.0) * CROSS
    length = np.hypot(np.diff(x), np.diff(y))
    parts = np.maximum(np.ceil(length / LONGEST_EDGE).astype(np.int64), 1)
    at = np.concatenate([k + np.arange(n) / n for k, n in enumerate(parts)] + [[len(parts)]])
    corner = np.arange(len(x))
    return place_at(track, aim + np.interp(at, corner, x), np.interp(at, corner, y))
