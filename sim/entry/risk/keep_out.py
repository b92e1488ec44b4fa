"""How far fragments fall from foreign land, from land of the United States and from Antarctica.

Limits: NASA-STD-8719.14C (2021), requirement 4.7-1b. Land: outlines of the data set `countries` and
the discs of `islets`. Half of the 1:10 million coast between 60 S and 60 N lies within 1.4 km of
the outlines, 99 % within 15 km (fjords, islets). Distances hold to 3 m up to 400 km, 15 m at
1,000 km and 0.02 % at 4,000 km: the nearest point is that of the straight line through the Earth.

Classes: south of 60 S, where the Antarctic Treaty applies, all land is permanent ice, bare rocks
too; north of it ice cover is of no weight, and all land is foreign or of the United States. Leaves
out ice shelves and sea ice (Antarctica is its grounded coast) and waters that belong to a state.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import KDTree

from sim.data.build_once import build_once, read_only
from sim.entry.geodesic import earth_fixed, geodesic_distance
from sim.entry.risk.islets import islets, nearest_islet
from sim.entry.risk.land import countries, country_index
from sim.frames.constants import ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS

__all__ = [
    "CLASSES",
    "Clearance",
    "KeepOutLimits",
    "Nearest",
    "keep_out",
    "may_lie_within",
    "nearest_land",
]

CLASSES = ("foreign land", "US land", "permanent ice")
SPACING = 2e3
"""m, longest distance between the points that stand for an outline in the search tree."""
REFINED = 200e3
"""m, straight distance to which all pieces of the outline that may be nearest are tried; farther
away the piece at the nearest point is good to 2.5 m (spacing squared over eight distances).
"""
LARGEST_RADIUS = EQUATORIAL_RADIUS / np.sqrt(1.0 - ECCENTRICITY_SQUARED)
"""m, radius of curvature of WGS84 at the poles."""


@dataclass(frozen=True)
class KeepOutLimits:
    """Least distances in m from each class of land, the energy in J a fragment must exceed, and
    whether reefs that dry at low water only count as land.

    NASA-STD-8719.14C, 4.7-1b. The older NSS 1740.14 is quoted with 46 km (25 nmi) for the second
    and third. Antarctica is counted as permanent ice, not as foreign land.
    """

    foreign_land: float = 370e3
    us_land: float = 50e3
    permanent_ice: float = 50e3
    casualty_energy: float = 15.0
    drying_reefs: bool = False


class Nearest(NamedTuple):
    """Distance in m to a class of land, the country's index, its nearest point, which is the centre
    of an islet, and the row in `islets()`, -1 for land that is drawn; (n,) each.
    """

    distance: np.ndarray
    country: np.ndarray
    longitude_deg: np.ndarray
    latitude_deg: np.ndarray
    islet: np.ndarray

    def land_name(self, row: int) -> str:
        """The country of a row, such as ``Chile``, after the islet if it is one, such as
        ``Salas y Gómez, Chile``.
        """
        country = str(countries().name[self.country[row]])
        if self.islet[row] < 0:
            return country
        return f"{islets().name[self.islet[row]]}, {country}"


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """How one class of land keeps its distance.

    Attributes
    ----------
    land_class
        One of `CLASSES`.
    limit
        Least distance allowed, m.
    distance
        Of each fragment, m, (n,); infinite for those that do not count.
    minimum
        Least of them, m; infinite if no fragment counts.
    fragment
        Index of the fragment that is nearest, None if no fragment counts.
    country
        Name of the country that fragment is nearest to, after that of the islet if it is one; empty
        if no fragment counts.
    land_deg
        Longitude and latitude of the nearest point of that country, degrees.
    violations
        Number of fragments that fall too near.
    passed
        Whether there is none.
    """

    land_class: str
    limit: float
    distance: np.ndarray
    minimum: float
    fragment: int | None
    country: str
    land_deg: tuple[float, float] | None
    violations: int
    passed: bool


def keep_out(
    longitude_deg: ArrayLike,
    latitude_deg: ArrayLike,
    kinetic_energy: ArrayLike,
    limits: KeepOutLimits | None = None,
) -> tuple[Clearance, Clearance, Clearance]:
    """Distances of impact points to each class of land, against the limits.

    Parameters
    ----------
    longitude_deg, latitude_deg
        Impact points, degrees, (n,).
    kinetic_energy
        At impact, J, (n,). Fragments of 15 J or less do not count.
    limits
        Distances and energy; by default those of NASA-STD-8719.14C.

    Returns
    -------
    tuple of Clearance
        In the order of `CLASSES`. Points on land of a class have distance 0 to it.

    Raises
    ------
    ValueError
        If the arrays differ in length, a point is not on Earth or an energy is not a number; the
        row is named.
    """
    limits = limits or KeepOutLimits()
    longitude, latitude, energy = _impacts(longitude_deg, latitude_deg, kinetic_energy)
    counts = np.flatnonzero(energy > limits.casualty_energy)
    under = country_index(longitude[counts], latitude[counts])
    least = (limits.foreign_land, limits.us_land, limits.permanent_ice)
    foreign, us, ice = (
        _clearance(
            k,
            limit,
            _nearest(k, longitude[counts], latitude[counts], under, limits.drying_reefs),
            counts,
            len(energy),
        )
        for k, limit in enumerate(least)
    )
    return foreign, us, ice


def nearest_land(
    land_class: str,
    longitude_deg: ArrayLike,
    latitude_deg: ArrayLike,
    *,
    drying_reefs: bool = False,
) -> Nearest:
    """Nearest land of a class from points, degrees, (n,); distance 0 for points on it. Reefs that
    dry at low water only count if asked for.

    Raises
    ------
    ValueError
        If the class is unknown or a point is not on Earth.
    """
    k, longitude, latitude = _points(land_class, longitude_deg, latitude_deg)
    under = country_index(longitude, latitude)
    return _nearest(k, longitude, latitude, under, drying_reefs)


def may_lie_within(
    land_class: str, longitude_deg: ArrayLike, latitude_deg: ArrayLike, reach: float
) -> np.ndarray:
    """Whether land of a class, but for drying reefs, may lie within a reach in m of points,
    degrees, (n,); where not, it is farther away. Quicker than the distance.

    Raises
    ------
    ValueError
        As `nearest_land`.
    """
    k, longitude, latitude = _points(land_class, longitude_deg, latitude_deg)
    belongs, table = _class_of_country(), islets()
    point = earth_fixed(longitude, latitude)
    # no line on the ground is shorter than the straight one, and no outline leaves its points
    straight, _ = _outline(k).tree.query(point, distance_upper_bound=reach + SPACING)
    near = np.isfinite(straight)
    near |= np.append(belongs, -1)[country_index(longitude, latitude)] == k
    rest = np.flatnonzero(~near)
    counted = np.flatnonzero((belongs[table.country] == k) & ~table.reef)
    near[rest] = nearest_islet(point[rest], counted)[1] <= reach
    return near


def _points(
    land_class: str, longitude_deg: ArrayLike, latitude_deg: ArrayLike
) -> tuple[int, np.ndarray, np.ndarray]:
    """Number of a class, and points as arrays (n,)."""
    if land_class not in CLASSES:
        raise ValueError(f"no class of land {land_class!r}; there are: {', '.join(CLASSES)}")
    longitude, latitude = (
        np.atleast_1d(np.asarray(a, dtype=np.float64)) for a in (longitude_deg, latitude_deg)
    )
    return CLASSES.index(land_class), longitude, latitude


def _impacts(*columns: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Longitude, latitude and energy as checked arrays (n,)."""
    longitude, latitude, energy = (np.atleast_1d(np.asarray(a, dtype=np.float64)) for a in columns)
    if not longitude.shape == latitude.shape == energy.shape or longitude.ndim != 1:
        raise ValueError(
            f"{longitude.shape} longitudes, {latitude.shape} latitudes and {energy.shape} energies"
            " of impact points; one of each per fragment is needed"
        )
    bad = ~(np.isfinite(longitude) & (np.abs(latitude) <= 90.0)) | np.isnan(energy)
    if bad.any():
        i = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"fragment {i} falls at longitude {longitude[i]:g}, latitude {latitude[i]:g} degrees"
            f" with {energy[i]:g} J: not a point on Earth, or no energy"
        )
    return longitude, latitude, energy


