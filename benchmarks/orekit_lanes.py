"""The flights of the comparison with Orekit by this simulator at a tight tolerance."""

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
"""Sets of forces of a day; each includes the previous ones."""

DEGREE = 20
FINAL_ALTITUDE = 80e3
"""m, geodetic altitude at which the descent is compared."""
TIGHT = 1e-13
LONGEST = 120.0
"""s, half the time to cross the shortest wave of a 20x20 field."""


@lru_cache(maxsize=4)
def _environment(epoch: Epoch, indices: tuple[float, float, float]) -> World:
    constant = weather(epoch, DAY, constant=indices)
    return world(epoch, DAY, degree=DEGREE, weather_table=constant)


def world_of(case: OrekitCase, forces: str) -> World:
    """Environment of a case with the forces of a set."""
    environment = _environment(case.epoch, case.weather)
    level = SETS.index(forces)
    switch = environment.switch._replace(
        third_body=int(level >= 1), air=NRLMSISE00 if level >= 2 else VACUUM, steering=VELOCITY
    )
    return environment._replace(switch=switch)


def fly_day(case: OrekitCase, forces: str) -> np.ndarray:
    """Fly a day; returns the state (7,)."""
    environment = world_of(case, forces)
    burn = case.burn if forces == "burn" else None
    state = _initial_state(case)
    if burn is None:
        return _propagate(environment, case, 0.0, state, DAY)
    cut_off = burn.ignition + burn.duration
    state = _propagate(environment, case, 0.0, state, burn.ignition)
    state = _propagate(environment, case, burn.ignition, state, cut_off, burn)
    return _propagate(environment, case, cut_off, state, DAY)


def fly_deorbit(case: OrekitCase) -> tuple[np.ndarray, np.ndarray, float]:
    """Fly the deorbit burn; returns states (7,) at cut-off and at 80 km, and its time in s."""
    environment = world_of(case, "drag")
    burn = case.deorbit
    cut_off = burn.ignition + burn.duration
    state = _propagate(environment, case, 0.0, _initial_state(case), burn.ignition)
    state = _propagate(environment, case, burn.ignition, state, cut_off, burn)
    floor = Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[FINAL_ALTITUDE]]))
    arc = run(
        environment,
        np.array([cut_off]),
        state[None, :],
        np.array([DAY]),
        _parameters(case, None),
        events=floor,
        relative_tolerance=TIGHT,
        longest_step=LONGEST,
    )
    if arc.status[0] != FIRST_EVENT:
        raise ValueError(f"80 km was not reached: status {arc.status[0]}")
    return state, arc.y[0], float(arc.t[0])


def gcrf_to_itrf(case: OrekitCase, t: float) -> np.ndarray:
    """Matrix (3, 3) from GCRF to ITRF."""
    orientation = world_of(case, "gravity").orientation
    return np.array(on_lanes(gcrf_to_itrf_matrix, np.array([t]), orientation)).reshape(3, 3)


def _initial_state(case: OrekitCase) -> np.ndarray:
    return np.array([*case.position, *case.velocity, case.mass])


def _parameters(case: OrekitCase, burn: Thrust | None) -> np.ndarray:
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


def _propagate(
    environment: World,
    case: OrekitCase,
    start: float,
    state: np.ndarray,
    end: float,
    burn: Thrust | None = None,
) -> np.ndarray:
    arc = run(
        environment,
        np.array([start]),
        state[None, :],
        np.array([end]),
        _parameters(case, burn),
        relative_tolerance=TIGHT,
        longest_step=LONGEST,
    )
    if arc.t[0] != end:
        raise ValueError(f"the flight ended after {arc.t[0]} s with status {arc.status[0]}")
    return arc.y[0]
