"""One set of results as the files hold it: what every table and figure is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table


@dataclass(frozen=True)
class Run:
    """Summary, columns of the trajectory, of the events and of the fragments, as `docs/outputs.md`
    defines them; by share the rings (longitude, latitude in degrees) of areas that hold it; and the
    descent under several percentiles of the forecast.
    """

    summary: dict[str, Any]
    path: dict[str, np.ndarray]
    events: dict[str, np.ndarray]
    fragments: dict[str, np.ndarray] | None = None
    contours: dict[float, list[np.ndarray]] = field(default_factory=dict)
    suns: dict[str, np.ndarray] | None = None

    @property
    def label(self) -> str:
        """Short name for legends."""
        return str(self.summary.get("label") or self.summary["scenario"])

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        digest = str(self.summary.get("scenario_sha256", ""))[:12]
        return (
            f"{self.summary['scenario']} {digest} · iss-deorbit {self.summary.get('version', '')}"
        )


def read_run(folder: Path) -> Run:
    """Read a folder that `iss-deorbit run` wrote.

    Raises
    ------
    OSError, ValueError
        If a file is missing or damaged.
    """
    debris, areas = folder / "fragments.parquet", folder / "footprint.geojson"
    suns = folder / "forecast.parquet"
    return Run(
        read_json(folder / "summary.json"),
        read_table(folder / "trajectory.parquet"),
        read_table(folder / "events.parquet"),
        read_table(debris) if debris.is_file() else None,
        contours(read_json(areas)["features"]) if areas.is_file() else {},
        read_table(suns) if suns.is_file() else None,
    )


def contours(features: Sequence[Mapping[str, Any]]) -> dict[float, list[np.ndarray]]:
    """Rings (n, 2) of the areas among the features of a footprint, by the share they hold."""
    found = {}
    for each in features:
        if each["properties"]["kind"] == "contour":
            geometry = each["geometry"]
            parts = geometry["coordinates"]
            polygons = parts if geometry["type"] == "MultiPolygon" else [parts]
            found[each["properties"]["share"]] = [np.array(rings[0]) for rings in polygons]
    return found
