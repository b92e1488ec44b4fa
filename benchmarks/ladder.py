"""Work and precision: what a ladder of settings says about the seconds at a given error.

Seconds are read between two measured settings, logarithm over logarithm, and never beyond the
last one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from peers.interface import Setting


@dataclass
class Rung:
    """One setting of a peer: error in m, and the seconds per trajectory of its repeats."""

    setting: Setting
    error: float
    seconds: list[float]

    @property
    def least(self) -> float:
        """Least seconds: other work on the machine can only add to it."""
        return min(self.seconds)

    @property
    def middle(self) -> float:
        """Median of the seconds."""
        return median(self.seconds)


@dataclass(frozen=True)
class Reading:
    """Seconds per trajectory at an error, and how they were found: "between" two rungs, or
    "loosest" where even the cheapest rung is better than asked.
    """

    seconds: float
    kind: str


def frontier(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The (error, seconds) that no other beats in both, from the largest error to the smallest."""
    kept: list[tuple[float, float]] = []
    best = math.inf
    for error, seconds in sorted(points):
        if seconds < best:
            best = seconds
            kept.append((error, seconds))
    return kept[::-1]


def seconds_at(points: Sequence[tuple[float, float]], error: float) -> Reading | None:
    """Seconds at an error, or None where no rung reaches it.

    Parameters
    ----------
    points
        (error m, seconds) of the rungs, errors positive.
    error
        Error asked for, m.
    """
    best = frontier(points)
    if not best or best[-1][0] > error:
        return None
    if best[0][0] <= error:
        return Reading(best[0][1], "loosest")
    for (e0, s0), (e1, s1) in pairwise(best):
        if e1 <= error < e0:
            share = math.log(e0 / error) / math.log(e0 / e1)
            return Reading(s0 * (s1 / s0) ** share, "between")
    return None
