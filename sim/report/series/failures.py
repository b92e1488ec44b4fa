"""The land on which debris falls if the final burn fails."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from sim.entry.risk.land import country_at
from sim.frames.constants import MEAN_RADIUS

BODIES = ("light", "body", "heavy")
STEP = 10e3
"""m between the points at which the land under the debris is looked up."""


def lands_hit(table: Mapping[str, np.ndarray]) -> list[list[str]]:
    """Countries on which debris of each row of a failure map falls, those hit first named first.

    Debris is taken to fall everywhere along great circles from the impact of light fragments over
    that of the intact stack to that of heavy ones. Leaves out the width of the debris.
    """
    places = np.array(
        [[_unit(table[f"{body}_longitude_deg"], table[f"{body}_latitude_deg"])] for body in BODIES]
    )[:, 0]
    points, owner = [], []
    for row in range(places.shape[1]):
        known = places[:, row][np.isfinite(places[:, row]).all(axis=1)]
        legs = [_along(a, b) for a, b in pairwise(known)] or [known]
        for leg in legs:
            points.append(leg)
            owner += [row] * len(leg)
    x, y, z = np.concatenate(points).T
    names = country_at(np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y))))
    found: list[list[str]] = [[] for _ in range(places.shape[1])]
    for row, name in zip(owner, names.tolist(), strict=True):
        if name and name not in found[row]:
            found[row].append(name)
    return found


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
