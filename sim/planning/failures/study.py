"""Summary of a failure map: how many failure modes, the worst of them, and the countries under the
ground track without the final burn.
"""

import numpy as np

from sim.flight.status import IMPACT, IN_ORBIT
from sim.planning.failures.figures import FailureMapFigures, FailureModeFigures
from sim.planning.failures.impact_map import FailureMap

AHEAD = 10
"""Countries named in the summary, those flown over longest."""


def summarise_failures(failures: FailureMap) -> FailureMapFigures:
    """A failure map as plain figures; keys are defined in `docs/outputs.md`."""
    columns = failures.columns
    kind, hours = columns["kind"], columns["hours_to_entry"]
    cut = np.flatnonzero(kind == "cut_off")
    away = columns["body_along_track_km"]
    return {
        "rows": len(kind),
        "rows_by_kind": {str(k): int((kind == k).sum()) for k in dict.fromkeys(kind.tolist())},
        "wall_s": failures.wall,
        "down": int((columns["status"] == str(IMPACT)).sum()),
        "still_in_orbit": int((columns["status"] == str(IN_ORBIT)).sum()),
        "revolutions_later": int(columns["later"].sum()),
        "without_final_burn": _summarise(failures, int(cut[0])),
        "longest_until_entry": _summarise(failures, int(_largest(hours))),
        "farthest_from_plan": _summarise(failures, int(_largest(np.abs(away)))),
        "least_fraction_same_revolution": _least(columns, cut),
        "worst_engine_out": _worst(failures, "engine_out"),
        "worst_attitude": _worst(failures, "attitude"),
        "countries_under_any": len({name for row in failures.countries for name, _ in row}),
    }


def _largest(values: np.ndarray) -> int:
    """Index of the largest value; values that are NaN are those that never came down: largest."""
    return int(np.argmax(np.where(np.isfinite(values), values, np.inf)))


def _least(columns: dict[str, np.ndarray], cut: np.ndarray) -> float | None:
    """Least fraction of the velocity change from which on all cut-offs come down in the revolution
    planned; None if not even the whole does.
    """
    missed = columns["later"][cut] | ~np.isfinite(columns["body_along_track_km"][cut])
    bad = np.flatnonzero(missed)
    first = int(bad[-1]) + 1 if len(bad) else 0
    return float(columns["fraction"][cut][first]) if first < len(cut) else None


def _worst(failures: FailureMap, kind: str) -> FailureModeFigures | None:
    """The failure mode of a kind that comes down farthest from the plan; None if there is none."""
    rows = np.flatnonzero(failures.columns["kind"] == kind)
    if not len(rows):
        return None
    return _summarise(
        failures, int(rows[_largest(np.abs(failures.columns["body_along_track_km"][rows]))])
    )


def _summarise(failures: FailureMap, k: int) -> FailureModeFigures:
    columns = failures.columns
    passed = sorted(failures.countries[k], key=lambda each: -each[1]) if failures.countries else []
    return {
        "label": str(columns["label"][k]),
        "fraction": float(columns["fraction"][k]),
        "perigee_after_km": float(columns["perigee_after_km"][k]),
        "hours_to_entry": float(columns["hours_to_entry"][k]),
        "revolutions": float(columns["revolutions"][k]),
        "body_along_track_km": float(columns["body_along_track_km"][k]),
        "body_latitude_deg": float(columns["body_latitude_deg"][k]),
        "body_longitude_deg": float(columns["body_longitude_deg"][k]),
        "countries": len(passed),
        "longest_over": [{"country": name, "over_s": float(s)} for name, s in passed[:AHEAD]],
    }
