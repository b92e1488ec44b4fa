"""From forces to the tables of the equation of motion: the world, and a parameter vector for each
trajectory. A scenario's world is made here, too.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.environment.atmosphere.density_ratio import AirRatio
from sim.environment.atmosphere.models import WEATHER_DRIVEN
from sim.environment.atmosphere.nrlmsis21 import MARGIN, msis21_ratio
from sim.environment.atmosphere.selection import Exponential
from sim.environment.space_weather.indices import Weather, weather
from sim.environment.world import World, world
from sim.errors import InputError
from sim.frames.constants import STANDARD_GRAVITY
from sim.frames.epoch import Epoch
from sim.own.function import OwnFunction
from sim.own.physics import OwnPhysics, own_physics
from sim.propagation.forces import (
    FRAMES,
    Acceleration,
    Atmosphere,
    Drag,
    Force,
    Gravity,
    Number,
    Radiation,
    ThirdBody,
    Thrust,
)
from sim.vehicle.parameters import Parameters, tabulate

ASCENDING = (Gravity, ThirdBody, Atmosphere, Drag, Radiation, Acceleration, Thrust)

Forces = Mapping[type, Any]
"""Forces by their kind; of accelerations a tuple."""


def sort_forces(forces: Iterable[Force]) -> Forces:
    """Forces by their kind, each at most once.

    Raises
    ------
    InputError
        If something is no force, comes twice, lacks another, or gravity is missing.
    """
    names = ", ".join(kind.__name__ for kind in ASCENDING)
    if isinstance(forces, ASCENDING) or not isinstance(forces, Iterable):
        raise InputError(f"forces={forces!r}; allowed: a list of {names}")
    found: dict[type, Any] = {}
    for force in forces:
        if not isinstance(force, ASCENDING):
            raise InputError(f"{force!r} is no force; allowed: {names}")
        if isinstance(force, Acceleration):
            found[Acceleration] = (*found.get(Acceleration, ()), force)
            continue
        if type(force) in found:
            raise InputError(f"{type(force).__name__} is given twice; allowed: once")
        found[type(force)] = force
    if Gravity not in found:
        raise InputError("no Gravity among the forces; allowed: Gravity(field, degree) and others")
    if Drag in found and Atmosphere not in found:
        raise InputError("Drag without air; allowed: Drag with an Atmosphere(model)")
    return found


def physics_of(forces: Forces, more: Iterable[OwnFunction] = ()) -> OwnPhysics | None:
    """Functions of one's own among forces, and more of them; None if there is none."""
    air, thrust = forces.get(Atmosphere), forces.get(Thrust)
    functions = [force.function for force in forces.get(Acceleration, ())]
    functions += [air.function] if air is not None and air.function is not None else []
    functions += [thrust.law] if thrust is not None and thrust.law is not None else []
    return own_physics([*functions, *more])


def make_world(
    epoch: Epoch, duration: float, forces: Forces, physics: OwnPhysics | None = None
) -> World:
    """The world of some forces for `duration` seconds from an epoch, with the physics of
    `physics_of` them.

    Raises
    ------
    ValueError
        As `sim.environment.world.world`.
    """
    gravity, air = forces[Gravity], forces.get(Atmosphere, Atmosphere("none"))
    indices = weather_of(air, epoch, duration)
    shipped = isinstance(gravity.field, str)
    made = world(
        epoch,
        duration,
        degree=gravity.degree if shipped else 0,
        third_body=ThirdBody in forces,
        radiation_pressure=Radiation in forces,
        air=air.model,
        exponential=None if air.exponential is None else Exponential(*air.exponential),
        weather_table=indices,
        ratio=ratio_of(air, epoch, duration, indices),
        growth=air.tables.growth,
        wind=air.tables.wind,
        **({"gravity_field": gravity.field} if shipped else {}),
    )
    thrust = forces.get(Thrust)
    steering = 0
    if thrust is not None:
        steering = FRAMES.index(thrust.frame) if thrust.law is None else thrust.law.number
    own = 0 if physics is None else physics.number
    made = made._replace(switch=made.switch._replace(steering=steering, own=own))
    return made if shipped else made._replace(gravity=gravity.field)


