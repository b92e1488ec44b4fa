"""What a plan and a campaign answer."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from astropy.table import QTable

from sim.api.table import quantities, split
from sim.formats.json_text import read_json
from sim.formats.parquet import read_table
from sim.planning.failures.impact_map import FailureMap
from sim.scenario.schema.scenario import Scenario


@dataclass(frozen=True)
class PlanAnswer:
    """Burns that were found, or why there are none.

    Attributes
    ----------
    scenario
        With dated burns where the plan is feasible, else as it was.
    figures
        What ``plan.json`` holds: plain numbers, units in the names (docs/outputs.md).
    """

    scenario: Scenario = field(repr=False)
    figures: dict[str, Any] = field(repr=False)
    calendar_columns: dict[str, np.ndarray] | None = field(repr=False)
    failure_map: FailureMap | None = field(repr=False)

    @property
    def feasible(self) -> bool:
        """Whether every limit holds."""
        return bool(self.figures["feasible"])

    @property
    def reasons(self) -> list[str]:
        """Why it is not feasible, a sentence each with what would help."""
        return [f"{each['sentence']}; {each['remedy']}" for each in self.figures["findings"]]

    @cached_property
    def burns(self) -> list[dict[str, Any]]:
        """The burns in time order, figures as quantities and `Time`."""
        return quantities(self.figures["burns"])

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The figures as quantities and `Time`, names without units."""
        return quantities(self.figures)

    @cached_property
    def calendar(self) -> QTable | None:
        """The passes on which the burns could be, a row each; None where there are none."""
        return None if self.calendar_columns is None else _table(self.calendar_columns)

    @cached_property
    def failures(self) -> QTable | None:
        """What follows if the final burn stops early, a row for every case; None if not asked."""
        return None if self.failure_map is None else _table(self.failure_map.columns)


@dataclass(frozen=True)
class CampaignAnswer:
    """Probabilities with their intervals, and every sample.

    Attributes
    ----------
    folder
        The store.
    name
        Of the plan.
    figures
        What ``answers.json`` holds: plain numbers, units in the names (docs/campaigns.md).
    """

    folder: Path
    name: str
    figures: dict[str, Any] = field(repr=False)

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Arrays (n,) by name, a row for each sample, units in the names."""
        return read_table(self.folder / f"samples-{self.name}.parquet")

    @cached_property
    def samples(self) -> QTable:
        """The same as a table of quantities."""
        return _table(self.columns)


def read_answer(folder: Path, name: str) -> CampaignAnswer:
    """The answer in the store of a finished campaign."""
    return CampaignAnswer(folder, name, read_json(folder / "answers.json"))


def _table(columns: dict[str, np.ndarray]) -> QTable:
    """Columns as quantities; instants stay as they are."""
    made = QTable()
    for name, values in columns.items():
        stem, unit = split(name)
        made[stem if unit is not None else name] = values if unit is None else values * unit
    return made
