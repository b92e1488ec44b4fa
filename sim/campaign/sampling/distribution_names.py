"""Distributions by name: what a scenario or a stored campaign says, to the class that does it."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.continuous import CONTINUOUS
from sim.campaign.sampling.distribution import Distribution
from sim.campaign.sampling.stepped import STEPPED

DISTRIBUTIONS: Mapping[str, type[Distribution]] = MappingProxyType(
    {each.name: each for each in (*CONTINUOUS, *STEPPED)}
)
"""Distributions by name, in the order in which messages and schemas list them."""


def make_distribution(name: str, parameters: Mapping[str, Any]) -> Distribution:
    """The distribution of a name, with parameters by name.

    Raises
    ------
    InvalidParameterError
        If there is no such distribution, or a parameter is missing, unknown or out of range; the
        path begins with the name of the distribution.
    """
    if name not in DISTRIBUTIONS:
        raise InvalidParameterError((), "no such distribution", name, ", ".join(DISTRIBUTIONS))
    kind = DISTRIBUTIONS[name]
    allowed = kind.parameter_names()
    for given in parameters:
        if given not in allowed:
            raise InvalidParameterError(
                (name, given), "no such parameter", given, ", ".join(allowed)
            )
    for each in fields(kind):
        if each.default is MISSING and each.name not in parameters:
            raise InvalidParameterError((name, each.name), "is missing", allowed="a number")
    return kind(**parameters)
