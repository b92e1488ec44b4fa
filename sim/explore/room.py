"""The decision room: what one stored sample of a campaign knew and decided, burn by burn.

Everything is read from the store; nothing is flown. What another decision would have led to is told
from the samples of the store that took it at the same go/no-go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.explore.server import Answer, Refused
from sim.frames.epoch import Epoch
from sim.operations.decisions.reasons import SENTENCES
from sim.report.results.campaign import CampaignResult, Columns
from sim.report.series.decisions import OUTCOMES, outcomes_of
from sim.report.text.names import human_name
from sim.scenario.load import load
from sim.scenario.start import start_of

ALL = "all"
FACTS = {
    "known_along_km": ("expected miss along the track", "km"),
    "known_across_km": ("expected miss across the track", "km"),
    "air_factor": ("air reckoned with, over the model", ""),
    "propellant_left_kg": ("propellant left", "kg"),
    "delta_v_planned_m_s": ("velocity change commanded", "m/s"),
    "delta_v_flown_m_s": ("velocity change flown", "m/s"),
}
"""Columns of the store that are told of a decision, in words."""
KNOWN = ("known_along_km", "known_across_km", "air_factor")
"""Those that were known before the burn; the others came after."""
REASONS = {reason.word: sentence for reason, sentence in SENTENCES.items()}


class NoDecisionsError(ValueError):
    """A campaign without decisions; says what makes some."""


@dataclass(frozen=True)
class RoomPlan:
    """A plan of a campaign that has decisions."""

    name: str
    label: str
    epoch: Epoch
    samples: Columns
    decisions: Columns
    outcomes: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, folder: Path, result: CampaignResult, name: str, label: str) -> "RoomPlan":
        """A plan as the store has it."""
        decisions = result.decisions(name)
        scenario = load(folder / f"{name}.yaml")
        return cls(
            name=name,
            label=label,
            epoch=Epoch.from_utc(start_of(scenario)),
            samples=result.columns(name),
            decisions=decisions,
            outcomes=outcomes_of(decisions) if decisions else np.zeros(0, dtype=np.str_),
        )

    def kinds(self) -> dict[str, list[int]]:
        """Numbers of samples by what became of them, and those with a decision against a burn."""
        numbers = self.samples["sample"]
        found: dict[str, list[int]] = {ALL: numbers.tolist()}
        ends = self.samples.get("outcome")
        if ends is not None:
            for end in dict.fromkeys(ends.tolist()):
                found[str(end)] = numbers[ends == end].tolist()
        for name, words in OUTCOMES.items():
            hit = np.unique(self.decisions["sample"][self.outcomes == name]).tolist()
            if hit and name != "go":
                found[f"a burn {words}"] = hit
        return found

    def rows(self, sample: int) -> np.ndarray:
        """Rows of the decisions of a sample, in time."""
        rows = np.flatnonzero(self.decisions["sample"] == sample)
        return rows[np.argsort(self.decisions["decided_at_s"][rows], kind="stable")]

    def replay(self, sample: int) -> dict[str, Any]:
        """A sample as the page shows it.

        Raises
        ------
        Refused
            If the store has no such sample.
        """
        here = np.flatnonzero(self.samples["sample"] == sample)
        if not len(here):
            numbers = self.samples["sample"]
            words = f"no sample {sample}; the store has {numbers.min()} to {numbers.max()}"
            raise Refused({"problems": {"sample": words}})
        row = {name: column[here[0]] for name, column in self.samples.items()}
        steps = [self._step(k) for k in self.rows(sample)]
        return {
            "sample": sample,
            "outcome": str(row.get("outcome", row["status"])),
            "reason": str(row.get("outcome_reason", "")),
            "end_utc": self._utc(float(row["end_time_s"])),
            "end_s": _plain(row["end_time_s"]),
            "impact": [_plain(row.get(f"impact_{n}_deg")) for n in ("latitude", "longitude")],
            "steps": steps,
        }

    def _step(self, k: int) -> dict[str, Any]:
        table = self.decisions
        burn, attempt = str(table["burn"][k]), int(table["attempt"][k])
        reason = str(table["reason"][k])
        facts = [
            {"name": name, "words": words, "unit": unit, "value": _plain(table[name][k]),
             "known": name in KNOWN}
            for name, (words, unit) in FACTS.items()
            if name in table
        ]  # fmt: skip
        ignition = float(table["ignition_s"][k]) if "ignition_s" in table else np.nan
        return {
            "burn": human_name(burn),
            "attempt": attempt,
            "decided_s": float(table["decided_at_s"][k]),
            "decided_utc": self._utc(float(table["decided_at_s"][k])),
            "decision": str(table["decision"][k]),
            "reason": REASONS.get(reason, reason),
            "outcome": OUTCOMES[str(self.outcomes[k])],
            "ignition_s": _plain(ignition),
            "ignition_utc": self._utc(ignition),
            "facts": facts,
            "others": self._others(burn, attempt, str(table["decision"][k])),
        }

    def _others(self, burn: str, attempt: int, decision: str) -> list[str]:
        """What the other decisions at a go/no-go led to in this store, in sentences."""
        table, ends = self.decisions, self.samples.get("outcome")
        if ends is None:
            return []
        at = (table["burn"] == burn) & (table["attempt"] == attempt)
        sentences = []
        for other in dict.fromkeys(table["decision"][at].tolist()):
            if other == decision:
                continue
            hit = np.isin(
                self.samples["sample"], table["sample"][at & (table["decision"] == other)]
            )
            counts = {str(end): int((ends[hit] == end).sum()) for end in np.unique(ends[hit])}
            told = ", ".join(f"{count:,} {end.replace('_', ' ')}" for end, count in counts.items())
            many = int(hit.sum())
            samples = "1 sample" if many == 1 else f"{many:,} samples"
            sentences.append(f"{other}, in {samples}: {told}")
        return sentences

    def _utc(self, seconds: float) -> str | None:
        return self.epoch.utc_iso(seconds, 0) if np.isfinite(seconds) else None


def _plain(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


class Room:
    """Answers what the page of the decision room asks."""

    def __init__(self, folder: Path) -> None:
        result = CampaignResult.read(folder)
        plans = result.answers["campaign"]["plans"]
        found = [RoomPlan.of(folder, result, p["name"], str(p["label"])) for p in plans]
        self.plans = [plan for plan in found if len(plan.decisions.get("sample", ()))]
        if not self.plans:
            raise NoDecisionsError(
                f"{folder}: no decisions were taken in this campaign; one whose burns are planned "
                "again has some: `iss-deorbit campaign SCENARIO --guidance replan`"
            )

    def ask(self, what: str, content: Mapping[str, Any]) -> Answer:
        """Answer a request of the page; raises `Refused`."""
        if what == "room":
            return {
                "plans": [
                    {"name": plan.name, "label": plan.label, "kinds": plan.kinds()}
                    for plan in self.plans
                ]
            }
        if what != "sample":
            raise Refused({"error": "nothing answers that"}, 404)
        which = content.get("plan")
        if not isinstance(which, int) or not 0 <= which < len(self.plans):
            raise Refused({"error": "no such plan"}, 400)
        given = str(content.get("sample", "")).strip()
        if not given.isdecimal() or len(given) > 12:
            words = f"{given[:40]!r} is no number of a sample; allowed: 0 and up"
            raise Refused({"problems": {"sample": words}})
        return self.plans[which].replay(int(given))
