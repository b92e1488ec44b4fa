"""Calling a compiled kernel from Python on arrays of any length: for tests, tools and post-
processing of a few rows.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.lanes.vector import WIDTH, Lanes


def on_lanes(function: Callable, *args: Any) -> Any:
    """Run a compiled kernel over arrays, eight elements at a time.

    Parameters
    ----------
    function
        A kernel that returns a number or a tuple of numbers.
    *args
        One-dimensional arrays of one length n (and named tuples made only of such arrays) are
        split over the lanes; everything else is passed on as it is, shared by all lanes.

    Returns
    -------
    numpy.ndarray or tuple of numpy.ndarray
        Shape (n,) each.
    """
    if not hasattr(function, "py_func"):  # interpreted: arrays are numbers already
        return function(*args)
    n = max(len(a) for a in args if _is_row(a))
    pieces = []
    for start in range(0, n, WIDTH):
        index = np.minimum(np.arange(start, start + WIDTH), n - 1)
        pieces.append(function(*(_part(a, index, n) for a in args)))
    if isinstance(pieces[0], tuple):
        return tuple(_join([p[k] for p in pieces], n) for k in range(len(pieces[0])))
    return _join(pieces, n)


def _is_row(a: Any) -> bool:
    return isinstance(a, np.ndarray) and a.ndim == 1


def _part(a: Any, index: np.ndarray, n: int) -> Any:
    if _is_row(a) and len(a) == n:
        return Lanes(a[index])
    if isinstance(a, tuple) and hasattr(a, "_fields") and all(_is_row(f) for f in a):
        make: Any = type(a)  # a named tuple takes its fields one by one
        return make(*(Lanes(f[index]) for f in a))
    return a


def _join(parts: list, n: int) -> np.ndarray:
    rows = [p.values if isinstance(p, Lanes) else np.full(WIDTH, p) for p in parts]
    return np.concatenate(rows)[:n]
