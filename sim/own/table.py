"""Density by altitude, latitude and local time from a table, as a function like any other.

The logarithm is a cubic spline over altitude (twice differentiable, straight on beyond both ends)
of quadratic B-splines over latitude and local time, so that steps of any method meet no kink.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.environment.smooth_table import smoothed
from sim.lanes import cubic_table
from sim.own.function import OwnFunction, OwnPhysicsError

MOST = 100_000
"""Numbers in a table: it becomes part of the machine code."""
LEAST_ALTITUDES = 4

TEXT = """from sim.environment.smooth_table import bells
from sim.lanes import arctan2, exp, floor, gather, kernel, maximum, minimum


@kernel
def table_density(height, sin_latitude, cos_latitude, hour):
    s = (height - {origin!r}) * {per_step!r}
    at = minimum(maximum(s, 0.0), {intervals!r})
    i = minimum(floor(at), {last!r})
    w = at - i
    beyond = s - at
    p = (arctan2(sin_latitude, cos_latitude) + 1.5707963267948966) * {per_latitude!r}
    k, c0, c1, c2 = bells(p, {latitudes!r})
    day = hour * (1.0 / 24.0)
    m, d0, d1, d2 = bells((day - floor(day)) * {hours!r}, {hours!r})
    row = (i * {rows!r} + k) * {columns!r} + m
    total = 0.0 * row
    for a in range(3):
        c = c0 if a == 0 else c1 if a == 1 else c2
        for b in range(3):
            d = d0 if b == 0 else d1 if b == 1 else d2
            r = row + (a * {columns!r} + b)
            q1 = gather(TABLE, r, 1)
            q2 = gather(TABLE, r, 2)
            q3 = gather(TABLE, r, 3)
            value = gather(TABLE, r, 0) + w * (q1 + w * (q2 + w * q3))
            value = value + beyond * (q1 + w * (2.0 * q2 + 3.0 * w * q3))
            total = total + c * d * value
    return exp(total)
"""


@dataclass(frozen=True)
class DensityTable:
    """Density of an atmosphere at grid points.

    Parameters
    ----------
    altitude_m
        Shape (k,), rising; four at least.
    density
        kg/m3, above 0, shape (k,), (k, l) or (k, l, h): latitudes in equal steps from pole to pole,
        local solar times in equal steps from 0 h, 24 h not among them.

    Raises
    ------
    OwnPhysicsError
        If the numbers are no table.

    Examples
    --------
    >>> DensityTable([2e5, 3e5, 4e5, 5e5], [2e-10, 2e-11, 3e-12, 5e-13]).altitude_m[0]
    200000.0
    """

    altitude_m: Sequence[float] | np.ndarray
    density: Any

    def __post_init__(self) -> None:
        try:
            altitude = np.array(self.altitude_m, dtype=np.float64)
            density = np.array(self.density, dtype=np.float64)
        except (TypeError, ValueError):
            raise OwnPhysicsError("DensityTable of what is no number; allowed: arrays") from None
        fits = altitude.ndim == 1 and 1 <= density.ndim <= 3 and len(density) == len(altitude)
        if not fits or len(altitude) < LEAST_ALTITUDES or min(density.shape[1:], default=2) < 2:
            raise OwnPhysicsError(
                f"DensityTable of altitudes {altitude.shape}, density {density.shape}; allowed: "
                f"(k,) and (k,), (k, l) or (k, l, h), k at least {LEAST_ALTITUDES}, l and h 2"
            )
        if not (np.isfinite(altitude).all() and (np.diff(altitude) > 0.0).all()):
            raise OwnPhysicsError("altitude_m of a DensityTable; allowed: finite and rising")
        if not (np.isfinite(density).all() and (density > 0.0).all()):
            k = np.argwhere(~(np.isfinite(density) & (density > 0.0)))[0].tolist()
            raise OwnPhysicsError(f"density{k} of a DensityTable; allowed: finite, above 0 kg/m3")


def table_function(name: str, given: DensityTable) -> OwnFunction:
    """The function that looks a table up."""
    altitude = np.array(given.altitude_m, dtype=np.float64)
    values = np.log(np.array(given.density, dtype=np.float64))
    for axis in range(values.ndim, 3):  # alike at both ends
        values = np.repeat(np.expand_dims(values, axis), 2, axis=axis)
    origin, step, values = _even(altitude, values)
    for pole in (0, -1):
        values[:, pole] = values[:, pole].mean(axis=1, keepdims=True)
    count, latitudes, hours = values.shape
    # splines along different axes may be taken in any order
    flat = np.stack([smoothed(sheet, periodic=(1,)) for sheet in values])
    rows, columns = flat.shape[1:]
    cubics = cubic_table(flat.reshape(count, -1)).reshape(-1, 4)
    if cubics.size > MOST:
        raise OwnPhysicsError(
            f"atmosphere {name!r}: a table of {cubics.size} coefficients; allowed: {MOST}, four "
            f"for each value"
        )
    # bells counts its middle one from 1: rows and columns begin one before the first knot
    text = TEXT.format(
        origin=origin,
        per_step=1.0 / step,
        intervals=float(count - 1),
        last=float(count - 2),
        per_latitude=(latitudes - 1.0) / np.pi,
        latitudes=float(latitudes - 1),
        hours=float(hours),
        rows=float(rows),
        columns=float(columns),
    )
    return OwnFunction(
        kind="atmosphere",
        name=name,
        entry="table_density",
        arguments=("height", "sin_latitude", "cos_latitude", "hour"),
        results=0,
        text=text,
        place=f"a table of {altitude.size} altitudes",
        table=cubics,
    )


def _even(altitude: np.ndarray, values: np.ndarray) -> tuple[float, float, np.ndarray]:
    """First altitude, step, and values on equal steps as fine as the finest of the table's."""
    from scipy.interpolate import CubicSpline

    gap = np.diff(altitude)
    if gap.max() - gap.min() <= 1e-9 * altitude[-1]:
        return float(altitude[0]), float(gap.mean()), values.copy()
    count = int(np.ceil((altitude[-1] - altitude[0]) / gap.min())) + 1
    even = np.linspace(altitude[0], altitude[-1], count)
    return float(even[0]), float(even[1] - even[0]), CubicSpline(altitude, values, axis=0)(even)
