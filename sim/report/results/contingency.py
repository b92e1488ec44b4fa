"""A contingency: what ``contingency.json``, ``exposure.csv`` and the folder of the planned deorbit
hold; keys are defined in `docs/outputs.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field

from sim.data.whole_file import write_whole_text
from sim.formats.csv_text import csv_text
from sim.formats.json_text import write_json
from sim.formats.parquet import write_table
from sim.report.results.provenance import Provenance, read_manifest, stamp_of, write_manifest
from sim.report.results.reading import read_columns, read_content
from sim.report.results.risk_shape import Span
from sim.report.results.shape import (
    Count,
    Date,
    Distance,
    Heading,
    Latitude,
    Line,
    Longitude,
    Number,
    Shape,
    Text,
)

FILE = "contingency.json"
Rows = Field(max_length=500)
KINDS = {
    "lost_utc": "M",
    "percentile": "fi",
    "altitude_km": "fi",
    "end_utc": "M",
    "months": "fi",
    **dict.fromkeys(("casualties_low", "casualties_likely", "casualties_high"), "fi"),
}
"""Kinds of NumPy types of the columns of ``exposure.parquet``."""
COURSE_KINDS = {"attitude": "U", "percentile": "fi", "utc": "M", "altitude_km": "fi"}
"""The same of ``descent.parquet``."""


class Asked(Shape):
    """The question."""

    date_utc: Date
    ships: Count
    first_ship_days: Number
    control: bool


class End(Shape):
    """When it comes down by itself, and the expected casualties."""

    percentile: Number
    utc: Date
    months: Number
    expected_casualties: Span


class Alone(Shape):
    """Ends in one attitude."""

    attitude: Line
    controlled: bool
    ballistic_kg_m2: Number
    ends: Annotated[list[End], Rows]


class Tank(Shape):
    """Propellant in a tank."""

    tank: Line
    kg: Number


class Station(Shape):
    """The station on the day."""

    altitude_km: Distance
    mass_kg: Number
    docked: Annotated[list[Line], Rows]
    propellant: Annotated[list[Tank], Rows]


class WayFigures(Shape):
    """The best burns of a number of ships from an altitude."""

    name: Line
    ships: Count
    height_km: Distance
    feasible: bool
    margin_kg: Number | None
    propellant_kg: Number | None
    delta_v_m_s: Number | None
    perigee_reached_km: Number | None
    fails: Line


class CorridorFigures(Shape):
    """From the last ignition to the entry through thin, usual and dense air, and the stretch of
    ground between the ends; None where one does not come down within days.
    """

    air: Annotated[list[Number], Rows]
    minutes_to_entry: Annotated[list[Number | None], Rows]
    stretch_km: Number | None
    flight_path_angle_deg: Number | None


class EarliestFigures(Shape):
    """The earliest burns of a number of ships under a percentile; no date where there are none."""

    ships: Count
    attitude: Line
    percentile: Number
    begin_utc: Date | None
    months: Number | None
    height_km: Distance | None
    used: Count | None
    pushing: Count | None
    last_order_utc: Date | None


class Source(Shape):
    """What a tank had when the descent of the plan began, and gave."""

    tank: Line
    start_kg: Number
    used_kg: Number


class Deorbit(Shape):
    """The earliest controlled entry, planned and flown."""

    ships: Count
    attitude: Line
    height_km: Distance
    used: Count
    pushing: Count
    keeps_distances: bool
    entry_utc: Date
    flight_path_angle_deg: Number
    latitude_deg: Latitude
    longitude_deg: Longitude
    ocean: Line
    length_95_km: Number
    land: Line
    least_km: Distance | None
    limit_km: Distance
    delta_v_m_s: Number
    propellant_kg: Number
    sources: Annotated[list[Source], Rows]
    as_planned: Span
    with_failures: Span
    limit: Number


class Assumption(Shape):
    """A number the answer rests on, with its range in words."""

    key: Line
    value: Line
    words: Text


class Contingency(Heading):
    """``contingency.json``."""

    asked: Asked
    station: Station
    casualty_area_m2: Span
    alone: Annotated[list[Alone], Field(min_length=1, max_length=20)]
    searched: Annotated[list[WayFigures], Rows]
    rests_on: Line | None
    needed: Count | None
    corridor: CorridorFigures | None
    ways: Annotated[list[WayFigures], Rows]
    earliest: Annotated[list[EarliestFigures], Rows]
    deorbit: Deorbit | None
    no_deorbit: Text
    assumptions: Annotated[list[Assumption], Rows]


@dataclass(frozen=True, kw_only=True)
class ContingencyResult:
    """The answer and its tables.

    Attributes
    ----------
    answer
        ``contingency.json``.
    exposure
        Columns of ``exposure.csv`` and ``exposure.parquet``: a row for each day and percentile.
    descent
        Columns of ``descent.parquet``: altitude by date from the day on, in every attitude under
        every percentile.
    words
        ``contingency.md``; empty when read.
    manifest
        ``manifest.json``, or in memory what it is made of once it is written.
    """

    answer: dict[str, Any]
    exposure: dict[str, np.ndarray]
    descent: dict[str, np.ndarray]
    words: str = ""
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Short name, for headings."""
        return str(self.answer.get("label") or self.answer["scenario"])

    @property
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        return str(self.answer.get("depends_on") or "")

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        facts = self.answer
        return stamp_of(
            facts["scenario"], facts.get("scenario_sha256", ""), facts.get("version", "")
        )

    def write(self, folder: Path) -> None:
        """Write the files into a folder that exists."""
        write_json(folder / FILE, self.answer)
        write_whole_text(folder / "exposure.csv", csv_text(self.exposure))
        write_table(folder / "exposure.parquet", self.exposure)
        write_table(folder / "descent.parquet", self.descent)
        write_whole_text(folder / "contingency.md", self.words)
        write_manifest(folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write` wrote.

        Raises
        ------
        ResultsError
            If a file is missing, damaged or not what it should be.
        """
        return cls(
            manifest=read_manifest(folder),
            answer=read_content(folder / FILE, Contingency),
            exposure=read_columns(folder / "exposure.parquet", KINDS),
            descent=read_columns(folder / "descent.parquet", COURSE_KINDS),
        )
