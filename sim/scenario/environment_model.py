"""The surroundings as a scenario states them: gravity, Sun and Moon, air, space weather, steps."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.quantity import (
    NUMBER_ONLY,
    Altitude,
    Density,
    Duration,
    Factor,
    Length,
    Measure,
    PositiveLength,
    Reader,
    SolarFlux,
)
from sim.scenario.strict import OneOf, Strict

Degree = Annotated[StrictInt, Field(ge=0, le=360)]
Tolerance = Annotated[Measure, Reader(NUMBER_ONLY, least=1e-15, most=1e-3)]
Percentile = Annotated[Measure, Reader(NUMBER_ONLY, least=5.0, most=95.0)]
Ap = Annotated[Measure, Reader(NUMBER_ONLY, least=0.0, most=400.0)]


class GravityField(Strict):
    """Spherical harmonics of the Earth up to a degree (and the same order)."""

    field: Literal["egm2008", "egm96"] = "egm2008"
    degree: Degree = 36


class Atmosphere(Strict):
    """Density of the air; `density_factor` multiplies it everywhere."""

    model: Literal["nrlmsise00", "exponential", "none"] = "nrlmsise00"
    density_factor: Factor = Field(1.0)
    density: Density | None = None
    """Of the exponential model, at `reference_altitude`."""
    scale_height: PositiveLength | None = None
    reference_altitude: Length | None = None

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


class ConstantWeather(Strict):
    """The same solar flux and geomagnetic index at all times."""

    f107: SolarFlux
    """10.7 cm solar radio flux of the day before."""
    f107a: SolarFlux
    """Its 81-day mean."""
    ap: Ap
    """Daily planetary index Ap."""


class SpaceWeather(OneOf):
    """Where solar flux and geomagnetic index come from.

    `percentile`: NASA's forecast at that percentile (5 to 95) from where observations end;
    `observed`: measured values, and nothing where there are none; `constant`: fixed numbers.
    """

    choices: ClassVar[tuple[str, ...]] = ("percentile", "observed", "constant")

    percentile: Percentile | None = None
    observed: Literal[True] | None = None
    constant: ConstantWeather | None = None
    bulletin: Annotated[str, Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$")] | None = None
    """Month of the NASA bulletin, such as "2026-03"; default the newest one shipped."""

    @model_validator(mode="after")
    def _bulletin_with_forecast(self) -> "SpaceWeather":
        if self.bulletin is not None and self.percentile is None:
            allowed = "a bulletin only together with a percentile"
            raise PydanticCustomError(
                "quantity", "bulletin without percentile", {"allowed": allowed}
            )
        return self


class Integrator(Strict):
    """Error bounds of each step, and the longest step, where a phase says nothing else."""

    relative_tolerance: Tolerance = Field(1e-11)
    absolute_position: PositiveLength = Field("1 mm")
    longest_step: Duration | None = None
    """Default 5000 s over the degree of the field, at most 600 s."""


class Environment(Strict):
    """Everything around the stack."""

    gravity: GravityField = Field(default_factory=GravityField)
    third_bodies: tuple[Literal["sun", "moon"], ...] = ("sun", "moon")
    solar_radiation_pressure: StrictBool = False
    atmosphere: Atmosphere = Field(default_factory=Atmosphere)
    space_weather: SpaceWeather = Field(
        default_factory=lambda: SpaceWeather.model_validate({"percentile": 50})
    )
    entry_interface: Altitude = Field("120 km")
    """Geodetic altitude at which entry is said to begin."""
    integrator: Integrator = Field(default_factory=Integrator)

    @model_validator(mode="after")
    def _both_or_none(self) -> "Environment":
        if len(self.third_bodies) not in (0, 2) or len(set(self.third_bodies)) != len(
            self.third_bodies
        ):
            ctx = {"allowed": "[sun, moon] or []"}
            raise PydanticCustomError("quantity", "third bodies come together", ctx)
        return self
