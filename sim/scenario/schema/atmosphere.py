"""The air as a scenario states it: model, how wrong it may be, and wind."""

from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.environment.atmosphere.error_growth import USUAL, Growth, process_variances
from sim.environment.atmosphere.models import MODELS, WEATHER_DRIVEN
from sim.scenario.schema.bounds import (
    Altitude,
    Density,
    DensityFactor,
    ErrorGrowth,
    GridAltitude,
    GridLatitude,
    GridWind,
    LogError,
    LogSigma,
    NoiseStart,
    ScaleHeight,
    WindSpeed,
)
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import NameOf, Strict
from sim.scenario.schema.words import Name

ModelName = Annotated[str, NameOf(MODELS)]


class Atmosphere(Strict):
    """Density of the air; `density_factor` multiplies it everywhere."""

    model: ModelName = "nrlmsise00"
    """Atmosphere model."""
    density_factor: DensityFactor = default(1.0)
    """Multiplies the density everywhere."""
    density: Density | None = None
    """Of the exponential model, at `reference_altitude`."""
    scale_height: ScaleHeight | None = None
    """Height over which the exponential model falls by e."""
    reference_altitude: Altitude | None = None
    """Altitude at which the exponential model has `density`."""
    function: Name | None = None
    """Of model `own`: name of a registered function or table of density."""

    @property
    def asks_for_weather(self) -> bool:
        """Whether the model depends on solar flux and geomagnetic index."""
        return self.model in WEATHER_DRIVEN

    @model_validator(mode="after")
    def _complete(self) -> "Atmosphere":
        keys = ("density", "scale_height", "reference_altitude")
        given = [key for key in keys if getattr(self, key) is not None]
        wanted = keys if self.model == "exponential" else ()
        if len(given) != len(wanted):
            problem = f"atmosphere {self.model} with {', '.join(given) or 'none of its keys'}"
            allowed = f"{', '.join(keys)} with model: exponential, and only then"
            raise PydanticCustomError(
                "quantity", "{problem}", {"problem": problem, "allowed": allowed}
            )
        if (self.model == "own") != (self.function is not None):
            problem = f"atmosphere {self.model} {'with' if self.function else 'without'} function"
            ctx = {"problem": problem, "allowed": "function with model: own, and only then"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class GrowthModel(Strict):
    """How the changing error grows with time: root mean square change over that after a day."""

    revolution: ErrorGrowth = default(USUAL.revolution)
    """After a revolution."""
    four_days: ErrorGrowth = default(USUAL.four_days)
    """After four days."""
    ten_days: ErrorGrowth = default(USUAL.ten_days)
    """After ten days; later it comes to rest."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _possible(self) -> "GrowthModel":
        try:
            process_variances(self.growth)
        except ValueError as error:
            ctx = {"problem": str(error), "allowed": "changes that grow with time, ever slower"}
            raise PydanticCustomError("quantity", "{problem}", ctx) from None
        return self

    @property
    def growth(self) -> Growth:
        """For the model of the error."""
        return Growth(float(self.revolution), float(self.four_days), float(self.ten_days))


class AirError(Strict):
    """How wrong the model is in this flight, as the logarithm of true over modelled density."""

    bias_low: LogError = default(0.0)
    """At and below 120 km."""
    bias_middle: LogError = default(0.0)
    """At 250 km; joined smoothly with the others."""
    bias_high: LogError = default(0.0)
    """At and above 400 km."""
    noise: LogSigma = default(0.0)
    """Root mean square change of the error after a day, from none at the start."""
    noise_start: NoiseStart = default(0.0)
    """Where on its path the changing error starts; another number, another error."""
    growth: GrowthModel = Field(default_factory=GrowthModel)
    """How much it changes in other times."""

    @model_validator(mode="before")
    @classmethod
    def _one_time_is_not_enough(cls, given: Any) -> Any:
        if isinstance(given, dict) and "correlation_time" in given:
            problem = "an error of one `correlation_time` is no longer flown"
            allowed = (
                "`noise`, its change after a day, and `growth`: revolution, four_days, ten_days"
            )
            ctx = {"problem": problem, "allowed": allowed}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return given


class WindGrid(Strict):
    """Wind on a regular grid."""

    altitude_km: Annotated[tuple[GridAltitude, ...], Field(min_length=2)]
    """Altitudes of the grid, km, rising."""
    latitude_deg: Annotated[tuple[GridLatitude, ...], Field(min_length=2)]
    """Latitudes of the grid, deg, rising."""
    zonal_m_s: tuple[tuple[GridWind, ...], ...]
    """To the east, one list per altitude."""
    meridional_m_s: tuple[tuple[GridWind, ...], ...]
    """To the north."""
    source: str = ""

    @model_validator(mode="after")
    def _regular(self) -> "WindGrid":
        problem = ""
        for name in ("altitude_km", "latitude_deg"):
            steps = [after - before for before, after in pairwise(getattr(self, name))]
            if min(steps) <= 0.0 or max(steps) - min(steps) > 1e-6 * steps[0]:
                problem = f"{name} does not rise in equal steps"
        shape = [len(self.latitude_deg)] * len(self.altitude_km)
        for name in ("zonal_m_s", "meridional_m_s"):
            if [len(values) for values in getattr(self, name)] != shape:
                problem = f"{name} has not one list for each altitude, of a value for each latitude"
        if problem:
            ctx = {"problem": problem, "allowed": "a regular grid"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self


class Wind(Strict):
    """Wind beside the turning of the air with the Earth; a table, a steady wind, or both."""

    file: str | None = None
    """CSV with the columns altitude_km, latitude_deg, zonal_m_s, meridional_m_s; read in as
    `grid`."""
    grid: WindGrid | None = None
    """What stands in `file`."""
    east: WindSpeed | None = None
    """Steady wind to the east, met below 120 km and in full below 60 km."""
    north: WindSpeed | None = None
    """The same to the north."""

    @model_validator(mode="after")
    def _some(self) -> "Wind":
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if not given or given[:2] == ["file", "grid"]:
            allowed = "file, east, north, or several of them"
            problem = f"a wind of {' and '.join(given) or 'nothing'}"
            raise PydanticCustomError(
                "quantity", "{problem}", {"problem": problem, "allowed": allowed}
            )
        return self
