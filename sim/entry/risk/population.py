"""People on the ground: density at points, by latitude, under a track, and in later years.

Source: the shipped raster `population` (GeoNames, Natural Earth, GLOBE; census estimates mostly of
2019), scaled to the world totals of UN World Population Prospects 2024, medium variant. Leaves out
shifts of population between countries, time of day, ships and aircraft.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sim.data import open_data
from sim.data.build_once import build_once, read_only
from sim.entry.risk.natural_decay import clustering
from sim.frames.constants import ECCENTRICITY_SQUARED, POLAR_RADIUS

__all__ = [
    "WORLD_TOTAL",
    "Population",
    "band_density_per_km2",
    "density_per_km2",
    "end_density_per_km2",
    "end_share",
    "mean_density_per_km2",
    "population",
    "population_from_raster",
    "projected",
    "time_share",
    "track_density_per_km2",
    "world_total",
]

WORLD_TOTAL = {
    1970: 3.694684e9,
    1980: 4.447606e9,
    1990: 5.327803e9,
    2000: 6.171703e9,
    2010: 7.021732e9,
    2015: 7.470492e9,
    2020: 7.887001e9,
    2022: 8.021407e9,
    2024: 8.161973e9,
    2026: 8.300678e9,
    2030: 8.569125e9,
    2035: 8.885210e9,
    2040: 9.177190e9,
    2050: 9.664379e9,
    2084: 1.03e10,
    2100: 1.02e10,
}
"""People on 1 July: United Nations, World Population Prospects 2024, estimates to 2023, then the
medium variant. Years left out lie within 0.02 % of the straight line where checked (2023, 2025),
before 2020 within 0.5 %, after 2050 within some 2 %. All dates of a scenario are covered.

