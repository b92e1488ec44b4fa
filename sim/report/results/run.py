"""One set of results as the files hold it: what every table and figure is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table

Columns = dict[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """Summary, columns of the trajectory, of the events and of the fragments, as `docs/outputs.md`
    defines them; by share the rings (longitude, latitude in degrees) of areas that hold it; and the
    descent under several percentiles of the forecast of solar activity.
    """

    summary: dict[str, Any]
    trajectory: Columns
    events: Columns
    fragments: Columns | None = None
    contours: dict[float, list[np.ndarray]] = field(default_factory=dict)
    forecast: Columns | None = None

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

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit run` wrote.

        Raises
        ------
        OSError, ValueError
            If a file is missing or damaged.
        """
        debris, areas = folder / "fragments.parquet", folder / "footprint.geojson"
        forecast = folder / "forecast.parquet"
        return cls(
            summary=read_json(folder / "summary.json"),
            trajectory=read_table(folder / "trajectory.parquet"),
            events=read_table(folder / "events.parquet"),
            fragments=read_table(debris) if debris.is_file() else None,
            contours=contours(read_json(areas)["features"]) if areas.is_file() else {},
            forecast=read_table(forecast) if forecast.is_file() else None,
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
