"""Islets and drying reefs that the outlines of `sim.entry.risk.land` leave out, as discs.

Source: data set `islets`. A disc covers the islet, the rocks beside it and the error of its
position: 5 km for islets below 1 km2 of land. Surveyed points of a shore are points.
"""

from typing import NamedTuple

import numpy as np

from sim.data import open_data
from sim.data.build_once import build_once, read_only
from sim.entry.geodesic import earth_fixed
from sim.entry.risk.land import countries

__all__ = ["Islets", "islets", "nearest_islet"]


class Islets(NamedTuple):
    """Discs, (n,) each: name, index of the country in `countries()`, centre in degrees, radius in
    m, and whether it is a reef that dries at low water only; position of the centre, (n, 3) m.
    """

    name: np.ndarray
    country: np.ndarray
    longitude_deg: np.ndarray
    latitude_deg: np.ndarray
    padding: np.ndarray
    reef: np.ndarray
    position: np.ndarray


@build_once
def islets() -> Islets:
    """Shipped islets and reefs, read once."""
    data = open_data("islets")
    order = {str(code): k for k, code in enumerate(countries().code)}
    country = np.array([order[str(code)] for code in data["country"]])
    padding = 1e3 * data["padding_km"]
    position = earth_fixed(data["longitude_deg"], data["latitude_deg"])
    read_only(country, padding, position)
    return Islets(
        data["name"],
        country,
        data["longitude_deg"],
        data["latitude_deg"],
        padding,
        data["reef"],
        position,
    )


def nearest_islet(points: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nearest disc by straight lines through the Earth.

    Parameters
    ----------
    points
        Earth-fixed, m, (n, 3).
    among
        Rows of `islets()` to choose from, (m,).

    Returns
    -------
    tuple of numpy.ndarray
        Row of `islets()` and straight distance to the edge of its disc in m, negative inside; (n,)
        each. Without a disc to choose from, -1 and infinite.
    """
    table = islets()
    row, least = np.full(len(points), -1), np.full(len(points), np.inf)
    for k in among:  # one at a time, to bound memory
        reach = np.linalg.norm(points - table.position[k], axis=1) - table.padding[k]
        nearer = reach < least
        row[nearer], least[nearer] = k, reach[nearer]
    return row, least
