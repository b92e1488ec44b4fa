"""Work and precision: computing time at a given error, from measurements at several settings.

Times are interpolated between two measurements, logarithm over logarithm, and never extrapolated.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from peers.interface import Setting


@dataclass
class Measurement:
    """One setting of a peer: error in m, and the seconds per trajectory of its repeats."""

    setting: Setting
    error: float
    seconds: list[float]

    @property
    def shortest(self) -> float:
        """Shortest time: other load on the machine can only lengthen it."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Median time."""
        return median(self.seconds)


@dataclass(frozen=True)
class InterpolatedTime:
    """Seconds per trajectory at an error.

    `kind` is "between" if interpolated between two measurements, "loosest" if the cheapest
    measurement has a smaller error already.
    """

    seconds: float
    kind: str


def pareto_front(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points (error, seconds) that no other point improves in both, largest error first."""
    front: list[tuple[float, float]] = []
    shortest = math.inf
    for error, seconds in sorted(points):
        if seconds < shortest:
            shortest = seconds
            front.append((error, seconds))
    return front[::-1]


def time_at_error(points: Sequence[tuple[float, float]], error: float) -> InterpolatedTime | None:
    """Time at an error, or None if no measurement reaches it.

    Parameters
    ----------
    points
        (error m, seconds) of the measurements, errors positive.
    error
        m.
    """
    front = pareto_front(points)
    if not front or front[-1][0] > error:
        return None
    if front[0][0] <= error:
        return InterpolatedTime(front[0][1], "loosest")
    for (e0, s0), (e1, s1) in pairwise(front):
        if e1 <= error < e0:
            share = math.log(e0 / error) / math.log(e0 / e1)
            return InterpolatedTime(s0 * (s1 / s0) ** share, "between")
    return None
