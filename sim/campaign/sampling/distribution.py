"""What every distribution has: checked parameters, inverse CDF, support and log density.

Every inverse CDF is non-decreasing, so that a Gaussian copula keeps the sign of a correlation.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.campaign.error import InvalidParameterError

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Distribution(ABC):
    """A distribution of one dispersed parameter; its fields are the parameters of the law.

    Parameters are in the unit of what is dispersed, or plain numbers if they are named in `plain`.

    Raises
    ------
    InvalidParameterError
        If a parameter is not a finite number, or out of range.
    """

    name: ClassVar[str]
    plain: ClassVar[frozenset[str]] = frozenset()
    """Parameters without the unit of what is dispersed."""
    positive: ClassVar[frozenset[str]] = frozenset()
    """Parameters that must be above zero."""
    listed: ClassVar[frozenset[str]] = frozenset()
    """Parameters that are lists of numbers."""

    def __post_init__(self) -> None:
        for name in self.parameter_names():
            object.__setattr__(self, name, self._read_number(name, getattr(self, name)))
        self.check()

    @classmethod
    def parameter_names(cls) -> tuple[str, ...]:
        """Names of the parameters, in the order in which messages list them."""
        return tuple(each.name for each in fields(cls))

    @property
    def parameters(self) -> dict[str, float | tuple[float, ...]]:
        """Values of the parameters by name."""
        return {name: getattr(self, name) for name in self.parameter_names()}

    def check(self) -> None:  # noqa: B027  # nothing to check is the rule
        """Refuse parameters that contradict each other."""

    @abstractmethod
    def quantile(self, u: Array) -> Array:
        """Inverse CDF at probabilities in (0, 1), shape (n,)."""

    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Least and largest value, infinite where there is none."""

    def reach(self) -> tuple[float, float]:
        """Values that no more than one draw in a thousand lies below, or above."""
        return self.support()

    @abstractmethod
    def log_density(self, x: Array) -> Array:
        """Logarithm of the density, or of the probability of single values, at x of shape (n,);
        -inf outside the support.
        """

    def _read_number(self, name: str, value: Any) -> float | tuple[float, ...]:
        path = (self.name, name)
        many = name in self.listed
        if value is None:
            raise InvalidParameterError(path, "is missing", allowed="a number")
        try:
            number = tuple(float(v) for v in value) if many else float(value)
        except (TypeError, ValueError):
            allowed = "a list of numbers" if many else "a number"
            raise InvalidParameterError(path, "is not a number", value, allowed) from None
        if not np.all(np.isfinite(number)):
            raise InvalidParameterError(path, "is not finite", value, "finite numbers")
        if name in self.positive and not np.all(np.asarray(number) > 0.0):
            raise InvalidParameterError(path, "is out of range", value, "a number above 0")
        return number


class Continuous(Distribution):
    """A distribution with a density."""

    def contains(self, x: Array) -> NDArray[np.bool_]:
        """Which values the density is above zero at, or at the edge of."""
        low, high = self.support()
        return (x >= low) & (x <= high)

    def log_density(self, x: Array) -> Array:
        """Logarithm of the density."""
        # values outside would warn of logarithms of negative numbers
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.contains(x), self._log_density_inside(x), -np.inf)

    @abstractmethod
    def _log_density_inside(self, x: Array) -> Array:
        """Logarithm of the density; anything outside the support."""


class Stepped(Distribution):
    """A distribution of single values."""

    @abstractmethod
    def atoms(self) -> tuple[Array, Array]:
        """Values, increasing, and their probabilities."""

    def quantile(self, u: Array) -> Array:
        """Least value whose cumulative probability exceeds u."""
        values, probabilities = self.atoms()
        last = int(np.flatnonzero(probabilities)[-1])
        place = np.searchsorted(self._cumulative(values, probabilities), u, side="right")
        return values[np.minimum(place, last)]

    def possible(self) -> list[float]:
        """Values that have a probability above zero."""
        values, probabilities = self.atoms()
        return values[probabilities > 0.0].tolist()

    def support(self) -> tuple[float, float]:
        """Least and largest value that has a probability."""
        possible = self.possible()
        return min(possible), max(possible)

    def log_density(self, x: Array) -> Array:
        """Logarithm of the probability of each value."""
        values, probabilities = self.atoms()
        place = np.minimum(np.searchsorted(values, x), len(values) - 1)
        with np.errstate(divide="ignore"):
            return np.where(values[place] == x, np.log(probabilities[place]), -np.inf)

    def _cumulative(self, values: Array, probabilities: Array) -> Array:
        return np.cumsum(probabilities)
