"""Which element sets are used, and what is told about the others: sets issued later, repeated,
that stray from their neighbours, or lie before a manoeuvre.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.frames.epoch import DAY, Epoch
from sim.prediction.known_orbit import KnownOrbit

SAME = 60.0
"""s within which two sets of an object are one; the later one in the file counts."""
OLDEST = 90.0 * DAY
"""s before the last set: what lies further back says nothing about the drag of today."""
TILT = 0.02
"""deg of inclination by which a set may differ from the median of all: tracking errs by 0.005."""
OFF_LINE = 1000.0
"""m by which the axis may lie off the line through its neighbours, with half of what was lost."""


@dataclass(frozen=True)
class Selection:
    """Sets in order of time, and a sentence for each thing that was left out."""

    sets: tuple[KnownOrbit, ...]
    notes: tuple[str, ...]


def select_sets(sets: Sequence[KnownOrbit], issued: Epoch) -> Selection:
    """Sets of one object that were there at an instant and agree with each other."""
    known = [each for each in sets if each.epoch.seconds_since(issued) <= 0.0]
    notes = []
    if len(known) < len(sets):
        later = len(sets) - len(known)
        notes.append(f"{_count(later)} dated after {issued.utc_iso()}: not used")
    known.sort(key=lambda each: each.epoch.seconds_since(issued))
    single = [
        each
        for each, after in zip(known, [*known[1:], None], strict=False)
        if after is None or after.epoch.seconds_since(each.epoch) > SAME
    ]
    young = [
        each for each in single if single[-1].epoch.seconds_since(each.epoch) <= OLDEST
    ]  # fmt: skip
    if len(young) < len(single):
        old = len(single) - len(young)
        notes.append(f"{_count(old)} more than {OLDEST / DAY:g} days before the last: not used")
    kept = []
    for each, reason in zip(young, _outliers(young), strict=True):
        if reason:
            notes.append(f"set of {each.utc} {reason}: not used")
        else:
            kept.append(each)
    return Selection(tuple(kept), tuple(notes))


def _count(n: int) -> str:
    return f"{n} set{'' if n == 1 else 's'}"


def _outliers(sets: Sequence[KnownOrbit]) -> list[str]:
    """Why each set strays from the others; empty where it does not."""
    if len(sets) < 3:
        return [""] * len(sets)
    tilt = np.degrees([each.inclination_rad for each in sets])
    axis = np.array([each.axis_m for each in sets])
    t = np.array([each.epoch.seconds_since(sets[0].epoch) for each in sets])
    reasons = ["" for _ in sets]
    for k in range(len(sets)):
        if abs(tilt[k] - np.median(tilt)) > TILT:
            reasons[k] = f"lies {tilt[k] - np.median(tilt):+.3f} deg off the plane of the others"
        elif 0 < k < len(sets) - 1:
            line = np.interp(t[k], t[[k - 1, k + 1]], axis[[k - 1, k + 1]])
            allowed = OFF_LINE + 0.5 * abs(axis[k - 1] - axis[k + 1])
            if abs(axis[k] - line) > allowed:
                reasons[k] = f"has an axis {(axis[k] - line) / 1e3:+.1f} km off its neighbours"
    return reasons
