"""How often reality fell where among forecasts, and what may be asked of so few of them."""

import math
from typing import NamedTuple

import numpy as np

from sim.validation.comparison import Comparison, between

BANDS = (0.5, 0.9)


class Widths(NamedTuple):
    """Of each forecast: logarithm of what came over the median, and standard deviation of the
    logarithm of the draws.
    """

    errors: np.ndarray
    claimed: np.ndarray | list[float]

    @property
    def ratio(self) -> float:
        """Errors that came over errors claimed, root mean square."""
        return float(np.sqrt(np.mean(self.errors**2) / np.mean(np.square(self.claimed))))


def binomial_range(n: int, p: float) -> tuple[float, float]:
    """Least and most share of `n` independent cases inside a band of probability `p`, such that
    less than 2.5 % of the outcomes lie beyond either end.
    """
    chances = [math.comb(n, k) * p**k * (1.0 - p) ** (n - k) for k in range(n + 1)]
    total = np.cumsum(chances)
    return float(np.searchsorted(total, 0.025, "right")) / n, float(
        np.searchsorted(total, 0.975)
    ) / n


def spread_range(n: int) -> tuple[float, float]:
    """Least and most root mean square of `n` standard normal deviates, 2.5 % beyond either end.

    Chi-square by Wilson and Hilferty (Proc. Nat. Acad. Sci. 17, 1931, 684): to 0.5 % from n = 10.
    """
    cube = 2.0 / (9.0 * n)
    low, high = ((1.0 - cube + z * math.sqrt(cube)) ** 1.5 for z in (-1.95996, 1.95996))
    return low, high


def counted(percentiles: np.ndarray, widths: Widths, how: str, note: str = "") -> list[Comparison]:
    """Coverage of the bands by percentiles (0 to 1) that reality fell on, and whether errors are as
    large as claimed; a note is put behind the reason of that.
    """
    n = len(percentiles)
    fell = ", ".join(f"{100.0 * each:.0f}" for each in np.sort(percentiles))
    which = f"; percentiles met, sorted: {fell}" if n <= 20 else ""
    found = []
    for band in BANDS:
        share = float(100.0 * np.mean(np.abs(percentiles - 0.5) <= 0.5 * band))
        low, high = binomial_range(n, band)
        why = f"where 95 % of counts among {n} independent forecasts fall{which}"
        which = ""
        name = f"{how}: reality inside the {100 * band:.0f} % band"
        found.append(between(name, "%", 100.0 * band, share, (100.0 * low, 100.0 * high), why))
    low, high = binomial_range(n, 0.5)
    below = 100.0 * np.mean(percentiles < 0.5)
    why = "foretold neither too fast nor too slow; the same count"
    name = f"{how}: reality below the median"
    found.append(between(name, "%", 50.0, float(below), (100.0 * low, 100.0 * high), why))
    error = 100.0 * math.sqrt(np.mean(widths.errors**2))
    why = f"the medians err by {error:.0f} % rms; where 95 % of samples of {n} lie{note}"
    name = f"{how}: errors over errors claimed"
    return [*found, between(name, "", 1.0, widths.ratio, spread_range(n), why)]