assumption: the peak (10.25 to 10.35 billion, 2083 to 2087) and 2100 (10.15 to 10.25 billion) are
the rounded figures of the summary of results, not rows of the tables.
"""
WHOLE_EARTH = (-180.0, -90.0, 180.0, 90.0)
SHIPPED_YEAR = 2019


@dataclass(frozen=True)
class Population:
    """A raster of the whole Earth; rows from the north, columns from 180 degrees west.

    Attributes
    ----------
    people
        People in each cell, (rows, columns).
    land
        Share of land of each cell, 0 to 1, (rows, columns).
    cell_area
        Area of the cells of each row on WGS84, m2, (rows,).
    year
        Year the numbers stand for.
    """

    people: np.ndarray
    land: np.ndarray
    cell_area: np.ndarray
    year: float


def population(year: float | None = None) -> Population:
    """Shipped raster, read once; with a year, projected to it.

    Raises
    ------
    ValueError
        If the year is outside 1970 to 2100.
    """
    return _shipped() if year is None else projected(_shipped(), year)


@build_once
def _shipped() -> Population:
    raster = open_data("population")
    shipped = population_from_raster(raster["pop"], raster["land"] / 255.0, SHIPPED_YEAR)
    read_only(shipped.people, shipped.land, shipped.cell_area)
    return shipped


def population_from_raster(
    people: ArrayLike,
    land: ArrayLike,
    year: float,
    bounds_deg: tuple[float, float, float, float] = WHOLE_EARTH,
) -> Population:
    """Population from arrays, after checking that they cover the globe.

    Parameters
    ----------
    people, land
        People per cell and share of land (0 to 1), (rows, columns), row 0 in the north.
    year
        Year the numbers stand for.
    bounds_deg
        West, south, east and north edge of the raster, degrees.

    Raises
    ------
    ValueError
        If the raster does not cover the globe with square cells, or a cell is negative or not
        finite; the row is named, counted from 0 in the north.
    """
    people = np.asarray(people, dtype=np.float64)
    land = np.asarray(land, dtype=np.float64)
    shape = " x ".join(map(str, people.shape))
    if people.ndim != 2 or people.shape[1] != 2 * people.shape[0] or people.shape[0] % 2:
        raise ValueError(
            f"population raster has {shape} cells (rows x columns); one that covers the globe with"
            " square cells has twice as many columns as rows, and an even number of rows"
        )
    if not np.allclose(bounds_deg, WHOLE_EARTH, rtol=0.0, atol=1e-6):
        west, south, east, north = bounds_deg
        raise ValueError(
            f"population raster of {shape} cells covers longitude {west:g} to {east:g} and"
            f" latitude {south:g} to {north:g} degrees, not the globe"
        )
    if land.shape != people.shape:
        raise ValueError(f"land share has shape {land.shape}, population {people.shape}")
    for name, values, highest in (("people", people, np.inf), ("land share", land, 1.0)):
        bad = ~(np.isfinite(values) & (values >= 0.0) & (values <= highest))
        if bad.any():
            row, column = np.argwhere(bad)[0]
            raise ValueError(
                f"{name} in row {row}, column {column} of the population raster is"
                f" {values[row, column]:g}"
            )
    if not people.any():
        raise ValueError(f"population raster of {shape} cells holds no people")
    return Population(people, land, _cell_area(people.shape[0]), year)


def world_total(year: float) -> float:
    """People on Earth in the middle of a year, interpolated linearly in `WORLD_TOTAL`.

    Raises
    ------
    ValueError
        If the year is outside 1970 to 2100.
    """
    years = list(WORLD_TOTAL)
    if not years[0] <= year <= years[-1]:
        raise ValueError(
            f"the world's population is tabulated from {years[0]} to {years[-1]}, not for {year:g}"
        )
    return float(np.interp(year, years, list(WORLD_TOTAL.values())))


def projected(population: Population, year: float) -> Population:
    """Same distribution of people, scaled so that it sums to the world total of a year.

    assumption: every cell grows alike, before the year of the raster too. Growth is in fact fastest
    in Africa.

    Raises
    ------
    ValueError
        If the year is outside 1970 to 2100.
    """
    factor = world_total(year) / population.people.sum()
    return replace(population, people=population.people * factor, year=year)


def density_per_km2(
    population: Population, longitude_deg: ArrayLike, latitude_deg: ArrayLike
) -> np.ndarray:
    """People per km2 of the cells that hold some points; sea in a cell counts as area.

    Parameters
    ----------
    population
        The raster.
    longitude_deg, latitude_deg
        East longitude (any turn) and geodetic latitude, degrees, (n,).

    Raises
    ------
    ValueError
        If a point is not finite or its latitude is beyond a pole; the point is named.
    """
    row, column = _cell(population, longitude_deg, latitude_deg)
    return 1e6 * population.people[row, column] / population.cell_area[row]


def band_density_per_km2(population: Population) -> tuple[np.ndarray, np.ndarray]:
    """Edges of the rows (rows + 1,) in degrees from 90 to -90, and people per km2 of each row."""
    rows, columns = population.people.shape
    area = columns * population.cell_area
    return _edges_deg(rows), 1e6 * population.people.sum(axis=1) / area


def time_share(population: Population, inclination_deg: float) -> np.ndarray:
    """Share of time (rows,) a circular orbit spends over each row; sums to one.

    The density of time w = cos(phi) / (pi sqrt(sin^2 i - sin^2 phi)), singular at the turning
    latitude, has the integral arcsin(sin phi / sin i) / pi (Byers, Wright and Boley 2022), used
    here between the geocentric latitudes of the edges. Any inclination from 0 to 180 degrees.

    Raises
    ------
    ValueError
        If the inclination is outside 0 to 180 degrees.
    """
    return _row_share(population, inclination_deg, 0.0)


def end_share(population: Population, inclination_deg: float) -> np.ndarray:
    """Share of natural decays (rows,) from circular orbits that end over each row; sums to one.

    Over the argument of latitude u they are spread as 1 + c cos 2u with c of
    `sim.entry.risk.natural_decay.clustering`. Arguments and errors as `time_share`, which has c 0.
    """
    return _row_share(population, inclination_deg, clustering(inclination_deg))


def _row_share(population: Population, inclination_deg: float, c: float) -> np.ndarray:
    """Between the edges of each row the integral (v + c/2 sin 2v) / pi, v = arcsin(sin phi / sin i)
    the argument of latitude on the way north: the way south is its mirror image.
    """
    if not 0.0 <= inclination_deg <= 180.0:
        raise ValueError(f"inclination is {inclination_deg:g} degrees, not 0 to 180")
    edge = np.radians(_edges_deg(population.people.shape[0]))
    polar = (1.0 - ECCENTRICITY_SQUARED) * np.sin(edge)
    sine = polar / np.hypot(np.cos(edge), polar)  # of geocentric latitude
    reach = max(np.sin(np.radians(inclination_deg)), 1e-12)
    argument = np.arcsin(np.clip(sine / reach, -1.0, 1.0))
    passed = (argument + 0.5 * c * np.sin(2.0 * argument)) / np.pi
    return passed[:-1] - passed[1:]


def mean_density_per_km2(population: Population, inclination_deg: float) -> float:
    """People per km2 under a circular orbit, mean over time: all arguments of latitude and all
    longitudes count alike.
    """
    return float(time_share(population, inclination_deg) @ band_density_per_km2(population)[1])


def end_density_per_km2(population: Population, inclination_deg: float) -> float:
    """People per km2 where an uncontrolled entry from a circular orbit ends, mean over decays; all
    longitudes are equally likely.
    """
    return float(end_share(population, inclination_deg) @ band_density_per_km2(population)[1])


def track_density_per_km2(
    population: Population, longitude_deg: ArrayLike, latitude_deg: ArrayLike, weight: ArrayLike
) -> float:
    """Mean people per km2 over points of a ground track, (n,) each, weighted by time spent.

    Raises
    ------
    ValueError
        If weights are negative, not finite, all zero, or not one per point.
    """
    density = density_per_km2(population, longitude_deg, latitude_deg)
    weight = np.asarray(weight, dtype=np.float64)
    if weight.shape != density.shape or not np.all(np.isfinite(weight) & (weight >= 0.0)):
        raise ValueError("the track needs one finite, non-negative weight per point")
    if not weight.sum() > 0.0:
        raise ValueError("the weights of the track sum to zero")
    return float(weight @ density / weight.sum())


def _edges_deg(rows: int) -> np.ndarray:
    return 90.0 - 180.0 / rows * np.arange(rows + 1)


def _cell_area(rows: int) -> np.ndarray:
    """Area in m2 of a cell of each row: zone of the ellipsoid (closed form) over 2 rows cells."""
    e = np.sqrt(ECCENTRICITY_SQUARED)
    sine = np.sin(np.radians(_edges_deg(rows)))
    zone = sine / (1.0 - ECCENTRICITY_SQUARED * sine * sine) + np.arctanh(e * sine) / e
    return np.pi * POLAR_RADIUS**2 * (zone[:-1] - zone[1:]) / (2 * rows)


def _cell(
    population: Population, longitude_deg: ArrayLike, latitude_deg: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    longitude = np.asarray(longitude_deg, dtype=np.float64)
    latitude = np.asarray(latitude_deg, dtype=np.float64)
    bad = ~(np.isfinite(longitude) & (np.abs(latitude) <= 90.0))
    if bad.any():
        i = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"point {i} at longitude {np.ravel(longitude)[i]:g}, latitude"
            f" {np.ravel(latitude)[i]:g} degrees is not on Earth"
        )
    rows, columns = population.people.shape
    row = np.minimum(((90.0 - latitude) * (rows / 180.0)).astype(np.intp), rows - 1)
    column = np.floor((longitude + 180.0) * (columns / 360.0)).astype(np.intp) % columns
    return row, column
