"""The air as a scenario states it: model, how wrong it may be, and wind."""

from typing import Annotated

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from sim.environment.atmosphere.models import MODELS, WEATHER_DRIVEN
from sim.scenario.schema.quantity import (
    NUMBER_ONLY,
    SPEED,
    Density,
    Duration,
    Factor,
    Length,
    Measure,
    PositiveLength,
    Reader,
    default,
)
from sim.scenario.schema.strict import NameOf, Strict

LogError = Annotated[Measure, Reader(NUMBER_ONLY, least=-2.0, most=2.0)]
LogSigma = Annotated[Measure, Reader(NUMBER_ONLY, least=0.0, most=1.0)]
NoiseStart = Annotated[Measure, Reader(NUMBER_ONLY, least=0.0, most=16384.0)]
WindSpeed = Annotated[Measure, Reader(SPEED, least=-300.0, most=300.0)]

ModelName = Annotated[str, NameOf(MODELS)]


class Atmosphere(Strict):
    """Density of the air; `density_factor` multiplies it everywhere."""

    model: ModelName = "nrlmsise00"
    """Atmosphere model."""
    density_factor: Factor = default(1.0)
    """Multiplies the density everywhere."""
    density: Density | None = None
    """Of the exponential model, at `reference_altitude`."""
    scale_height: PositiveLength | None = None
    """Height over which the exponential model falls by e."""
    reference_altitude: Length | None = None
    """Altitude at which the exponential model has `density`."""

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
        return self


class AirError(Strict):
    """How wrong the model is in this flight, as the logarithm of true over modelled density."""

    bias_low: LogError = default(0.0)
    """At and below 120 km."""
    bias_middle: LogError = default(0.0)
    """At 250 km; joined smoothly with the others."""
    bias_high: LogError = default(0.0)
    """At and above 400 km."""
    noise: LogSigma = default(0.0)
    """Standard deviation of an error that changes with time and has no memory beyond
    `correlation_time`."""
    noise_start: NoiseStart = default(0.0)
    """Where on its path the error starts, in correlation times; another number, another error."""
    correlation_time: Duration = default("1 d")
    """Time in which the memory of the changing error falls by e."""


class WindGrid(Strict):
    """Wind on a regular grid."""

    altitude_km: tuple[float, ...]
    """Altitudes of the grid, km, rising."""
    latitude_deg: tuple[float, ...]
    """Latitudes of the grid, deg, rising."""
    zonal_m_s: tuple[tuple[float, ...], ...]
    """To the east, one list per altitude."""
    meridional_m_s: tuple[tuple[float, ...], ...]
    """To the north."""
    source: str = ""


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
