"""One flown scenario: what its files hold, and what every table and figure is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self, cast

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.entry.figures import DebrisFigures
from sim.flight.motion.path import ShapeFigures
from sim.flight.record import Flight
from sim.flight.status import Status
from sim.formats.geojson import Feature, geojson_text
from sim.formats.json_text import write_json
from sim.formats.parquet import write_table
from sim.report.results.audit import Audit, AuditFigures
from sim.report.results.contents import RunFigures, RunPlanFigures
from sim.report.results.failures import read_failures, write_failures
from sim.report.results.motion_shape import StackShapes
from sim.report.results.provenance import Provenance, read_manifest, stamp_of, write_manifest
from sim.report.results.reading import (
    ResultFolder,
    points_of,
    read_columns,
    read_content,
    reading,
)
from sim.report.results.run_shape import FootprintFeatures, RunSummary
from sim.report.results.shape import AnyObject

Columns = dict[str, np.ndarray]

FRAGMENT_FACTS = {
    "break_up": "0 is the nominal one",
    "along_track_km": "from the entry interface along the track of the nominal parent",
    "cross_track_km": "to the right of it",
}
"""Meaning of columns of ``fragments.parquet``, kept in the file."""

KINDS = {
    "trajectory": {
        "utc": "M",
        "phase": "U",
        **dict.fromkeys(
            (
                "time_s", "x_km", "y_km", "z_km", "vx_km_s", "vy_km_s", "vz_km_s", "mass_kg",
                "latitude_deg", "longitude_deg", "altitude_km", "speed_air_m_s", "thrust_n",
                "downrange_km", "deceleration_g", "dynamic_pressure_kpa", "heat_flux_w_m2",
                "mean_altitude_km", "mean_perigee_km", "mean_apogee_km",
            ),
            "fi",
        ),
    },
    "events": {
        "utc": "M",
        **dict.fromkeys(("kind", "phase", "detail"), "U"),
        "lowering": "b",
        **dict.fromkeys(("time_s", "duration_s", "delta_v_m_s", "propellant_kg"), "fi"),
    },
    "fragments": {
        "break_up": "iu",
        **dict.fromkeys(("family", "stage", "material", "status"), "U"),
        **dict.fromkeys(
            (
                "count", "mass_kg", "release_altitude_km", "release_time_s", "end_time_s",
                "latitude_deg", "longitude_deg", "along_track_km", "cross_track_km",
                "mass_left_kg", "speed_m_s", "energy_j", "casualty_area_m2",
            ),
            "fi",
        ),
    },
    "disposals": {
        **dict.fromkeys(("vehicle", "way", "undock_utc"), "U"),
        **dict.fromkeys(("propellant_aboard_kg", "propellant_needed_kg", "delta_v_m_s"), "fi"),
    },
    "motion": {
        "phase": "U",
        "utc": "M",
        **dict.fromkeys(
            (
                "time_s", "altitude_km", "yaw_deg", "pitch_deg", "roll_deg", "off_deg",
                "joint_deg", "tilt_deg", "propellant_kg",
                *(f"rate_{axis}_deg_s" for axis in "xyz"),
                *(f"{name}_{axis}_n_m" for name in ("torque", "control") for axis in "xyz"),
                *(f"momentum_{axis}_n_m_s" for axis in "xyz"),
            ),
            "fi",
        ),
    },
    "forecast": {"percentile": "fi", "utc": "M", "mean_altitude_km": "fi"},
}  # fmt: skip
"""Kinds of NumPy types of the columns that are used, by the stem of their file."""


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
    disposals
        Columns of ``disposals.parquet``: ships that left.
    motion, stack_shape
        Columns of ``motion.parquet`` and content of ``stack_shape.json``: how the stack turned
        where it was a rigid body, and what it looks like.
    flight
        The flight record with burns, events and segments; only in memory, None when read.
    """

    summary: RunFigures
    trajectory: Columns
    events: Columns
    scenario_yaml: str = ""
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)
    plan: RunPlanFigures | None = None
    fragments: Columns | None = None
    footprint: Sequence[Feature] = ()
    footprint_kml: str | None = None
    hazard_notice: str | None = None
    failures: Columns | None = None
    failure_features: dict[str, Any] | None = None
    forecast: Columns | None = None
    audit: AuditFigures | None = None
    disposals: Columns | None = None
    motion: Columns | None = None
    stack_shape: ShapeFigures | None = None
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
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        return str(self.summary.get("depends_on") or "")

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        facts = self.summary
        return stamp_of(self.name, facts.get("scenario_sha256", ""), facts.get("version", ""))

    @property
    def debris(self) -> DebrisFigures:
        """Figures of what falls.

        Raises
        ------
        ValueError
            If the flight had no break-up.
        """
        debris = self.summary.get("debris")
        if debris is None:
            raise ValueError(f"{self.name} had no break-up")
        return debris

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
            "depends_on": self.depends_on,
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
        if self.disposals is not None:
            write_table(folder / "disposals.parquet", self.disposals, facts)
        if self.motion is not None:
            write_table(folder / "motion.parquet", self.motion, facts)
        if self.failures is not None and self.failure_features is not None:
            write_failures(folder, self.failures, self.failure_features, facts)
        contents = {"plan": self.plan, "audit": self.audit, "stack_shape": self.stack_shape}
        for name, content in contents.items():
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
                write_whole_text(folder / name, text)
        write_manifest(folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit run` wrote.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        ResultsError
            If a file is missing or damaged.
        """
        manifest, files = read_manifest(folder), ResultFolder(folder)
        areas = files.content("footprint.geojson", FootprintFeatures)
        footprint = () if areas is None else areas["features"]
        with reading(folder / "footprint.geojson"):
            contours(footprint)
        failures, failure_features = read_failures(folder)
        return cls(
            summary=cast("RunFigures", read_content(folder / "summary.json", RunSummary)),
            trajectory=read_columns(folder / "trajectory.parquet", KINDS["trajectory"]),
            events=read_columns(folder / "events.parquet", KINDS["events"]),
            scenario_yaml=files.text("scenario.yaml") or "",
            manifest=manifest,
            plan=cast("RunPlanFigures | None", files.content("plan.json", AnyObject)),
            fragments=files.columns("fragments.parquet", KINDS["fragments"]),
            footprint=footprint,
            footprint_kml=files.text("footprint.kml"),
            hazard_notice=files.text("hazard_notice.txt"),
            failures=failures,
            failure_features=failure_features,
            forecast=files.columns("forecast.parquet", KINDS["forecast"]),
            audit=cast("AuditFigures | None", files.content("audit.json", Audit)),
            disposals=files.columns("disposals.parquet", KINDS["disposals"]),
            motion=files.columns("motion.parquet", KINDS["motion"]),
            stack_shape=cast("ShapeFigures | None", files.content("stack_shape.json", StackShapes)),
        )


def contours(features: Sequence[Mapping[str, Any]]) -> dict[float, list[np.ndarray]]:
    """Rings (n, 2) of the areas among the features of a footprint, by the share they hold."""
    rings = {}
    for feature in features:
        if feature["properties"]["kind"] == "contour":
            geometry = feature["geometry"]
            parts = geometry["coordinates"]
            polygons = parts if geometry["type"] == "MultiPolygon" else [parts]
            rings[feature["properties"]["share"]] = [points_of(polygon[0]) for polygon in polygons]
    return rings
