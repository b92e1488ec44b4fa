"""Normalised clearance: distance from land over the limit for its class, the least of all classes.

Exact for a few thousand points, from a grid for millions of them. A share of debris has the
clearance that so much of it has at least.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.entry.risk.keep_out import CLASSES, KeepOutLimits, nearest_land
from sim.operations.aim_choice import AimBox

Array = NDArray[np.float64]

SPACING_DEG = 1.0
"""Of the grid. Distances change by no more than the way moved: between points 111 km apart a value
is off by some km, on lines between two coasts by up to 30 km.
"""

BESIDE_DEG = 35.0
REVOLUTION_DEG = 24.0
"""What a footprint may reach beyond its aim point, and how far a revolution moves it west, at
least.
"""


def limits_of_classes(limits: KeepOutLimits | None = None) -> Array:
    """Least distances in m, in the order of `CLASSES`."""
    limits = limits or KeepOutLimits()
    return np.array([limits.foreign_land, limits.us_land, limits.permanent_ice])


def distances_by_class(latitude: Array, longitude: Array) -> Array:
    """Distance in m from places (k,) in rad to each class of land, shape (classes, k)."""
    place = np.degrees(longitude).ravel(), np.degrees(latitude).ravel()
    return np.array([nearest_land(kind, *place).distance for kind in CLASSES])


def clearance_of(latitude: Array, longitude: Array, limits: KeepOutLimits | None = None) -> Array:
    """Normalised clearance at places (k,) in rad."""
    distance = distances_by_class(latitude, longitude)
    return np.asarray((distance / limits_of_classes(limits)[:, None]).min(axis=0))


def at_share(value: Array, weight: Array, share: float) -> Array:
    """What a share of the weight has at least: values (n, k), weights (k,); shape (n,)."""
    order = np.argsort(value, axis=1, kind="stable")
    below = np.cumsum(weight[order], axis=1) - weight[order]
    allowed = (1.0 - share + 1e-12) * weight.sum()
    column = np.maximum((below <= allowed).sum(axis=1) - 1, 0)
    return np.asarray(np.take_along_axis(value, order, axis=1)[np.arange(len(value)), column])


def required_first(value: Array, weight: Array, share: float) -> Array:
    """What an aim point is ranked by: what a share of the weight has at least, where every value is
    1 or more; elsewhere the least value. Values (n, k), weights (k,); shape (n,).

    The limits are required of every fragment, so places that keep them come before all others;
    among those the share tells more than the one fragment that happens to fall nearest.
    """
    least = value.min(axis=1)
    return np.where(least >= 1.0, at_share(value, weight, share), least)


@dataclass(frozen=True)
class ClearanceGrid:
    """Normalised clearance on a grid, which begins at `south` and `west` (deg)."""

    south: float
    west: float
    value: Array

    def at(self, latitude: Array, longitude: Array) -> Array:
        """Bilinear clearance at places in rad, of any shape; beyond the grid that at its edge."""
        rows, columns = self.value.shape
        row = (np.degrees(latitude) - self.south) / SPACING_DEG
        column = ((np.degrees(longitude) - self.west) % 360.0) / SPACING_DEG
        row, column = np.clip(row, 0.0, rows - 1.001), np.clip(column, 0.0, columns - 1.001)
        i, j = row.astype(np.intp), column.astype(np.intp)
        up, right = row - i, column - j
        low = (1.0 - right) * self.value[i, j] + right * self.value[i, j + 1]
        high = (1.0 - right) * self.value[i + 1, j] + right * self.value[i + 1, j + 1]
        return np.asarray((1.0 - up) * low + up * high)


def build_grid(box: AimBox) -> ClearanceGrid:
    """The grid over a box and what lies beside it: footprints, and two revolutions to the west."""
    degrees = SPACING_DEG
    south = max(np.floor(np.degrees(box.south)) - BESIDE_DEG, -90.0)
    north = min(np.ceil(np.degrees(box.north)) + BESIDE_DEG, 90.0)
    west = np.floor(np.degrees(box.west)) - 2.0 * REVOLUTION_DEG - BESIDE_DEG
    width = np.degrees((box.east - box.west) % (2.0 * np.pi)) + 2.0 * REVOLUTION_DEG
    width = min(np.ceil(width) + 2.0 * BESIDE_DEG, 360.0)
    rows = south + degrees * np.arange(round((north - south) / degrees) + 1)
    columns = west + degrees * np.arange(round(width / degrees) + 1)
    latitude, longitude = np.meshgrid(np.radians(rows), np.radians(columns), indexing="ij")
    value = clearance_of(latitude.ravel(), longitude.ravel())
    return ClearanceGrid(float(south), float(west), value.reshape(latitude.shape))
