"""The surroundings as a scenario states them: gravity, Sun and Moon, air, space weather, steps."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool, field_validator, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.schema.atmosphere import AirError, Atmosphere, Wind
from sim.scenario.schema.bounds import (
    Altitude,
    Ap,
    Flux,
    Percentile,
    StepError,
    StepLength,
    StormDuration,
    Tolerance,
)
from sim.scenario.schema.gravity import GravityField
from sim.scenario.schema.quantity import Date, default
from sim.scenario.schema.strict import Distinct, OneOf, Strict
from sim.scenario.schema.words import Name

Day = Annotated[str, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


PlainFlux = Annotated[float, Field(ge=50.0, le=500.0)]
PlainAp = Annotated[float, Field(ge=0.0, le=400.0)]
"""As `Flux` and `Ap` are bounded, in sfu and without a source of their own."""


class ConstantWeather(Strict):
    """The same solar flux and geomagnetic index at all times."""

    f107: Flux
    """10.7 cm solar radio flux of the day before."""
    f107a: Flux
    """Its 81-day mean."""
    ap: Ap
    """Daily planetary index Ap."""

    @field_validator("ap", mode="before")
    @classmethod
    def _one_value(cls, given: Any) -> Any:
        """Refuse a history of 3-hourly ap: one number is wanted."""
        if isinstance(given, (list, tuple)):
            problem = f"{len(given)} values of ap"
            allowed = "one number, the daily index Ap, from 0 to 400"
            raise PydanticCustomError(
                "quantity", "{problem}", {"problem": problem, "allowed": allowed}
            )
        return given


class GeomagneticStorm(Strict):
    """A storm laid over the rest: it rises over a quarter of its duration, stands for a half, and
    falls over the last quarter. It never lowers an index.
    """

    start: Date
    """When the storm begins."""
    duration: StormDuration
    """3 hours to 30 days."""
    ap: Ap
    """Daily index Ap at the peak."""
    f107: Flux | None = None
    """Solar flux at the peak; default: left as it is. Its 81-day mean is left in any case."""


class DaysModel(Strict):
    """Forecast values of days in a row."""

    first: Day
    """The first day."""
    f107: Annotated[tuple[PlainFlux, ...], Field(min_length=1, max_length=100)]
    """10.7 cm solar radio flux, sfu, one for each day."""
    ap: Annotated[tuple[PlainAp, ...], Field(min_length=1, max_length=100)]
    """Daily index Ap, one for each day."""
    source: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _as_many(self) -> "DaysModel":
        if len(self.f107) != len(self.ap):
            problem = f"{len(self.f107)} values of f107, {len(self.ap)} of ap"
            context = {"problem": problem, "allowed": "as many of one as of the other"}
            raise PydanticCustomError("quantity", "{problem}", context)
        return self


class DaysAhead(OneOf):
    """A daily forecast, as a file or what stands in it."""

    choices: ClassVar[tuple[str, ...]] = ("file", "days")

    file: str | None = None
    """Text of NOAA's Space Weather Prediction Center, 45-day-ap-forecast.txt; read in as `days`."""
    days: DaysModel | None = None
    """What stands in `file`."""


