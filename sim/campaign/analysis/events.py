"""What may happen to a flight: its outcome, and limits that are not kept."""

from collections.abc import Mapping

import numpy as np

OUTCOMES = {
    "aimed": "it came down at its aim on the planned pass",
    "backup": "it came down on a later pass, by the backup opportunity",
    "missed": "it came down after its final burn, but outside the corridor about its aim",
    "uncontrolled": "it entered at a place that nobody chose",
    "in_orbit": "it was still in orbit at the end",
    "unplannable": "no plan could be made any more",
}
"""Values of the column `outcome` of flights that a control centre guides, in words."""

NOT_CHOSEN = "uncontrolled"
"""Outcome that a flight which could not be flown counts as."""


def on_planned_pass(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which samples came down at their aim on the planned pass, (n,); all where none did, or where
    nobody guides them.
    """
    everywhere = np.ones(len(columns["burns_complete"]), dtype=bool)
    if "outcome" not in columns:
        return everywhere
    aimed = columns["outcome"].astype(str) == "aimed"
    return aimed if aimed.any() else everywhere


def find_events(columns: Mapping[str, np.ndarray]) -> dict[str, tuple[str, np.ndarray]]:
    """What may happen, in words, and in which samples it did; one that could not be flown counts
    as one in which it did.
    """
    found = {"burns_incomplete": ("a burn ended before its cut-off", ~columns["burns_complete"])}
    if "entry_time_s" in columns:
        missing = ~np.isfinite(columns["entry_time_s"])
        found["no_entry"] = ("the stack did not enter in time", missing)
    reserve = ~(columns["margin_kg"] >= 0.0)
    found["reserve_touched"] = ("less propellant left than the reserve", reserve)
    if "outside_corridor" in columns:
        outside = ~(columns["outside_corridor"] == 0.0)
        found["outside_corridor"] = ("debris over 15 J outside the corridor", outside)
        near = ~(columns["keep_out_violations"] == 0.0)
        found["keep_out"] = ("debris over 15 J nearer to land than allowed", near)
    if "outcome" in columns:
        outcome = columns["outcome"].astype(str)
        for name, words in OUTCOMES.items():
            happened = outcome == name
            if name == NOT_CHOSEN:
                happened |= ~np.isin(outcome, list(OUTCOMES))
            found[name] = (words, happened)
    return found
