"""Risk of an uncontrolled entry by latitude and by country.

The casualty area falls anywhere a natural decay may end (`sim.entry.risk.natural_decay`), at any
longitude. People are those of the raster, in the country that holds the middle of their cell; of a
cell with its middle at sea, the country that holds most of its land.
"""

from typing import NamedTuple

import numpy as np

from sim.data.build_once import build_once, read_only
from sim.entry.risk.land import countries, country_index
from sim.entry.risk.population import Population, band_density_per_km2, end_share, population

BAND_DEG = 10
"""Width of a band of latitude, degrees."""
SHOWN_COUNTRIES = 10
ELSEWHERE = "all others"
POINTS = 4
"""Points along each side of a cell at which its land is looked up."""


class Band(NamedTuple):
    """Latitudes from south to north, degrees; share of the ends there; people per km2 where those
    are; and share of the risk.
    """

    south_deg: float
    north_deg: float
    share_of_ends: float
    people_per_km2: float
    share_of_risk: float


def risk_by_latitude(people: Population, inclination_deg: float) -> list[Band]:
    """Bands of 10 degrees in which an uncontrolled entry may end, from the north; their shares of
    the risk sum to one (to nothing where nobody lives).
    """
    share = end_share(people, inclination_deg)
    weighted = share * band_density_per_km2(people)[1]
    rows = len(share) * BAND_DEG // 180
    ends, risk = (each.reshape(-1, rows).sum(axis=1) for each in (share, weighted))
    whole = risk.sum()
    return [
        Band(
            90.0 - BAND_DEG * (k + 1),
            90.0 - BAND_DEG * k,
            float(ends[k]),
            float(risk[k] / ends[k]),
            float(risk[k] / whole) if whole > 0.0 else 0.0,
        )
        for k in range(len(ends))
        if ends[k] > 0.0
    ]


def risk_by_country(people: Population, inclination_deg: float) -> list[tuple[str, float]]:
    """Share of the risk of the ten countries that bear most of it, the largest first, and of all
    others together; they sum to one. Empty where nobody lives.
    """
    share = end_share(people, inclination_deg)
    risk = share[:, None] * people.people / people.cell_area[:, None]
    if not risk.any():
        return []
    of_country = np.bincount(_cell_countries().ravel() + 1, weights=risk.ravel()) / risk.sum()
    order = np.argsort(-of_country[1:], kind="stable")[:SHOWN_COUNTRIES] + 1
    found = [(str(countries().name[k - 1]), float(of_country[k])) for k in order]
    return [*found, (ELSEWHERE, 1.0 - sum(part for _, part in found))]


@build_once
def _cell_countries() -> np.ndarray:
    """Index of the country of each cell of the shipped raster, -1 where it has no land; shape
    (rows, columns).
    """
    people = population().people
    rows, columns = people.shape
    step = 180.0 / rows
    y, x = 90.0 - step * (np.arange(rows) + 0.5), step * (np.arange(columns) + 0.5) - 180.0
    found = country_index(np.tile(x, rows), np.repeat(y, columns)).reshape(rows, columns)
    row, column = np.nonzero((found < 0) & (people > 0.0))
    shift = step * ((np.arange(POINTS) + 0.5) / POINTS - 0.5)
    east, north = (each.ravel() for each in np.meshgrid(shift, shift))
    longitude, latitude = x[column, None] + east, y[row, None] + north
    near = country_index(longitude.ravel(), latitude.ravel()).reshape(longitude.shape)
    found[row, column] = [_most_frequent(each[each >= 0]) for each in near]
    read_only(found)
    return found


def _most_frequent(index: np.ndarray) -> int:
    return int(np.bincount(index).argmax()) if len(index) else -1
