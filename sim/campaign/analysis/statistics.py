"""Probabilities, quantiles and bounds from samples, each with how sure it is.

Rows may have weights (importance sampling); means and shares are then normalised by their sum.
Values that are not finite are missing: they are left out and counted.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

from sim.campaign.analysis.figures import IntervalFigures, SummaryFigures
from sim.campaign.error import InvalidParameterError
from sim.entry.carried_share import bound_confidence, samples_for

Array = NDArray[np.float64]


class Interval(NamedTuple):
    """An estimate and the bounds it lies between with the given confidence."""

    estimate: float
    low: float
    high: float
    confidence: float

    @property
    def width(self) -> float:
        """From the lower bound to the upper one."""
        return self.high - self.low

    def figures(self) -> IntervalFigures:
        """The interval as `answers.json` has it."""
        return {
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "confidence": self.confidence,
        }


class Summary(NamedTuple):
    """A column: rows that have a value and rows that have none, and how the values lie."""

    count: int
    missing: int
    mean: float
    deviation: float
    least: float
    p05: float
    median: float
    p95: float
    largest: float

    def figures(self) -> SummaryFigures:
        """The numbers as `answers.json` has them."""
        return {
            "count": self.count,
            "missing": self.missing,
            "mean": self.mean,
            "deviation": self.deviation,
            "least": self.least,
            "p05": self.p05,
            "median": self.median,
            "p95": self.p95,
            "largest": self.largest,
        }


def effective_size(weight: ArrayLike) -> float:
    """Rows without weights that would tell as much (Kish 1965): (sum w)^2 / sum w^2."""
    w = np.asarray(weight, dtype=float)
    square = float(np.sum(w * w))
    return float(np.sum(w)) ** 2 / square if square > 0.0 else 0.0


def wilson(hits: float, trials: float, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a probability (Wilson 1927, JASA 22:209).

    Parameters
    ----------
    hits, trials
        How often it happened, out of how many; need not be whole numbers.
    confidence
        Two-sided.

    Raises
    ------
    InvalidParameterError
        If hits are not between 0 and trials, or the confidence is not between 0 and 1.
    """
    check_share("confidence", confidence)
    if not 0.0 <= hits <= trials:
        raise InvalidParameterError(("hits",), "is out of range", hits, f"0 to {trials}")
    if trials == 0.0:
        return Interval(math.nan, 0.0, 1.0, confidence)
    z = -float(ndtri(0.5 * (1.0 - confidence)))
    p = hits / trials
    centre = (p + z * z / (2.0 * trials)) / (1.0 + z * z / trials)
    half = (
        z * math.sqrt(p * (1.0 - p) / trials + (z / (2.0 * trials)) ** 2) / (1.0 + z * z / trials)
    )
    low = 0.0 if hits == 0.0 else max(centre - half, 0.0)
    high = 1.0 if hits == trials else min(centre + half, 1.0)
    return Interval(p, low, high, confidence)


def probability(
    happened: ArrayLike, weight: ArrayLike | None = None, confidence: float = 0.95
) -> Interval:
    """Probability of something from rows in which it happened or not.

    Parameters
    ----------
    happened
        Truth values, shape (n,).
    weight
        Shape (n,); equal if left out. Wilson's interval is then taken at the effective number of
        rows, which errs on the wide side for strata.
    confidence
        Two-sided.
    """
    mask = np.asarray(happened, dtype=bool)
    if weight is None:
        return wilson(float(mask.sum()), float(len(mask)), confidence)
    w = weights_of(weight, len(mask))
    total, size = float(w.sum()), effective_size(w)
    if total == 0.0:
        return wilson(0.0, 0.0, confidence)
    return wilson(min(float(w[mask].sum()) / total, 1.0) * size, size, confidence)


def exact_probability(
    happened: ArrayLike, weight: ArrayLike | None = None, confidence: float = 0.95
) -> Interval:
    """The same with the exact interval (Clopper & Pearson 1934, Biometrika 26:404), which holds the
    truth at least as often as it says; with weights at the effective number of rows.
    """
    mask = np.asarray(happened, dtype=bool)
    w = weights_of(weight, len(mask))
    total, trials = float(w.sum()), effective_size(w)
    if total == 0.0:
        return wilson(0.0, 0.0, confidence)
    check_share("confidence", confidence)
    hits = min(float(w[mask].sum()) / total, 1.0) * trials
    tail = 0.5 * (1.0 - confidence)
    low = 0.0 if hits == 0.0 else float(betaincinv(hits, trials - hits + 1.0, tail))
    full = not hits < trials
    high = 1.0 if full else float(betaincinv(hits + 1.0, trials - hits, 1.0 - tail))
    return Interval(hits / trials, low, high, confidence)


