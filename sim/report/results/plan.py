"""A plan: what its files hold, and what every table and figure of it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self, cast

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.formats.json_text import write_json
from sim.formats.parquet import write_table
from sim.report.results.contents import PlanAnswerFigures
from sim.report.results.failures import nominal_track, read_failures, write_failures
from sim.report.results.provenance import Provenance, read_manifest, stamp_of, write_manifest
from sim.report.results.reading import ResultFolder, read_content

Columns = dict[str, np.ndarray]

KINDS = {
    "calendar": {
        "leg": "U",
        "final_burn_utc": "M",
        "can_meet_aim": "b",
        **dict.fromkeys(
            ("east_of_aim_deg", "backup_1_east_of_aim_deg", "backup_2_east_of_aim_deg"), "fi"
        ),
    },
    "control": {
        "attitude": "U",
        **dict.fromkeys(("altitude_km", "torque_n_m", "torque_low_n_m", "torque_high_n_m"), "fi"),
    },
    "perigee_and_thrust": {
        "sweep": "U",
        **dict.fromkeys(("nominal", "feasible"), "b"),
        **dict.fromkeys(
            (
                "final_perigee_km",
                "thrust_factor",
                "length_95_km",
                "length_99_km",
                "clearance_over_limit",
            ),
            "fi",
        ),
    },
    "lowering": {"course": "U", "percentile": "fi", "utc": "M", "altitude_km": "fi"},
}
"""Kinds of NumPy types of the columns that are used, by the stem of their file."""


@dataclass(frozen=True, kw_only=True)
class PlanResult:
    """A plan, as `docs/outputs.md` defines its files; None for what is not there.

    Attributes
    ----------
    answer
        ``plan.json``.
    scenario_yaml
        ``scenario.yaml``: with dated burns where the plan is feasible.
    manifest
        ``manifest.json``, or in memory what it is made of once it is written.
    calendar, torque, lowering, curves
        Columns of ``calendar.parquet``, ``control.parquet``, ``lowering.parquet`` and
        ``perigee_and_thrust.parquet``.
    failures, failure_features
        Columns of ``failure_map.parquet``, content of ``failure_map.geojson``.
    """

    answer: PlanAnswerFigures
    scenario_yaml: str = ""
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)
    calendar: Columns | None = None
    torque: Columns | None = None
    lowering: Columns | None = None
    curves: Columns | None = None
    failures: Columns | None = None
    failure_features: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.answer["scenario"])

    @property
    def label(self) -> str:
        """Short name, for headings."""
        return str(self.answer.get("label") or self.answer["scenario"])

    @property
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        return str(self.answer.get("depends_on") or "")

    @property
    def feasible(self) -> bool:
        """Whether every limit is satisfied."""
        return bool(self.answer["feasible"])

    @property
    def reasons(self) -> list[str]:
        """Why it is not feasible, a sentence each with what would help."""
        return [f"{each['sentence']}; {each['remedy']}" for each in self.answer["findings"]]

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        facts = self.answer
        return stamp_of(self.name, facts.get("scenario_sha256", ""), facts.get("version", ""))

    @cached_property
    def track(self) -> np.ndarray | None:
        """Ground track as planned, longitude and latitude in deg, shape (k, 2), from the ignition
        of the final burn on.
        """
        return nominal_track(self.failure_features)

    def write(self, folder: Path) -> None:
        """Write every file but figures and page into a folder that exists."""
        facts = {
            name: str(self.answer[name]) for name in ("scenario", "scenario_sha256", "version")
        }
        write_json(folder / "plan.json", self.answer)
        write_whole_text(folder / "scenario.yaml", self.scenario_yaml)
        for name, columns in (
            ("calendar", self.calendar),
            ("control", self.torque),
            ("lowering", self.lowering),
            ("perigee_and_thrust", self.curves),
        ):
            if columns is not None:
                write_table(folder / f"{name}.parquet", columns, facts)
        if self.failures is not None and self.failure_features is not None:
            write_failures(folder, self.failures, self.failure_features, facts)
        write_manifest(folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit plan` wrote.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        ResultsError
            If a file is missing or damaged.
        """
        from sim.report.results.plan_shape import PlanAnswer  # for readers alone

        manifest, files = read_manifest(folder), ResultFolder(folder)
        tables = {name: files.columns(f"{name}.parquet", kinds) for name, kinds in KINDS.items()}
        failures, failure_features = read_failures(folder)
        return cls(
            answer=cast("PlanAnswerFigures", read_content(folder / "plan.json", PlanAnswer)),
            scenario_yaml=files.text("scenario.yaml") or "",
            manifest=manifest,
            calendar=tables["calendar"],
            torque=tables["control"],
            lowering=tables["lowering"],
            curves=tables["perigee_and_thrust"],
            failures=failures,
            failure_features=failure_features,
        )
