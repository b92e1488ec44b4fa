"""What a plan and a campaign answer."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from astropy.table import QTable

from sim.api.convert import columns_of_rows, columns_to_pandas, columns_to_qtable, columns_to_xarray
from sim.api.table import quantities, split
from sim.report.results.campaign import CampaignResult
from sim.report.results.contents import CampaignFigures, PlanAnswerFigures
from sim.report.results.plan import PlanResult
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset


@dataclass(frozen=True, repr=False)
class PlanAnswer:
    """Burns that were found, or why there are none.

    Attributes
    ----------
    scenario
        With dated burns where the plan is feasible, else as it was.
    result
        Everything that goes into the files of `iss-deorbit plan`.
    """

    scenario: Scenario = field(repr=False)
    result: PlanResult = field(repr=False)

    def __repr__(self) -> str:
        """Name, and whether the plan is feasible."""
        words = "feasible" if self.feasible else "not feasible"
        return f"<PlanAnswer of {self.result.name}: {words}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: results in sentences, burns."""
        from sim.api.notebook import plan_html

        return plan_html(self.result)

    @property
    def figures(self) -> PlanAnswerFigures:
        """What ``plan.json`` holds: plain numbers, units in the names (docs/outputs.md)."""
        return self.result.answer

    @property
    def feasible(self) -> bool:
        """Whether every limit holds."""
        return self.result.feasible

    @property
    def reasons(self) -> list[str]:
        """Why it is not feasible, a sentence each with what would help."""
        return self.result.reasons

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
        return None if self.result.calendar is None else _table(self.result.calendar)

    def to_qtable(self) -> QTable:
        """The burns as an astropy table of quantities, a row each.

        Examples
        --------
        >>> import sim
        >>> answer = sim.load("short_plan.yaml").plan(failures=False)
        >>> answer.to_qtable()["duration"].unit, answer.to_xarray()["delta_v_m_s"].attrs
        (Unit("s"), {'units': 'm/s'})
        >>> answer.to_pandas().index.tolist()
        ['burn_1', 'burn_2', 'final_burn']
        """
        return columns_to_qtable(self._burn_columns)

    def to_pandas(self) -> "DataFrame":
        """The burns as a pandas table, units in the names and in ``attrs["units"]``."""
        return columns_to_pandas(self._burn_columns, index="name")

    def to_xarray(self) -> "Dataset":
        """The burns as an xarray set over their names, units as attributes."""
        return columns_to_xarray(self._burn_columns, over="name")

    @property
    def _burn_columns(self) -> dict[str, np.ndarray]:
        """Figures of the burns, a row each; no burns, no columns."""
        burns = self.figures["burns"]
        return columns_of_rows([{**burn} for burn in burns])

    @cached_property
    def failures(self) -> QTable | None:
        """What follows if the final burn fails, a row for every failure; None if not asked."""
        return None if self.result.failures is None else _table(self.result.failures)


@dataclass(frozen=True)
class CampaignAnswer:
    """Probabilities with their intervals, and every sample.

    Attributes
    ----------
    result
        Answers and store.
    name
        Of the plan.
    """

    result: CampaignResult = field(repr=False)
    name: str

    def _repr_html_(self) -> str:
        """What a notebook shows: results in sentences."""
        from sim.api.notebook import campaign_html

        return campaign_html(self.result)

    @property
    def folder(self) -> Path:
        """The store."""
        return self.result.folder

    @property
    def figures(self) -> CampaignFigures:
        """What ``answers.json`` holds: plain numbers, units in the names (docs/campaigns.md)."""
        return self.result.answers

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Arrays (n,) by name, a row for each sample, units in the names."""
        return self.result.columns(self.name)

    @cached_property
    def samples(self) -> QTable:
        """The same as a table of quantities."""
        return _table(self.columns)

    def to_qtable(self) -> QTable:
        """The samples as an astropy table of quantities.

        Examples
        --------
        >>> import sim
        >>> air = {"normal": {"sigma": 0.1}, "assumption": "made up"}
        >>> descent = sim.load("descent.yaml", {"campaign.dispersions.density_bias_low": air})
        >>> many = descent.campaign("runs/tables", samples=4, begin="start")
        >>> many.to_qtable()["impact_latitude"].unit, many.to_xarray()["margin_kg"].attrs
        (Unit("deg"), {'units': 'kg'})
        >>> many.to_pandas().index.tolist()
        [0, 1, 2, 3]
        """
        return columns_to_qtable(self.columns)

    def to_pandas(self) -> "DataFrame":
        """The samples as a pandas table, units in the names and in ``attrs["units"]``."""
        return columns_to_pandas(self.columns, index="sample")

    def to_xarray(self) -> "Dataset":
        """The samples as an xarray set over their numbers, units as attributes."""
        return columns_to_xarray(self.columns, over="sample")


def _table(columns: dict[str, np.ndarray]) -> QTable:
    """Columns as quantities; instants stay as they are."""
    table = QTable()
    for name, values in columns.items():
        stem, unit = split(name)
        table[stem if unit is not None else name] = values if unit is None else values * unit
    return table
