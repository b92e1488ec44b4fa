"""What something is worth: flights with it switched, less those without, pair by pair."""

from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from sim.campaign.analysis.bootstrap import half_span, times_drawn
from sim.campaign.analysis.events import find_events
from sim.campaign.analysis.figures import OptionalInterval, ShareDifferenceFigures
from sim.campaign.analysis.paired import PlanMeasure, compare_pairs, compare_shares
from sim.campaign.analysis.statistics import Interval

MEANS = ("delta_v_m_s", "propellant_used_kg", "margin_kg")
"""Columns whose mean difference is told."""
SCATTERS = ("reference_along_km", "centre_km")
"""Columns whose scatter is told: the first that the flights have."""
RESAMPLES = 1000


class ValueFigures(TypedDict):
    """Flights with something switched, less those without.

    `scatter_of` is the column of whose middle 68 % `scatter` is half of the span with the switch,
    and `scatter_change` by how much it is larger; `means` are mean differences by column, and
    `events` differences of shares.
    """

    scatter_of: str | None
    scatter: OptionalInterval | None
    scatter_change: OptionalInterval | None
    means: dict[str, OptionalInterval]
    events: dict[str, ShareDifferenceFigures]


class SwitchFigures(TypedDict):
    """A switch in words, and what it does to each plan that it changes."""

    meaning: str
    plans: dict[str, ValueFigures]


class ValueAnswers(TypedDict):
    """Form of ``value.json``."""

    samples: int
    version: str
    labels: dict[str, str]
    switches: dict[str, SwitchFigures]


def compare_switched(
    base: Mapping[str, np.ndarray], switched: Mapping[str, np.ndarray], confidence: float = 0.95
) -> ValueFigures:
    """Compare the samples of one plan with something switched and without.

    Parameters
    ----------
    base, switched
        Columns of the same samples, in the same order.
    confidence
        Of all intervals.
    """
    column = next((name for name in SCATTERS if name in base and name in switched), None)
    scatter = change = None
    if column is not None:
        scatter, change = _scatters(base[column], switched[column], base["weight"], confidence)
    events, others = find_events(base), find_events(switched)
    return {
        "scatter_of": column,
        "scatter": None if scatter is None else {**scatter.figures()},
        "scatter_change": None if change is None else {**change.figures()},
        "means": {
            name: {
                **compare_pairs(
                    PlanMeasure(switched["sample"], switched[name], switched["weight"]),
                    PlanMeasure(base["sample"], base[name], base["weight"]),
                    confidence=confidence,
                ).difference.figures()
            }
            for name in MEANS
            if name in base and name in switched
        },
        "events": {
            name: {
                "meaning": words,
                **compare_shares(others[name][1], happened, base["weight"], confidence).figures(),
            }
            for name, (words, happened) in events.items()
            if name in others
        },
    }


def _scatters(
    base: np.ndarray, switched: np.ndarray, weight: np.ndarray, confidence: float
) -> tuple[Interval | None, Interval | None]:
    """Scatter with the switch, and how much larger it is, from resamples of pairs."""
    there = np.isfinite(base) & np.isfinite(switched)
    if there.sum() < 2:
        return None, None
    a, b, w = base[there], switched[there], weight[there]
    counts = w * times_drawn(np.random.default_rng(0), RESAMPLES, int(there.sum()))
    spread, other = half_span(b, counts), half_span(a, counts)
    ends = [0.5 * (1.0 - confidence), 0.5 * (1.0 + confidence)]
    middle, before = (float(half_span(x, w[None, :])[0]) for x in (b, a))
    low, high = np.quantile(spread, ends)
    least, most = np.quantile(spread - other, ends)
    return (
        Interval(middle, float(low), float(high), confidence),
        Interval(middle - before, float(least), float(most), confidence),
    )
