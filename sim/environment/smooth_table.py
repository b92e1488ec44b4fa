"""Quadratic B-splines on regular grids: once continuously differentiable, exact at the knots.

`smoothed` makes the coefficients on the host; in the lanes `bells` gives the middle one of the
three that count on an axis, and their weights. Slopes vanish at both ends of an axis, so that a
position held at its end leaves no kink.
"""

import numpy as np

from sim.lanes import kernel, maximum, minimum, rint


def smoothed(values: np.ndarray, periodic: tuple[int, ...] = ()) -> np.ndarray:
    """Coefficients of the spline through values on a regular grid.

    Parameters
    ----------
    values
        Any shape, at least two along each axis.
    periodic
        Axes that close on themselves; their last value is one step before the first.

    Returns
    -------
    numpy.ndarray
        One coefficient more before the first and one after the last of every axis; two after the
        last of a periodic one, where a position rounds to its first again.
    """
    from scipy.ndimage import spline_filter1d

    found = np.asarray(values, dtype=np.float64)
    for axis in range(found.ndim):
        wraps = axis in periodic
        mode = "grid-wrap" if wraps else "mirror"
        found = spline_filter1d(found, order=2, axis=axis, mode=mode)
        width = [(1, 1 + wraps) if k == axis else (0, 0) for k in range(found.ndim)]
        found = np.pad(found, width, mode="wrap" if wraps else "reflect")
    return np.ascontiguousarray(found)


@kernel
def bells(s, last):
    """Index of the middle coefficient (the first of three is one less) and the three weights.

    s: position in steps from the first knot, held between 0 and `last`.
    """
    s = minimum(maximum(s, 0.0), last)
    i = rint(s)
    d = s - i
    return i, 0.5 * (0.5 - d) * (0.5 - d), 0.75 - d * d, 0.5 * (0.5 + d) * (0.5 + d)
