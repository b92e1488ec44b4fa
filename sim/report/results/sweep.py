"""A sweep as its files hold it: the table of points, and what was varied and noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypedDict, cast

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.formats.csv_text import csv_text
from sim.formats.json_text import write_json
from sim.formats.parquet import write_table
from sim.report.results.provenance import Provenance, read_manifest, stamp_of, write_manifest
from sim.report.results.reading import ResultFolder, ResultsError, read_columns, read_content
from sim.report.results.shape import Count, Line, Name, Number, Shape, Text

Columns = dict[str, np.ndarray]

ANSWER, POINTS = "sweep.json", "points.parquet"
GOOD = ("feasible", "flown")
"""Of `status`: points that count."""


class VariedFigures(TypedDict):
    """A key that was varied: its column in the table, and the range or values it had."""

    key: str
    column: str
    unit: str
    values: list[Any]
    is_range: bool


class MetricFigures(TypedDict):
    """A figure that was noted: over the points that count, its ends and the points there."""

    name: str
    words: str
    unit: str
    least: float | None
    most: float | None
    least_at: int | None
    most_at: int | None


class CauseFigures(TypedDict):
    """Why points do not count, how many, and the sentence of the first."""

    status: str
    cause: str
    points: int
    reason: str


class ParetoFigures(TypedDict):
    """Points that no other beats in both metrics, by the first."""

    metrics: list[str]
    senses: list[str]
    points: list[int]


class SweepFigures(TypedDict):
    """``sweep.json``."""

    scenario: str
    title: str
    label: str
    depends_on: str
    scenario_sha256: str
    version: str
    kind: str
    points: int
    varied: list[VariedFigures]
    metrics: list[MetricFigures]
    counts: dict[str, int]
    causes: list[CauseFigures]
    pareto: ParetoFigures | None


class _Varied(Shape):
    key: Line
    column: Line
    unit: Line
    values: list[Any]
    is_range: bool


class _Metric(Shape):
    name: Line
    words: Line
    unit: Line
    least: Number | None
    most: Number | None
    least_at: Count | None
    most_at: Count | None


class _Cause(Shape):
    status: Line
    cause: Line
    points: Count
    reason: Text


class _Pareto(Shape):
    metrics: list[Line]
    senses: list[Line]
    points: list[Count]


class _Answer(Shape):
    """Form of ``sweep.json``, for readers."""

    scenario: Name
    title: Line
    label: Line
    depends_on: Line
    scenario_sha256: Line
    version: Line
    kind: Line
    points: Count
    varied: list[_Varied]
    metrics: list[_Metric]
    counts: dict[str, int]
    causes: list[_Cause]
    pareto: _Pareto | None


@dataclass(frozen=True, kw_only=True)
class SweepResult:
    """A finished sweep.

    Attributes
    ----------
    answer
        ``sweep.json``.
    columns
        ``points.parquet``, a row for each point, units in the names: ``point``, what was varied,
        ``status``, ``cause``, ``reason``, metrics.
    scenario_yaml
        The scenario as it was before anything was varied.
    manifest
        ``manifest.json``, or in memory what it is made of once it is written.
    folder
        Where it is.
    """

    answer: SweepFigures
    columns: Columns
    scenario_yaml: str = ""
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)
    folder: Path = Path()

    @property
    def label(self) -> str:
        """Short name, for headings."""
        return self.answer["label"]

    @property
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        return self.answer["depends_on"]

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        answer = self.answer
        return stamp_of(answer["scenario"], answer["scenario_sha256"], answer["version"])

    @cached_property
    def counts(self) -> np.ndarray:
        """Which points count, shape (n,): those planned within their limits, or flown."""
        return np.isin(self.columns["status"], GOOD)

    @property
    def units(self) -> dict[str, str]:
        """Unit of each column that has one."""
        named = [(each["column"], each["unit"]) for each in self.answer["varied"]]
        named += [(each["name"], each["unit"]) for each in self.answer["metrics"]]
        return {name: unit for name, unit in named if unit}

    def write(self) -> None:
        """Write table, answer, scenario and manifest beside the store."""
        answer = self.answer
        facts = {name: str(answer[name]) for name in ("scenario", "scenario_sha256", "version")}
        write_table(self.folder / POINTS, self.columns, facts, self.units)
        write_whole_text(self.folder / "points.csv", csv_text(self.columns))
        write_whole_text(self.folder / "scenario.yaml", self.scenario_yaml)
        write_json(self.folder / ANSWER, answer)
        write_manifest(self.folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit sweep` wrote.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        ResultsError
            If a file is missing or damaged.
        """
        manifest = read_manifest(folder)
        answer = cast("SweepFigures", read_content(folder / ANSWER, _Answer))
        names = {"status": "U", "cause": "U", "reason": "U", "point": "i"}
        kinds = names | {each["column"]: "fU" for each in answer["varied"]}
        kinds |= {each["name"]: "fU" for each in answer["metrics"]}
        columns = read_columns(folder / POINTS, kinds)
        if len(columns["point"]) != answer["points"]:
            raise ResultsError(folder / POINTS, f"not the {answer['points']} points of {ANSWER}")
        return cls(
            answer=answer,
            columns=columns,
            scenario_yaml=ResultFolder(folder).text("scenario.yaml") or "",
            manifest=manifest,
            folder=folder,
        )
