"""Correlated parameters: Gaussian copula, marginals exact (Sklar 1959; Nelsen 2006, chapter 2.3).

Normal scores are combined by the Cholesky factor of their correlation matrix, in the order of the
list of parameters: the first of a group keeps its own numbers.
"""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.dispersion import Dispersion, sort_dispersions

Array = NDArray[np.float64]

LEAST_EIGENVALUE = 1e-10
"""Of a correlation matrix: below this it is singular to rounding."""


class Group(NamedTuple):
    """Correlated parameters, and the lower Cholesky factor of their correlation matrix."""

    names: tuple[str, ...]
    factor: Array


def find_groups(dispersions: Sequence[Dispersion]) -> tuple[Group, ...]:
    """Groups of correlated parameters; parameters without a correlation are left out.

    Raises
    ------
    InvalidParameterError
        If a correlation names a parameter that isn't dispersed, is stated twice with two values,
        belongs to a parameter with a proposal or strata, or the matrix isn't a correlation matrix.
    """
    known = {each.name: each for each in sort_dispersions(dispersions)}
    pairs: dict[frozenset[str], float] = {}
    for each in known.values():
        for other, value in each.correlated.items():
            path = (each.name, "correlated", other)
            if other not in known:
                allowed = ", ".join(name for name in known if name != each.name) or "none"
                raise InvalidParameterError(path, "is not dispersed", other, allowed)
            if pairs.setdefault(frozenset((each.name, other)), value) != value:
                stated = known[other].correlated[each.name]
                raise InvalidParameterError(
                    path, "is stated twice", value, f"{stated}, as under {other}"
                )
            for one in (each, known[other]):
                if one.proposal is not None or one.stratified:
                    problem = f"{one.name} has a proposal or strata"
                    raise InvalidParameterError(
                        path, problem, allowed="correlations, or a proposal or strata"
                    )
    return tuple(_make_group(names, pairs) for names in _connected(list(known), pairs))


def _connected(names: list[str], pairs: dict[frozenset[str], float]) -> list[tuple[str, ...]]:
    """Names connected by correlations, in order."""
    first = {name: name for name in names}  # the first name of the group of each
    for pair in pairs:
        one, other = (first[name] for name in sorted(pair, key=names.index))
        first = {name: one if mark == other else mark for name, mark in first.items()}
    sets = {mark: tuple(n for n in names if first[n] == mark) for mark in first.values()}
    return [group for group in sets.values() if len(group) > 1]


def _make_group(names: tuple[str, ...], pairs: dict[frozenset[str], float]) -> Group:
    matrix = np.eye(len(names))
    for i, one in enumerate(names):
        for j, other in enumerate(names[:i]):
            matrix[i, j] = matrix[j, i] = pairs.get(frozenset((one, other)), 0.0)
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least < LEAST_EIGENVALUE:
        problem = (
            f"not a correlation matrix: smallest eigenvalue {least:.4g}, of {', '.join(names)}"
        )
        tied = next(name for name in names[1:] if frozenset((names[0], name)) in pairs)
        raise InvalidParameterError((names[0], "correlated", tied), problem, allowed="above 0")
    return Group(names, _cholesky(matrix))


def _cholesky(matrix: Array) -> Array:
    """Lower factor, row by row in plain arithmetic: the same bits with any library."""
    n = len(matrix)
    factor = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            rest = matrix[i, j] - sum(factor[i, k] * factor[j, k] for k in range(j))
            factor[i, j] = np.sqrt(rest) if i == j else rest / factor[j, j]
    return factor


def mix_scores(group: Group, scores: Sequence[Array]) -> list[Array]:
    """Correlated normal scores from independent ones, shape (n,) each, one per name."""
    return [
        reduce(np.add, (row[j] * scores[j] for j in range(i + 1)))
        for i, row in enumerate(group.factor)
    ]
