"""Names of countries and islands for maps, and where on a map they can be written.

A country is named inside its outlines (data set `countries`), wherever there is room for its name;
an island that belongs to a country far away, and an islet (data set `islets`), beside its shore.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.data.build_once import build_once
from sim.entry.risk.islets import islets
from sim.entry.risk.land import countries

LATITUDES = 6.0
"""deg between the parallels along which room for a name is looked for."""
WIDEST = 40.0
"""deg of longitude that one place stands for: a wide country has several."""
SMALL_SHARE = 0.1
"""Outlines below this share of a country's largest one do not carry its name."""
ISLAND = 1.5
"""deg: where no outline is wider than this and no other country is nearer, a name stands beside the
land, not on it.
"""
ISLANDS = (
    ("Easter Island", -109.35, -27.12), ("Juan Fernández", -78.85, -33.64),
    ("Galápagos", -91.1, -0.6), ("Hawaii", -155.5, 19.6), ("Marquesas", -140.1, -8.9),
    ("Tahiti", -149.5, -17.65), ("Gambier Islands", -134.97, -23.12),
    ("Rapa Iti", -144.33, -27.6), ("Chatham Islands", -176.5, -43.95),
    ("Antipodes Islands", 178.77, -49.68), ("Campbell Island", 169.15, -52.55),
    ("Macquarie Island", 158.87, -54.6), ("Lord Howe Island", 159.08, -31.55),
    ("Tasmania", 146.6, -42.0), ("Kerguelen", 69.5, -49.3), ("Crozet Islands", 51.75, -46.42),
    ("Amsterdam Island", 77.55, -37.83), ("Marion Island", 37.75, -46.9),
    ("Réunion", 55.53, -21.13),
    ("Cocos Islands", 96.83, -12.17), ("Andaman Islands", 92.9, 12.4),
    ("Tristan da Cunha", -12.28, -37.1), ("Gough Island", -9.93, -40.33),
    ("Ascension", -14.37, -7.94), ("Bouvet Island", 3.36, -54.42), ("Trindade", -29.32, -20.5),
    ("Fernando de Noronha", -32.42, -3.85), ("Azores", -25.5, 37.8), ("Madeira", -17.0, 32.75),
    ("Canary Islands", -16.6, 28.3), ("Svalbard", 16.0, 78.6),
    ("Aleutian Islands", -168.2, 53.3), ("Clipperton Island", -109.22, 10.3),
)  # fmt: skip
"""Islands that share the name of no country near them: usual English name, longitude and latitude
in deg. Each lies on an outline of `countries` or within 30 km of one.
"""


class Spot(NamedTuple):
    """A place for a name: deg, and the deg of longitude that are land around it."""

    longitude: float
    latitude: float
    width: float


class PlaceName(NamedTuple):
    """A name, whether it stands beside its place (an island), and the places, widest first."""

    name: str
    beside: bool
    spots: tuple[Spot, ...]


@build_once
def place_names() -> tuple[PlaceName, ...]:
    """Countries and islands of the Earth, countries with most room first."""
    world = countries()
    rings_of: dict[int, list[np.ndarray]] = {}
    for ring, country in zip(world.rings, world.ring_country.tolist(), strict=True):
        rings_of.setdefault(country, []).append(ring)
    vertices = np.concatenate(world.rings)
    order = np.argsort(vertices[:, 1])
    vertices = vertices[order]  # by latitude, so that the few near a place are found at once
    owner = np.repeat(world.ring_country, [len(ring) for ring in world.rings])[order]
    found = []
    for k, rings in rings_of.items():
        spots = _country(rings)
        beside = spots[0].width < ISLAND and _is_alone(spots[0], k, vertices, owner)
        found.append(PlaceName(str(world.name[k]), beside, tuple(spots)))
    found.sort(key=lambda place: -place.spots[0].width)
    named = [place for place in found if not (place.beside and _has_own_name(place.spots[0]))]
    beside = (*ISLANDS, *islet_names())
    return (*named, *(PlaceName(name, True, (Spot(x, y, 0.0),)) for name, x, y in beside))


def islet_names() -> Iterator[tuple[str, float, float]]:
    """Name, longitude and latitude in deg of each islet that keep-out distances count from though
    no outline shows it, groups once.
    """
    table = islets()
    _, first = np.unique(table.name, return_index=True)
    for k in np.sort(first):
        if table.padding[k] > 0.0 and not table.reef[k]:
            yield str(table.name[k]), float(table.longitude_deg[k]), float(table.latitude_deg[k])


def _country(rings: Sequence[np.ndarray]) -> list[Spot]:
    """Places for the name of a country, the widest first."""
    areas = [_area(ring) for ring in rings]
    spots: list[Spot] = []
    for ring, area in zip(rings, areas, strict=True):
        if area >= SMALL_SHARE * max(areas):
            spots += _spots(ring)
    return sorted(spots, key=lambda spot: -spot.width)


def _is_alone(spot: Spot, country: int, vertices: np.ndarray, owner: np.ndarray) -> bool:
    """Whether no vertex of another country is near; vertices (n, 2) from south to north."""
    y = spot.latitude
    south, north = np.searchsorted(vertices[:, 1], [y - ISLAND, y + ISLAND])
    near = np.abs(vertices[south:north, 0] - spot.longitude) < ISLAND
    return not np.any(near & (owner[south:north] != country))


def _has_own_name(spot: Spot) -> bool:
    """Whether an island of `ISLANDS` lies there."""
    return any(abs(spot.longitude - x) + abs(spot.latitude - y) < ISLAND for _, x, y in ISLANDS)


def _area(ring: np.ndarray) -> float:
    """Area inside a ring in square degrees of the equator."""
    x, y = (ring - ring[0]).T
    flat = 0.5 * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))
    return flat * float(np.cos(np.radians(ring[:, 1].mean())))


def _spots(ring: np.ndarray) -> Iterator[Spot]:
    """Middles of the widest stretches inside a ring along some parallels."""
    south, north = float(ring[:, 1].min()), float(ring[:, 1].max())
    count = max(1, round((north - south) / LATITUDES))
    for latitude in south + (np.arange(count) + 0.5) / count * (north - south):
        x, y = ring.T
        cuts = np.flatnonzero((y[:-1] > latitude) != (y[1:] > latitude))
        share = (latitude - y[cuts]) / (y[cuts + 1] - y[cuts])
        edges = np.sort(x[cuts] + share * (x[cuts + 1] - x[cuts]))
        west, east = edges[0::2], edges[1::2]
        widest = int(np.argmax(east - west))
        width = float(east[widest] - west[widest])
        pieces = max(1, round(width / WIDEST))
        for k in range(pieces):
            middle = west[widest] + (k + 0.5) / pieces * width
            yield Spot(float(middle), float(latitude), width / pieces)
