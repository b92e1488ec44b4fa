"""Which parameter matters: rank correlation and Sobol indices of a measure with every parameter.

Both come from the samples of a campaign as they are; no flights are added for them.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from sim.campaign.analysis.bootstrap import times_drawn
from sim.campaign.analysis.polynomial_chaos import PolynomialChaos, fit_polynomial_chaos
from sim.campaign.analysis.statistics import Interval, check_share, effective_size, weights_of
from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.draws import WEIGHT

Array = NDArray[np.float64]

FEWEST = 50
"""Samples below which no polynomial is fitted."""

RESAMPLES = 200


class Sensitivity(NamedTuple):
    """Sobol indices by parameter: share of the variance due to it alone (first order) and due to it
    with all its interactions (total).

    `foreseen` is the share of the variance that the fitted polynomial predicts in samples left out.
    It is no bound of the error of an index: of many parameters, one that acts only through a
    product with another can be missed.
    """

    first: dict[str, Interval]
    total: dict[str, Interval]
    foreseen: float


def rank_correlation(
    x: ArrayLike, y: ArrayLike, weight: ArrayLike | None = None, confidence: float = 0.95
) -> Interval:
    """Spearman's rank correlation; interval of Bonett & Wright (2000, Psychometrika 65:23).

    Parameters
    ----------
    x, y, weight
        Shape (n,); samples where one is not finite are left out.
    confidence
        Two-sided.

    Returns
    -------
    Interval
        NaN where one of them does not vary or fewer than four samples are left.
    """
    check_share("confidence", confidence)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    w = weights_of(weight, len(x))
    there = np.isfinite(x) & np.isfinite(y) & (w > 0.0)
    x, y, w = x[there], y[there], w[there]
    unknown = Interval(math.nan, -1.0, 1.0, confidence)
    n = effective_size(w)
    if n < 4.0:
        return unknown
    a, b = _weighted_rank(x, w), _weighted_rank(y, w)
    a, b = a - np.average(a, weights=w), b - np.average(b, weights=w)
    aa, bb = float(np.sum(w * a * a)), float(np.sum(w * b * b))
    if not aa * bb > 0.0:
        return unknown
    rho = float(np.clip(np.sum(w * a * b) / math.sqrt(aa * bb), -1.0, 1.0))
    if abs(rho) == 1.0:
        return Interval(rho, rho, rho, confidence)
    z = -float(ndtri(0.5 * (1.0 - confidence)))
    half = z * math.sqrt((1.0 + 0.5 * rho * rho) / (n - 3.0))
    centre = math.atanh(rho)
    return Interval(rho, math.tanh(centre - half), math.tanh(centre + half), confidence)


def rank_correlations(
    draws: Mapping[str, ArrayLike], measure: ArrayLike, confidence: float = 0.95
) -> dict[str, Interval]:
    """Rank correlation of a measure with every parameter, the strongest first.

    Parameters
    ----------
    draws
        As `sim.campaign.sampling.draws.draw_campaign` gives them, with their weights.
    measure
        Shape (n,); NaN where a sample failed.
    confidence
        Two-sided, for each on its own.
    """
    correlations = {
        name: rank_correlation(values, measure, draws.get(WEIGHT), confidence)
        for name, values in draws.items()
        if name != WEIGHT
    }
    return dict(
        sorted(correlations.items(), key=lambda item: -abs(np.nan_to_num(item[1].estimate)))
    )


def _weighted_rank(x: Array, w: Array) -> Array:
    """Weight below each value and half of that at it; the usual ranks for equal weights."""
    if np.all(w == w[0]):
        return rankdata(x)
    _, place = np.unique(x, return_inverse=True)
    at = np.bincount(place, weights=w)
    return (np.cumsum(at) - 0.5 * at)[place]


def sobol_indices(
    draws: Mapping[str, ArrayLike],
    measure: ArrayLike,
    *,
    confidence: float = 0.95,
    seed: int = 0,
) -> Sensitivity:
    """First-order and total Sobol indices from the samples of a campaign.

    Parameters
    ----------
    draws
        As `sim.campaign.sampling.draws.draw_campaign` gives them; parameters must not be
        correlated.
    measure
        Shape (n,); NaN where a sample failed.
    confidence, seed
        Of the bootstrap over samples; it keeps the terms of the polynomial.

    Raises
    ------
    InvalidParameterError
        If fewer than 50 samples have a value.
    """
    check_share("confidence", confidence)
    names = [name for name in draws if name != WEIGHT]
    y = np.asarray(measure, dtype=float)
    w = weights_of(draws.get(WEIGHT), len(y))
    there = np.isfinite(y) & (w > 0.0)
    if there.sum() < FEWEST:
        allowed = f"{FEWEST} or more samples with a value"
        raise InvalidParameterError(("measure",), "has too few values", int(there.sum()), allowed)
    inputs = np.column_stack([np.asarray(draws[name], dtype=float)[there] for name in names])
    y, w = y[there], w[there] / w[there].sum()
    fit = fit_polynomial_chaos(inputs, y, w)
    estimate = _shares(fit, y, w, len(names))
    generator = np.random.default_rng(seed)
    spread = np.array(
        [
            _shares(fit, y, w * times_drawn(generator, 1, len(y))[0], len(names))
            for _ in range(RESAMPLES)
        ]
    )
    first, total = _intervals(names, estimate, spread, confidence)
    return Sensitivity(first, total, fit.predicted)


def _intervals(
    names: Sequence[str], estimate: Array, spread: Array, confidence: float
) -> tuple[dict[str, Interval], dict[str, Interval]]:
    """First-order and total indices by name from arrays (2, k) and resamples of them (b, 2, k)."""
    ends = [0.5 * (1.0 - confidence), 0.5 * (1.0 + confidence)]
    low, high = np.quantile(spread, ends, axis=0)
    first, total = (
        {
            name: Interval(
                float(estimate[kind, i]), float(low[kind, i]), float(high[kind, i]), confidence
            )
            for i, name in enumerate(names)
        }
        for kind in (0, 1)
    )
    return first, total


def _shares(fit: PolynomialChaos, y: Array, weight: Array, inputs: int) -> Array:
    """First-order and total shares of the variance, shape (2, inputs)."""
    shares = np.zeros((2, inputs))
    w = weight / weight.sum()
    deviation = y - np.sum(w * y)
    if not fit.terms:
        return shares
    centred = fit.columns - w @ fit.columns
    normal = (centred * w[:, None]).T @ centred
    coefficient = np.linalg.lstsq(normal, centred.T @ (w * deviation), rcond=1e-10)[0]
    # Terms are orthonormal by construction, so their variances are taken as 1: deviations of this
    # sample from that would not cancel.
    residual = float(np.sum(w * (deviation - centred @ coefficient) ** 2))
    parts = coefficient**2 / (np.sum(coefficient**2) + residual)
    for term, part in zip(fit.terms, parts, strict=True):
        members = list(term.inputs)
        shares[1, members] += part
        if len(members) == 1:
            shares[0, members] += part
    return shares
