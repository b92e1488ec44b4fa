"""Distributions by name: checked parameters, inverse CDF from numbers in (0, 1), log density.

Textbook forms (Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, 2nd ed.); every
inverse is non-decreasing, so that a Gaussian copula keeps the sign of a correlation.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import scipy  # its parts are imported where they are first asked for
from numpy.typing import NDArray

from sim.campaign.sampling.invalid_parameter import InvalidParameterError

Array = NDArray[np.float64]
Value = float | tuple[float, ...]
Parameters = Mapping[str, Value]

MOST_TRIALS = 10_000
"""Of a binomial distribution."""

ROUNDING = 1e-9
"""By which probabilities may miss 1."""


class Field(NamedTuple):
    """A parameter of a distribution: in the unit of what is dispersed, or a plain number (or a list
    of them); its default, None where it must be given; and whether it must be above zero.
    """

    in_unit: bool
    default: float | None = None
    positive: bool = False
    many: bool = False


LAWS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "normal": {"mean": Field(True, 0.0), "sigma": Field(True, positive=True)},
        "lognormal": {
            "median": Field(True, 1.0, positive=True),
            "sigma": Field(False, positive=True),
        },
        "uniform": {"low": Field(True), "high": Field(True)},
        "triangular": {"low": Field(True), "mode": Field(True), "high": Field(True)},
        "truncated_normal": {
            "mean": Field(True, 0.0),
            "sigma": Field(True, positive=True),
            "low": Field(True),
            "high": Field(True),
        },
        "beta": {
            "alpha": Field(False, positive=True),
            "beta": Field(False, positive=True),
            "low": Field(True, 0.0),
            "high": Field(True, 1.0),
        },
        "half_normal": {"sigma": Field(True, positive=True), "origin": Field(True, 0.0)},
        "discrete": {"values": Field(True, many=True), "probabilities": Field(False, many=True)},
        "bernoulli": {"probability": Field(False)},
        "binomial": {"trials": Field(False, positive=True), "probability": Field(False)},
        "constant": {"value": Field(True)},
    }
)
"""Distributions and their parameters. lognormal: sigma is that of the logarithm. beta lies between
low and high. half_normal lies above origin. bernoulli is 0 or 1."""

STEPPED = ("discrete", "bernoulli", "binomial", "constant")
"""Distributions of single values."""


def checked(law: str, given: Mapping[str, object]) -> dict[str, Value]:
    """Parameters of a distribution as plain numbers, defaults filled in.

    Raises
    ------
    ImpossibleError
        If the distribution is not known, or a parameter is missing, unknown or impossible.
    """
    if law not in LAWS:
        raise InvalidParameterError((), "no such distribution", law, ", ".join(LAWS))
    fields = LAWS[law]
    for name in given:
        if name not in fields:
            raise InvalidParameterError((law, name), "no such parameter", name, ", ".join(fields))
    found = {name: _number(law, name, field, given) for name, field in fields.items()}
    _check_together(law, found)
    return found


def _number(law: str, name: str, field: Field, given: Mapping[str, object]) -> Value:
    value = given.get(name, field.default)
    if value is None:
        raise InvalidParameterError((law, name), "is missing", allowed="a number")
    try:
        number = tuple(float(v) for v in value) if field.many else float(value)  # type: ignore
    except (TypeError, ValueError):
        allowed = "a list of numbers" if field.many else "a number"
        raise InvalidParameterError((law, name), "is not a number", value, allowed) from None
    if not np.all(np.isfinite(number)):
        raise InvalidParameterError((law, name), "is not finite", value, "finite numbers")
    if field.positive and not number > 0.0:
        raise InvalidParameterError((law, name), "is out of range", value, "a number above 0")
    if name == "probability" and not 0.0 <= number <= 1.0:
        raise InvalidParameterError((law, name), "is out of range", value, "0 to 1")
    return number


def _check_together(law: str, p: dict[str, Value]) -> None:
    """What parameters must be to one another."""
    if "low" in p and not p["low"] < p["high"]:
        raise InvalidParameterError(
            (law, "high"), "is out of range", p["high"], f"above low, {p['low']}"
        )
    if law == "triangular" and not p["low"] <= p["mode"] <= p["high"]:
        allowed = f"{p['low']} to {p['high']}"
        raise InvalidParameterError((law, "mode"), "is out of range", p["mode"], allowed)
    if law == "truncated_normal" and not _likely(p) and not _bounds(p)[1] - _bounds(p)[0] > 0.0:
        problem = "there is no probability to speak of between low and high"
        raise InvalidParameterError(
            (law, "low"), problem, p["low"], "bounds within 37 sigma of the mean"
        )
    if law == "binomial" and (p["trials"] != round(p["trials"]) or p["trials"] > MOST_TRIALS):
        allowed = f"a whole number up to {MOST_TRIALS}"
        raise InvalidParameterError((law, "trials"), "is out of range", p["trials"], allowed)
    if law == "discrete":
        values, shares = p["values"], p["probabilities"]
        if not values or len(set(values)) != len(values):
            raise InvalidParameterError(
                (law, "values"), "is no list of values", values, "each value once"
            )
        if len(shares) != len(values):
            allowed = f"one for each of {len(values)} values"
            raise InvalidParameterError(
                (law, "probabilities"), "has another length", shares, allowed
            )
        if min(shares) < 0.0 or abs(math.fsum(shares) - 1.0) > ROUNDING:
            allowed = "0 or more each, together 1"
            raise InvalidParameterError((law, "probabilities"), "is out of range", shares, allowed)


def _likely(p: Parameters) -> bool:
    """Whether a truncated normal is plainly possible, told without tables of the normal law."""
    low, high = ((p[name] - p["mean"]) / p["sigma"] for name in ("low", "high"))
    return low < 8.0 and high > -8.0 and high - low > 1e-3


def _bounds(p: Parameters) -> tuple[float, float]:
    """Probabilities of the bounds of a truncated normal; of its mirror image if it lies above."""
    low, high = ((p[name] - p["mean"]) / p["sigma"] for name in ("low", "high"))
    return (
        (scipy.special.ndtr(-high), scipy.special.ndtr(-low))
        if low > 0.0
        else (scipy.special.ndtr(low), scipy.special.ndtr(high))
    )


def quantile(law: str, p: Parameters, u: Array) -> Array:
    """Inverse CDF.

    Parameters
    ----------
    law, p
        Name and parameters as `checked` returns them.
    u
        Shape (n,), in (0, 1).

    Returns
    -------
    ndarray
        Shape (n,), in the unit of what is dispersed.
    """
    return np.asarray(_QUANTILE[law](p, np.asarray(u, dtype=float)), dtype=float)


def _triangular(p: Parameters, u: Array) -> Array:
    low, mode, high = p["low"], p["mode"], p["high"]
    rise = low + np.sqrt(u * (high - low) * (mode - low))
    fall = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rise, fall)


def _truncated_normal(p: Parameters, u: Array) -> Array:
    first, last = _bounds(p)
    if p["low"] > p["mean"]:
        z = -scipy.special.ndtri(first * u + last * (1.0 - u))
    else:
        z = scipy.special.ndtri(first + u * (last - first))
    return np.clip(p["mean"] + p["sigma"] * z, p["low"], p["high"])


def atoms(law: str, p: Parameters) -> tuple[Array, Array]:
    """Values of a stepped distribution, increasing, and their probabilities."""
    if law == "discrete":
        order = np.argsort(p["values"])
        return np.array(p["values"])[order], np.array(p["probabilities"])[order]
    if law == "bernoulli":
        return np.array([0.0, 1.0]), np.array([1.0 - p["probability"], p["probability"]])
    if law == "binomial":
        n, k = int(p["trials"]), np.arange(int(p["trials"]) + 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            choose = (
                scipy.special.gammaln(n + 1.0)
                - scipy.special.gammaln(k + 1.0)
                - scipy.special.gammaln(n - k + 1.0)
            )
            log = choose + _times(k, p["probability"]) + _times(n - k, 1.0 - p["probability"])
        return k, np.exp(log)
    return np.array([p["value"]]), np.ones(1)


def _times(k: Array, share: float) -> Array:
    """Product of k and ln(share), 0 for k = 0."""
    return np.where(k == 0.0, 0.0, k * (math.log(share) if share > 0.0 else -math.inf))


def _stepped(law: str) -> Callable[[Parameters, Array], Array]:
    def inverse(p: Parameters, u: Array) -> Array:
        values, shares = atoms(law, p)
        if law == "binomial":
            reached = scipy.special.bdtr(values, int(p["trials"]), p["probability"])
        else:
            reached = np.cumsum(shares)
        last = int(np.flatnonzero(shares)[-1])
        return values[np.minimum(np.searchsorted(reached, u, side="right"), last)]

    return inverse


_QUANTILE: Mapping[str, Callable[[Parameters, Array], Array]] = MappingProxyType(
    {
        "normal": lambda p, u: p["mean"] + p["sigma"] * scipy.special.ndtri(u),
        "lognormal": lambda p, u: p["median"] * np.exp(p["sigma"] * scipy.special.ndtri(u)),
        "uniform": lambda p, u: p["low"] + (p["high"] - p["low"]) * u,
        "triangular": _triangular,
        "truncated_normal": _truncated_normal,
        "beta": lambda p, u: (
            p["low"] + (p["high"] - p["low"]) * scipy.special.betaincinv(p["alpha"], p["beta"], u)
        ),
        "half_normal": lambda p, u: p["origin"] - p["sigma"] * scipy.special.ndtri(0.5 * (1.0 - u)),
    }
    | {law: _stepped(law) for law in STEPPED}
)


def support(law: str, p: Parameters) -> tuple[float, float]:
    """Least and largest value, infinite where there is none."""
    if law in STEPPED:
        values, shares = atoms(law, p)
        return float(values[shares > 0.0].min()), float(values[shares > 0.0].max())
    if law == "normal":
        return -math.inf, math.inf
    if law in ("lognormal", "half_normal"):
        return (0.0 if law == "lognormal" else p["origin"]), math.inf
    return p["low"], p["high"]


def log_density(law: str, p: Parameters, x: Array) -> Array:
    """Logarithm of the density, or of the probability of single values; -inf outside.

    Parameters
    ----------
    law, p
        Name and parameters as `checked` returns them.
    x
        Shape (n,), in the unit of what is dispersed.
    """
    if law in STEPPED:
        values, shares = atoms(law, p)
        place = np.minimum(np.searchsorted(values, x), len(values) - 1)
        with np.errstate(divide="ignore"):
            return np.where(values[place] == x, np.log(shares[place]), -np.inf)
    low, high = support(law, p)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = (x >= low) & (x <= high) & ((x > 0.0) | (law != "lognormal"))
        return np.where(inside, _log_density_inside(law, p, x), -np.inf)


def _log_density_inside(law: str, p: Parameters, x: Array) -> Array:
    if law == "lognormal":
        return _log_bell(np.log(x / p["median"]) / p["sigma"]) - np.log(p["sigma"] * x)
    if law == "uniform":
        return np.full_like(x, -math.log(p["high"] - p["low"]))
    if law == "triangular":
        low, mode, high = p["low"], p["mode"], p["high"]
        rise = (x - low) / (mode - low) if mode > low else np.ones_like(x)
        fall = (high - x) / (high - mode) if high > mode else np.ones_like(x)
        return np.log(2.0 / (high - low) * np.where(x < mode, rise, fall))
    if law == "beta":
        a, b, width = p["alpha"], p["beta"], p["high"] - p["low"]
        s = (x - p["low"]) / width
        return (
            (a - 1.0) * np.log(s)
            + (b - 1.0) * np.log1p(-s)
            - scipy.special.betaln(a, b)
            - math.log(width)
        )
    centre = p["origin"] if law == "half_normal" else p["mean"]
    bell = _log_bell((x - centre) / p["sigma"]) - math.log(p["sigma"])
    if law == "half_normal":
        return bell + math.log(2.0)
    if law == "truncated_normal":
        first, last = _bounds(p)
        return bell - math.log(last - first)
    return bell


def _log_bell(z: Array) -> Array:
    return -0.5 * z * z - 0.5 * math.log(2.0 * math.pi)
