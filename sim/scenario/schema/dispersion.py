"""Dispersions as a scenario states them, and their way to `sim.campaign.sampling.dispersion`.

    dispersions:
      thrust_factor.usdv.main:
        truncated_normal: {mean: 1, sigma: 2 %, low: 0.9, high: 1.1}
        source: "..."
      pitch: {normal: {sigma: 0.7 deg}, assumption: "...", correlated: {yaw: 0.3}}

What is dispersed decides the unit of a value, so values are read once the name is known.
"""

import typing
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    create_model,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.campaign.sampling.distribution import Distribution
from sim.campaign.sampling.distribution_names import DISTRIBUTIONS
from sim.plain_text import NAME
from sim.scenario.schema.strict import OneOf, Strict

AMOUNT = 'a number, or text with the unit of what is dispersed, such as 0.02, "2 %" or "0.7 deg"'


@dataclass(frozen=True)
class _AmountReader:
    """Pydantic type of a value whose dimension is not known yet; kept as it was written."""

    def read(self, given: Any) -> str | float:
        if isinstance(given, bool) or not isinstance(given, (str, int, float)):
            raise PydanticCustomError("quantity", "not a quantity", {"allowed": AMOUNT})
        return given

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": ["number", "string"], "description": AMOUNT, "examples": [0.02, "0.7 deg"]}


Amount = Annotated[str | float, _AmountReader()]
Amounts = Annotated[tuple[Amount, ...], Field(min_length=1, max_length=1000)]
ParameterName = Annotated[str, Field(pattern=rf"^[A-Za-z][A-Za-z0-9_]{{0,39}}(\.{NAME}){{0,2}}$")]
"""A parameter, perhaps with the name of a burn or an engine group behind it."""


class _Parameters(Strict):
    """Parameters of a distribution."""


def _model_of(kind: type[Distribution]) -> type[Strict]:
    """What a scenario says of one distribution: its parameters, read off its class."""
    entries: dict[str, Any] = {}
    for each in fields(kind):
        (meaning,) = typing.get_args(each.type)[1:]
        amount: Any = Amounts if each.name in kind.listed else Amount
        if each.default is MISSING:
            entries[each.name] = (amount, Field(description=meaning))
        else:
            described = f"{meaning} Default {each.default:g}."
            entries[each.name] = (amount | None, Field(None, description=described))
    name = f"{kind.__name__}Model"
    return create_model(name, __base__=_Parameters, __doc__=kind.__doc__, **entries)


class _Choice(OneOf):
    """Exactly one distribution."""

    choices: ClassVar[tuple[str, ...]] = tuple(DISTRIBUTIONS)


if TYPE_CHECKING:

    class DistributionModel(_Choice):
        """Exactly one distribution."""
else:
    DistributionModel = create_model(
        "DistributionModel",
        __base__=_Choice,
        __doc__=_Choice.__doc__,
        **{name: (_model_of(kind) | None, None) for name, kind in DISTRIBUTIONS.items()},
    )


class DispersionModel(DistributionModel):
    """How a parameter is dispersed, with its source or assumption."""

    source: Annotated[str, Field(min_length=3)] | None = None
    assumption: Annotated[str, Field(min_length=3)] | None = None
    correlated: dict[ParameterName, Annotated[float, Field(gt=-1.0, lt=1.0)]] = Field(
        default_factory=dict
    )
    """Correlation of normal scores with other parameters; it is enough to state it once."""
    proposal: DistributionModel | None = None
    """Importance sampling: samples are drawn from this, and weighted."""
    stratified: StrictBool = False
    """Every part of the distribution gets its exact share of the samples."""


Dispersions = dict[ParameterName, DispersionModel]
