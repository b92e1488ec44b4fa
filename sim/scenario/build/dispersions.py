"""From dispersions as a scenario states them to those a campaign samples from, in SI units."""

from collections.abc import Mapping
from typing import Any

from sim.campaign.error import InvalidParameterError
from sim.campaign.sampling.correlation import find_groups
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.distribution import Distribution
from sim.campaign.sampling.distribution_names import DISTRIBUTIONS, make_distribution
from sim.campaign.sampling.parameter import parameter_of
from sim.scenario.schema.dispersion import DispersionModel, DistributionModel
from sim.scenario.schema.quantity import (
    ACCELERATION,
    ANGLE,
    DURATION,
    LENGTH,
    MASS,
    NUMBER_ONLY,
    SPEED,
    Dimension,
    read_quantity,
)

DIMENSIONS: Mapping[str, Dimension] = {
    "": NUMBER_ONLY,
    "m": LENGTH,
    "m/s": SPEED,
    "m/s2": ACCELERATION,
    "s": DURATION,
    "kg": MASS,
    "rad": ANGLE,
}
"""Dimension of a parameter by its unit."""


def dispersions_of(models: Mapping[str, DispersionModel]) -> tuple[Dispersion, ...]:
    """Dispersions of a scenario that `check_dispersions` has nothing to say about.

    Raises
    ------
    InvalidParameterError
        For the first thing wrong otherwise.
    """
    dispersions = tuple(dispersion_of(name, model) for name, model in models.items())
    find_groups(dispersions)
    return dispersions


def dispersion_of(name: str, model: DispersionModel) -> Dispersion:
    """One dispersion of a scenario; raises InvalidParameterError if it can't be one."""
    parameter_of(name)
    proposal = None
    if model.proposal is not None:
        try:
            proposal = _distribution(name, model.proposal)
        except InvalidParameterError as error:
            raise InvalidParameterError(
                (name, "proposal", *error.path[1:]), error.problem, error.given, error.allowed
            ) from None
    return Dispersion(
        name=name,
        distribution=_distribution(name, model),
        source=model.source,
        assumption=model.assumption,
        correlated=model.correlated,
        proposal=proposal,
        stratified=model.stratified,
    )


def _distribution(name: str, model: DistributionModel) -> Distribution:
    """The distribution a model states; the path of an error begins with the parameter."""
    parameters = _read(name, model)
    try:
        return make_distribution(model.chosen, parameters)
    except InvalidParameterError as error:
        raise error.under(name) from None


def _read(name: str, model: DistributionModel) -> dict[str, Any]:
    """Parameters of the distribution in SI units, those left out left out."""
    law = model.chosen
    dimension = DIMENSIONS[parameter_of(name).unit]
    distribution = DISTRIBUTIONS[law]
    values: dict[str, Any] = {}
    for field, given in getattr(model, law).model_dump(exclude_none=True).items():
        kind = NUMBER_ONLY if field in distribution.plain else dimension
        path = (name, law, field)
        if field in distribution.listed:
            values[field] = [_number(path, each, kind) for each in given]
        else:
            values[field] = _number(path, given, kind)
    return values


def _number(path: tuple[str, ...], value: object, dimension: Dimension) -> float:
    try:
        return read_quantity(value, dimension)
    except ValueError as error:
        example = f'"{dimension.example}"' if dimension.unit else "0.02"
        allowed = f"{dimension.noun} such as {example}"
        raise InvalidParameterError(path, str(error), value, allowed) from None
