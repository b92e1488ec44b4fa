"""Normalised clearance: distance from land over the limit for its class, the least of all classes.

Exact for a few thousand points, from a grid for millions of them. A share of debris has the
clearance that so much of it has at least.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.build_once import build_once, read_only
from sim.entry.risk.keep_out import CLASSES, KeepOutLimits, may_lie_within, nearest_land
from sim.operations.aim_choice import AimBox

Array = NDArray[np.float64]

EVERY = 16
FAR = 3e6
"""Of points, one in so many is measured first to bound the distance of the nearest; from so many m
on, a bound tells nothing, since all lie about equally far.
"""

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
    place, least = (np.degrees(longitude), np.degrees(latitude)), limits_of_classes(limits)
    first, *others = np.argsort(-least, kind="stable").tolist()
    value = nearest_land(CLASSES[first], *place).distance / least[first]
    for k in others:
        # what lies farther than the largest value so far decides nowhere
        reach = float(value.max(initial=0.0) * least[k])
        near = np.flatnonzero(may_lie_within(CLASSES[k], *place, reach))
        distance = nearest_land(CLASSES[k], *(column[near] for column in place)).distance
        value[near] = np.minimum(value[near], distance / least[k])
    return value


def clearances(
    latitude: Array, longitude: Array, weight: Array, share: float
) -> tuple[Array, Array]:
    """What a share of debris (n, k) in rad, with weights (k,), has at least.

    Returns
    -------
    tuple of numpy.ndarray
        Normalised clearance, (n,), and distances in m to each class of land, (n, classes).
    """
    limits = limits_of_classes()
    if share >= 1.0:
        rows = list(zip(np.degrees(longitude), np.degrees(latitude), strict=True))
        least = np.array([[_least(kind, *row) for kind in CLASSES] for row in rows])
        return np.asarray((least / limits).min(axis=1)), least
    distance = distances_by_class(latitude.ravel(), longitude.ravel())
    distance = distance.reshape(len(CLASSES), *latitude.shape)
    ratio = (distance / limits[:, None, None]).min(axis=0)
    by_class = np.stack([at_share(each, weight, share) for each in distance], axis=1)
    return at_share(ratio, weight, share), by_class


def _least(land_class: str, longitude_deg: Array, latitude_deg: Array) -> float:
    """Least distance in m of points (k,) from a class of land. A few of them bound it, so that of
    most others it is enough to know that they lie farther away.
    """
    few = nearest_land(land_class, longitude_deg[::EVERY], latitude_deg[::EVERY])
    reach = float(few.distance.min())
    if reach > FAR:
        return float(nearest_land(land_class, longitude_deg, latitude_deg).distance.min())
    near = may_lie_within(land_class, longitude_deg, latitude_deg, reach)
    return float(nearest_land(land_class, longitude_deg[near], latitude_deg[near]).distance.min())


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


@build_once
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
    value = clearance_of(latitude.ravel(), longitude.ravel()).reshape(latitude.shape)
    read_only(value)
    return ClearanceGrid(float(south), float(west), value)
