"""The table of draws: one value per sample and parameter, and the weight of each sample.

The value of a parameter in sample i is a function of the root seed, i and the name (for Latin
hypercubes also of the number of samples; for correlated parameters also of those before it in its
group): adding or removing a parameter does not shift the others, and two plans flown with one seed
are paired.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.correlation import find_groups, mix_scores
from sim.campaign.sampling.dispersion import Dispersion, sort_dispersions
from sim.campaign.sampling.uniform import METHODS, uniforms

Array = NDArray[np.float64]
Draws = dict[str, Array]

WEIGHT = "weight"
"""Column of the weights, 1 where nothing is drawn from a proposal; their mean tends to 1."""

LARGEST = 1.0 - 2.0**-53


def draw_campaign(
    dispersions: Sequence[Dispersion],
    seed: int,
    samples: int,
    method: str = "random",
) -> Draws:
    """Draws of a whole campaign; see `draw_samples`."""
    return draw_samples(dispersions, seed, samples, method, first=0, count=samples)


def draw_samples(
    dispersions: Sequence[Dispersion],
    seed: int,
    samples: int,
    method: str = "random",
    *,
    first: int,
    count: int,
) -> Draws:
    """Draws of some samples of a campaign, the same bits as in the table of all.

    Parameters
    ----------
    dispersions
        What is dispersed.
    seed, samples, method
        Root seed; samples of the whole campaign; ``"random"``, ``"lhs"`` or ``"sobol"``.
    first, count
        Samples `first` to `first + count - 1`, counted from 0.

    Returns
    -------
    dict
        By name, in the order of the list of parameters, arrays of shape (count,) in SI units,
        radians; last the column `weight`.

    Raises
    ------
    InvalidParameterError
        If dispersions contradict each other, or a draw is one the parameter can't have.
    """
    if method not in METHODS:
        raise InvalidParameterError(("method",), "no such method", method, ", ".join(METHODS))
    ordered = sort_dispersions(dispersions)
    groups = find_groups(ordered)
    numbers = {
        each.name: uniforms(seed, each.name, samples, way, first=first, count=count)
        for each in ordered
        for way in ("strata" if each.stratified else method,)
    }
    for group in groups:
        scores = mix_scores(group, [ndtri(numbers[name]) for name in group.names])
        # the first keeps its own numbers, bit for bit
        for name, score in zip(group.names[1:], scores[1:], strict=True):
            numbers[name] = _uniform(score)
    draws: Draws = {}
    log_weight = np.zeros(count)
    for each in ordered:
        values = np.asarray(each.drawn_from.quantile(numbers[each.name]), dtype=float)
        _check_range(each, values, first)
        if each.proposal is not None:
            log_weight += each.distribution.log_density(values)
            log_weight -= each.proposal.log_density(values)
        draws[each.name] = values
    draws[WEIGHT] = np.exp(log_weight)
    return draws


def draw_at_scores(dispersions: Sequence[Dispersion], scores: Array) -> Draws:
    """Draws at given standard normal scores; a proposal or strata play no part.

    Parameters
    ----------
    dispersions
        What is dispersed.
    scores
        Shape (n, d): a column for each dispersion in the order of `sort_dispersions`; of correlated
        ones, what each adds to those before it.

    Returns
    -------
    dict
        By name, arrays of shape (n,) in SI units, radians; no weights.

    Raises
    ------
    InvalidParameterError
        See `draw_samples`.
    """
    ordered = sort_dispersions(dispersions)
    found = {each.name: column for each, column in zip(ordered, scores.T, strict=True)}
    for group in find_groups(ordered):
        mixed = mix_scores(group, [found[name] for name in group.names])
        found |= dict(zip(group.names, mixed, strict=True))
    draws: Draws = {}
    for each in ordered:
        values = np.asarray(each.distribution.quantile(_uniform(found[each.name])), dtype=float)
        _check_range(each, values, 0)
        draws[each.name] = values
    return draws


def _uniform(score: Array) -> Array:
    """Numbers in (0, 1) of normal scores."""
    return np.clip(ndtr(score), 2.0**-1022, LARGEST)


def _check_range(dispersion: Dispersion, values: Array, first: int) -> None:
    """Refuse values the parameter can't have, such as a factor below zero."""
    parameter = dispersion.parameter
    wrong = ~((values >= parameter.least) & (values <= parameter.most))
    if wrong.any():
        i = int(np.argmax(wrong))
        path = (dispersion.name, dispersion.distribution.name)
        problem = f"is {values[i]:g} in sample {first + i}"
        allowed = f"{parameter.bounds}; truncated_normal and uniform keep within bounds"
        raise InvalidParameterError(path, problem, allowed=allowed)
