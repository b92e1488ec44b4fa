"""Continuous distributions, a class each.

Textbook forms (Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, 2nd ed.). A new
one is a class here, with the meaning of each parameter, and its place in `CONTINUOUS`: scenarios
take it from there.
"""

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import scipy  # its parts are imported at their first use: checking a scenario needs none
from numpy.typing import NDArray

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.distribution import Array, Continuous

TAIL = 8.0
"""Standard deviations up to which a bound of a truncated normal needs no closer check: probability
remains beyond it that double precision resolves.
"""


@dataclass(frozen=True, kw_only=True)
class Normal(Continuous):
    """Normal distribution."""

    name: ClassVar[str] = "normal"
    positive: ClassVar[frozenset[str]] = frozenset({"sigma"})

    mean: Annotated[float, "Mean."] = 0.0
    sigma: Annotated[float, "Standard deviation."]

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        return self.mean + self.sigma * scipy.special.ndtri(u)

    def support(self) -> tuple[float, float]:
        """All numbers."""
        return -math.inf, math.inf

    def reach(self) -> tuple[float, float]:
        """Three standard deviations."""
        return self.mean - 3.0 * self.sigma, self.mean + 3.0 * self.sigma

    def _log_density_inside(self, x: Array) -> Array:
        return _log_normal_density((x - self.mean) / self.sigma) - math.log(self.sigma)


@dataclass(frozen=True, kw_only=True)
class Lognormal(Continuous):
    """Lognormal distribution; sigma is the standard deviation of the natural logarithm."""

    name: ClassVar[str] = "lognormal"
    plain: ClassVar[frozenset[str]] = frozenset({"sigma"})
    positive: ClassVar[frozenset[str]] = frozenset({"median", "sigma"})

    median: Annotated[float, "Median."] = 1.0
    sigma: Annotated[float, "Standard deviation of the natural logarithm."]

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        return self.median * np.exp(self.sigma * scipy.special.ndtri(u))

    def support(self) -> tuple[float, float]:
        """All numbers above zero."""
        return 0.0, math.inf

    def reach(self) -> tuple[float, float]:
        """Three standard deviations of the logarithm."""
        spread = math.exp(min(3.0 * self.sigma, 700.0))
        return self.median / spread, self.median * spread

    def contains(self, x: Array) -> NDArray[np.bool_]:
        """Zero itself has no density."""
        return x > 0.0

    def _log_density_inside(self, x: Array) -> Array:
        z = np.log(x / self.median) / self.sigma
        return _log_normal_density(z) - np.log(self.sigma * x)


@dataclass(frozen=True, kw_only=True)
class Uniform(Continuous):
    """Uniform distribution between two bounds."""

    name: ClassVar[str] = "uniform"

    low: Annotated[float, "Lower bound."]
    high: Annotated[float, "Upper bound."]

    def check(self) -> None:
        """Refuse bounds in the wrong order."""
        _check_bounds(self.name, self.low, self.high)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        return self.low + (self.high - self.low) * u

    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.low, self.high

    def _log_density_inside(self, x: Array) -> Array:
        return np.full_like(x, -math.log(self.high - self.low))


@dataclass(frozen=True, kw_only=True)
class Triangular(Continuous):
    """Density that rises linearly from low to mode and falls linearly from there to high."""

    name: ClassVar[str] = "triangular"

    low: Annotated[float, "Lower bound."]
    mode: Annotated[float, "Where it is highest."]
    high: Annotated[float, "Upper bound."]

    def check(self) -> None:
        """Refuse bounds in the wrong order, or a mode outside them."""
        _check_bounds(self.name, self.low, self.high)
        if not self.low <= self.mode <= self.high:
            allowed = f"{self.low} to {self.high}"
            path = (self.name, "mode")
            raise InvalidParameterError(path, "is out of range", self.mode, allowed)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        low, mode, high = self.low, self.mode, self.high
        rise = low + np.sqrt(u * (high - low) * (mode - low))
        fall = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
        return np.where(u * (high - low) < mode - low, rise, fall)

    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.low, self.high

    def _log_density_inside(self, x: Array) -> Array:
        low, mode, high = self.low, self.mode, self.high
        rise = (x - low) / (mode - low) if mode > low else np.ones_like(x)
        fall = (high - x) / (high - mode) if high > mode else np.ones_like(x)
        return np.log(2.0 / (high - low) * np.where(x < mode, rise, fall))


