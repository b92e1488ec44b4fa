"""The Earth's field as spherical harmonics: acceleration and potential at an Earth-fixed point.

Cunningham's recursion (Celestial Mechanics 2, 1970, 207-216; Montenbruck and Gill, Satellite
Orbits, eqs. 3.29-3.33) in fully normalised form, one order after the other, so that only
registers are needed. All factors that do not depend on the position are worked out beforehand
into one table with a row for each (degree, order).
"""

import math
from typing import NamedTuple

import numpy as np

from sim.data import open_data
from sim.lanes import broadcast, kernel, sqrt


class Gravity(NamedTuple):
    """A field ready for the recursion; `rows` has shape ((degree + 2)(degree + 3)/2, 10)."""

    mu: float
    radius: float
    degree: int
    rows: np.ndarray


FIELDS = ("egm2008", "egm96")


def field(name: str = "egm2008", degree: int = 36) -> Gravity:
    """Build a shipped gravity field, truncated.

    Parameters
    ----------
    name
        One of `FIELDS`.
    degree
        Highest degree and order, 0 to that of the shipped file.

    Raises
    ------
    ValueError
        If the field is unknown or the file does not reach `degree`.
    """
    if name not in FIELDS:
        raise ValueError(f"gravity field {name!r}; allowed: {', '.join(FIELDS)}")
    data = open_data(name)
    highest = len(data["c"]) - 1
    if not 0 <= degree <= highest:
        raise ValueError(f"field degree {degree}; allowed: 0 to {highest} for {name}")
    return from_coefficients(
        data["c"], data["s"], degree, mu=float(data["mu"]), radius=float(data["a"])
    )


def _normalisation(degree: int) -> np.ndarray:
    """N[n, m] with C = N C_normalised, by ratios of neighbours (no factorials)."""
    norm = np.zeros((degree + 1, degree + 1))
    for m in range(degree + 1):
        if m == 0:
            norm[0, 0] = 1.0
        else:
            doubled = 2.0 if m == 1 else 1.0
            ratio = doubled * (2 * m + 1) / ((2 * m - 1) * (2 * m) * (2 * m - 1))
            norm[m, m] = norm[m - 1, m - 1] * math.sqrt(ratio)
        for n in range(m + 1, degree + 1):
            norm[n, m] = norm[n - 1, m] * math.sqrt((2 * n + 1) / (2 * n - 1) * (n - m) / (n + m))
    return norm


def from_coefficients(
    c: np.ndarray, s: np.ndarray, degree: int, *, mu: float, radius: float
) -> Gravity:
    """Build a field from fully normalised coefficients.

    Parameters
    ----------
    c, s
        Shape (n, n), n > degree; element [n, m].
    degree
        Highest degree and order used, 0 to about 150 (where the normalisation underflows).
    mu, radius
        Scale of the coefficients, m3/s2 and m.
    """
    norm = _normalisation(degree + 1)
    c = c[: degree + 1, : degree + 1] * norm[: degree + 1, : degree + 1]
    s = s[: degree + 1, : degree + 1] * norm[: degree + 1, : degree + 1]
    rows = []
    for order in range(degree + 2):
        for k in range(order, degree + 2):
            rows.append(_row(k, order, c, s, norm, degree))
    table = np.ascontiguousarray(rows)
    table.setflags(write=False)
    return Gravity(mu, radius, degree, table)