class SpaceWeather(OneOf):
    """Where solar flux and geomagnetic index come from.

    `percentile`: NASA's forecast at that percentile (5 to 95) from where observations end;
    `observed`: measured values, and nothing where there are none; `constant`: fixed numbers.
    """

    choices: ClassVar[tuple[str, ...]] = ("percentile", "observed", "constant")

    percentile: Percentile | None = None
    """Percentile of NASA's forecast, from where observations end; 95 is high activity, which means
    thicker air."""
    observed: Literal[True] | None = None
    """Measured values only; dates without any are refused."""
    constant: ConstantWeather | None = None
    """The same solar flux and geomagnetic index at all times."""
    bulletin: Annotated[str, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")] | None = None
    """Month of the NASA bulletin, such as "2026-03"; default the newest one there is."""
    known_until: Day | None = None
    """Last day, such as "2025-01-31", whose observation may be used; the forecast goes on from
    there.
    """
    extrapolate: Literal["hold", "cycle"] | None = None
    """After the bulletin ends: `hold` its last values, or repeat its last `cycle` of 11 years."""
    sun_distance: StrictBool = False
    """Whether the forecast flux follows the distance of the Sun over the year, as observed flux
    does; needs `percentile`."""
    days_ahead: DaysAhead | None = None
    """Daily values for the first days after the observations, before the bulletin; needs
    `percentile`."""
    ap_history: StrictBool = False
    """Whether NRLMSISE-00 takes the 3-hourly ap of the last 57 hours, where they are observed,
    instead of the daily Ap; not with `constant`, and with no other atmosphere."""
    storms: Annotated[tuple[GeomagneticStorm, ...], Field(max_length=100)] = ()
    """Laid over any of the three."""

    @model_validator(mode="after")
    def _forecast_keys(self) -> "SpaceWeather":
        for key in ("bulletin", "known_until", "extrapolate", "days_ahead"):
            if getattr(self, key) is not None and self.percentile is None:
                allowed = f"{key} only together with a percentile"
                problem = f"{key} without percentile"
                raise PydanticCustomError(
                    "quantity", "{problem}", {"problem": problem, "allowed": allowed}
                )
        if self.sun_distance and self.percentile is None:
            ctx = {"allowed": "sun_distance only together with a percentile"}
            raise PydanticCustomError("quantity", "sun_distance without percentile", ctx)
        if self.ap_history and self.constant is not None:
            ctx = {"allowed": "ap_history only with percentile or observed"}
            raise PydanticCustomError("quantity", "ap_history of constant weather", ctx)
        return self


class Integrator(Strict):
    """Error bounds of each step, and the longest step, where a phase says nothing else."""

    relative_tolerance: Tolerance = default(1e-11)
    """Error of a step that is allowed, relative to the state."""
    absolute_position: StepError = default("1 mm")
    """Error of a step that is allowed in position, in any case."""
    longest_step: StepLength | None = None
    """Default 5000 s over the degree of the field, at most 600 s."""


class Environment(Strict):
    """Everything around the stack."""

    gravity: GravityField = Field(default_factory=GravityField)
    third_bodies: Annotated[tuple[Literal["sun", "moon"], ...], Distinct(2)] = ("sun", "moon")
    """Whether the gravity of Sun and Moon acts: both or none."""
    solar_radiation_pressure: StrictBool = False
    """Whether solar radiation pressure acts."""
    atmosphere: Atmosphere = Field(default_factory=Atmosphere)
    air_error: AirError = Field(default_factory=AirError)
    wind: Wind | None = None
    """Default none: the air turns with the Earth."""
    space_weather: SpaceWeather = Field(
        default_factory=lambda: SpaceWeather.model_validate({"percentile": 50})
    )
    """Where solar flux and geomagnetic index come from."""
    accelerations: Annotated[tuple[Name, ...], Distinct(16)] = ()
    """Names of registered functions that push the stack, besides everything else."""
    own_physics: Annotated[dict[str, str], Field(max_length=100)] = Field(default_factory=dict)
    """Digest of each registered function that is named, filled in at reading."""
    entry_interface: Altitude = default("120 km")
    """Geodetic altitude of the entry interface."""
    integrator: Integrator = Field(default_factory=Integrator)

    @model_validator(mode="after")
    def _both_or_none(self) -> "Environment":
        if len(self.third_bodies) not in (0, 2):
            ctx = {"allowed": "[sun, moon] or []"}
            raise PydanticCustomError("quantity", "third bodies come together", ctx)
        return self

    @model_validator(mode="after")
    def _history_of_its_model(self) -> "Environment":
        if self.space_weather.ap_history and self.atmosphere.model != "nrlmsise00":
            problem = f"ap_history with atmosphere {self.atmosphere.model}"
            ctx = {"problem": problem, "allowed": "ap_history with model: nrlmsise00"}
            raise PydanticCustomError("quantity", "{problem}", ctx)
        return self
