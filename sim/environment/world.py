"""The world: every table a flight reads, made once per mission and never changed."""

from typing import NamedTuple

import numpy as np

from sim.environment.atmosphere.density_ratio import AirRatio, no_ratio
from sim.environment.atmosphere.model_error import USUAL, Growth, Noise, noise
from sim.environment.atmosphere.models import MODELS, WEATHER_DRIVEN
from sim.environment.atmosphere.nrlmsise00 import Msis, coefficients
from sim.environment.atmosphere.selection import Exponential
from sim.environment.atmosphere.us1976 import Us1976, us1976
from sim.environment.ephemeris import Ephemeris, ephemeris
from sim.environment.gravity import Gravity, field
from sim.environment.space_weather.indices import Clock, Weather, clock, weather
from sim.environment.wind import Wind, calm
from sim.frames.earth_orientation import Orientation, orientation
from sim.frames.epoch import Epoch


class Switch(NamedTuple):
    """Which terms act (0 or 1), which atmosphere, the steering frame of the engines, wind, whether
    what flies is a stack in orbit (0), a falling body (1) or a falling body that melts (2),
    whether the area of a stack follows the Sun angle (1), the correlation of the heat flux to
    what melts (`sim.dynamics.heating`), and the number of a user's own physics, 0 without any
    (`sim.own.physics`).
    """

    third_body: int
    radiation_pressure: int
    air: int
    steering: int
    wind: int = 0
    fall: int = 0
    area_by_beta: int = 0
    heating: int = 0
    own: int = 0


NO_CURVES = np.zeros((1, 0))
"""Where every area is constant."""
NO_CURVES.setflags(write=False)


class World(NamedTuple):
    """Read-only tables and switches; besides its parameter vector the one thing that a motion
    depends on. `area_curves` is the table of `sim.vehicle.area_curve`.
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
    area_curves: np.ndarray = NO_CURVES


UNUSED_WEATHER = (150.0, 150.0, 4.0)
"""F10.7, its mean and Ap for models that ask for none."""


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
    growth: Growth = USUAL,
    wind: Wind | None = None,
) -> World:
    """Make the tables for `duration` seconds from an epoch.

    Parameters
    ----------
    epoch, duration
        Zero of the flight's time, and the s the tables reach; beyond, their last cubics go on.
    gravity_field, degree
        See `sim.environment.gravity.field`.
    third_body, radiation_pressure, air
        Sun and Moon, sunlight, one of `sim.environment.atmosphere.models.MODELS`.
    exponential
        Of the exponential model.
    weather_table
        Solar and geomagnetic indices; by default observed values and the median forecast.
    ratio
        Density of NRLMSIS 2.1 over that of NRLMSISE-00, from
        `sim.environment.atmosphere.nrlmsis21`.
    growth
        How the density error grows that a trajectory may have.
    wind
        By altitude and latitude; None is calm, whatever the parameter vectors say.

    Raises
    ------
    ValueError
        If a model, field or table is unknown or missing, or dates have no space weather.
    """
    _check(air, ratio, weather_table)
    if weather_table is None:
        needed = None if air in WEATHER_DRIVEN else UNUSED_WEATHER
        weather_table = weather(epoch, duration, constant=needed)
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
        noise(growth),
        calm() if wind is None else wind,
        Switch(int(third_body), int(radiation_pressure), MODELS[air], 0, int(wind is not None)),
    )


def _check(air: str, ratio: AirRatio | None, weather_table: Weather | None) -> None:
    """Refuse an unknown atmosphere, one without its table, or with one it can't take."""
    if air not in MODELS:
        raise ValueError(f"atmosphere {air!r}; allowed: {', '.join(MODELS)}")
    if air == "nrlmsis21" and ratio is None:
        raise ValueError("nrlmsis21 needs a table of its density over that of nrlmsise00")
    if air != "nrlmsise00" and weather_table is not None and weather_table.past is not None:
        raise ValueError(f"{air} takes no 3-hourly ap; nrlmsise00 does")
