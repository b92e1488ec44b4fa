"""The world: every table a flight reads, made once per mission and never changed."""

from typing import NamedTuple

from sim.environment.atmosphere.density_ratio import AirRatio, no_ratio
from sim.environment.atmosphere.model_error import Noise, noise
from sim.environment.atmosphere.models import MODELS, WEATHER_DRIVEN
from sim.environment.atmosphere.nrlmsise00 import Msis, coefficients
from sim.environment.atmosphere.selection import Exponential
from sim.environment.atmosphere.us1976 import Us1976, us1976
from sim.environment.ephemeris import Ephemeris, ephemeris
from sim.environment.gravity import Gravity, field
from sim.environment.space_weather.indices import Clock, Weather, clock, weather
from sim.environment.wind import Wind, calm
from sim.frames.earth_orientation import Orientation, orientation
from sim.frames.epoch import DAY, Epoch


class Switch(NamedTuple):
    """Which terms act (0 or 1), which air, the steering frame of the engines, wind, and whether
    rows are stacks in orbit (0), falling bodies (1) or falling bodies that melt (2).
    """

    third_body: int
    radiation_pressure: int
    air: int
    steering: int
    wind: int = 0
    fall: int = 0


class World(NamedTuple):
    """Read-only tables and switches; the one thing besides its case that a row's motion depends
    on.
    """

    orientation: Orientation
    gravity: Gravity
    ephemeris: Ephemeris
    clock: Clock
    weather: Weather
    msis: Msis
    ratio: AirRatio
    us1976: Us1976
    exponential: Exponential
    noise: Noise
    wind: Wind
    switch: Switch


def world(
    epoch: Epoch,
    duration: float,
    *,
    gravity_field: str = "egm2008",
    degree: int = 36,
    third_body: bool = True,
    radiation_pressure: bool = False,
    air: str = "nrlmsise00",
    exponential: Exponential | None = None,
    weather_table: Weather | None = None,
    ratio: AirRatio | None = None,
    correlation_time: float = DAY,
    wind: Wind | None = None,
) -> World:
    """Make the tables for `duration` seconds from an epoch.

    Parameters
    ----------
    epoch
        Zero of the flight's time.
    duration
        s; times outside are continued by the last cubic and should not be flown.
    gravity_field, degree
        See `sim.environment.gravity.field`.
    third_body, radiation_pressure
        Whether Sun and Moon pull, and whether sunlight pushes.
    air
        One of `sim.environment.atmosphere.models.MODELS`.
    exponential
        Parameters of the exponential model.
    weather_table
        Solar and geomagnetic indices; by default observed values and the median forecast.
    ratio
        Density of NRLMSIS 2.1 over that of NRLMSISE-00 under the same indices; needed for the
        former, `sim.environment.atmosphere.nrlmsis21` makes it.
    correlation_time
        s, of the density error a case may have.
    wind
        Wind by altitude and latitude; by default none, and then a case's own wind does not blow.

    Raises
    ------
    ValueError
        On an unknown model or field, a model without its table, or when space weather does not
        cover the time.
    """
    if air not in MODELS:
        raise ValueError(f"atmosphere {air!r}; allowed: {', '.join(MODELS)}")
    if air == "nrlmsis21" and ratio is None:
        raise ValueError("nrlmsis21 needs a table of its density over that of nrlmsise00")
    if weather_table is None:
        constant = None if air in WEATHER_DRIVEN else (150.0, 150.0, 4.0)
        weather_table = weather(epoch, duration, constant=constant)
    return World(
        orientation(epoch, duration),
        field(gravity_field, degree),
        ephemeris(epoch, duration),
        clock(epoch),
        weather_table,
        coefficients(),
        no_ratio() if ratio is None else ratio,
        us1976(),
        exponential or Exponential(0.0, 0.0, 1.0),
        noise(correlation_time),
        calm() if wind is None else wind,
        Switch(int(third_body), int(radiation_pressure), MODELS[air], 0, int(wind is not None)),
    )
