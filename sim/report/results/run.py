"""One flown scenario: what its files hold, and what every table and figure is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.flight.record import Flight
from sim.flight.status import Status
from sim.formats.geojson import Feature, geojson_text
from sim.formats.json_text import read_json, write_json
from sim.formats.parquet import read_table, write_table
from sim.report.results.failures import read_failures, write_failures
from sim.report.results.provenance import Provenance, read_manifest, write_manifest

Columns = dict[str, np.ndarray]

FRAGMENT_FACTS = {
    "break_up": "0 is the nominal one",
    "along_track_km": "from the entry interface along the track of the nominal parent",
    "cross_track_km": "to the right of it",
}
"""Meaning of columns of ``fragments.parquet``, kept in the file."""


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """One flown scenario, as `docs/outputs.md` defines its files; None for what is not there.

    Attributes
    ----------
    summary
        ``summary.json``.
    trajectory, events
        Columns of ``trajectory.parquet`` and ``events.parquet``.
    scenario_yaml
        ``scenario.yaml``: the resolved scenario, with dated burns where it asked for a plan.
    manifest
        ``manifest.json``, or in memory what it is made of once it is written.
    plan
        ``plan.json``: the plan that was found on the way.
    fragments
        Columns of ``fragments.parquet``.
    footprint
        Features of ``footprint.geojson``: areas that hold given shares of the fragments, reference
        point, fragments. Empty without debris.
    footprint_kml, hazard_notice
        Text of ``footprint.kml`` and ``hazard_notice.txt``.
    failures, failure_features
        Columns of ``failure_map.parquet``, content of ``failure_map.geojson``.
    forecast
        Columns of ``forecast.parquet``: the descent under percentiles of the forecast of solar
        activity.
    audit
        ``audit.json``.
    flight
        The flight record with burns, events and segments; only in memory, None when read.
    """

    summary: dict[str, Any]
    trajectory: Columns
    events: Columns
    scenario_yaml: str = ""
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)
    plan: dict[str, Any] | None = None
    fragments: Columns | None = None
    footprint: Sequence[Feature] = ()
    footprint_kml: str | None = None
    hazard_notice: str | None = None
    failures: Columns | None = None
    failure_features: dict[str, Any] | None = None
    forecast: Columns | None = None
    audit: dict[str, Any] | None = None
    flight: Flight | None = None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.summary["scenario"])

    @property
    def label(self) -> str:
        """Short name for legends."""
        return str(self.summary.get("label") or self.summary["scenario"])

    @property
    def title(self) -> str:
        """Title of the scenario, or its short name without one."""
        return str(self.summary.get("title") or self.label)

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        digest = str(self.summary.get("scenario_sha256", ""))[:12]
        return f"{self.name} {digest} · iss-deorbit {self.summary.get('version', '')}"

    @property
    def has_failed(self) -> bool:
        """Whether the flight ended with a numerical failure."""
        return Status.from_text(self.summary["status"]).failed

    @cached_property
    def contours(self) -> dict[float, list[np.ndarray]]:
        """Rings (n, 2) of longitude and latitude in deg of areas, by the share they hold."""
        return contours(self.footprint)

    def write(self, folder: Path) -> None:
        """Write every file but figures and page into a folder that exists."""
        facts = {
            "scenario": self.name,
            "scenario_sha256": str(self.summary["scenario_sha256"]),
            "version": str(self.summary["version"]),
            "epoch_utc": str(self.summary["start_utc"]),
            "time_s": "TAI seconds since epoch_utc",
            "frame": "positions and velocities in GCRF, latitude and altitude on WGS84",
        }
        write_json(folder / "summary.json", self.summary)
        write_table(folder / "trajectory.parquet", self.trajectory, facts)
        write_table(folder / "events.parquet", self.events, facts)
        if self.fragments is not None:
            write_table(folder / "fragments.parquet", self.fragments, {**facts, **FRAGMENT_FACTS})
        if self.forecast is not None:
            write_table(folder / "forecast.parquet", self.forecast, facts)
        if self.failures is not None and self.failure_features is not None:
            write_failures(folder, self.failures, self.failure_features, facts)
        for name, content in (("plan", self.plan), ("audit", self.audit)):
            if content is not None:
                write_json(folder / f"{name}.json", content)
        texts = {
            "scenario.yaml": self.scenario_yaml,
            "footprint.geojson": geojson_text(self.footprint) if self.footprint else None,
            "footprint.kml": self.footprint_kml,
            "hazard_notice.txt": self.hazard_notice,
        }
        for name, text in texts.items():
            if text is not None:
                (folder / name).write_text(text, encoding="utf-8")
        write_manifest(folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit run` wrote.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        OSError, ValueError
            If a file is missing or damaged.
        """

        def read_text(name: str) -> str | None:
            file = folder / name
            return file.read_text(encoding="utf-8") if file.is_file() else None

        def read_columns(name: str) -> Columns | None:
            file = folder / f"{name}.parquet"
            return read_table(file) if file.is_file() else None

        def read_content(name: str) -> dict[str, Any] | None:
            return read_json(folder / name) if (folder / name).is_file() else None

        manifest = read_manifest(folder)
        areas = read_content("footprint.geojson")
        failures, failure_features = read_failures(folder)
        return cls(
            summary=read_json(folder / "summary.json"),
            trajectory=read_table(folder / "trajectory.parquet"),
            events=read_table(folder / "events.parquet"),
            scenario_yaml=read_text("scenario.yaml") or "",
            manifest=manifest,
            plan=read_content("plan.json"),
            fragments=read_columns("fragments"),
            footprint=() if areas is None else areas["features"],
            footprint_kml=read_text("footprint.kml"),
            hazard_notice=read_text("hazard_notice.txt"),
            failures=failures,
            failure_features=failure_features,
            forecast=read_columns("forecast"),
            audit=read_content("audit.json"),
        )


def contours(features: Sequence[Mapping[str, Any]]) -> dict[float, list[np.ndarray]]:
    """Rings (n, 2) of the areas among the features of a footprint, by the share they hold."""
    rings = {}
    for feature in features:
        if feature["properties"]["kind"] == "contour":
            geometry = feature["geometry"]
            parts = geometry["coordinates"]
            polygons = parts if geometry["type"] == "MultiPolygon" else [parts]
            rings[feature["properties"]["share"]] = [np.array(polygon[0]) for polygon in polygons]
    return rings
