"""Failure map of a final burn as the files of a folder hold it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table, write_table

Columns = dict[str, np.ndarray]

TABLE, FEATURES = "failure_map.parquet", "failure_map.geojson"


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
        OSError, ValueError
            If a file is damaged.
        """
        file, areas = folder / TABLE, folder / FEATURES
        if not file.is_file():
            return None
        tracks = []
        for feature in read_json(areas)["features"] if areas.is_file() else ():
            if feature["properties"]["what"] == "ground track":
                parts = [np.array(part) for part in feature["geometry"]["coordinates"]]
                tracks.append(np.concatenate(parts) if parts else np.zeros((0, 2)))
        return cls(read_table(file), tuple(tracks))


def write_failures(
    folder: Path, columns: Columns, features: Mapping[str, Any], facts: Mapping[str, str]
) -> None:
    """Write the table, and the points of impact and ground tracks as GeoJSON."""
    write_table(folder / TABLE, columns, facts)
    text = json.dumps(features, ensure_ascii=False, allow_nan=False)
    (folder / FEATURES).write_text(text + "\n", encoding="utf-8")


def read_failures(folder: Path) -> tuple[Columns | None, dict[str, Any] | None]:
    """The table and the GeoJSON; None for what is not there."""
    table, features = folder / TABLE, folder / FEATURES
    return (
        read_table(table) if table.is_file() else None,
        read_json(features) if features.is_file() else None,
    )


def nominal_track(features: Mapping[str, Any] | None) -> np.ndarray | None:
    """Ground track of the flight as planned, longitude and latitude in deg, shape (k, 2), from the
    ignition of the final burn on; None without one.
    """
    for feature in [] if features is None else features["features"]:
        properties = feature["properties"]
        if properties["what"] == "ground track" and properties["kind"] == "nominal":
            return np.concatenate([np.array(part) for part in feature["geometry"]["coordinates"]])
    return None
