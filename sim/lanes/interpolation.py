"""Piecewise cubics on equal steps: a table made once on the host, read by every lane at its own
time.

Row i of a table holds, for each quantity, the four coefficients of c0 + w (c1 + w (c2 + w c3))
with w from 0 to 1 across step i. Outside the table the first or last cubic is continued.
"""

import numpy as np

from sim.lanes.compile import kernel
from sim.lanes.primitive import agree, first, floor, gather, maximum, minimum


def cubic_table(values: np.ndarray, kind: str = "spline") -> np.ndarray:
    """Coefficients of the cubics through equally spaced values.

    Parameters
    ----------
    values
        Shape (n, k): k quantities at n >= 4 equally spaced knots.
    kind
        ``"spline"`` (twice continuously differentiable) or ``"monotone"`` (once, and it never
        overshoots its knots).

    Returns
    -------
    numpy.ndarray
        Shape (n - 1, 4 k), read-only.

    Raises
    ------
    ValueError
        If `kind` is neither of the two.
    """
    from scipy.interpolate import CubicSpline, PchipInterpolator  # a quarter of a second

    makers = {"spline": CubicSpline, "monotone": PchipInterpolator}
    if kind not in makers:
        raise ValueError(f"kind is {kind!r}; allowed: {sorted(makers)}")
    values = np.asarray(values, dtype=np.float64)
    curve = makers[kind](np.arange(len(values), dtype=np.float64), values, axis=0)
    coefficients = curve.c[::-1].transpose(1, 2, 0)  # (interval, quantity, power)
    table = np.ascontiguousarray(coefficients.reshape(len(values) - 1, -1))
    table.setflags(write=False)
    return table


@kernel
def place(t, origin, step, table):
    """Row of the table that holds t (clipped to the table), and the position in it, 0 to 1."""
    s = (t - origin) / step
    i = minimum(maximum(floor(s), 0.0), table.shape[0] - 1.0)
    return i, s - i


@kernel
def cubic(table, i, w, j):
    """Quantity j of the table at row i and position w.

    Lanes that fly at about the same time share a row, which is then read once.
    """
    k = 4 * j
    if agree(i):
        r = first(i)
        return table[r, k] + w * (table[r, k + 1] + w * (table[r, k + 2] + w * table[r, k + 3]))
    c0 = gather(table, i, k)
    c1 = gather(table, i, k + 1)
    c2 = gather(table, i, k + 2)
    c3 = gather(table, i, k + 3)
    return c0 + w * (c1 + w * (c2 + w * c3))
