"""The Earth's field as spherical harmonics: acceleration and potential at an Earth-fixed point.

Pines' derivatives (AIAA Journal 11, 1973, 1508-1511), free of singularities at the poles, on
Legendre functions scaled to leading coefficient one, so that a degree costs one multiply-add of
the recursion and each coefficient one more. Orders go two by two, as two independent recursions
keep the processor's units busy where one would wait for itself; only registers are needed. All
factors that do not depend on the position are worked out beforehand into one table.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.data import open_data
from sim.data.build_once import build_once
from sim.environment.gravity_fields import FIELDS
from sim.lanes import broadcast, kernel, sqrt


class Gravity(NamedTuple):
    """A field ready for the recursion.

    `rows` has shape (k, 10): for each pair of orders m (even) and m + 1, and in it for each degree
    n from m to the highest (at least m + 1), five numbers for either order: the factor of the
    recursion, the two coefficients, and those of the order below times n - m + 1. `central` is
    the coefficient of degree 0; `oblateness` is J2 times the square of the radius, m2, 0 below
    degree 2: what mean elements of this field go by.
    """

    mu: float
    radius: float
    degree: int
    central: float
    oblateness: float
    rows: np.ndarray


def field(name: str = "egm2008", degree: int = 36) -> Gravity:
    """A shipped gravity field, truncated; made once, whoever asks for it.

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
    return _shipped(name, degree)


@build_once
def _shipped(name: str, degree: int) -> Gravity:
    data = open_data(name)
    highest = len(data["c"]) - 1
    if not 0 <= degree <= highest:
        raise ValueError(f"field degree {degree}; allowed: 0 to {highest} for {name}")
    return from_coefficients(
        data["c"], data["s"], degree, mu=float(data["mu"]), radius=float(data["a"])
    )


def leading(degree: int) -> np.ndarray:
    """Leading coefficient [n, m] of the normalised P_nm(s) / (1 - s^2)^(m/2), by ratios."""
    lead = np.zeros((degree + 1, degree + 1))
    lead[0, 0] = 1.0
    for m in range(degree + 1):
        if m > 0:
            doubled = 2.0 if m == 1 else 1.0
            lead[m, m] = lead[m - 1, m - 1] * math.sqrt(doubled * (2 * m + 1) / (2 * m))
        for n in range(m + 1, degree + 1):
            ratio = (2 * n + 1) * (2 * n - 1) / ((n - m) * (n + m))
            lead[n, m] = lead[n - 1, m] * math.sqrt(ratio)
    return lead


def from_coefficients(
    c: np.ndarray, s: np.ndarray, degree: int, *, mu: float, radius: float
) -> Gravity:
    """Build a field from fully normalised coefficients.

    Parameters
    ----------
    c, s
        Shape (n, n), n > degree; element [n, m].
    degree
        Highest degree and order used; checked from 0 to 120, that of the shipped fields.
    mu, radius
        Scale of the coefficients, m3/s2 and m.
    """
    lead = leading(degree)
    # one more degree and order of zeros, so that every order has a partner
    scaled = np.zeros((2, degree + 2, degree + 2))
    scaled[0, :-1, :-1] = c[: degree + 1, : degree + 1] * lead
    scaled[1, :-1, :-1] = s[: degree + 1, : degree + 1] * lead
    central = float(scaled[0, 0, 0])
    scaled[0, 0, 0] = 0.0
    rows = [
        _column(n, order, scaled) + _column(n, order + 1, scaled)
        for order in range(0, degree + 1, 2)
        for n in range(order, max(degree, order + 1) + 1)
    ]
    table = np.array(rows)
    table.setflags(write=False)
    oblateness = -math.sqrt(5.0) * float(c[2, 0]) * radius**2 if degree >= 2 else 0.0
    return Gravity(mu, radius, degree, central, oblateness, table)


def split(field: Gravity, degree: int) -> tuple[Gravity, Gravity]:
    """A field up to a degree, and the rest of it: together they are the whole.

    The rest costs as much as the whole, but changes slowly along a flight.
    """
    low, rest = [], field.rows.copy()
    row = 0
    for order in range(0, field.degree + 1, 2):
        for n in range(order, max(field.degree, order + 1) + 1):
            within = n <= degree
            if order <= degree and n <= max(degree, order + 1):
                low.append(within * field.rows[row])
            if within:
                # the factors of the recursion, in columns 0 and 5, serve the higher degrees
                rest[row, 1:5] = rest[row, 6:] = 0.0
            row += 1
    below = field._replace(degree=min(degree, field.degree), rows=np.array(low))
    above = field._replace(central=0.0, oblateness=0.0, rows=rest)
    for part in (below, above):
        part.rows.setflags(write=False)
    return below, above


def _column(n: int, order: int, scaled: np.ndarray) -> list[float]:
    """Five numbers of one degree and order; zeros where the degree is below the order."""
    if n < order:
        return [0.0] * 5
    back = ((n - 1) ** 2 - order**2) / ((2 * n - 1) * (2 * n - 3)) if n >= order + 2 else 0.0
    below = (n - order + 1) * scaled[:, n, order - 1] if order > 0 else (0.0, 0.0)
    return [back, *scaled[:, n, order], *below]