def weather_of(air: Atmosphere, epoch: Epoch, duration: float) -> Weather | None:
    """Table of solar and geomagnetic indices; None for air that asks for none."""
    if air.model not in WEATHER_DRIVEN:
        return None
    if air.tables.weather is not None:
        return air.tables.weather
    given = air.weather
    options: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {"constant": given}
    if air.model == "nrlmsis21":
        options["margin"] = MARGIN
    try:
        return weather(epoch, duration, **options)
    except TypeError as error:
        raise InputError(
            f"weather={given}: {error}; allowed: options of "
            f"sim.environment.space_weather.indices.weather"
        ) from None


def ratio_of(
    air: Atmosphere, epoch: Epoch, duration: float, indices: Weather | None
) -> AirRatio | None:
    """Table of NRLMSIS 2.1 over NRLMSISE-00; None for other models."""
    if air.model != "nrlmsis21" or indices is None:
        return None
    if air.tables.ratio is not None:
        return air.tables.ratio
    return msis21_ratio(epoch, duration, indices)


def make_parameters(forces: Forces, n: int) -> np.ndarray:
    """Parameter vectors of n trajectories, shape (n, columns).

    Sunlight acts on the area of the drag: another area goes into the reflectivity.

    Raises
    ------
    InputError
        If an array has not n values.
    """
    columns = {name: np.zeros(n) for name in Parameters._fields}
    columns |= {name: np.ones(n) for name in ("area", "length", "density_factor")}
    drag, light, thrust = forces.get(Drag), forces.get(Radiation), forces.get(Thrust)
    if drag is not None:
        columns["area"] = of_each("area_m2", drag.area_m2, n)
        columns["cd_free_molecular"] = of_each("cd", drag.cd, n)
        same = drag.cd if drag.cd_continuum is None else drag.cd_continuum
        columns["cd_continuum"] = of_each("cd_continuum", same, n)
        columns["length"] = of_each("length_m", drag.length_m, n)
    if Atmosphere in forces:
        factor = forces[Atmosphere].density_factor
        columns["density_factor"] = of_each("density_factor", factor, n)
    if light is not None:
        area = of_each("area_m2", light.area_m2, n)
        if drag is None:
            columns["area"] = area
        if ((columns["area"] == 0.0) & (area > 0.0)).any():
            raise InputError("Radiation on an area, Drag on none; allowed: leave out Drag, or cd=0")
        share = np.where(area == columns["area"], 1.0, area / np.maximum(columns["area"], 1e-300))
        columns["reflectivity"] = of_each("reflectivity", light.reflectivity, n) * share
    if thrust is not None:
        columns["thrust"] = of_each("newton", thrust.newton, n)
        exhaust = of_each("isp_s", thrust.isp_s, n) * STANDARD_GRAVITY
        columns["mass_flow"] = columns["thrust"] / exhaust
        unit = np.array(thrust.direction, dtype=np.float64)
        unit = unit / np.sqrt((unit * unit).sum())
        for name, component in zip(("steer_x", "steer_y", "steer_z"), unit, strict=True):
            columns[name] = np.full(n, component)
    return tabulate(Parameters(**columns))


def of_each(name: str, value: Number, n: int) -> np.ndarray:
    """A number for each of n trajectories, shape (n,).

    Raises
    ------
    InputError
        If it is an array of another length.
    """
    array = np.asarray(value, dtype=np.float64)
    if array.shape not in ((), (n,)):
        raise InputError(f"{name} has shape {array.shape}; allowed: one number, or ({n},)")
    return np.broadcast_to(array, (n,)).copy()
