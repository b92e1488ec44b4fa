"""The probability of a rare event, as ``tail.json`` holds it beside its store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self, TypedDict, cast

from pydantic import Field

from sim.campaign.analysis.figures import TailFigures
from sim.formats.json_text import write_json
from sim.report.results.provenance import Provenance, read_manifest, stamp_of, write_manifest
from sim.report.results.reading import read_content
from sim.report.results.shape import Colour, Count, Line, Name, Number, Shape, Share

TAIL = "tail.json"


class TailPlan(TailFigures):
    """The answer about one plan."""

    label: str
    depends_on: str
    colour: str | None
    scenario_sha256: str


TailAnswers = TypedDict(
    "TailAnswers",
    {
        "event": str,
        "unit": str,
        "runs": int,
        "samples": int,
        "seed": int,
        "from": str,
        "version": str,
        "plans": dict[str, TailPlan],
    },
)
"""Form of ``tail.json``; `samples` are the flights of a level."""


class _Interval(Shape):
    estimate: Share
    low: Share
    high: Share
    confidence: Share


class _Curve(Shape):
    severity: list[Number]
    probability: list[Share]


class _Plan(Shape):
    label: Line
    depends_on: Line = ""
    colour: Colour | None = None
    scenario_sha256: Line
    probability: _Interval
    runs: Count
    stuck: Count
    flights: Count
    plain_flights: Number | None
    ancestors: Count
    acceptance: Share | None
    curve: list[_Curve]
    leads_there: dict[str, Number]


class _Answers(Shape):
    event: Line
    unit: Line
    runs: Count
    samples: Count
    seed: Count
    version: Line
    plans: Annotated[dict[Name, _Plan], Field(min_length=1, max_length=100)]


@dataclass(frozen=True)
class TailPart:
    """One plan of a result, as figures name it."""

    name: str
    answer: TailPlan
    version: str

    @property
    def summary(self) -> Mapping[str, Any]:
        """Title and colour, as figures look for them."""
        return {"colour": self.answer["colour"]}

    @property
    def label(self) -> str:
        """Short name for legends."""
        return self.answer["label"]

    @property
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        return self.answer["depends_on"]

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        return stamp_of(self.name, self.answer["scenario_sha256"], self.version)


@dataclass(frozen=True, kw_only=True)
class TailResult:
    """A finished search: its store, and the content of ``tail.json`` and ``manifest.json``."""

    folder: Path
    answers: TailAnswers
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)

    @property
    def plans(self) -> tuple[TailPart, ...]:
        """Plans in the order given."""
        version = self.answers["version"]
        return tuple(TailPart(name, each, version) for name, each in self.answers["plans"].items())

    def write(self) -> None:
        """Write answers and manifest beside the store."""
        write_json(self.folder / TAIL, self.answers)
        write_manifest(self.folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a search that was flown to its end.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        ResultsError
            If a file is missing or damaged.
        """
        manifest = read_manifest(folder)
        answers = cast("TailAnswers", read_content(folder / TAIL, _Answers))
        return cls(folder=folder, answers=answers, manifest=manifest)
