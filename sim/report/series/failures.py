"""The land on which debris falls if the final burn fails, and who lives there."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.entry.risk.land import country_at
from sim.entry.risk.population import density_per_km2, population
from sim.frames.constants import MEAN_RADIUS

BODIES = ("light", "body", "heavy")
STEP = 10e3
"""m between the points at which the land under the debris is looked up."""
REACH = 35e3
"""m to either side of the line in which people are counted. assumption: 20 to 50 km, half the width
of a footprint.
"""


class Beneath(NamedTuple):
    """What lies under the debris of each row of a failure map, (n,) each: countries, those hit
    first named first, and people of `SHIPPED_YEAR` within `REACH` of the line along which it falls.
    """

    lands: list[list[str]]
    people: np.ndarray


def find_beneath(table: Mapping[str, np.ndarray]) -> Beneath:
    """Countries and people under the debris of each row of a failure map.

    Debris is taken to fall everywhere along great circles from the impact of light fragments over
    that of the intact stack to that of heavy ones. Leaves out the width of the debris.
    """
    longitude, latitude, owner = _lines(table)
    rows = len(table["body_longitude_deg"])
    lands: list[list[str]] = [[] for _ in range(rows)]
    for row, name in zip(owner.tolist(), country_at(longitude, latitude).tolist(), strict=True):
        if name and name not in lands[row]:
            lands[row].append(name)
    per_km2 = density_per_km2(population(), longitude, latitude)
    area_km2 = 1e-6 * STEP * 2.0 * REACH
    return Beneath(lands, np.bincount(owner, per_km2 * area_km2, minlength=rows))


def _lines(table: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points about `STEP` apart along the debris of all rows: deg east, north, and row, (m,)."""
    places = np.array(
        [[_unit(table[f"{body}_longitude_deg"], table[f"{body}_latitude_deg"])] for body in BODIES]
    )[:, 0]
    points, owner = [np.zeros((0, 3))], [np.zeros(0, dtype=np.intp)]
    for row in range(places.shape[1]):
        known = places[:, row][np.isfinite(places[:, row]).all(axis=1)]
        for leg in [_along(a, b) for a, b in pairwise(known)] or [known]:
            points.append(leg)
            owner.append(np.full(len(leg), row))
    x, y, z = np.concatenate(points).T
    place = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return *place, np.concatenate(owner)


def _unit(longitude_deg: np.ndarray, latitude_deg: np.ndarray) -> np.ndarray:
    """Unit vectors (n, 3)."""
    longitude, latitude = np.radians(longitude_deg), np.radians(latitude_deg)
    cosine = np.cos(latitude)
    return np.stack(
        [cosine * np.cos(longitude), cosine * np.sin(longitude), np.sin(latitude)], axis=-1
    )


def _along(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Points (n, 3) from one unit vector to another."""
    apart = np.arctan2(np.linalg.norm(np.cross(first, last)), first @ last)
    share = np.linspace(0.0, 1.0, max(2, int(apart * MEAN_RADIUS / STEP) + 2))[:, None]
    points = (1.0 - share) * first + share * last
    return points / np.linalg.norm(points, axis=1, keepdims=True)
