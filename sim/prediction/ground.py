"""What lies under a window: the ground track, countries, people, and the risk to them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.entry.risk.land import country_at
from sim.entry.risk.population import WORLD_TOTAL, density_per_km2, population
from sim.environment.world import World
from sim.frames.epoch import DAY
from sim.integrate.batch import run
from sim.integrate.lane import TIME_REACHED
from sim.integrate.observe import observations
from sim.prediction.surroundings import MARGIN, TOLERANCE

STEP = 30.0
"""s between points of a ground track: 230 km."""
LONGEST_TRACK = 1.5 * DAY
"""s of track that a map can show: 24 revolutions."""
CASUALTY_AREA = (0.0039, 0.0055, 0.018)
"""m2 of casualty area per kg of an object: least, usual, most. UARS 3.9, CZ-5B 5.5, ROSAT 5.7 and
13.2 by two codes, Hubble 18 m2 per tonne (NASA 2011; Kelley 2010; as published risks imply). It is
an estimate by mass alone; a catalogue of parts is better."""


@dataclass(frozen=True, kw_only=True)
class UnderWindow:
    """What the members of an ensemble end over.

    Attributes
    ----------
    countries
        Names with the share of all ends over each, largest first.
    land_share
        Of the ends.
    people_per_km2
        Mean density under the ends.
    """

    countries: tuple[tuple[str, float], ...]
    land_share: float
    people_per_km2: float


def under_window(latitude_deg: np.ndarray, longitude_deg: np.ndarray, year: float) -> UnderWindow:
    """Countries and people under the ends of members, degrees (n,), in a year."""
    if not len(latitude_deg):
        return UnderWindow(countries=(), land_share=0.0, people_per_km2=0.0)
    names, counts = np.unique(country_at(longitude_deg, latitude_deg), return_counts=True)
    n = len(latitude_deg)
    on_land = [(str(name), count / n) for name, count in zip(names, counts, strict=True) if name]
    people = population(float(np.clip(year, min(WORLD_TOTAL), max(WORLD_TOTAL))))
    return UnderWindow(
        countries=tuple(sorted(on_land, key=lambda each: (-each[1], each[0]))),
        land_share=float(sum(share for _, share in on_land)),
        people_per_km2=float(density_per_km2(people, longitude_deg, latitude_deg).mean()),
    )


def casualty_area_by_mass(mass_kg: float) -> tuple[float, float, float]:
    """Least, usual and most casualty area in m2 of an object of a mass."""
    low, usual, high = (area * mass_kg for area in CASUALTY_AREA)
    return low, usual, high


def ground_track(
    world: World, start: np.ndarray, table: np.ndarray, begin: float, end: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times in s since the epoch of the world, latitudes and longitudes in deg, (m,), of one flight
    from its start (6,) at the epoch, between two times.
    """
    y = np.append(start, 1.0)[None]
    options: dict[str, Any] = {"relative_tolerance": TOLERANCE, "margin": MARGIN}
    if begin > 0.0:
        y = run(world, np.zeros(1), y, np.array([begin]), table, **options).y
    t = np.arange(begin, end, STEP)
    n = len(t)
    # each point is flown to from the one state: short hops, all in the lanes
    hops = run(
        world, np.full(n, begin), np.repeat(y, n, axis=0), t, np.repeat(table, n, axis=0), **options
    )
    seen = observations(world, hops.t, hops.y, np.repeat(table, n, axis=0))
    good = (hops.status == TIME_REACHED) & (seen.height > 0.0)
    return t[good], np.degrees(seen.latitude[good]), np.degrees(seen.longitude[good])
