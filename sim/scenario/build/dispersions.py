"""From dispersions as a scenario states them to those a campaign samples from, in SI units."""

from collections.abc import Mapping
from typing import Any

from sim.campaign.sampling.correlation import groups_of
from sim.campaign.sampling.dispersion import Dispersion, Proposal
from sim.campaign.sampling.distribution import LAWS
from sim.campaign.sampling.invalid_parameter import InvalidParameterError
from sim.campaign.sampling.parameter import parameter_of
from sim.scenario.schema.dispersion import DispersionModel, DistributionModel
from sim.scenario.schema.quantity import (
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
    groups_of(dispersions)
    return dispersions


def dispersion_of(name: str, model: DispersionModel) -> Dispersion:
    """One dispersion of a scenario; raises InvalidParameterError if it can't be one."""
    parameter_of(name)
    proposal = None
    if model.proposal is not None:
        try:
            proposal = Proposal(model.proposal.chosen, _read(name, model.proposal))
        except InvalidParameterError as error:
            inner = error.path[1:] if error.path[:1] == (name,) else error.path
            raise InvalidParameterError(
                (name, "proposal", *inner), error.problem, error.given, error.allowed
            ) from None
    return Dispersion(
        name=name,
        distribution=model.chosen,
        parameters=_read(name, model),
        source=model.source,
        assumption=model.assumption,
        correlated=model.correlated,
        proposal=proposal,
        stratified=model.stratified,
    )


def _read(name: str, model: DistributionModel) -> dict[str, Any]:
    """Parameters of the distribution in SI units, those left out left out."""
    law = model.chosen
    dimension = DIMENSIONS[parameter_of(name).unit]
    values: dict[str, Any] = {}
    for field, given in getattr(model, law).model_dump(exclude_none=True).items():
        kind = dimension if LAWS[law][field].in_unit else NUMBER_ONLY
        path = (name, law, field)
        if LAWS[law][field].many:
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
