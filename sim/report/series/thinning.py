"""Fewer points of a line: as many as a picture can show, or as its shape needs."""

from collections.abc import Sequence

import numpy as np
import shapely

STEEP = 1e6
"""Times as wide as high: a line this flat has its distances from a chord straight up."""


def thinned_rows(count: int, most: int, keep: Sequence[int] | np.ndarray = ()) -> np.ndarray:
    """Rows of at most `most` evenly spread samples out of `count`, with those of `keep` among them.

    Returns
    -------
    numpy.ndarray
        Indices in ascending order, each once.
    """
    if count <= most:
        return np.arange(count)
    even = np.linspace(0, count - 1, most).astype(int)
    return np.unique(np.concatenate([even, np.asarray(keep, dtype=int)]))


def shape_rows(x: np.ndarray, *lines: np.ndarray, within: float) -> np.ndarray:
    """Rows that straight lines may join without leaving any of some lines by more than a distance.

    Parameters
    ----------
    x
        Abscissa (n,), of any order.
    lines
        Ordinates, (n,) each; a row that is not finite in one of them is kept.
    within
        Distance allowed along the ordinate, in its unit.

    Returns
    -------
    numpy.ndarray
        Indices in ascending order, each once; the first and the last are among them.
    """
    kept = np.zeros(len(x), dtype=bool)
    if len(x) < 3:
        return np.flatnonzero(~kept)
    for y in lines:
        known = np.flatnonzero(np.isfinite(y))
        kept[~np.isfinite(y)] = True
        if len(known) < 3:
            kept[known] = True
            continue
        height = max(float(np.ptp(y[known])), within)
        width = max(float(np.ptp(x[known].astype(np.float64))), 1.0)
        flat = (x[known].astype(np.float64) - float(x[known[0]])) * (STEEP * height / width)
        line = shapely.linestrings(np.column_stack([flat, y[known], known]))
        simple = shapely.simplify(line, within, preserve_topology=False)
        kept[shapely.get_coordinates(simple, include_z=True)[:, 2].astype(int)] = True
    return np.flatnonzero(kept)
