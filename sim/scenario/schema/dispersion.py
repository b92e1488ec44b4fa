"""Dispersions as a scenario states them, and their way to `sim.campaign.sampling.dispersion`.

    dispersions:
      thrust_factor.usdv.main:
        truncated_normal: {mean: 1, sigma: 2 %, low: 0.9, high: 1.1}
        source: "..."
      pitch: {normal: {sigma: 0.7 deg}, assumption: "...", correlated: {yaw: 0.3}}

What is dispersed decides the unit of a value, so values are read once the name is known.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StrictBool
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.campaign.sampling.distribution_names import DISTRIBUTIONS
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
ParameterName = Annotated[
    str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}(\.[A-Za-z][A-Za-z0-9_-]{0,39}){0,2}$")
]
"""A parameter, perhaps with the name of a burn or an engine group behind it."""


class NormalModel(Strict):
    """Normal; `mean` is 0 if left out."""

    mean: Amount | None = None
    """Mean."""
    sigma: Amount
    """Standard deviation."""


class LognormalModel(Strict):
    """Lognormal; `sigma` is that of the natural logarithm, `median` 1 if left out."""

    median: Amount | None = None
    """Median."""
    sigma: Amount
    """Standard deviation of the natural logarithm."""


class UniformModel(Strict):
    """The same everywhere between two bounds."""

    low: Amount
    """Lower bound."""
    high: Amount
    """Upper bound."""


class TriangularModel(Strict):
    """Rises to `mode` and falls from there."""

    low: Amount
    """Lower bound."""
    mode: Amount
    """Where it is highest."""
    high: Amount
    """Upper bound."""


class TruncatedNormalModel(Strict):
    """Normal, given that it lies between two bounds; `mean` is 0 if left out."""

    mean: Amount | None = None
    """Mean before the bounds."""
    sigma: Amount
    """Standard deviation before the bounds."""
    low: Amount
    """Lower bound."""
    high: Amount
    """Upper bound."""


class BetaModel(Strict):
    """Beta, from `low` (0 if left out) to `high` (1)."""

    alpha: Amount
    """First exponent."""
    beta: Amount
    """Second exponent."""
    low: Amount | None = None
    """Lower bound."""
    high: Amount | None = None
    """Upper bound."""


class HalfNormalModel(Strict):
    """The upper half of a normal distribution about `origin`, 0 if left out."""

    sigma: Amount
    """Standard deviation of the whole normal distribution."""
    origin: Amount | None = None
    """Where the half begins."""


class DiscreteModel(Strict):
    """Some values, each with its probability."""

    values: Amounts
    """Values."""
    probabilities: Amounts
    """Probability of each value; together 1."""


class BernoulliModel(Strict):
    """1 with a probability, else 0."""

    probability: Amount
    """Probability of 1."""


class BinomialModel(Strict):
    """How many of `trials` happen, each with the same probability."""

    trials: Amount
    """How often it is tried."""
    probability: Amount
    """Probability of each."""


class ConstantModel(Strict):
    """Always the same."""

    value: Amount
    """The value."""


class DistributionModel(OneOf):
    """Exactly one distribution."""

    choices: ClassVar[tuple[str, ...]] = tuple(DISTRIBUTIONS)

    normal: NormalModel | None = None
    lognormal: LognormalModel | None = None
    uniform: UniformModel | None = None
    triangular: TriangularModel | None = None
    truncated_normal: TruncatedNormalModel | None = None
    beta: BetaModel | None = None
    half_normal: HalfNormalModel | None = None
    discrete: DiscreteModel | None = None
    bernoulli: BernoulliModel | None = None
    binomial: BinomialModel | None = None
    constant: ConstantModel | None = None


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
