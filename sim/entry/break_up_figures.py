"""What each of n break-ups comes to: mass that reaches the ground, ends of the footprint, casualty
area and expectation, distances to land.

The break-ups of a run and every sample of a campaign are measured here, by the same functions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.entry.debris import Debris
from sim.entry.footprint import LEAST_ENERGY
from sim.entry.ground_track import Track, coordinates
from sim.entry.risk.casualty import casualty_area, energy_on_person
from sim.entry.risk.keep_out import KeepOutLimits, keep_out
from sim.entry.risk.population import Population, density_per_km2

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LocatedDebris:
    """Fragments of n break-ups, r of them, and where on a ground track they fell.

    Attributes
    ----------
    debris
        The fragments.
    area
        Shape (r,), m2: casualty area of all pieces a fragment stands for; above 0 for the
        hazardous ones, which reach the ground with more than 15 J.
    along, cross
        Shape (r,), m: along the track and to its right; NaN for fragments that are not hazardous.
    """

    debris: Debris
    area: Array
    along: Array
    cross: Array

    @property
    def hazardous(self) -> NDArray[np.bool_]:
        """Which fragments are, shape (r,)."""
        return self.area > 0.0

    def least(self, values: Array) -> Array:
        """Least over the hazardous fragments of each break-up, shape (n,); NaN if it has none."""
        least = np.full(self.debris.break_ups, np.inf)
        np.minimum.at(least, self.debris.event[self.hazardous], values[self.hazardous])
        return np.where(np.isfinite(least), least, np.nan)


def areas_left(debris: Debris) -> Array:
    """Mean cross-section of one piece of every row at its end, m2, shape (r,)."""
    left = np.clip(debris.impacts.mass / debris.mass, 0.0, 1.0)
    # a solid piece has shrunk alike in all directions, a hollow one kept its outer size
    return np.where(debris.shrinks > 0.5, debris.area * left ** (2.0 / 3.0), debris.area)


def ground_energies(debris: Debris) -> Array:
    """Kinetic energy of one piece of every row at the ground in J, shape (r,); 0 for what does not
    reach it.
    """
    return np.where(debris.impacts.landed, debris.impacts.energy, 0.0)


def energies_on_person(debris: Debris) -> Array:
    """The part of it that falls on one person, J, shape (r,)."""
    return energy_on_person(areas_left(debris), ground_energies(debris))


def casualty_areas(debris: Debris, *, on_person: bool = False) -> Array:
    """Casualty area of every row of fragments in m2, for all the pieces it stands for; 0 for what
    does not reach the ground with more than 15 J: as a whole, as the standard asks, or `on_person`
    with the part of it that falls on one.
    """
    energy = energies_on_person(debris) if on_person else ground_energies(debris)
    return debris.count * casualty_area(areas_left(debris), energy, LEAST_ENERGY)


def expected_casualties(debris: Debris, area: Array, people: Population) -> Array:
    """Casualty expectation of each break-up, shape (n,): casualty areas (r,) in m2 times the people
    under them.
    """
    down, density = area > 0.0, np.zeros(len(area))
    longitude = np.degrees(debris.impacts.longitude[down])
    latitude = np.degrees(debris.impacts.latitude[down])
    density[down] = density_per_km2(people, longitude, latitude)
    return debris.sum(1e-6 * area * density)


def locate(
    debris: Debris, track: Track, zero: float = 0.0, east: Array | None = None
) -> LocatedDebris:
    """Casualty areas, and where hazardous fragments fell: `zero` is where on the track along-track
    distances count from, m; `east` by how much the track of each break-up lies east of this one,
    rad, (n,): another pass over the same latitudes is the same track, turned with the Earth.
    """
    area, end = casualty_areas(debris), debris.impacts
    down = area > 0.0
    along, cross = np.full((2, len(area)), np.nan)
    if down.any():
        longitude = end.longitude if east is None else end.longitude - east[debris.event]
        along[down], cross[down] = coordinates(track, end.latitude[down], longitude[down])
        along -= zero
    return LocatedDebris(debris=debris, area=area, along=along, cross=cross)


def footprint_ends(located: LocatedDebris) -> tuple[Array, Array, Array, Array]:
    """Heel and toe of each break-up along the track, and its centre along and across weighted by
    casualty area, m; shape (n,) each, NaN where nothing hazardous falls.
    """
    debris, weight = located.debris, located.area
    total = debris.sum(weight)
    along = debris.sum(weight * np.nan_to_num(located.along))
    cross = debris.sum(weight * np.nan_to_num(located.cross))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre, across = along / total, cross / total
    return located.least(located.along), -located.least(-located.along), centre, across


def distances_to_land(
    located: LocatedDebris, limits: KeepOutLimits
) -> tuple[tuple[Array, Array, Array], Array]:
    """Least distance of each break-up to the classes of land of `sim.entry.risk.keep_out.CLASSES`,
    m, and how often a fragment falls nearer than allowed; shape (n,) each.
    """
    down, end = located.hazardous, located.debris.impacts
    clearances = keep_out(
        np.where(down, np.degrees(end.longitude), 0.0),
        np.where(down, np.degrees(end.latitude), 0.0),
        np.where(down, end.energy, 0.0),
        limits,
    )
    foreign, us, ice = (located.least(each.distance) for each in clearances)
    near = np.sum([down & (each.distance < each.limit) for each in clearances], axis=0)
    return (foreign, us, ice), located.debris.sum(near)
