"""A dispersion: which parameter, how it is distributed, on whose word, and what it goes along with.

Units of values are those of `sim.campaign.sampling.parameter`. Importance sampling is part of it:
another distribution to draw from, or strata, so that rare values are met often and counted for
less.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from sim.campaign.sampling.distribution import STEPPED, Parameters, atoms, checked, support
from sim.campaign.sampling.invalid_parameter import InvalidParameterError
from sim.campaign.sampling.parameter import Parameter, order_of, parameter_of


@dataclass(frozen=True)
class Proposal:
    """A distribution to draw from in place of the true one; rows then weigh p / q."""

    distribution: str
    parameters: Parameters

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", checked(self.distribution, self.parameters))


@dataclass(frozen=True)
class Dispersion:
    """How one parameter is dispersed.

    Attributes
    ----------
    name
        Of `sim.campaign.sampling.parameter.PARAMETERS`, perhaps with a suffix for a burn or engine
        group.
    distribution, parameters
        See `sim.campaign.sampling.distribution.LAWS`.
    source, assumption
        Where the numbers come from: exactly one.
    correlated
        Correlation with other parameters, of their normal scores (Gaussian copula).
    proposal
        Draw from this instead, with weights.
    stratified
        Every part of the distribution gets its exact share of any 2^k samples from a multiple of
        2^k on, whatever the method; with a proposal, the share the proposal gives it.

    Raises
    ------
    ImpossibleError
        If it can't be: the message names the parameter, what was given and what is allowed.
    """

    name: str
    distribution: str
    parameters: Parameters
    source: str | None = None
    assumption: str | None = None
    correlated: Mapping[str, float] = field(default_factory=dict)
    proposal: Proposal | None = None
    stratified: bool = False

    def __post_init__(self) -> None:
        parameter_of(self.name)
        try:
            object.__setattr__(self, "parameters", checked(self.distribution, self.parameters))
        except InvalidParameterError as error:
            raise error.under(self.name) from None
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
        if self.proposal is not None and not _covers(self.proposal, self):
            problem = "leaves out values of the distribution itself"
            raise InvalidParameterError(
                (self.name, "proposal"), problem, self.proposal.distribution, _needed(self)
            )

    @property
    def parameter(self) -> Parameter:
        """What it disperses."""
        return parameter_of(self.name)

    @property
    def drawn_from(self) -> "Dispersion | Proposal":
        """The distribution numbers are drawn from."""
        return self.proposal or self


def _covers(proposal: Proposal, true: Dispersion) -> bool:
    """Whether everything the true distribution can give, the proposal can give too."""
    stepped = true.distribution in STEPPED
    if stepped != (proposal.distribution in STEPPED):
        return False
    if stepped:
        return set(_possible(true)) <= set(_possible(proposal))
    low, high = support(true.distribution, true.parameters)
    least, most = support(proposal.distribution, proposal.parameters)
    return least <= low and high <= most


def _possible(law: Dispersion | Proposal) -> list[float]:
    values, shares = atoms(law.distribution, law.parameters)
    return values[shares > 0.0].tolist()


def _needed(true: Dispersion) -> str:
    if true.distribution in STEPPED:
        return f"each of {', '.join(f'{value:g}' for value in _possible(true))}, and others"
    low, high = support(true.distribution, true.parameters)
    return f"a distribution without steps on all of {low:g} to {high:g}"


def ordered(dispersions: Iterable[Dispersion]) -> tuple[Dispersion, ...]:
    """Dispersions in the order of the list of parameters.

    Raises
    ------
    ImpossibleError
        If a parameter is dispersed twice.
    """
    found = sorted(dispersions, key=lambda each: order_of(each.name))
    for one, other in pairwise(found):
        if one.name == other.name:
            raise InvalidParameterError((one.name,), "is dispersed twice", allowed="once")
    return tuple(found)


def described(dispersions: Iterable[Dispersion]) -> list[dict[str, Any]]:
    """What decides about draws, as plain values in a fixed order: part of a campaign's identity."""
    return [
        {
            "name": each.name,
            "distribution": each.distribution,
            "parameters": _plain(each.parameters),
            "correlated": {name: float(each.correlated[name]) for name in sorted(each.correlated)},
            "proposal": each.proposal
            and {
                "distribution": each.proposal.distribution,
                "parameters": _plain(each.proposal.parameters),
            },
            "stratified": each.stratified,
        }
        for each in ordered(dispersions)
    ]


def _plain(parameters: Parameters) -> dict[str, Any]:
    return {name: np.asarray(value).tolist() for name, value in sorted(parameters.items())}
