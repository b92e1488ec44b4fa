"""The air at a point: one of the models a scenario may choose, behind one call."""

from typing import NamedTuple

from sim.environment.nrlmsise00 import air
from sim.environment.space_weather import calendar, indices
from sim.environment.uncertainty import density_factor
from sim.lanes import arctan2, broadcast, exp, kernel

VACUUM = 0
NRLMSISE00 = 1
EXPONENTIAL = 2
MODELS = {"none": VACUUM, "nrlmsise00": NRLMSISE00, "exponential": EXPONENTIAL}

MOLECULE_MASS = 4.81e-26
"""kg, mean mass of an air molecule at sea level (28.9644 g/mol, US Standard Atmosphere 1976)."""


class Exponential(NamedTuple):
    """Density kg/m3 at a reference height m, falling by e over each scale height m."""

    density: float
    height: float
    scale_height: float


@kernel
def air_at(t, x, y, sin_latitude, cos_latitude, height, world, case):
    """Density kg/m3, temperature K and molecules per m3 at an Earth-fixed (x, y) and geodetic
    height, m, for a case: its activity, and its error of the model.

    The exponential model has no temperature of its own and answers 1,000 K; vacuum answers a trace.
    """
    if world.switch.air == NRLMSISE00:
        day, seconds = calendar(t, world.clock)
        f107, f107a, ap = indices(t, world.weather)
        density, temperature, number = air(
            height,
            sin_latitude,
            cos_latitude,
            arctan2(y, x),
            day,
            seconds,
            f107,
            f107a,
            ap,
            world.msis,
        )
        factor = density_factor(t, height, world.noise, case)
        return density * factor, temperature, number * factor
    if world.switch.air == EXPONENTIAL:
        model = world.exponential
        density = model.density * exp((model.height - height) / model.scale_height)
        density = density * density_factor(t, height, world.noise, case)
        return density, broadcast(1000.0, height), density / MOLECULE_MASS
    return broadcast(0.0, height), broadcast(1000.0, height), broadcast(1.0, height)
