"""The deorbit nobody planned, asked from Python."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from astropy.table import QTable

from sim.api.convert import columns_to_qtable
from sim.api.table import quantities
from sim.frames.epoch import DAY
from sim.report.results.contingency import ContingencyResult
from sim.report.results.run import RunResult

if TYPE_CHECKING:
    from sim.api.flight import Flight
    from sim.workflow.progress import OnProgress


@dataclass(frozen=True, repr=False)
class ContingencyAnswer:
    """What becomes of the station, and what ships can do.

    Attributes
    ----------
    result
        Everything that goes into the files of `iss-deorbit contingency`.
    """

    result: ContingencyResult = field(repr=False)
    deorbit_run: RunResult | None = field(repr=False)
    uncontrolled_run: RunResult = field(repr=False)

    def __repr__(self) -> str:
        """The first sentence."""
        from sim.report.contingency.words import headline

        return f"<ContingencyAnswer: {headline(self.figures)}>"

    @property
    def figures(self) -> dict[str, Any]:
        """What ``contingency.json`` holds: plain numbers, units in the names (docs/outputs.md)."""
        return self.result.answer

    @property
    def sentences(self) -> list[str]:
        """The answer in sentences."""
        from sim.report.contingency.words import sentences

        return list(sentences(self.figures))

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The figures as quantities and `Time`, names without units."""
        return quantities(self.figures)

    @cached_property
    def exposure(self) -> QTable:
        """A row for each day on which control may be lost and each percentile of solar activity."""
        return columns_to_qtable(self.result.exposure)

    @property
    def deorbit(self) -> "Flight | None":
        """The earliest controlled entry as flown; None where there is none."""
        from sim.api.flight import Flight

        return None if self.deorbit_run is None else Flight(self.deorbit_run)

    @property
    def uncontrolled(self) -> "Flight":
        """The last day without control, with its break-up."""
        from sim.api.flight import Flight

        return Flight(self.uncontrolled_run)


def contingency(
    date: str = "2026-12-01",
    ships: int = 2,
    *,
    after: float | None = None,
    control: bool = True,
    scenario: str | os.PathLike[str] = "contingency",
    changes: Mapping[str, Any] | None = None,
    on_progress: "OnProgress | None" = None,
) -> ContingencyAnswer:
    """What if the station had to come down now, without deorbit vehicle and crew.

    Parameters
    ----------
    date
        The day, UTC, ``"2026-12-01"``.
    ships
        How many ships can come, 0 to 8.
    after
        Days until the first of them docks; by default as the scenario says.
    control
        Whether the attitude is under control.
    scenario, changes
        Scenario with a `contingency`, and values laid over it; see `sim.load`.
    on_progress
        See `sim.api.descent.Descent.fly`.

    Returns
    -------
    ContingencyAnswer
        Figures, sentences, exposure by date, and the flights.

    Raises
    ------
    ValueError
        If the scenario knows nothing of that day, or the number of ships can't be.

    Examples
    --------
    >>> import sim  # an answer takes a minute or a few; what can't be is told at once
    >>> sim.contingency("2026-12-01", ships=9)
    Traceback (most recent call last):
    sim.errors.InputError: --ships 9: allowed are 0 to 8
    """
    from sim.api.progress_bar import progress_of
    from sim.scenario.reading.shipped import scenario_file
    from sim.workflow.contingency.study import Question
    from sim.workflow.contingency.write import answer_contingency

    question = Question(
        date=date, ships=ships, after=None if after is None else after * DAY, control=control
    )
    study, result = answer_contingency(
        Path(scenario_file(scenario)),
        dict(changes or {}),
        question,
        f"sim.contingency({date!r}, {ships})",
        progress_of(on_progress),
    )
    return ContingencyAnswer(result, study.deorbit, study.uncontrolled)
