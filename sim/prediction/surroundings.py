"""The world and the parameter vectors that fits and predictions fly with: a body of 1 kg whose area
is its ballistic coefficient.
"""

from collections.abc import Callable

import numpy as np

from sim.environment.atmosphere.nrlmsis21 import msis21_ratio
from sim.environment.space_weather.indices import Weather, weather
from sim.environment.space_weather.persistence import expected_weather
from sim.environment.world import World, world
from sim.frames.epoch import Epoch
from sim.vehicle.parameters import Parameters, tabulate

DEGREE = 8
"""Of gravity. What is left out moves a low orbit by less than an element set errs."""

TOLERANCE, MARGIN = 1e-9, 1.0
"""Relative error of a step, and m: a hundredth of what an element set errs after a month."""

Sun = Callable[[Epoch, float], Weather]
"""Space weather from an epoch for so many seconds."""


def sun_known_until(day: str | None) -> Sun:
    """What could be expected with observations up to a day, ``"2001-03-01"``; None: what came."""
    if day is None:
        return lambda epoch, duration: weather(epoch, duration, extrapolate="hold")
    return lambda epoch, duration: expected_weather(epoch, duration, day)


def make_world(epoch: Epoch, duration: float, sun: Sun, air: str = "nrlmsise00") -> World:
    """The world for `duration` seconds from an epoch.

    Raises
    ------
    ValueError
        If dates have no space weather, or the model is unknown.
    """
    indices = sun(epoch, duration)
    ratio = msis21_ratio(epoch, duration, indices) if air == "nrlmsis21" else None
    return world(epoch, duration, degree=DEGREE, air=air, weather_table=indices, ratio=ratio)


def drag_table(coefficient: np.ndarray, **columns: np.ndarray | float) -> np.ndarray:
    """Parameter vectors of bodies of 1 kg with coefficients Cd A/m in m2/kg, (n,)."""
    n = len(coefficient)
    values: dict[str, np.ndarray | float] = {
        "area": coefficient, "cd_free_molecular": 1.0, "cd_continuum": 1.0, "cd_subsonic": 1.0,
        "length": 1.0, "density_factor": 1.0, "steer_x": 1.0,
    }  # fmt: skip
    values |= columns
    return tabulate(Parameters(*(np.full(n, values.get(name, 0.0)) for name in Parameters._fields)))
