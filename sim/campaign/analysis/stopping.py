"""Stopping rule of a campaign: enough samples are flown once an interval is narrow enough.

Applied after each chunk, in the order of chunks and not of their completion, so that a campaign
stops at the same sample however it was executed. Repeated looks make intervals slightly too
confident; `least` keeps that small.
"""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.campaign.analysis.bootstrap import bootstrap, mean, quantile
from sim.campaign.analysis.statistics import Interval, check_share, probability
from sim.campaign.error import InvalidParameterError

LEAST = 500
"""assumption: samples before which no campaign stops; ten times the number from which an interval
says anything.
"""


@dataclass(frozen=True)
class StoppingRule:
    """Stop once the interval of a measure is narrow enough.

    Attributes
    ----------
    measure
        Column of the table of samples.
    width
        Of the interval, in the unit of the column; of a probability, in parts of 1.
    kind
        What is estimated: probability that the column is true, its mean, or a quantile.
    share
        Of the quantile.
    confidence
        Of the interval.
    least
        Samples before which it does not stop.
    """

    measure: str
    width: float
    kind: Literal["probability", "mean", "quantile"] = "probability"
    share: float = 0.5
    confidence: float = 0.95
    least: int = LEAST

    def __post_init__(self) -> None:
        check_share("confidence", self.confidence)
        check_share("share", self.share)
        if not 0.0 < self.width < math.inf:
            raise InvalidParameterError(("width",), "is out of range", self.width, "above 0")
        if self.kind not in ("probability", "mean", "quantile"):
            allowed = "probability, mean, quantile"
            raise InvalidParameterError(("kind",), "no such kind", self.kind, allowed)
        if self.least < 2:
            raise InvalidParameterError(("least",), "is out of range", self.least, "2 or more")


class StoppingDecision(NamedTuple):
    """Whether to stop, the interval that decides, and about how many samples are needed in all."""

    stop: bool
    interval: Interval
    samples: int


def apply_rule(
    rule: StoppingRule, values: ArrayLike, weight: ArrayLike | None = None, *, seed: int = 0
) -> StoppingDecision:
    """Apply a rule to the samples of all chunks so far.

    Parameters
    ----------
    rule
        The rule.
    values, weight
        Shape (n,): the measure, and the weights of samples.
    seed
        Of the bootstrap, for means and quantiles.

    Returns
    -------
    Judgement
        The number of samples needed supposes that the width falls with its square root.
    """
    if rule.kind == "probability":
        interval = probability(values, weight, rule.confidence)
    else:
        statistic = mean if rule.kind == "mean" else quantile(rule.share)
        interval = bootstrap(values, statistic, weight, seed=seed, confidence=rule.confidence)
    count = np.size(values)
    stop = count >= rule.least and interval.width <= rule.width
    if not math.isfinite(interval.width):
        return StoppingDecision(False, interval, 2 * max(count, rule.least))
    needed = math.ceil(count * (interval.width / rule.width) ** 2)
    return StoppingDecision(stop, interval, count if stop else max(needed, rule.least, count + 1))
