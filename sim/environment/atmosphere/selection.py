"""The atmosphere at a point: one of the models a scenario may choose, behind one call."""

from typing import NamedTuple

from sim.environment.atmosphere.density_ratio import density_ratio
from sim.environment.atmosphere.model_error import density_factor
from sim.environment.atmosphere.models import EXPONENTIAL, NRLMSIS21, NRLMSISE00, US1976
from sim.environment.atmosphere.nrlmsise00 import air, air_with_history
from sim.environment.atmosphere.us1976 import standard_air
from sim.environment.space_weather.ap_history import past_ap
from sim.environment.space_weather.indices import calendar, indices
from sim.frames.constants import HOURS_PER_RADIAN
from sim.lanes import arctan2, broadcast, exp, kernel

MOLECULE_MASS = 4.81e-26
"""kg, mean mass of an air molecule at sea level (28.9644 g/mol, US Standard Atmosphere 1976)."""


class Exponential(NamedTuple):
    """Density kg/m3 at a reference height m, falling by e over each scale height m."""

    density: float
    height: float
    scale_height: float


@kernel
def air_at(t, x, y, sin_latitude, cos_latitude, height, world, parameters):
    """Density kg/m3, temperature K and molecules per m3 at an Earth-fixed (x, y) and geodetic
    height, m, with the activity and the model error of a parameter vector.

    NRLMSIS 2.1 is NRLMSISE-00 times a ratio of densities and keeps the temperature of the latter.
    The exponential model has no temperature of its own and answers 1,000 K; vacuum answers a trace.
    """
    if world.switch.air == NRLMSISE00 or world.switch.air == NRLMSIS21:
        day, seconds = calendar(t, world.clock)
        f107, f107a, ap = indices(t, world.weather, parameters)
        longitude = arctan2(y, x)
        density, temperature, number = air_by_activity(
            t,
            height,
            sin_latitude,
            cos_latitude,
            longitude,
            day,
            seconds,
            f107,
            f107a,
            ap,
            world.weather.past,
            world.msis,
        )
        factor = density_factor(t, height, world.noise, parameters)
        if world.switch.air == NRLMSIS21:
            hour = seconds * (1.0 / 3600.0) + longitude * HOURS_PER_RADIAN
            factor = factor * density_ratio(
                t, sin_latitude, cos_latitude, height, hour, world.ratio
            )
        return density * factor, temperature, number * factor
    if world.switch.air == US1976:
        density, temperature, number = standard_air(height, world.us1976)
        factor = density_factor(t, height, world.noise, parameters)
        return density * factor, temperature, number * factor
    if world.switch.air == EXPONENTIAL:
        model = world.exponential
        density = model.density * exp((model.height - height) * (1.0 / model.scale_height))
        density = density * density_factor(t, height, world.noise, parameters)
        return density, broadcast(1000.0, height), density / MOLECULE_MASS
    return broadcast(0.0, height), broadcast(1000.0, height), broadcast(1.0, height)


@kernel
def air_by_activity(
    t,
    height,
    sin_latitude,
    cos_latitude,
    longitude,
    day_of_year,
    seconds_of_day,
    f107,
    f107a,
    ap,
    past,
    msis,
):
    """NRLMSISE-00 by its daily Ap or, where a world has them, the 3-hourly ap of `past`. Which of
    the two is known from its type, so that only one is compiled.
    """
    if past is None:
        return air(
            height,
            sin_latitude,
            cos_latitude,
            longitude,
            day_of_year,
            seconds_of_day,
            f107,
            f107a,
            ap,
            msis,
        )
    return air_with_history(
        height,
        sin_latitude,
        cos_latitude,
        longitude,
        day_of_year,
        seconds_of_day,
        f107,
        f107a,
        past_ap(t, ap, past),
        msis,
    )
