"""Distributions of single values, a class each.

A new one is a class here and its place in `STEPPED`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import scipy  # its parts are imported at their first use: checking a scenario needs none

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.distribution import Array, Stepped

MOST_TRIALS = 10_000
"""Of a binomial distribution."""

ROUNDING = 1e-9
"""By which the sum of probabilities may differ from 1."""


@dataclass(frozen=True, kw_only=True)
class Discrete(Stepped):
    """Single values, each with its probability."""

    name: ClassVar[str] = "discrete"
    plain: ClassVar[frozenset[str]] = frozenset({"probabilities"})
    listed: ClassVar[frozenset[str]] = frozenset({"values", "probabilities"})

    values: Annotated[Sequence[float], "Values."]
    probabilities: Annotated[Sequence[float], "Probability of each value; together 1."]

    def check(self) -> None:
        """Refuse values that stand twice, and probabilities that are none."""
        values, probabilities = self.values, self.probabilities
        if not values or len(set(values)) != len(values):
            path = (self.name, "values")
            raise InvalidParameterError(path, "is no list of values", values, "each value once")
        path = (self.name, "probabilities")
        if len(probabilities) != len(values):
            allowed = f"one for each of {len(values)} values"
            raise InvalidParameterError(path, "has another length", probabilities, allowed)
        if min(probabilities) < 0.0 or abs(math.fsum(probabilities) - 1.0) > ROUNDING:
            allowed = "0 or more each, together 1"
            raise InvalidParameterError(path, "is out of range", probabilities, allowed)

    def atoms(self) -> tuple[Array, Array]:
        """Values, increasing, and their probabilities."""
        order = np.argsort(self.values)
        return np.array(self.values)[order], np.array(self.probabilities)[order]


@dataclass(frozen=True, kw_only=True)
class Bernoulli(Stepped):
    """1 with a probability, else 0."""

    name: ClassVar[str] = "bernoulli"
    plain: ClassVar[frozenset[str]] = frozenset({"probability"})

    probability: Annotated[float, "Probability of 1."]

    def check(self) -> None:
        """Refuse a probability outside 0 to 1."""
        _check_probability(self.name, self.probability)

    def atoms(self) -> tuple[Array, Array]:
        """0 and 1, and their probabilities."""
        return np.array([0.0, 1.0]), np.array([1.0 - self.probability, self.probability])


@dataclass(frozen=True, kw_only=True)
class Binomial(Stepped):
    """Number of successes in independent trials of one probability."""

    name: ClassVar[str] = "binomial"
    plain: ClassVar[frozenset[str]] = frozenset({"trials", "probability"})
    positive: ClassVar[frozenset[str]] = frozenset({"trials"})

    trials: Annotated[float, "How often it is tried."]
    probability: Annotated[float, "Probability of each."]

    def check(self) -> None:
        """Refuse a number of trials that is not whole, and a probability outside 0 to 1."""
        _check_probability(self.name, self.probability)
        if self.trials != round(self.trials) or self.trials > MOST_TRIALS:
            allowed = f"a whole number up to {MOST_TRIALS}"
            path = (self.name, "trials")
            raise InvalidParameterError(path, "is out of range", self.trials, allowed)

    def atoms(self) -> tuple[Array, Array]:
        """0 to the number of trials, and their probabilities."""
        n, k = int(self.trials), np.arange(int(self.trials) + 1.0)
        gammaln = scipy.special.gammaln
        with np.errstate(divide="ignore", invalid="ignore"):
            choose = gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)
            p = self.probability
            return k, np.exp(choose + _times_log(k, p) + _times_log(n - k, 1.0 - p))

    def reach(self) -> tuple[float, float]:
        """All that may happen, told without special functions."""
        return 0.0, self.trials

    def _cumulative(self, values: Array, probabilities: Array) -> Array:
        # closer than the sum of the probabilities
        return scipy.special.bdtr(values, int(self.trials), self.probability)


@dataclass(frozen=True, kw_only=True)
class Constant(Stepped):
    """Always the same value."""

    name: ClassVar[str] = "constant"

    value: Annotated[float, "The value."]

    def atoms(self) -> tuple[Array, Array]:
        """The value, with probability 1."""
        return np.array([self.value]), np.ones(1)


STEPPED = (Discrete, Bernoulli, Binomial, Constant)
"""In the order in which messages and schemas list them."""


def _check_probability(name: str, probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise InvalidParameterError((name, "probability"), "is out of range", probability, "0 to 1")


def _times_log(k: Array, probability: float) -> Array:
    """Product of k and ln(probability), 0 for k = 0."""
    log = math.log(probability) if probability > 0.0 else -math.inf
    return np.where(k == 0.0, 0.0, k * log)
