"""Measures of a campaign: which vary, their histograms, and what drives their variance."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.campaign.analysis.figures import SobolFigures
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.series.ground_track import Window, mean_longitude, wrap_longitude

MEASURES = {
    "entry_angle_deg": "flight-path angle at the entry interface (deg)",
    "margin_kg": "propellant beyond the reserve (kg)",
    "length_km": "length of the footprint (km)",
    "reference_along_km": "reference piece beyond its aim (km)",
    "centre_km": "centre of the debris beyond the aim point (km)",
    "cross_km": "centre of the debris right of the track (km)",
    "casualty_area_m2": "casualty area (m²)",
    "end_time_s": "end of the flight (days from the median)",
    "propellant_used_kg": "propellant used (kg)",
    "delta_v_m_s": "velocity change of the burns (m/s)",
}
"""Measures whose distributions are shown, with the label of their axis."""

EXPLAINED = {
    "reference_along_km": "miss of the reference piece along the track",
    "length_km": "length of the footprint",
    "centre_km": "centre of the debris",
    "margin_kg": "propellant beyond the reserve",
    "entry_angle_deg": "entry angle",
    "casualty_area_m2": "casualty area",
    "end_time_s": "end of the flight",
    "propellant_used_kg": "propellant used",
}
"""Measures whose variance is traced to parameters."""

MOST_BINS = 40
SPARE = 4.0
"""deg around what is shown."""


class Distribution(NamedTuple):
    """One plan's values of a measure in ascending order, (n,), with the share of the samples that
    lie at or below each and in each bin, %.
    """

    values: np.ndarray
    cumulative: np.ndarray
    in_bins: np.ndarray

    @property
    def median(self) -> float:
        """Weighted median."""
        return float(self.values[np.searchsorted(self.cumulative, 0.5 * self.cumulative[-1])])


def varying_measures(plans: Sequence[PlanOutcome], most: int) -> list[str]:
    """The first `most` of `MEASURES` that vary."""
    return [name for name in MEASURES if measure_varies(plans, name)][:most]


def measure_varies(plans: Sequence[PlanOutcome], name: str) -> bool:
    """Whether a measure has values that differ; the end of a flight only where nothing enters."""
    if name == "end_time_s" and any("entry_time_s" in plan.samples for plan in plans):
        return False
    values = [plan.samples[name] for plan in plans if name in plan.samples]
    if len(values) < len(plans):
        return False
    joined = np.concatenate(values)
    joined = joined[np.isfinite(joined)]
    return len(joined) > 1 and float(np.ptp(joined)) > 0.0


def measure_values(plans: Sequence[PlanOutcome], name: str, unit: float) -> list[np.ndarray]:
    """Values of a measure in each plan; ends of flights from their median, in units of `unit` s."""
    values = [plan.samples[name] for plan in plans]
    if name != "end_time_s":
        return values
    median = np.nanmedian(np.concatenate(values))
    return [(times - median) / unit for times in values]


def bin_edges(values: Sequence[np.ndarray]) -> np.ndarray:
    """Edges of equal bins over the values of all plans, more the more values there are."""
    joined = np.concatenate([column[np.isfinite(column)] for column in values])
    number = int(np.clip(np.sqrt(len(joined) / len(values)) * 1.2, 8, MOST_BINS))
    return np.linspace(joined.min(), joined.max(), number * len(values) + 1)


def distribution(values: np.ndarray, weight: np.ndarray, edges: np.ndarray) -> Distribution | None:
    """Distribution of the finite values of one plan; None if there are none.

    Parameters
    ----------
    values, weight
        Of each sample, (n,).
    edges
        Edges of the bins, ascending.
    """
    finite = np.isfinite(values)
    if not finite.any():
        return None
    share = 100.0 * weight[finite] / weight.sum()
    in_bins, _ = np.histogram(values[finite], edges, weights=share)
    order = np.argsort(values[finite], kind="stable")
    return Distribution(values[finite][order], np.cumsum(share[order]), in_bins)


def sobol_indices(plan: PlanOutcome, name: str) -> SobolFigures | None:
    """Sobol indices of a measure; None if there are none."""
    causes = plan.answer["what_matters"].get(name)
    return None if not causes else causes["sobol"]


def plans_with_debris(
    result: CampaignResult, colours: Sequence[str]
) -> list[tuple[int, PlanOutcome, str]]:
    """Number, plan and colour of the plans whose debris comes down."""
    pairs = enumerate(zip(result.plans, colours, strict=True))
    return [(k, plan, colour) for k, (plan, colour) in pairs if plan.answer["debris"]]


def debris_window(plans: Sequence[PlanOutcome]) -> Window:
    """West, east, south and north in deg around all areas; west may lie below -180."""
    rings = [ring for plan in plans for ring in plan.debris["contours"]]
    x = np.concatenate([ring["longitude_deg"] for ring in rings])
    y = np.concatenate([ring["latitude_deg"] for ring in rings])
    x = wrap_longitude(x, mean_longitude(x) - 180.0)
    west, east = float(x.min()) - SPARE, float(x.max()) + SPARE
    turns = 360.0 * np.ceil(max(east - 180.0, 0.0) / 360.0)
    south, north = float(y.min()) - SPARE, float(y.max()) + SPARE
    return west - turns, east - turns, max(south, -89.0), min(north, 89.0)
