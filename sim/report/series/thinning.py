"""Fewer points of a line where a picture could not show them all."""

from collections.abc import Sequence

import numpy as np


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
