"""What a campaign answers: distributions, probabilities with intervals, which unknown matters, and
how plans differ, read from the store with bounded memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.campaign.draws import WEIGHT
from sim.campaign.merge import batches
from sim.campaign.paired import Flown, paired
from sim.campaign.sensitivity import rank_correlations, sobol_indices
from sim.campaign.statistics import (
    probability,
    summary,
    tolerance_bounds,
    wilks_samples,
)
from sim.campaign.store import Store, read_draws

MEASURES = {
    "entry_angle_deg": "flight-path angle at the interface",
    "entry_time_s": "time of entry",
    "propellant_left_kg": "propellant left",
    "propellant_used_kg": "propellant used",
    "delta_v_m_s": "velocity change of the burns",
    "centre_km": "centre of debris beyond the aim",
    "cross_km": "centre of debris to the right of the track",
    "heel_km": "first debris, from the aim",
    "toe_km": "last debris, from the aim",
    "length_km": "length of the footprint",
    "casualty_area_m2": "casualty area",
    "expected_casualties": "casualty expectation",
    "foreign_land_km": "least distance to foreign land",
    "us_land_km": "least distance to US land",
    "permanent_ice_km": "least distance to permanent ice",
}
"""Columns that are summed up, in words."""

UNKNOWNS = ("length_km", "centre_km", "propellant_left_kg", "entry_angle_deg", "casualty_area_m2")
"""Measures for which the parameters that matter are found."""

SHOWN = 8
"""Parameters, at most, that are named for a measure."""


@dataclass(frozen=True)
class Samples:
    """All samples of one plan: columns, with what is worked out from them."""

    name: str
    columns: dict[str, np.ndarray]

    @property
    def weight(self) -> np.ndarray:
        """Weights of the samples."""
        return self.columns[WEIGHT]

    @property
    def failed(self) -> np.ndarray:
        """Samples that could not be flown."""
        return np.char.startswith(self.columns["status"].astype(str), "failed")


def samples_of(store: Store, name: str, chunks: int | None = None) -> Samples:
    """Read the samples of a plan; fragments stay on disk."""
    parts = list(batches(store, f"samples-{name}", chunks=chunks))
    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    if "heel_km" in columns:
        columns["length_km"] = columns["toe_km"] - columns["heel_km"]
    return Samples(name, columns)


def answers(
    store: Store, names: Sequence[str], *, confidence: float = 0.95, chunks: int | None = None
) -> dict[str, Any]:
    """Figures of a campaign, with units in their names; keys are defined in `docs/outputs.md`.

    Parameters
    ----------
    store
        With at least one chunk done.
    names
        Of the plans.
    confidence
        Of all intervals.
    chunks
        How many, from the first on; by default all.
    """
    plans = [samples_of(store, name, chunks) for name in names]
    drawn = read_draws(store)
    count = len(plans[0].weight)
    inputs = {
        name: values[:count]
        for name, values in drawn.items()
        if name != WEIGHT and np.ptp(values[:count]) > 0.0
    }
    return {
        "samples": count,
        "confidence": confidence,
        "plans": {plan.name: _plan(plan, inputs, confidence) for plan in plans},
        "differences": [
            _difference(first, second, confidence)
            for k, first in enumerate(plans)
            for second in plans[k + 1 :]
        ],
    }


def _plan(plan: Samples, inputs: dict[str, np.ndarray], confidence: float) -> dict[str, Any]:
    columns, weight = plan.columns, plan.weight
    status, count = np.unique(columns["status"].astype(str), return_counts=True)
    out: dict[str, Any] = {
        "status": dict(zip(status.tolist(), count.tolist(), strict=True)),
        "failed": int(plan.failed.sum()),
        "measures": {
            name: {"meaning": words} | summary(columns[name], weight)._asdict()
            for name, words in MEASURES.items()
            if name in columns
        },
        "probabilities": {
            name: {"meaning": words} | probability(values, weight, confidence)._asdict()
            for name, words, values in _events(columns)
        },
        "bounds": _bounds(columns, weight, confidence),
        "what_matters": {
            name: _matters(inputs, columns[name], confidence)
            for name in UNKNOWNS
            if name in columns and np.isfinite(columns[name]).sum() > 30
        },
    }
    return out


def _events(columns: dict[str, np.ndarray]) -> list[tuple[str, str, np.ndarray]]:
    """What may happen, and in which samples it did."""
    found = [
        ("burns_incomplete", "a burn ended before its cut-off", ~columns["burns_complete"]),
        ("no_entry", "the stack did not enter in time", ~np.isfinite(columns["entry_time_s"])),
    ]
    if "outside_corridor" in columns:
        found += [
            (
                "outside_corridor",
                "debris over 15 J outside the corridor",
                np.nan_to_num(columns["outside_corridor"], nan=1.0) > 0.0,
            ),
            (
                "keep_out",
                "debris over 15 J nearer to land than allowed",
                np.nan_to_num(columns["keep_out_violations"], nan=1.0) > 0.0,
            ),
        ]
    return found


def _bounds(
    columns: dict[str, np.ndarray], weight: np.ndarray, confidence: float
) -> dict[str, Any] | None:
    """Heel and toe that hold for most flights, whatever their distribution (Wilks)."""
    if "heel_km" not in columns or np.ptp(weight) > 0.0:
        return None
    heel, toe = (columns[name][np.isfinite(columns[name])] for name in ("heel_km", "toe_km"))
    covered = next(
        (c for c in (0.9999, 0.999, 0.99, 0.95, 0.9) if len(heel) >= wilks_samples(c, confidence)),
        None,
    )
    if covered is None:
        return None
    return {
        "share_of_flights": covered,
        "confidence": confidence,
        "heel_km": tolerance_bounds(heel, covered, confidence, "lower")[0],
        "toe_km": tolerance_bounds(toe, covered, confidence, "upper")[1],
    }


def _matters(
    inputs: dict[str, np.ndarray], measure: np.ndarray, confidence: float
) -> dict[str, Any]:
    """Parameters that move a measure most: rank correlations, and shares of its variance."""
    there = np.isfinite(measure)
    if there.sum() < 2 or np.ptp(measure[there]) == 0.0:
        return {"rank_correlation": {}, "sobol": None}
    drawn = {name: values[there] for name, values in inputs.items()}
    ranks = rank_correlations(drawn, measure[there], confidence)
    named = list(ranks)[:SHOWN]
    sobol = sobol_indices(drawn, measure[there], confidence=confidence)
    return {
        "rank_correlation": {name: ranks[name]._asdict() for name in named},
        "sobol": {
            "foreseen": sobol.foreseen,
            "first": {
                name: sobol.first[name]._asdict()
                for name in sorted(sobol.first, key=lambda n: -sobol.first[n].estimate)[:SHOWN]
            },
            "total": {
                name: sobol.total[name]._asdict()
                for name in sorted(sobol.total, key=lambda n: -sobol.total[n].estimate)[:SHOWN]
            },
        },
    }


def _difference(first: Samples, second: Samples, confidence: float) -> dict[str, Any]:
    """Two plans sample by sample: the second less the first."""
    made = {}
    for name, words in MEASURES.items():
        if name not in first.columns or name not in second.columns:
            continue
        a, b = (
            Flown(plan.columns["sample"], plan.columns[name], plan.weight)
            for plan in (second, first)
        )
        made[name] = {"meaning": words} | _plain(paired(a, b, confidence=confidence)._asdict())
    return {"first": first.name, "second": second.name, "second_less_first": made}


def _plain(value: Any) -> Any:
    """Intervals inside as mappings."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value._asdict() if hasattr(value, "_asdict") else value