def _row(
    k: int, order: int, c: np.ndarray, s: np.ndarray, norm: np.ndarray, degree: int
) -> list[float]:
    """Recursion factors, then the weights of (V, W) of degree k in ax, ay, az and the potential."""
    own = norm[k, order]
    if k == order:
        up = (2 * order - 1) * own / norm[order - 1, order - 1] if order else 0.0
        down = 0.0
    else:
        up = (2 * k - 1) / (k - order) * own / norm[k - 1, order]
        below = norm[k - 2, order] if k - 2 >= order else 1.0
        down = (k + order - 1) / (k - order) * own / below if k - 2 >= order else 0.0
    axv = axw = ayv = ayw = azv = azw = uv = uw = 0.0
    n = k - 1
    if n >= 0:
        if 1 <= order <= n + 1:
            m = order - 1
            half = 1.0 if m == 0 else 0.5
            axv, axw = axv - half * c[n, m], axw - half * s[n, m]
            ayw, ayv = ayw - half * c[n, m], ayv + half * s[n, m]
        m = order + 1
        if m <= n:
            f = 0.5 * (n - m + 2) * (n - m + 1)
            axv, axw = axv + f * c[n, m], axw + f * s[n, m]
            ayw, ayv = ayw - f * c[n, m], ayv + f * s[n, m]
        if order <= n:
            f = n - order + 1
            azv, azw = azv - f * c[n, order], azw - f * s[n, order]
    if k <= degree:
        uv, uw = c[k, order], s[k, order]
    return [up, down, *(w / own for w in (axv, axw, ayv, ayw, azv, azw, uv, uw))]


@kernel
def _harmonics(x, y, z, field):
    """Sums over the field at an Earth-fixed point in m: of the acceleration, and of the potential.

    Along one order both solid harmonics follow one recursion, so that they are a common factor
    times the two sectorial ones. The factor alone is carried from degree to degree, and the sums
    over it are turned into components once an order. What a caller does not use the compiler
    leaves out.
    """
    inverse = 1.0 / (x * x + y * y + z * z)
    scale = field.radius * inverse
    xr = x * scale
    yr = y * scale
    zr = z * scale
    rr = field.radius * scale
    rows = field.rows
    v = field.radius * sqrt(inverse)
    w = broadcast(0.0, x)
    ax = broadcast(0.0, x)
    ay = broadcast(0.0, x)
    az = broadcast(0.0, x)
    total = broadcast(0.0, x)
    row = 0
    for order in range(field.degree + 2):
        if order > 0:
            k = rows[row, 0]
            following = k * (xr * v - yr * w)
            w = k * (xr * w + yr * v)
            v = following
        f1 = broadcast(1.0, x)
        f2 = broadcast(0.0, x)
        xv = broadcast(rows[row, 2], x)
        xw = broadcast(rows[row, 3], x)
        yv = broadcast(rows[row, 4], x)
        yw = broadcast(rows[row, 5], x)
        zv = broadcast(rows[row, 6], x)
        zw = broadcast(rows[row, 7], x)
        uv = broadcast(rows[row, 8], x)
        uw = broadcast(rows[row, 9], x)
        row += 1
        for _ in range(order + 1, field.degree + 2):
            f = (rows[row, 0] * zr) * f1 - (rows[row, 1] * rr) * f2
            f2 = f1
            f1 = f
            xv = xv + rows[row, 2] * f
            xw = xw + rows[row, 3] * f
            yv = yv + rows[row, 4] * f
            yw = yw + rows[row, 5] * f
            zv = zv + rows[row, 6] * f
            zw = zw + rows[row, 7] * f
            uv = uv + rows[row, 8] * f
            uw = uw + rows[row, 9] * f
            row += 1
        ax = ax + xv * v + xw * w
        ay = ay + yv * v + yw * w
        az = az + zv * v + zw * w
        total = total + uv * v + uw * w
    return ax, ay, az, total


@kernel
def gravity(x, y, z, field):
    """Acceleration in m/s2 at an Earth-fixed point in m, components in the same axes."""
    ax, ay, az, _ = _harmonics(x, y, z, field)
    g = field.mu / (field.radius * field.radius)
    return g * ax, g * ay, g * az


@kernel
def potential(x, y, z, field):
    """Potential in m2/s2 (positive) whose gradient `gravity` is."""
    _, _, _, total = _harmonics(x, y, z, field)
    return (field.mu / field.radius) * total