def _clearance(k: int, limit: float, nearest: Nearest, counts: np.ndarray, n: int) -> Clearance:
    """Result for class k, of the fragments (indices `counts` among n) that count."""
    distance = np.full(n, np.inf)
    distance[counts] = nearest.distance
    violations = int(np.count_nonzero(distance < limit))
    if not len(counts):
        return Clearance(
            land_class=CLASSES[k],
            limit=limit,
            distance=distance,
            minimum=np.inf,
            fragment=None,
            country="",
            land_deg=None,
            violations=0,
            passed=True,
        )
    first = int(np.argmin(nearest.distance))
    return Clearance(
        land_class=CLASSES[k],
        limit=limit,
        distance=distance,
        minimum=float(nearest.distance[first]),
        fragment=int(counts[first]),
        country=nearest.land_name(first),
        land_deg=(float(nearest.longitude_deg[first]), float(nearest.latitude_deg[first])),
        violations=violations,
        passed=violations == 0,
    )


class _Outline(NamedTuple):
    """Points along the outlines of a class: tree, position (m, 3) in m, degrees (m, 2), the next
    point along the ring (itself at the end), the one before, and the country of each.
    """

    tree: KDTree
    position: np.ndarray
    degrees: np.ndarray
    after: np.ndarray
    before: np.ndarray
    country: np.ndarray


