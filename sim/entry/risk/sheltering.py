"""Who is out of doors, and which roofs stop which fragments, by land use.

An option: NASA-STD-8719.14C gives no credit for shelter, and no clause is judged with it. Classes
of roofs are those that range safety uses (RCC 321; Larson and Haber), from light over wood to
concrete; their tables are not public in what was read, so the energies that a roof stops are
assumptions between published impact tests. Leaves out upper floors, pieces of the roof that fall,
and people in vehicles, who count as indoors.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.entry.risk.casualty import Span
from sim.entry.risk.population import Population, end_share

Array = NDArray[np.float64]

ROOFS = {
    "light": Span(30.0, 100.0, 300.0),
    "wood": Span(200.0, 500.0, 1000.0),
    "concrete": Span(5e3, 10e3, 50e3),
}
"""J that a roof stops: sheet metal, tiles or slates; planks or plywood on timber; reinforced
concrete. assumption, between tests: a steel ball of 32 J is stopped by roof coverings of class 4
(UL 2218); a beam of 4.1 kg at 15 m/s, 480 J, passes 12 mm plywood or is just stopped by it (missile
D of ASTM E1996); one of 6.8 kg at 45 m/s, 6.8 kJ, is stopped by 150 mm of reinforced concrete (FEMA
P-361).
"""

URBAN_DENSITY = 300.0
"""People per km2 from which a cell of the raster is urban: that of urban clusters (Degree of
Urbanisation, UN Statistical Commission 2020). assumption: taken over from cells of 1 km2.
"""
DAY_HOURS = (7.0, 21.0)
"""Local solar time between which it is day; assumption."""
DAY_SHARE = (DAY_HOURS[1] - DAY_HOURS[0]) / 24.0


@dataclass(frozen=True)
class Shelter:
    """Of one land use: shares of people indoors by day and by night, and of the people indoors
    under each of `ROOFS`, sum 1.
    """

    indoors_day: float
    indoors_night: float
    roofs: Mapping[str, float]

    def __post_init__(self) -> None:
        for name in ("indoors_day", "indoors_night"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} is {getattr(self, name):g}, not 0 to 1")
        unknown = set(self.roofs) - set(ROOFS)
        if unknown:
            raise ValueError(f"roof {min(unknown)!r}; there are {', '.join(ROOFS)}")
        total = sum(self.roofs.values())
        if min(self.roofs.values(), default=-1.0) < 0.0 or abs(total - 1.0) > 1e-6:
            raise ValueError(f"shares of roofs sum to {total:g}, not 1")


@dataclass(frozen=True)
class Sheltering:
    """People by land use: in towns (over `URBAN_DENSITY`) and elsewhere."""

    urban: Shelter
    rural: Shelter


def struck_share(shelter: Shelter, energy: Array, day: Array) -> tuple[Array, Array, Array]:
    """Share of people in the way of n fragments who are struck, low, likely and high, (n,) each:
    those out of doors, and those under a roof that the fragment passes.

    Parameters
    ----------
    shelter
        Of the land use.
    energy
        Kinetic energy at the ground, J, (n,). The whole of it acts on the roof, of a sheet too:
        assumption, to the side of caution.
    day
        1 by day, 0 by night, the share of the day if it is not known; (n,).
    """
    indoors = day * shelter.indoors_day + (1.0 - day) * shelter.indoors_night
    low, likely, high = (
        1.0
        - indoors * sum(part * (energy <= ROOFS[name][k]) for name, part in shelter.roofs.items())
        # the strongest roofs strike the fewest
        for k in (2, 1, 0)
    )
    return low, likely, high


def is_day(utc_hour: Array, longitude_deg: Array) -> Array:
    """1 where it is day by the mean Sun, 0 where night, (n,)."""
    local = (utc_hour + longitude_deg / 15.0) % 24.0
    return ((local >= DAY_HOURS[0]) & (local < DAY_HOURS[1])).astype(np.float64)


def is_urban(density_per_km2: Array) -> NDArray[np.bool_]:
    """Which of n densities of people count as a town, (n,)."""
    return density_per_km2 >= URBAN_DENSITY


def urban_share(people: Population, inclination_deg: float) -> float:
    """Share of the people where natural decays end who live in towns; 0 where there are none."""
    density = 1e6 * people.people / people.cell_area[:, None]
    ends = end_share(people, inclination_deg)
    town = float(ends @ np.where(is_urban(density), density, 0.0).sum(axis=1))
    whole = float(ends @ density.sum(axis=1))
    return town / whole if whole > 0.0 else 0.0
