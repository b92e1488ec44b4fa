"""Sobol indices by flights made for it: the design of Saltelli, which costs n (k + 2) of them.

Nothing is fitted, so it judges what `sim.campaign.analysis.sensitivity` makes of an ordinary
campaign.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.campaign.analysis.sensitivity import RESAMPLES, Sensitivity, intervals
from sim.campaign.analysis.statistics import check_share
from sim.campaign.sampling.correlation import groups_of
from sim.campaign.sampling.dispersion import Dispersion, ordered
from sim.campaign.sampling.draws import WEIGHT, Draws, draw
from sim.campaign.sampling.invalid_parameter import InvalidParameterError

Array = NDArray[np.float64]


def saltelli_design(
    dispersions: Sequence[Dispersion], seed: int, samples: int, method: str = "sobol"
) -> Draws:
    """Draws of n (k + 2) flights for unbiased Sobol indices: table A, table B, and for each of k
    parameters A with that column taken from B (Saltelli et al. 2010, CPC 181:259).

    Raises
    ------
    ImpossibleError
        If parameters are correlated or have proposals: indices then mean something else.
    """
    plan = ordered(dispersions)
    for group in groups_of(plan):
        problem = f"is correlated with {', '.join(group.names[1:])}"
        raise InvalidParameterError((group.names[0],), problem, allowed="independent parameters")
    for each in plan:
        if each.proposal is not None:
            raise InvalidParameterError((each.name,), "has a proposal", allowed="equal weights")
    a, b = (draw(plan, seed, samples, method, stream=stream) for stream in ("", "second"))
    names = [each.name for each in plan]
    design = {
        name: np.concatenate(
            [a[name], b[name], *(b[name] if o == name else a[name] for o in names)]
        )
        for name in names
    }
    return {**design, WEIGHT: np.ones(samples * (len(names) + 2))}


def saltelli_indices(
    names: Sequence[str], measure: ArrayLike, *, confidence: float = 0.95, seed: int = 0
) -> Sensitivity:
    """Sobol indices from the measure of a `saltelli_design`.

    First order after Saltelli et al. (2010, CPC 181:259, table 2 b), total after Jansen (1999, CPC
    117:35); samples of which any flight failed are left out. `foreseen` is 1: nothing is fitted.

    Parameters
    ----------
    names
        Parameters in the order of the design.
    measure
        Shape (n (k + 2),).
    confidence, seed
        Of the bootstrap over samples.
    """
    check_share("confidence", confidence)
    table = np.asarray(measure, dtype=float)
    if table.ndim != 1 or len(table) % (len(names) + 2):
        allowed = f"a multiple of {len(names) + 2}"
        raise InvalidParameterError(("measure",), "has another length", len(table), allowed)
    table = table.reshape(len(names) + 2, -1)
    table = table[:, np.all(np.isfinite(table), axis=0)]
    n = table.shape[1]
    if n < 2:
        raise InvalidParameterError(
            ("measure",), "has too few values", n, "2 or more whole samples"
        )
    generator = np.random.default_rng(seed)
    estimate = _saltelli(table)
    spread = np.array(
        [_saltelli(table[:, generator.integers(n, size=n)]) for _ in range(RESAMPLES)]
    )
    first, total = intervals(names, estimate, spread, confidence)
    return Sensitivity(first, total, 1.0)


def _saltelli(table: Array) -> Array:
    a, b, mixed = table[0], table[1], table[2:]
    variance = float(np.var(table[:2]))
    if not variance > 0.0:
        return np.zeros((2, len(mixed)))
    centre = float(np.mean(table[:2]))
    first = np.mean((b - centre) * (mixed - a), axis=1) / variance
    total = 0.5 * np.mean((a - mixed) ** 2, axis=1) / variance
    return np.array([first, total])
