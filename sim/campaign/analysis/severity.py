"""How near a flight came to an event: what leads a search for rare ones to them.

A number that is 0 or more where the event happened and grows towards it. Whether it happened is
decided by `sim.campaign.analysis.events.find_events`, or by a column and a bound; a flight that
could not be flown counts as one in which it did.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.campaign.analysis.events import find_events
from sim.campaign.error import InvalidParameterError
from sim.campaign.run.debris import DEBRIS_FIGURES, LAND_COLUMNS
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.sample import DESCENT_FIGURES, FLIGHT_FIGURES

Columns = Mapping[str, np.ndarray]

SMALLEST = 1e-9
"""Distance from 0 of flights whose nearness and event contradict each other by rounding."""


def _land(columns: Columns, experiment: Experiment) -> np.ndarray:
    """Kilometres by which the debris comes nearer to a class of land than allowed."""
    limits = experiment.limits
    allowed = (limits.foreign_land, limits.us_land, limits.permanent_ice)
    short = [m / 1e3 - columns[name] for m, name in zip(allowed, LAND_COLUMNS, strict=True)]
    return np.max(short, axis=0)


def _corridor(columns: Columns, experiment: Experiment) -> np.ndarray:
    """Kilometres by which debris passes an end of the corridor; across it, nothing leads there."""
    corridor = experiment.corridor
    half, centre = corridor.half_length / 1e3, corridor.centre / 1e3
    return np.maximum(columns["toe_km"] - centre, centre - columns["heel_km"]) - half


GUIDES: dict[str, Callable[[Columns, Experiment], np.ndarray]] = {
    "keep_out": _land,
    "outside_corridor": _corridor,
    "reserve_touched": lambda columns, experiment: -columns["margin_kg"],
    "no_entry": lambda columns, experiment: columns["entry_angle_deg"],
    "uncontrolled": lambda columns, experiment: columns["entry_angle_deg"],
}
"""Events of `find_events` that flights come nearer to by degrees, and by which figure."""

FIGURES = (
    *FLIGHT_FIGURES,
    *DESCENT_FIGURES,
    *DEBRIS_FIGURES,
    "known_miss_km",
    "reference_along_km",
    "reference_cross_km",
)
"""Columns of samples that an event may be made of."""

_BOUND = re.compile(r"(?P<column>\w+)(?P<side>[<>])(?P<value>[-+.\deE]+)")


@dataclass(frozen=True)
class RareEvent:
    """An event of a flight: a key of `GUIDES`, or a column of samples beyond a value.

    Attributes
    ----------
    name
        As it was given: ``keep_out``, ``margin_kg<500``.
    column, above, value
        Of the bound; without a column, `name` is the key.
    """

    name: str
    column: str = ""
    above: bool = True
    value: float = 0.0

    def severity(self, columns: Columns, experiment: Experiment) -> np.ndarray:
        """How near samples came to it, shape (n,).

        Raises
        ------
        InvalidParameterError
            If the samples of this plan have no such column.
        """
        if self.column:
            values = np.asarray(self._find(columns, self.column), dtype=float)
            beyond = values - self.value if self.above else self.value - values
            # beyond the value, not at it
            return _agreed(beyond, ~np.isfinite(values) | (beyond > 0.0))
        _, happened = self._find(find_events(dict(columns)), self.name)
        return _agreed(GUIDES[self.name](columns, experiment), happened)

    def _find(self, where: Mapping[str, Any], name: str) -> Any:
        if name not in where:
            problem = "is not known of these flights"
            raise InvalidParameterError(("event",), problem, name, ", ".join(where))
        return where[name]


def _agreed(nearness: np.ndarray, happened: np.ndarray) -> np.ndarray:
    """Nearness whose sign says whether it happened; infinite where a flight has none."""
    known = np.where(np.isfinite(nearness), nearness, np.where(happened, np.inf, -np.inf))
    return np.where(happened, np.maximum(known, 0.0), np.minimum(known, -SMALLEST))


def parse_event(text: str) -> RareEvent:
    """The event that ``keep_out`` or ``entry_angle_deg>-0.6`` stands for.

    Raises
    ------
    InvalidParameterError
        If there is no such event or column.
    """
    if text in GUIDES:
        return RareEvent(text)
    match = _BOUND.fullmatch(text)
    allowed = f"{', '.join(GUIDES)}; or COLUMN<VALUE, COLUMN>VALUE"
    if match is None:
        raise InvalidParameterError(("event",), "no such event", text, allowed)
    if match["column"] not in FIGURES:
        raise InvalidParameterError(
            ("event",), "no such column", match["column"], ", ".join(FIGURES)
        )
    try:
        value = float(match["value"])
    except ValueError:
        raise InvalidParameterError(
            ("event",), "is no number", match["value"], "a number"
        ) from None
    return RareEvent(text, match["column"], match["side"] == ">", value)
