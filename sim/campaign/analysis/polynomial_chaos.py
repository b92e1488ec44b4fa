"""Polynomial chaos: a sparse polynomial of the inputs fitted to the samples of a campaign.

Each input enters by its rank, in polynomials made orthonormal on the
sample itself (distributions may have steps and any form): variances are sums of squares of
coefficients (Sudret 2008, Rel. Eng. Sys. Safety 93:964). Terms are chosen one by one by orthogonal
matching pursuit, their number by the leave-one-out error (Blatman & Sudret 2011, J. Comput. Phys.
230:2345, section 3). Leaves out: terms of three inputs, and inputs that depend on each other.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import legvander
from numpy.typing import NDArray
from scipy.stats import rankdata

Array = NDArray[np.float64]

DEGREE = 8
"""Largest degree of a term, in one input or two together."""

JOINED = 12
"""Inputs whose products are tried: those that explain most variance on their own."""

MOST_TERMS = 100
ROWS_TO_CHOOSE = 4096
"""Samples used to choose terms; coefficients are fitted to all."""

PATIENCE = 15
"""Terms tried after the leave-one-out error was last improved."""


class Term(NamedTuple):
    """A product of polynomials: (input, degree) of each factor."""

    factors: tuple[tuple[int, int], ...]

    @property
    def inputs(self) -> frozenset[int]:
        """Inputs it contains."""
        return frozenset(i for i, _ in self.factors)


class PolynomialChaos(NamedTuple):
    """Terms, their values in each sample (n, terms), and the share of variance they predict in
    samples left out of the fit.
    """

    terms: tuple[Term, ...]
    columns: Array
    predicted: float


def fit_polynomial_chaos(inputs: Array, output: Array, weight: Array) -> PolynomialChaos:
    """Choose the terms that explain an output.

    Parameters
    ----------
    inputs
        Shape (n, k), independent of each other.
    output, weight
        Shape (n,), finite; weights sum to 1.
    """
    n, k = inputs.shape
    degree = min(DEGREE, max(1, n // 20))
    bases = [_basis(inputs[:, i], weight, degree) for i in range(k)]
    y = output - np.sum(weight * output)
    alone = [float(np.sum((basis.T @ (weight * y)) ** 2)) for basis in bases]
    joined = sorted(sorted(range(k), key=lambda i: -alone[i])[:JOINED])
    terms = [Term(((i, d),)) for i in range(k) for d in range(1, bases[i].shape[1] + 1)]
    for i, j in combinations(joined, 2):
        for d in range(1, bases[i].shape[1] + 1):
            most = min(bases[j].shape[1], degree - d)
            terms += [Term(((i, d), (j, e))) for e in range(1, most + 1)]
    some = slice(0, ROWS_TO_CHOOSE)
    tried = _columns(terms, [basis[some] for basis in bases])
    chosen, predicted = _choose_columns(tried, y[some], weight[some] / weight[some].sum())
    kept = tuple(terms[c] for c in chosen)
    return PolynomialChaos(kept, _columns(kept, bases), predicted)


def _basis(x: Array, weight: Array, degree: int) -> Array:
    """Polynomials of the rank with mean 0 and variance 1 on the sample, shape (n, degrees)."""
    degree = min(degree, len(np.unique(x)) - 1)
    ranks = 2.0 * (rankdata(x) - 0.5) / len(x) - 1.0
    root = np.sqrt(weight)[:, None]
    powers = legvander(ranks, degree)
    r = np.asarray(np.linalg.qr(root * powers, mode="r"))
    sound = np.abs(np.diag(r)) > 1e-8 * np.abs(r[0, 0])
    keep = int(np.argmin(sound[1:])) + 1 if not np.all(sound[1:]) else degree + 1
    return (powers[:, :keep] @ np.linalg.inv(r[:keep, :keep]))[:, 1:]


def _columns(terms: list[Term] | tuple[Term, ...], bases: list[Array]) -> Array:
    n = len(bases[0])
    columns = np.ones((n, len(terms)), order="F")
    for c, term in enumerate(terms):
        for i, d in term.factors:
            columns[:, c] *= bases[i][:, d - 1]
    return columns


def _choose_columns(columns: Array, y: Array, weight: Array) -> tuple[list[int], float]:
    """Columns to keep, and the share of variance they predict in samples left out."""
    root = np.sqrt(weight)
    n = len(y)
    scaled = columns * root[:, None]
    size = np.linalg.norm(scaled, axis=0)
    free = size > 0.0
    residual = root * (y - np.sum(weight * y))
    whole = float(residual @ residual)
    hat = weight.copy()  # of the mean
    directions = [root]
    chosen: list[int] = []
    best, keep = 1.0, 0
    while whole > 0.0 and len(chosen) < min(MOST_TERMS, n // 4) and free.any():
        pull = np.abs(residual @ scaled) / np.where(free, size, np.inf)
        c = int(np.argmax(np.where(free, pull, -1.0)))
        free[c] = False
        q = scaled[:, c].copy()
        for _ in range(2):  # twice is enough
            q -= sum((d @ q) * d for d in directions)
        norm = float(np.linalg.norm(q))
        if norm < 1e-6 * size[c]:
            continue
        q /= norm
        directions.append(q)
        residual = residual - (q @ residual) * q
        hat = hat + q * q
        chosen.append(c)
        # leave-one-out, corrected for what is spent on choosing few rows (Chapelle et al. 2002)
        spent = (n / (n - len(chosen) - 1.0)) * (1.0 + (len(chosen) + 1.0) / n)
        error = spent * float(np.sum((residual / np.maximum(1.0 - hat, 1e-6)) ** 2)) / whole
        if error < best:
            best, keep = error, len(chosen)
        elif len(chosen) - keep >= PATIENCE:
            break
        if error < 1e-12:
            break
    return chosen[:keep], 1.0 - best
