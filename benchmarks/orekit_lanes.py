"""The flights of the cross-check with Orekit, flown by this simulator at a tight tolerance."""

from functools import lru_cache

import numpy as np
from orekit_cases import CD, DAY, OrekitCase, Thrust

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.thrust import VELOCITY
from sim.environment.atmosphere.models import NRLMSISE00, VACUUM
from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.epoch import Epoch
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.lanes import on_lanes
from sim.vehicle.parameters import Parameters, tabulate

SETS = ("gravity", "Sun and Moon", "drag", "burn")
"""Forces of a day, each with those before it."""

DEGREE = 20
FLOOR = 80e3
"""m, geodetic height at which the fall is compared."""
TIGHT = 1e-13
LONGEST = 120.0
"""s, half the time to cross the shortest wave of a 20x20 field."""


@lru_cache(maxsize=4)
def _tables(epoch: Epoch, indices: tuple[float, float, float]) -> World:
    held = weather(epoch, DAY, constant=indices)
    return world(epoch, DAY, degree=DEGREE, weather_table=held)


def world_of(case: OrekitCase, forces: str) -> World:
    """The tables of a case with the forces of a set."""
    whole = _tables(case.epoch, case.weather)
    level = SETS.index(forces)
    switch = whole.switch._replace(
        third_body=int(level >= 1), air=NRLMSISE00 if level >= 2 else VACUUM, steering=VELOCITY
    )
    return whole._replace(switch=switch)


def fly_day(case: OrekitCase, forces: str) -> np.ndarray:
    """State (7,) after a day."""
    table = world_of(case, forces)
    burn = case.burn if forces == "burn" else None
    state = _start(case)
    if burn is None:
        return _coast(table, case, 0.0, state, DAY)
    cut = burn.ignition + burn.duration
    state = _coast(table, case, 0.0, state, burn.ignition)
    state = _coast(table, case, burn.ignition, state, cut, burn)
    return _coast(table, case, cut, state, DAY)


def deorbit(case: OrekitCase) -> tuple[np.ndarray, np.ndarray, float]:
    """States (7,) at cut-off and at 80 km, and the time of that in s."""
    table = world_of(case, "drag")
    burn = case.deorbit
    cut = burn.ignition + burn.duration
    state = _coast(table, case, 0.0, _start(case), burn.ignition)
    state = _coast(table, case, burn.ignition, state, cut, burn)
    floor = Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[FLOOR]]))
    arc = run(
        table,
        np.array([cut]),
        state[None, :],
        np.array([DAY]),
        _row(case, None),
        events=floor,
        relative_tolerance=TIGHT,
        longest_step=LONGEST,
    )
    if arc.status[0] != FIRST_EVENT:
        raise ValueError(f"80 km was not reached: status {arc.status[0]}")
    when = float(arc.t[0])
    return state, arc.y[0], when


def turn(case: OrekitCase, t: float) -> np.ndarray:
    """Matrix (3, 3) from GCRF to ITRF."""
    orientation = world_of(case, "gravity").orientation
    return np.array(on_lanes(gcrf_to_itrf_matrix, np.array([t]), orientation)).reshape(3, 3)


def _start(case: OrekitCase) -> np.ndarray:
    return np.array([*case.position, *case.velocity, case.mass])


def _row(case: OrekitCase, burn: Thrust | None) -> np.ndarray:
    values = dict.fromkeys(Parameters._fields, 0.0) | {
        "area": case.area,
        "cd_free_molecular": CD,
        "cd_continuum": CD,
        "length": 50.0,
        "density_factor": 1.0,
        "steer_x": -1.0,
    }
    if burn is not None:
        values |= {"thrust": burn.force, "mass_flow": burn.flow, "steer_x": burn.sense}
    return tabulate(Parameters(*(np.array([values[name]]) for name in Parameters._fields)))


def _coast(
    table: World,
    case: OrekitCase,
    begin: float,
    state: np.ndarray,
    end: float,
    burn: Thrust | None = None,
) -> np.ndarray:
    arc = run(
        table,
        np.array([begin]),
        state[None, :],
        np.array([end]),
        _row(case, burn),
        relative_tolerance=TIGHT,
        longest_step=LONGEST,
    )
    if arc.t[0] != end:
        raise ValueError(f"the flight ended after {arc.t[0]} s with status {arc.status[0]}")
    return arc.y[0]
