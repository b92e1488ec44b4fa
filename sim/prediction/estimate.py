"""The coefficient of the days to come from those of past arcs.

ln(b) of an arc is a constant plus the mean over the arc of a process that changes (exponential
correlation), plus the error of the sets. What comes is the mean of the same over the days that
remain: its expectation and variance given the arcs (Rasmussen and Williams 2006, eq. 2.25, 2.26).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.prediction.arcs import Arc
from sim.prediction.coefficients import Coefficient
from sim.prediction.setting import Uncertainty

NODES = 6
"""Points in time that stand for an arc."""


class Prior(NamedTuple):
    """What is known of a coefficient without any orbit: m2/kg, and deviation of its logarithm."""

    value: float
    sigma: float


class Estimate(NamedTuple):
    """Median in m2/kg of the coefficient of the days to come, and deviation of its logarithm."""

    value: float
    sigma: float


def estimate(
    arcs: Sequence[Arc],
    coefficients: Sequence[Coefficient],
    ahead: tuple[float, float],
    prior: Prior,
    uncertainty: Uncertainty,
) -> Estimate:
    """The coefficient between two instants, from arcs whose coefficients are above 0.

    Parameters
    ----------
    arcs, coefficients
        As many of one as of the other; none leaves the prior.
    ahead
        s since the epoch of the arcs.
    prior, uncertainty
        What is known without them, and how it changes.
    """
    spans = [*((arc.begin, arc.end) for arc in arcs), ahead]
    share = (np.arange(NODES) + 0.5) / NODES
    nodes = np.array([begin + (end - begin) * share for begin, end in spans])
    lag = np.abs(nodes[:, None, :, None] - nodes[None, :, None, :]) / uncertainty.memory_s
    changing = uncertainty.changing**2 * np.exp(-lag).mean(axis=(2, 3))
    whole = changing + prior.sigma**2
    n = len(arcs)
    here, there = whole[:n, :n], whole[n, :n]
    noise = np.diag([each.sigma**2 for each in coefficients])
    off = np.log([each.value for each in coefficients]) - np.log(prior.value)
    weight = np.linalg.solve(here + noise, there) if n else np.zeros(0)
    log = np.log(prior.value) + float(weight @ off)
    variance = float(whole[n, n] - weight @ there)
    return Estimate(float(np.exp(log)), float(np.sqrt(max(variance, 0.0))))
