"""Calibration of forecasts: coverage of their probability bands and size of their errors."""

import math
from typing import NamedTuple

import numpy as np

from sim.validation.comparison import Comparison, between

BANDS = (0.5, 0.9)


class LogErrors(NamedTuple):
    """Of each forecast: logarithm of the observed over the median value, and standard deviation of
    the logarithm of the draws.
    """

    errors: np.ndarray
    predicted: np.ndarray | list[float]

    @property
    def ratio(self) -> float:
        """Observed over predicted errors, root mean square."""
        return float(np.sqrt(np.mean(self.errors**2) / np.mean(np.square(self.predicted))))


def binomial_range(n: int, p: float) -> tuple[float, float]:
    """Smallest and largest share of `n` independent events of probability `p`, such that less than
    2.5 % of the outcomes lie beyond either end.
    """
    probabilities = [math.comb(n, k) * p**k * (1.0 - p) ** (n - k) for k in range(n + 1)]
    cumulative = np.cumsum(probabilities)
    return float(np.searchsorted(cumulative, 0.025, "right")) / n, float(
        np.searchsorted(cumulative, 0.975)
    ) / n


def spread_range(n: int) -> tuple[float, float]:
    """Range of the root mean square of `n` standard normal deviates, 2.5 % beyond either end.

    Chi-square by Wilson and Hilferty (Proc. Nat. Acad. Sci. 17, 1931, 684): to 0.5 % from n = 10.
    """
    cube = 2.0 / (9.0 * n)
    low, high = ((1.0 - cube + z * math.sqrt(cube)) ** 1.5 for z in (-1.95996, 1.95996))
    return low, high


def compare_coverage(
    percentiles: np.ndarray, log_errors: LogErrors, method: str, note: str = ""
) -> list[Comparison]:
    """Coverage of the bands, and observed over predicted errors.

    Parameters
    ----------
    percentiles
        Share of the draws below the observed value, 0 to 1, one for each forecast.
    log_errors
        Observed and predicted errors.
    method
        How the forecasts were made: first words of every quantity.
    note
        Added to the reason of the bound on the errors.
    """
    n = len(percentiles)
    sorted_text = ", ".join(f"{100.0 * each:.0f}" for each in np.sort(percentiles))
    listing = f"; percentiles of the observed values, sorted: {sorted_text}" if n <= 20 else ""
    comparisons = []
    for band in BANDS:
        share = float(100.0 * np.mean(np.abs(percentiles - 0.5) <= 0.5 * band))
        low, high = binomial_range(n, band)
        reason = f"95 % range of the binomial distribution of {n} independent forecasts{listing}"
        listing = ""
        name = f"{method}: observed inside the {100 * band:.0f} % band"
        limits = (100.0 * low, 100.0 * high)
        comparisons.append(between(name, "%", 100.0 * band, share, limits, reason))
    low, high = binomial_range(n, 0.5)
    below = 100.0 * np.mean(percentiles < 0.5)
    reason = "bias of the median; the same distribution"
    name = f"{method}: observed below the median"
    limits = (100.0 * low, 100.0 * high)
    comparisons.append(between(name, "%", 50.0, float(below), limits, reason))
    error = 100.0 * math.sqrt(np.mean(log_errors.errors**2))
    reason = f"rms error of the medians {error:.0f} %; 95 % range for samples of {n}{note}"
    name = f"{method}: observed over predicted errors"
    return [*comparisons, between(name, "", 1.0, log_errors.ratio, spread_range(n), reason)]