@dataclass(frozen=True, kw_only=True)
class TruncatedNormal(Continuous):
    """Normal distribution on the condition that values lie between two bounds."""

    name: ClassVar[str] = "truncated_normal"
    positive: ClassVar[frozenset[str]] = frozenset({"sigma"})

    mean: Annotated[float, "Mean before the bounds."] = 0.0
    sigma: Annotated[float, "Standard deviation before the bounds."]
    low: Annotated[float, "Lower bound."]
    high: Annotated[float, "Upper bound."]

    def check(self) -> None:
        """Refuse bounds in the wrong order, or so far out that no probability lies between."""
        _check_bounds(self.name, self.low, self.high)
        if not self._surely_possible() and not self._tails()[1] - self._tails()[0] > 0.0:
            problem = "there is no probability to speak of between low and high"
            allowed = "bounds within 37 sigma of the mean"
            raise InvalidParameterError((self.name, "low"), problem, self.low, allowed)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        first, last = self._tails()
        if self.low > self.mean:
            z = -scipy.special.ndtri(first * u + last * (1.0 - u))
        else:
            z = scipy.special.ndtri(first + u * (last - first))
        return np.clip(self.mean + self.sigma * z, self.low, self.high)

    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.low, self.high

    def _log_density_inside(self, x: Array) -> Array:
        first, last = self._tails()
        density = _log_normal_density((x - self.mean) / self.sigma) - math.log(self.sigma)
        return density - math.log(last - first)

    def _scores(self) -> tuple[float, float]:
        return (self.low - self.mean) / self.sigma, (self.high - self.mean) / self.sigma

    def _surely_possible(self) -> bool:
        """Whether probability surely lies between the bounds, decided without special functions."""
        low, high = self._scores()
        return low < TAIL and high > -TAIL and high - low > 1e-3

    def _tails(self) -> tuple[float, float]:
        """Cumulative probabilities of both bounds; of the mirror image where both lie above the
        mean, since the upper tail would be lost in rounding.
        """
        low, high = self._scores()
        if low > 0.0:
            return scipy.special.ndtr(-high), scipy.special.ndtr(-low)
        return scipy.special.ndtr(low), scipy.special.ndtr(high)


@dataclass(frozen=True, kw_only=True)
class Beta(Continuous):
    """Beta distribution between low and high."""

    name: ClassVar[str] = "beta"
    plain: ClassVar[frozenset[str]] = frozenset({"alpha", "beta"})
    positive: ClassVar[frozenset[str]] = frozenset({"alpha", "beta"})

    alpha: Annotated[float, "First exponent."]
    beta: Annotated[float, "Second exponent."]
    low: Annotated[float, "Lower bound."] = 0.0
    high: Annotated[float, "Upper bound."] = 1.0

    def check(self) -> None:
        """Refuse bounds in the wrong order."""
        _check_bounds(self.name, self.low, self.high)

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        part = scipy.special.betaincinv(self.alpha, self.beta, u)
        return self.low + (self.high - self.low) * part

    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.low, self.high

    def _log_density_inside(self, x: Array) -> Array:
        a, b, width = self.alpha, self.beta, self.high - self.low
        s = (x - self.low) / width
        return (
            (a - 1.0) * np.log(s)
            + (b - 1.0) * np.log1p(-s)
            - scipy.special.betaln(a, b)
            - math.log(width)
        )


@dataclass(frozen=True, kw_only=True)
class HalfNormal(Continuous):
    """Upper half of a normal distribution about an origin."""

    name: ClassVar[str] = "half_normal"
    positive: ClassVar[frozenset[str]] = frozenset({"sigma"})

    sigma: Annotated[float, "Standard deviation of the whole normal distribution."]
    origin: Annotated[float, "Where the half begins."] = 0.0

    def quantile(self, u: Array) -> Array:
        """Inverse CDF."""
        return self.origin - self.sigma * scipy.special.ndtri(0.5 * (1.0 - u))

    def support(self) -> tuple[float, float]:
        """From the origin on."""
        return self.origin, math.inf

    def reach(self) -> tuple[float, float]:
        """Three standard deviations and a third, which a draw in a thousand exceeds."""
        return self.origin, self.origin + 3.3 * self.sigma

    def _log_density_inside(self, x: Array) -> Array:
        density = _log_normal_density((x - self.origin) / self.sigma) - math.log(self.sigma)
        return density + math.log(2.0)


CONTINUOUS = (Normal, Lognormal, Uniform, Triangular, TruncatedNormal, Beta, HalfNormal)
"""In the order in which messages and schemas list them."""


def _check_bounds(name: str, low: float, high: float) -> None:
    if not low < high:
        raise InvalidParameterError((name, "high"), "is out of range", high, f"above low, {low}")


def _log_normal_density(z: Array) -> Array:
    """Logarithm of the density of the standard normal distribution."""
    return -0.5 * z * z - 0.5 * math.log(2.0 * math.pi)
