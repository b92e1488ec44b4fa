"""A dispersion: parameter, distribution, source, and correlations.

Units of values are those of `sim.campaign.sampling.parameter`. Importance sampling is part of it:
a proposal distribution to draw from, or strata, so that rare values are drawn often and weighted
down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.distribution import Distribution, Stepped
from sim.campaign.sampling.parameter import Parameter, order_of, parameter_of


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """How one parameter is dispersed.

    Attributes
    ----------
    name
        Of `sim.campaign.sampling.parameter.PARAMETERS`, perhaps with a suffix for a burn or engine
        group.
    distribution
        In the unit of the parameter.
    source, assumption
        Where the numbers come from: exactly one.
    correlated
        Correlation with other parameters, of their normal scores (Gaussian copula).
    proposal
        Samples are drawn from this distribution instead, and weighted by true density over
        proposal density.
    stratified
        Every part of the distribution gets its exact share of any 2^k samples from a multiple of
        2^k on, whatever the method; with a proposal, the share the proposal gives it.

    Raises
    ------
    InvalidParameterError
        If these contradict each other, or more than one draw in a thousand would be out of the
        parameter's bounds: the message names the parameter, what was given and what is allowed.
    """

    name: str
    distribution: Distribution
    source: str | None = None
    assumption: str | None = None
    correlated: Mapping[str, float] = field(default_factory=dict)
    proposal: Distribution | None = None
    stratified: bool = False

    def __post_init__(self) -> None:
        parameter_of(self.name)
        if bool(self.source) == bool(self.assumption):
            given = "both" if self.source else "neither"
            raise InvalidParameterError(
                (self.name,), f"has {given}", allowed="either source or assumption"
            )
        for other, value in self.correlated.items():
            if other == self.name or not -1.0 < value < 1.0:
                problem = "is itself" if other == self.name else "is out of range"
                allowed = "another parameter and a correlation between -1 and 1"
                raise InvalidParameterError(
                    (self.name, "correlated", other), problem, value, allowed
                )
        least, most = self.drawn_from.reach()
        if not self.parameter.least <= least <= most <= self.parameter.most:
            kind = "proposal" if self.proposal is not None else self.distribution.name
            problem = f"draws values from {least:g} to {most:g}"
            raise InvalidParameterError((self.name, kind), problem, allowed=self.parameter.bounds)
        if self.proposal is not None and not _covers(self.proposal, self.distribution):
            problem = "leaves out values of the distribution itself"
            path, allowed = (self.name, "proposal"), _describe_support(self.distribution)
            raise InvalidParameterError(path, problem, self.proposal.name, allowed)

    @property
    def parameter(self) -> Parameter:
        """The parameter that is dispersed."""
        return parameter_of(self.name)

    @property
    def drawn_from(self) -> Distribution:
        """The distribution numbers are drawn from."""
        return self.proposal or self.distribution


def _covers(proposal: Distribution, true: Distribution) -> bool:
    """Whether the proposal can give every value of the true distribution."""
    if isinstance(true, Stepped) and isinstance(proposal, Stepped):
        return set(true.possible()) <= set(proposal.possible())
    if isinstance(true, Stepped) or isinstance(proposal, Stepped):
        return False
    low, high = true.support()
    least, most = proposal.support()
    return least <= low and high <= most


def _describe_support(true: Distribution) -> str:
    """What a proposal must be able to give, in words."""
    if isinstance(true, Stepped):
        return f"each of {', '.join(f'{value:g}' for value in true.possible())}, and others"
    low, high = true.support()
    return f"a distribution without steps on all of {low:g} to {high:g}"


def sort_dispersions(dispersions: Iterable[Dispersion]) -> tuple[Dispersion, ...]:
    """Dispersions in the order of the list of parameters.

    Raises
    ------
    InvalidParameterError
        If a parameter is dispersed twice.
    """
    ordered = sorted(dispersions, key=lambda each: order_of(each.name))
    for one, other in pairwise(ordered):
        if one.name == other.name:
            raise InvalidParameterError((one.name,), "is dispersed twice", allowed="once")
    return tuple(ordered)


def describe_dispersions(dispersions: Iterable[Dispersion]) -> list[dict[str, Any]]:
    """All that decides about draws, as plain values in a fixed order: part of the identity of a
    campaign.
    """
    return [
        {
            "name": each.name,
            **_describe(each.distribution),
            "correlated": {name: float(each.correlated[name]) for name in sorted(each.correlated)},
            "proposal": _describe(each.proposal) if each.proposal is not None else None,
            "stratified": each.stratified,
        }
        for each in sort_dispersions(dispersions)
    ]


def _describe(distribution: Distribution) -> dict[str, Any]:
    parameters = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in sorted(distribution.parameters.items())
    }
    return {"distribution": distribution.name, "parameters": parameters}