def weighted_mean(values: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Mean of the values there are; NaN if there are none."""
    x, w = present(values, weight)
    return float(np.sum(w * x) / np.sum(w)) if np.sum(w) > 0.0 else math.nan


def weighted_quantile(
    values: ArrayLike, share: ArrayLike, weight: ArrayLike | None = None
) -> Array:
    """Least of the values that has at least the share of all weight at or below it.

    Parameters
    ----------
    values, weight
        Shape (n,).
    share
        0 to 1, any shape.

    Returns
    -------
    ndarray
        Of the shape of `share`; NaN if there are no values.
    """
    q = np.asarray(share, dtype=float)
    if not np.all((q >= 0.0) & (q <= 1.0)):
        raise InvalidParameterError(("share",), "is out of range", share, "0 to 1")
    x, w = present(values, weight)
    x, w = x[w > 0.0], w[w > 0.0]
    if not len(x):
        return np.full(q.shape, np.nan)
    order = np.argsort(x, kind="stable")
    reached = np.cumsum(w[order])
    # sums of weights are rounded; a share that is met to that is met
    wanted = q * reached[-1] * (1.0 - 1e-12)
    return x[order][np.minimum(np.searchsorted(reached, wanted, side="left"), len(x) - 1)]


def summary(values: ArrayLike, weight: ArrayLike | None = None) -> Summary:
    """How the values of a column lie, shape (n,)."""
    everything = np.asarray(values, dtype=float)
    x, w = present(values, weight)
    missing = len(everything) - len(x)
    if not len(x) or not w.sum() > 0.0:
        return Summary(len(x), missing, *(math.nan,) * 7)
    mean = weighted_mean(x, w)
    # unbiased for equal weights: n / (n - 1) with the effective n
    size = effective_size(w)
    spread = math.sqrt(float(np.sum(w * (x - mean) ** 2) / w.sum()))
    deviation = spread * math.sqrt(size / (size - 1.0)) if size > 1.0 else math.nan
    p05, median, p95 = (float(v) for v in weighted_quantile(x, [0.05, 0.5, 0.95], w))
    return Summary(
        len(x), missing, mean, deviation, float(x.min()), p05, median, p95, float(x.max())
    )


def summaries(
    columns: Mapping[str, NDArray[Any]], weight: ArrayLike | None = None
) -> dict[str, Summary]:
    """Summary of every column of numbers; text and dates are left out."""
    return {
        name: summary(values, weight)
        for name, values in columns.items()
        if np.asarray(values).dtype.kind in "biuf"
    }


def wilks_confidence(samples: int, coverage: float, order: int = 1, sides: int = 1) -> float:
    """Confidence that the order-th largest of n values (and, with two sides, the order-th least) is
    a bound of that part of all values (Wilks 1941, Ann. Math. Stat. 12:91, with 1942, 13:400).
    """
    check_share("coverage", coverage)
    if order < 1 or sides not in (1, 2):
        raise InvalidParameterError(
            ("order",), "is out of range", (order, sides), "1 or more; sides 1, 2"
        )
    return bound_confidence(samples, coverage, order * sides)


def wilks_samples(coverage: float, confidence: float, order: int = 1, sides: int = 1) -> int:
    """Least number of samples for a tolerance bound; 59 (one side) or 93 (two) for 95 %/95 %."""
    check_share("confidence", confidence)
    check_share("coverage", coverage)
    return samples_for(coverage, confidence, order * sides)


def wilks_order(samples: int, coverage: float, confidence: float, sides: int = 1) -> int:
    """Largest order whose value is still a bound with that confidence; 0 if the largest is none."""
    check_share("confidence", confidence)
    least, most = 0, samples // sides + 1
    while most - least > 1:
        middle = (least + most) // 2
        enough = wilks_confidence(samples, coverage, middle, sides) >= confidence
        least, most = (middle, most) if enough else (least, middle)
    return least


def tolerance_bounds(
    values: ArrayLike, coverage: float, confidence: float = 0.95, side: str = "upper"
) -> tuple[float, float]:
    """Bounds that hold at least a part of all values with a confidence, whatever they follow.

    Parameters
    ----------
    values
        Shape (n,), independent and of equal weight.
    coverage, confidence
        Such as 0.9999 and 0.95.
    side
        ``"upper"``, ``"lower"`` or ``"both"``.

    Returns
    -------
    tuple
        Lower and upper bound, infinite where there is none.

    Raises
    ------
    InvalidParameterError
        If there are too few values, or some are missing: a bound must count them.
    """
    if side not in ("upper", "lower", "both"):
        raise InvalidParameterError(("side",), "no such side", side, "upper, lower, both")
    x = np.sort(np.asarray(values, dtype=float))
    if not np.all(np.isfinite(x)):
        missing = int(np.sum(~np.isfinite(x)))
        raise InvalidParameterError(
            ("values",), f"{missing} are missing", allowed="a value in each row"
        )
    sides = 2 if side == "both" else 1
    order = wilks_order(len(x), coverage, confidence, sides)
    if order == 0:
        needed = wilks_samples(coverage, confidence, 1, sides)
        raise InvalidParameterError(("values",), "are too few", len(x), f"at least {needed}")
    low = -math.inf if side == "upper" else float(x[order - 1])
    high = math.inf if side == "lower" else float(x[-order])
    return low, high


def check_share(name: str, value: float) -> None:
    """Refuse what is not between 0 and 1."""
    if not 0.0 < value < 1.0:
        raise InvalidParameterError((name,), "is out of range", value, "between 0 and 1")


def weights_of(weight: ArrayLike | None, count: int) -> Array:
    """Weights of so many rows; raises InvalidParameterError if they can't be weights."""
    w = np.ones(count) if weight is None else np.asarray(weight, dtype=float)
    if w.shape != (count,) or not np.all(np.isfinite(w) & (w >= 0.0)):
        problem = "are no weights of these rows"
        raise InvalidParameterError(("weight",), problem, allowed=f"{count} numbers, 0 or more")
    return w


def present(values: ArrayLike, weight: ArrayLike | None) -> tuple[Array, Array]:
    """Values that are finite, and their weights."""
    x = np.asarray(values, dtype=float)
    w = weights_of(weight, len(x))
    there = np.isfinite(x)
    return x[there], w[there]
