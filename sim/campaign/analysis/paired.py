"""Two plans flown with the same draws: differences sample by sample.

Errors that both plans share (solar activity, atmosphere, mass) cancel in a difference, so that it
is known better than the value of either plan.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from sim.campaign.analysis.bootstrap import bootstrap, quantile
from sim.campaign.analysis.statistics import (
    Interval,
    check_share,
    effective_size,
    probability,
    weights_of,
)
from sim.campaign.error import InvalidParameterError

Array = NDArray[np.float64]


class PlanMeasure(NamedTuple):
    """A measure of one plan: number of each sample, value (NaN if it failed) and weight (equal if
    left out), shape (n,) each.
    """

    sample: ArrayLike
    value: ArrayLike
    weight: ArrayLike | None = None


class PairedComparison(NamedTuple):
    """Differences of two plans over their samples, `first` less `second`.

    Attributes
    ----------
    pairs
        Samples with a value in both.
    only_first, only_second, neither
        Samples with a value in one of them or in none, whether missing or failed; they say nothing
        about a difference.
    difference, median
        Mean and median of (first - second), in the unit of the measure, with bootstrap intervals.
    first_lower, second_lower
        Probability that one is below the other; equal values belong to neither.
    correlation
        Of the two plans over samples; NaN if one of them does not vary.
    gain
        How many times more samples two plans with independent draws would need for the same
        precision of the difference: (var first + var second) / var difference.
    """

    pairs: int
    only_first: int
    only_second: int
    neither: int
    difference: Interval
    median: Interval
    first_lower: Interval
    second_lower: Interval
    correlation: float
    gain: float


def compare_pairs(
    first: PlanMeasure, second: PlanMeasure, *, confidence: float = 0.95, seed: int = 0
) -> PairedComparison:
    """Compare a measure of two plans.

    Parameters
    ----------
    first, second
        The measure of each; samples may come in any order.
    confidence, seed
        Of all intervals; of the bootstrap.

    Raises
    ------
    InvalidParameterError
        If a sample stands twice in one plan, or has another weight in each: the plans were not
        flown with the same draws.
    """
    columns = [_columns(name, plan) for name, plan in (("first", first), ("second", second))]
    numbers = np.union1d(columns[0][0], columns[1][0])
    a, b = (_spread(numbers, sample, value) for sample, value, _ in columns)
    wa, wb = (_spread(numbers, sample, weight) for sample, _, weight in columns)
    both = np.isfinite(a) & np.isfinite(b)
    if np.any(wa[both] != wb[both]):
        problem = f"sample {int(numbers[both][wa[both] != wb[both]][0])} weighs differently"
        raise InvalidParameterError(("weight",), problem, allowed="plans flown with the same draws")
    has_a, has_b = np.isfinite(a) & ~both, np.isfinite(b) & ~both
    weight = wa[both]
    a, b = a[both], b[both]
    correlation, gain = _correlation_and_gain(a, b, weight)
    return PairedComparison(
        pairs=int(both.sum()),
        only_first=int(has_a.sum()),
        only_second=int(has_b.sum()),
        neither=int((~both & ~has_a & ~has_b).sum()),
        difference=bootstrap(a - b, weight=weight, seed=seed, confidence=confidence),
        median=bootstrap(a - b, quantile(0.5), weight, seed=seed, confidence=confidence),
        first_lower=probability(a < b, weight, confidence),
        second_lower=probability(b < a, weight, confidence),
        correlation=correlation,
        gain=gain,
    )


def compare_shares(
    first: ArrayLike, second: ArrayLike, weight: ArrayLike | None = None, confidence: float = 0.95
) -> Interval:
    """How much more often something happens in the first than in the second of two plans flown on
    the same draws: difference of the shares, with the interval of Agresti & Min (2005, Stat. Med.
    24:729), half a pair added to each of the four cases.

    Parameters
    ----------
    first, second
        Truth values, shape (n,).
    weight
        Shape (n,); the interval is taken at the effective number of pairs.
    confidence
        Two-sided.
    """
    check_share("confidence", confidence)
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    w = weights_of(weight, len(a))
    if not w.sum() > 0.0:
        return Interval(math.nan, -1.0, 1.0, confidence)
    size = effective_size(w)
    only_first, only_second = (size * float(w[rows].sum() / w.sum()) for rows in (a & ~b, b & ~a))
    n, p, q = size + 2.0, only_first + 0.5, only_second + 0.5
    middle = (p - q) / n
    half = (
        -float(ndtri(0.5 * (1.0 - confidence))) * math.sqrt((p + q) / n - middle**2) / math.sqrt(n)
    )
    estimate = (only_first - only_second) / size
    return Interval(estimate, max(middle - half, -1.0), min(middle + half, 1.0), confidence)


def _columns(name: str, plan: PlanMeasure) -> tuple[NDArray[np.int64], Array, Array]:
    sample = np.asarray(plan.sample, dtype=np.int64)
    value = np.asarray(plan.value, dtype=float)
    if sample.shape != value.shape or sample.ndim != 1:
        problem = f"has {len(sample)} samples and {value.size} values"
        raise InvalidParameterError((name,), problem, allowed="a value for each sample")
    kept, count = np.unique(sample, return_counts=True)
    if np.any(count > 1):
        problem = f"has sample {int(kept[count > 1][0])} twice"
        raise InvalidParameterError((name,), problem, allowed="each sample once")
    return sample, value, weights_of(plan.weight, len(sample))


def _spread(numbers: NDArray[np.int64], sample: NDArray[np.int64], value: Array) -> Array:
    """Values by number of the sample, NaN where there are none."""
    spread = np.full(len(numbers), np.nan)
    spread[np.searchsorted(numbers, sample)] = value
    return spread


def _correlation_and_gain(a: Array, b: Array, weight: Array) -> tuple[float, float]:
    """Correlation, and (var a + var b) / var(a - b)."""
    if len(a) < 2 or not weight.sum() > 0.0:
        return math.nan, math.nan
    w = weight / weight.sum()
    x, y = a - np.sum(w * a), b - np.sum(w * b)
    xx, yy, xy = float(np.sum(w * x * x)), float(np.sum(w * y * y)), float(np.sum(w * x * y))
    between = float(np.sum(w * (x - y) ** 2))
    gain = (xx + yy) / between if between > 0.0 else math.inf if xx + yy > 0.0 else math.nan
    return (xy / math.sqrt(xx * yy) if xx * yy > 0.0 else math.nan), gain
