"""A campaign as the files of its folder hold it: what its figures are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table

Columns = dict[str, np.ndarray]

MOST_FRAGMENTS = 6000
"""Of a plan, that are shown; from the first chunks on."""


@dataclass(frozen=True)
class PlanOutcome:
    """One plan: facts about it, its answers, its samples, and places of some of its fragments
    (longitude and latitude in deg, shape (k, 2)) that come down.
    """

    facts: Mapping[str, Any]
    answer: Mapping[str, Any]
    samples: Columns
    fragments: np.ndarray

    @property
    def summary(self) -> Mapping[str, Any]:
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
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        digest = str(self.facts["scenario_sha256"])[:12]
        return f"{self.name} {digest} · iss-deorbit {self.facts['version']}"


@dataclass(frozen=True)
class CampaignResult:
    """Plans in the order given, how many samples each has, and their differences."""

    plans: tuple[PlanOutcome, ...]
    samples: int
    differences: tuple[Mapping[str, Any], ...]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit campaign` wrote to its end.

        Raises
        ------
        OSError, ValueError
            If a file is missing or damaged.
        """
        answers = read_json(folder / "answers.json")
        facts = answers["campaign"]
        plans = []
        for plan in facts["plans"]:
            name = plan["name"]
            samples = read_table(folder / f"samples-{name}.parquet")
            if "heel_km" in samples:
                samples["length_km"] = samples["toe_km"] - samples["heel_km"]
            shards = [
                folder / "shards" / f"fragments-{name}-{chunk:06d}.parquet"
                for chunk in range(facts["chunks"])
            ]
            plans.append(
                PlanOutcome(
                    facts={**plan, "version": facts["version"]},
                    answer=answers["plans"][name],
                    samples=samples,
                    fragments=_places(shards),
                )
            )
        return cls(
            plans=tuple(plans),
            samples=answers["samples"],
            differences=tuple(answers["differences"]),
        )


def _places(shards: list[Path]) -> np.ndarray:
    """Longitude and latitude of some fragments over the energy threshold."""
    parts, count = [np.zeros((0, 2))], 0
    for shard in shards:
        table = read_table(shard)
        down = table["landed"] & (table["energy_j"] > 15.0)
        parts.append(np.column_stack([table["longitude_deg"][down], table["latitude_deg"][down]]))
        count += int(down.sum())
        if count > 4 * MOST_FRAGMENTS:
            break
    points = np.concatenate(parts)
    step = max(1, len(points) // MOST_FRAGMENTS)
    return points[::step]
