"""A campaign: what the files of its store hold, and what every figure of it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self, cast

import numpy as np

from sim.campaign.analysis.figures import CampaignDebrisFigures, OutcomeFigures, PairFigures
from sim.data.whole_file import write_whole_text
from sim.formats.geojson import Feature, geojson_text, points, polygon
from sim.formats.json_text import write_json
from sim.report.results.contents import CampaignFigures, PlanFacts
from sim.report.results.provenance import Provenance, read_manifest, stamp_of, write_manifest
from sim.report.results.reading import ResultFolder, read_columns, read_content, read_text

Columns = dict[str, np.ndarray]

MOST_FRAGMENTS = 6000
"""Of a plan, that are shown; from the first chunks on."""
MOST_READ = 4 * MOST_FRAGMENTS
"""Those they are chosen from."""
SAMPLE_KINDS = {
    "sample": "iu",
    "weight": "fi",
    "status": "U",
    **dict.fromkeys(("end_time_s", "margin_kg", "propellant_used_kg", "delta_v_m_s"), "fi"),
}
FRAGMENT_KINDS = {
    "landed": "b",
    **dict.fromkeys(("energy_j", "latitude_deg", "longitude_deg"), "fi"),
}
DECISION_KINDS = {
    **dict.fromkeys(("sample", "attempt"), "iu"),
    **dict.fromkeys(("burn", "decision", "reason", "stopped"), "U"),
    "decided_at_s": "fi",
}
"""Kinds of NumPy types of the columns that are used."""


@dataclass(frozen=True, kw_only=True)
class PlanOutcome:
    """One plan: facts about it, the version that flew it, its answers, its samples, places of some
    of its fragments (longitude and latitude in deg, shape (k, 2)) that come down, and the decisions
    before its burns; no columns where none were taken.
    """

    facts: PlanFacts
    version: str
    answer: OutcomeFigures
    samples: Columns
    fragments: np.ndarray
    decisions: Columns = field(default_factory=dict)

    @property
    def summary(self) -> PlanFacts:
        """Title and colour, as the figures of single flights look for them."""
        return self.facts

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.facts["name"])

    @property
    def label(self) -> str:
        """Short name for legends."""
        return str(self.facts["label"])

    @property
    def debris(self) -> CampaignDebrisFigures:
        """Where and when the debris of all flights comes down.

        Raises
        ------
        ValueError
            If nothing comes down.
        """
        debris = self.answer["debris"]
        if debris is None:
            raise ValueError(f"no debris of {self.name} comes down")
        return debris

    @property
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        return str(self.facts.get("depends_on") or "")

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        return stamp_of(self.name, self.facts["scenario_sha256"], self.version)


@dataclass(frozen=True, kw_only=True)
class CampaignResult:
    """A finished campaign in its store.

    Attributes
    ----------
    folder
        The merged samples of each plan, and the shards of fragments, or as many as are shown.
    answers
        ``answers.json``.
    scenarios
        Resolved scenarios by name, with dated burns: ``<name>.yaml``.
    manifest
        ``manifest.json``, or in memory what it is made of once it is written.
    """

    folder: Path
    answers: CampaignFigures
    scenarios: Mapping[str, str] = field(default_factory=dict)
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)

    @property
    def samples(self) -> int:
        """Samples of each plan."""
        return int(self.answers["samples"])

    @property
    def differences(self) -> tuple[PairFigures, ...]:
        """What each plan differs from the first by, measure by measure."""
        return tuple(self.answers["differences"])

    @cached_property
    def plans(self) -> tuple[PlanOutcome, ...]:
        """Plans in the order given, with their samples; read from the store when first asked for.

        Raises
        ------
        ResultsError
            If a table is missing or damaged.
        """
        facts = self.answers["campaign"]
        outcomes = []
        for plan in facts["plans"]:
            name = plan["name"]
            shards = [
                self.folder / "shards" / f"fragments-{name}-{chunk:06d}.parquet"
                for chunk in range(facts["chunks"])
            ]
            samples = self.columns(name)
            if "heel_km" in samples:
                samples["length_km"] = samples["toe_km"] - samples["heel_km"]
            outcomes.append(
                PlanOutcome(
                    facts=plan,
                    version=facts["version"],
                    answer=self.answers["plans"][name],
                    samples=samples,
                    fragments=_places(shards),
                    decisions=self.decisions(name),
                )
            )
        return tuple(outcomes)

    def columns(self, name: str) -> Columns:
        """Samples of a plan: arrays (n,) by name, units in the names."""
        return read_columns(self.folder / f"samples-{name}.parquet", SAMPLE_KINDS)

    def decisions(self, name: str) -> Columns:
        """Decisions before the burns of a plan, a row for each sample, burn and attempt; no columns
        where none were taken.
        """
        return ResultFolder(self.folder).columns(f"decisions-{name}.parquet", DECISION_KINDS) or {}

    def write(self) -> None:
        """Write answers, areas, scenarios and manifest beside the tables of the store."""
        for name, text in self.scenarios.items():
            write_whole_text(self.folder / f"{name}.yaml", text)
        write_whole_text(self.folder / "footprint.geojson", geojson_text(_features(self.answers)))
        write_json(self.folder / "answers.json", self.answers)
        write_manifest(self.folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a store of a campaign that was flown to its end.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        ResultsError
            If a file is missing or damaged.
        """
        from sim.report.results.campaign_shape import CampaignAnswers  # for readers alone

        manifest = read_manifest(folder)
        answers = cast("CampaignFigures", read_content(folder / "answers.json", CampaignAnswers))
        names = [plan["name"] for plan in answers["campaign"]["plans"]]
        return cls(
            folder=folder,
            answers=answers,
            scenarios={name: read_text(folder / f"{name}.yaml") for name in names},
            manifest=manifest,
        )


def _features(answers: CampaignFigures) -> list[Feature]:
    """Areas that hold given shares of all fragments of each plan, and the aim points."""
    features = []
    for name, plan in answers["plans"].items():
        if plan["debris"] is None:
            continue
        for contour in plan["debris"]["contours"]:
            properties = {"kind": "contour", "scenario": name, "share": contour["share"]}
            features.append(polygon(contour["latitude_deg"], contour["longitude_deg"], properties))
        aim = plan["debris"]["aim"]
        properties = {"kind": "aim", "scenario": name}
        features += points([aim["latitude_deg"]], [aim["longitude_deg"]], [properties])
    return features


def come_down(fragments: Columns) -> np.ndarray:
    """Which fragments reach the ground over the energy threshold, shape (n,)."""
    return fragments["landed"] & (fragments["energy_j"] > 15.0)


def _places(shards: list[Path]) -> np.ndarray:
    """Longitude and latitude of some fragments over the energy threshold."""
    parts, count = [np.zeros((0, 2))], 0
    for shard in shards:
        table = read_columns(shard, FRAGMENT_KINDS)
        down = come_down(table)
        parts.append(np.column_stack([table["longitude_deg"][down], table["latitude_deg"][down]]))
        count += int(down.sum())
        if count > MOST_READ:
            break
    points = np.concatenate(parts)
    step = max(1, len(points) // MOST_FRAGMENTS)
    return points[::step]
