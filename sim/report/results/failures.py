"""Failure map of a final burn as the files of a folder hold it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.formats.parquet import write_table
from sim.report.results.reading import ResultFolder, points_of, reading
from sim.report.results.shape import Features

Columns = dict[str, np.ndarray]

TABLE, FEATURES = "failure_map.parquet", "failure_map.geojson"

KINDS = {
    **dict.fromkeys(("kind", "label", "countries"), "U"),
    "later": "b",
    **dict.fromkeys(("cut_off_s", "delta_v_m_s", "fraction", "hours_to_entry"), "fi"),
    **{
        f"{body}_{what}": "fi"
        for body in ("body", "light", "heavy")
        for what in ("longitude_deg", "latitude_deg", "along_track_km")
    },
}
"""Kinds of NumPy types of the columns that are used."""


@dataclass(frozen=True)
class FailureMap:
    """Columns of a failure map, and for each row its ground track, longitude and latitude in deg,
    shape (k, 2).
    """

    table: dict[str, np.ndarray]
    tracks: tuple[np.ndarray, ...]

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read the failure map of a folder; None if there is none.

        Raises
        ------
        ResultsError
            If a file is damaged.
        """
        table, features = read_failures(folder)
        if table is None:
            return None
        with reading(folder / FEATURES):
            return cls(table, tuple(_tracks(features)))


def write_failures(
    folder: Path, columns: Columns, features: Mapping[str, Any], facts: Mapping[str, str]
) -> None:
    """Write the table, and the points of impact and ground tracks as GeoJSON."""
    write_table(folder / TABLE, columns, facts)
    text = json.dumps(features, ensure_ascii=False, allow_nan=False)
    write_whole_text(folder / FEATURES, text + "\n")


def read_failures(folder: Path) -> tuple[Columns | None, dict[str, Any] | None]:
    """The table and the GeoJSON; None for what is not there.

    Raises
    ------
    ResultsError
        If a file is damaged.
    """
    files = ResultFolder(folder)
    return files.columns(TABLE, KINDS), files.content(FEATURES, Features)


def _tracks(features: Mapping[str, Any] | None) -> Iterator[np.ndarray]:
    """Ground tracks, longitude and latitude in deg, shape (k, 2)."""
    for feature in [] if features is None else features["features"]:
        if feature["properties"]["what"] == "ground track":
            parts = [points_of(part) for part in feature["geometry"]["coordinates"]]
            yield np.concatenate(parts) if parts else np.zeros((0, 2))


def nominal_track(features: Mapping[str, Any] | None) -> np.ndarray | None:
    """Ground track of the flight as planned, longitude and latitude in deg, shape (k, 2), from the
    ignition of the final burn on; None without one.
    """
    for feature in [] if features is None else features["features"]:
        properties = feature["properties"]
        if properties["what"] == "ground track" and properties["kind"] == "nominal":
            return np.concatenate([points_of(line) for line in feature["geometry"]["coordinates"]])
    return None