@kernel
def _slopes(order, last, a, b, sum_a, sum_b, d, e, v, w, v_below, w_below):
    """What one order adds along x and y, along z at constant distance, and along the radius.

    a, b: sums of the coefficients times the functions; d, e: the same of the order below, times
    the derivatives. The sums of (n + m + 1) times each term follow from the partial sums, which
    cost additions only.
    """
    k = last + order + 2.0
    return (
        order * (a * v_below + b * w_below),
        order * (b * v_below - a * w_below),
        d * v_below + e * w_below,
        (k * a - sum_a) * v + (k * b - sum_b) * w,
    )


@kernel
def _degrees(order, row, zr, rr, field):
    """Sums over the degrees of a pair of orders, whose numbers begin at a row of the field.

    Returns the row where the next pair begins, and for the even order the sums a, b, d, e of
    `_slopes` and its partial sums, for the odd one p, q, r, s and its partial sums. f and g are
    the Legendre functions of either order over the sectorial ones, by recursion in the degree.
    """
    rows = field.rows
    # the first two degrees: f = 1, nothing; f = zr, g = 1
    a = rows[row, 1] + rows[row + 1, 1] * zr
    b = rows[row, 2] + rows[row + 1, 2] * zr
    d = rows[row, 3] + rows[row + 1, 3] * zr
    e = rows[row, 4] + rows[row + 1, 4] * zr
    sum_a = rows[row, 1] + a
    sum_b = rows[row, 2] + b
    p = broadcast(rows[row + 1, 6], zr)
    q = broadcast(rows[row + 1, 7], zr)
    r = broadcast(rows[row + 1, 8], zr)
    s = broadcast(rows[row + 1, 9], zr)
    sum_p = p
    sum_q = q
    f = zr
    f_below = broadcast(1.0, zr)
    g = f_below
    g_below = broadcast(0.0, zr)
    row += 2
    for _ in range(order + 2, field.degree + 1):
        back = (rows[row, 0] * rr) * f_below
        f_below = f
        f = zr * f - back
        back = (rows[row, 5] * rr) * g_below
        g_below = g
        g = zr * g - back
        a = a + rows[row, 1] * f
        b = b + rows[row, 2] * f
        d = d + rows[row, 3] * f
        e = e + rows[row, 4] * f
        p = p + rows[row, 6] * g
        q = q + rows[row, 7] * g
        r = r + rows[row, 8] * g
        s = s + rows[row, 9] * g
        sum_a = sum_a + a
        sum_b = sum_b + b
        sum_p = sum_p + p
        sum_q = sum_q + q
        row += 1
    return row, a, b, d, e, sum_a, sum_b, p, q, r, s, sum_p, sum_q


@kernel
def _harmonics(x, y, z, field):
    """Sums over the field at an Earth-fixed point in m: four of the slopes, and the potential.

    What a caller does not use the compiler leaves out.
    """
    inverse = 1.0 / (x * x + y * y + z * z)
    scale = field.radius * inverse
    xr = x * scale
    yr = y * scale
    zr = z * scale
    rr = field.radius * scale
    zero = broadcast(0.0, x)
    v0 = zero
    w0 = zero
    v1 = field.radius * sqrt(inverse)
    w1 = zero
    total = field.central * v1
    radial = total
    ax = zero
    ay = zero
    az = zero
    row = 0
    for order in range(0, field.degree + 1, 2):
        # sectorial functions: 0 of the order below, 1 of this one, 2 of the one above
        v2 = xr * v1 - yr * w1
        w2 = xr * w1 + yr * v1
        row, a, b, d, e, sum_a, sum_b, p, q, r, s, sum_p, sum_q = _degrees(
            order, row, zr, rr, field
        )
        last = max(field.degree, order + 1)
        bx, by, bz, br = _slopes(order, last, a, b, sum_a, sum_b, d, e, v1, w1, v0, w0)
        cx, cy, cz, cr = _slopes(order + 1, last, p, q, sum_p, sum_q, r, s, v2, w2, v1, w1)
        ax = ax + (bx + cx)
        ay = ay + (by + cy)
        az = az + (bz + cz)
        radial = radial + (br + cr)
        total = total + (a * v1 + b * w1) + (p * v2 + q * w2)
        v0 = v2
        w0 = w2
        v1 = xr * v0 - yr * w0
        w1 = xr * w0 + yr * v0
    return ax, ay, az, radial + zr * az, total


@kernel
def gravity(x, y, z, field):
    """Acceleration in m/s2 at an Earth-fixed point in m, components in the same axes."""
    ax, ay, az, radial, _ = _harmonics(x, y, z, field)
    g = field.mu * (1.0 / (x * x + y * y + z * z))
    k = (1.0 / field.radius) * radial
    return g * (ax - k * x), g * (ay - k * y), g * (az - k * z)


@kernel
def potential(x, y, z, field):
    """Potential in m2/s2 (positive) whose gradient `gravity` is."""
    _, _, _, _, total = _harmonics(x, y, z, field)
    return (field.mu / field.radius) * total
