"""Bootstrap intervals, seeded and many resamples at a time.

Percentile method (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Samples
are drawn with replacement and keep their weights. Intervals of a handful of samples are too
narrow.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.campaign.analysis.statistics import Interval, check_share, present

Array = NDArray[np.float64]

Statistic = Callable[[Array, Array], Array]
"""Takes values (n,) and weights (b, n); gives one number for each of the b sets of weights."""

RESAMPLES = 2000
CELLS_AT_ONCE = 2_000_000
"""Numbers in memory at once."""


def mean(values: Array, weight: Array) -> Array:
    """Weighted means."""
    return weight @ values / weight.sum(axis=1)


def deviation(values: Array, weight: Array) -> Array:
    """Weighted standard deviations, unbiased in the variance for equal weights."""
    from_middle = values - values.mean()
    total = weight.sum(axis=1)
    square = weight @ from_middle**2 / total - (weight @ from_middle / total) ** 2
    return np.sqrt(np.maximum(square, 0.0) * len(values) / max(len(values) - 1, 1))


def quantile(share: float) -> Statistic:
    """Weighted quantiles, as `sim.campaign.analysis.statistics.weighted_quantile` has them."""
    check_share("share", share)

    def statistic(values: Array, weight: Array) -> Array:
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(weight[:, order], axis=1)
        wanted = share * reached[:, -1:] * (1.0 - 1e-12)
        return values[order][np.argmax(reached >= wanted, axis=1)]

    return statistic


_LOW, _HIGH = quantile(0.16), quantile(0.84)


def half_span(values: Array, weight: Array) -> Array:
    """Half of the span of the middle 68 %: of a normal distribution its standard deviation, which
    single flights that went astray do not change.
    """
    return 0.5 * (_HIGH(values, weight) - _LOW(values, weight))


def bootstrap(
    values: ArrayLike,
    statistic: Statistic = mean,
    weight: ArrayLike | None = None,
    *,
    seed: int = 0,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> Interval:
    """A statistic of a sample with its bootstrap interval.

    Parameters
    ----------
    values, weight
        Shape (n,); values that are not finite are left out.
    statistic
        `mean`, `quantile` of a share, or any other `Statistic`.
    seed
        The same seed gives the same interval.
    confidence, resamples
        Two-sided; how many resamples.

    Returns
    -------
    Interval
        NaN without values.
    """
    check_share("confidence", confidence)
    x, w = present(values, weight)
    if not len(x) or not w.sum() > 0.0:
        return Interval(math.nan, math.nan, math.nan, confidence)
    estimate = float(statistic(x, w[None, :])[0])
    generator = np.random.default_rng(seed)
    parts = []
    block = max(1, CELLS_AT_ONCE // len(x))
    for start in range(0, resamples, block):
        counts = times_drawn(generator, min(block, resamples - start), len(x))
        with np.errstate(invalid="ignore"):
            parts.append(statistic(x, counts * w))
    spread = np.concatenate(parts)
    low, high = np.nanquantile(spread, [0.5 * (1.0 - confidence), 0.5 * (1.0 + confidence)])
    return Interval(estimate, float(low), float(high), confidence)


def times_drawn(generator: np.random.Generator, resamples: int, count: int) -> Array:
    """How often each of so many samples is drawn with replacement, shape (resamples, count)."""
    drawn = generator.integers(count, size=(resamples, count))
    drawn += count * np.arange(resamples)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=resamples * count)
    return counts.reshape(resamples, count).astype(np.float64)