def _class_of_country() -> np.ndarray:
    world = countries()
    foreign = np.where(world.sovereign == "United States of America", 1, 0)
    return np.where(world.code == "ATA", 2, foreign)  # the outlines of ATA are those south of 60 S


@build_once
def _outline(k: int) -> _Outline:
    world = countries()
    belongs = _class_of_country()
    rings = [
        (ring, country)
        for ring, country in zip(world.rings, world.ring_country, strict=True)
        if belongs[country] == k
    ]
    parts = [_dense(ring) for ring, _ in rings]
    length = np.array([len(part) for part in parts])
    degrees = np.concatenate(parts)
    ends = np.cumsum(length) - 1
    after = np.arange(1, len(degrees) + 1)
    after[ends] = ends
    before = np.arange(-1, len(degrees) - 1)
    before[ends - length + 1] = ends - length + 1
    position = earth_fixed(degrees[:, 0], degrees[:, 1])
    country = np.repeat([country for _, country in rings], length)
    tree = KDTree(position, leafsize=64, balanced_tree=False)
    read_only(position, degrees, after, before, country)
    return _Outline(
        tree,
        position,
        degrees,
        after,
        before,
        country,
    )


def _dense(ring: np.ndarray) -> np.ndarray:
    """Points of a ring, straight in longitude and latitude, at most `SPACING` apart."""
    change = np.diff(ring, axis=0)
    widest = np.cos(np.radians(np.minimum(np.abs(ring[:-1, 1]), np.abs(ring[1:, 1]))))
    length = LARGEST_RADIUS * np.radians(np.hypot(change[:, 0] * widest, change[:, 1]))
    pieces = np.maximum(np.ceil(length / SPACING).astype(int), 1)
    leg = np.repeat(np.arange(len(pieces)), pieces)
    share = (np.arange(len(leg)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[leg]
    return np.concatenate([ring[leg] + share[:, None] * change[leg], ring[-1:]])


def _nearest(
    k: int, longitude: np.ndarray, latitude: np.ndarray, under: np.ndarray, reefs: bool
) -> Nearest:
    """Nearest land of class k, for points (n,) of which the country under them is known."""
    outline, table = _outline(k), islets()
    belongs = _class_of_country()
    distance, country = np.zeros(len(longitude)), under.copy()
    x, y, row = longitude.copy(), latitude.copy(), np.full(len(longitude), -1)
    away = np.flatnonzero(np.append(belongs, -1)[under] != k)
    if not len(away):
        return Nearest(distance, country, x, y, row)
    point = earth_fixed(longitude[away], latitude[away])
    foot, country[away] = _foot(outline, point)
    straight = np.linalg.norm(earth_fixed(*foot.T) - point, axis=1)
    counted = np.flatnonzero((belongs[table.country] == k) & (reefs | ~table.reef))
    islet, reach = nearest_islet(point, counted)
    padding = np.zeros(len(away))
    nearer = np.flatnonzero(reach < straight)
    islet = islet[nearer]
    foot[nearer] = np.stack([table.longitude_deg[islet], table.latitude_deg[islet]], axis=1)
    padding[nearer] = table.padding[islet]
    country[away[nearer]], row[away[nearer]] = table.country[islet], islet
    x[away], y[away] = foot.T
    whole = geodesic_distance(longitude[away], latitude[away], x[away], y[away])
    distance[away] = np.maximum(whole - padding, 0.0)
    return Nearest(distance, country, x, y, row)


def _foot(outline: _Outline, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nearest point of an outline, degrees (n, 2), and its country, for points (n, 3) in m.

    An end of the piece that holds the foot lies within half a spacing of it, across the line of
    sight, or is the foot: so a ball of that radius about the point holds all pieces that matter.
    """
    straight, sample = outline.tree.query(point)
    owner = np.arange(len(point))
    close = np.flatnonzero(straight < REFINED)
    reach = np.hypot(straight[close], 0.5 * SPACING)
    balls = outline.tree.query_ball_point(point[close], reach)
    count = np.fromiter(map(len, balls), dtype=np.intp, count=len(close))
    sample = np.concatenate([sample, *balls]).astype(np.intp)
    owner = np.concatenate([owner, np.repeat(close, count)])
    start = np.concatenate([sample, outline.before[sample]])
    end = np.concatenate([outline.after[sample], sample])
    owner = np.concatenate([owner, owner])
    along = outline.position[end] - outline.position[start]
    sight = point[owner] - outline.position[start]
    square = np.einsum("ij,ij->i", along, along)
    share = np.clip(np.einsum("ij,ij->i", sight, along) / np.maximum(square, 1e-9), 0.0, 1.0)
    miss = sight - share[:, None] * along
    order = np.lexsort((np.einsum("ij,ij->i", miss, miss), owner))
    best = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    change = outline.degrees[end[best]] - outline.degrees[start[best]]
    foot = outline.degrees[start[best]] + share[best, None] * change
    return foot, outline.country[start[best]]
