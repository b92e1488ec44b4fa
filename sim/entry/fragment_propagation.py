"""Fragments from their release to the ground: trajectories of the same propagator, heated, melting,
with drag by Mach and Knudsen number, wind and a lift held at a fixed bank.

Above 60 km, and below it until it is found slower than 600 m/s, a fragment takes up heat and melts;
from then on it only falls. Leaves out what fragments do to each other, that they may break again,
and any heat below 600 m/s.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.demise import REMNANT, STEFAN_BOLTZMANN
from sim.dynamics.event import FALLING, HEIGHT, MASS
from sim.dynamics.fragment_aerodynamics import BODY, MELTING_BODY
from sim.dynamics.thrust import INERTIAL
from sim.entry.fragments import Array, Bodies, Impacts
from sim.environment.world import World
from sim.flight.status import DEMISED, IMPACT, IN_ORBIT, Status, failure
from sim.integrate.batch import Arc, run
from sim.integrate.lane import NOT_FINITE, STEP_TOO_SMALL, TIME_REACHED, Events
from sim.integrate.observe import observations
from sim.vehicle.parameters import AREA, SOLID_MASS

LOOKS = (60e3, 30e3)
"""m: here fragments slower than `COLD_SPEED` are taken out of the heat."""
COLD_SPEED = 600.0
"""m/s; the stagnation temperature is then below 450 K, under the melting point of every metal."""

GONE = 1.2 * REMNANT
"""Share of the solid mass at which a body counts as melted: far enough above what it keeps that the
kink there isn't met.
"""
NEARLY_GONE = 0.1
"""Share of the solid mass below which a body that would need steps under a microsecond counts as
melted: foils at 10 km/s in dense air go within a millisecond.
"""

RELATIVE_TOLERANCE = 1e-9
FIRST_STEP = 1e-5
"""s: a foil at 11 km/s near the ground is stopped within so long."""
LONGEST_STEP = 10.0
"""s. Mass isn't in the step's error norm, yet with this bound what is left of a piece is right to
1e-6 of its mass and its impact to 2 m (against steps of 1 s).
"""
LONGEST_STEP_THIN = 0.5
"""s, for bodies whose temperature settles within `THIN`: explicit steps stay stable."""
THIN = 5.0
"""s: specific heat over radiation's growth with temperature, at the melting point."""
LONGEST_STEP_COLD = 60.0
CUT = 0.1
ROUNDS = 4
"""A fragment whose trial step overflowed is flown again with shorter steps, so often."""

HORIZON = 12.0 * 3600.0
"""s after release; what has not come down then is in orbit."""

LEAST_SPEED = 1e-6
"""m/s given to a body at rest in the inertial frame: the step's tolerance is a share of its speed.
"""

CHUNK = 64
"""Rows handed to a thread at once."""


def fall(
    world: World,
    bodies: Bodies,
    *,
    melting: bool = True,
    threads: int = 1,
    horizon: float | Array = HORIZON,
) -> Impacts:
    """Fly fragments to the ground, to their end by heat, or until their time is over.

    Parameters
    ----------
    world
        Its field, air and wind are used as they are; Sun, Moon and sunlight are left out (under
        1 m in a fall). A field of degree 12 puts impacts within 1 km of one of degree 36, one of
        16 within 0.3 km; one of degree 8 is up to 1.5 km off.
    bodies
        Released at any height above ground, up or down, slow or fast.
    melting
        False: no heat, every fragment keeps its mass.
    threads
        Rows are shared among so many; results don't depend on it.
    horizon
        s after release, one for all or shape (n,).

    Raises
    ------
    ValueError
        If a number of `bodies` isn't finite, or not above 0 where it must be.
    """
    n = len(bodies)
    if n == 0:
        return Impacts.empty()
    wind = any(np.any(bodies.inherited.get(k, 0.0)) for k in ("wind_east", "wind_north"))
    switch = world.switch._replace(
        third_body=0,
        radiation_pressure=0,
        steering=INERTIAL,  # the other frames have no axes for a body that falls radially
        wind=int(wind or world.switch.wind == 1),
    )
    world = world._replace(switch=switch)
    time = np.broadcast_to(np.asarray(horizon, dtype=np.float64), (n,))
    if threads == 1:
        return _flown(world, bodies, melting, time)
    pieces = [np.arange(k, min(k + CHUNK, n)) for k in range(0, n, CHUNK)]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(
            pool.map(lambda index: _flown(world, bodies.pick(index), melting, time[index]), pieces)
        )
    return Impacts.concatenate(parts)


@dataclass
class _State:
    """Fragments under way: times, states (n, 7), ends, parameter vectors, and statuses."""

    t: Array
    y: Array
    end: Array
    parameter_table: Array
    status: NDArray[np.object_]


def _flown(world: World, bodies: Bodies, melting: bool, horizon: Array) -> Impacts:
    state = _State(
        bodies.t0.copy(),
        np.column_stack([bodies.state, bodies.thermal_mass if melting else bodies.mass]),
        bodies.t0 + horizon,
        bodies.parameter_table(),
        np.full(len(bodies), IMPACT, dtype=object),
    )
    slow = np.linalg.norm(bodies.state[:, 3:], axis=1) < LEAST_SPEED
    up = bodies.state[slow, :3] / np.linalg.norm(bodies.state[slow, :3], axis=1, keepdims=True)
    state.y[slow, 3:6] = LEAST_SPEED * up
    cold = world._replace(switch=world.switch._replace(fall=BODY))
    height = observations(cold, state.t, state.y, state.parameter_table).height
    flying = height > 0.0
    if melting:
        warm = world._replace(switch=world.switch._replace(fall=MELTING_BODY))
        flying &= ~_through_the_heat(warm, bodies, state, height)
    index = np.flatnonzero(flying & (state.status == IMPACT))
    _fly(cold, state, index, 0.0, np.full(len(bodies), LONGEST_STEP_COLD))
    seen = observations(cold, state.t, state.y, state.parameter_table)
    mass = np.where(state.status == DEMISED, 0.0, state.y[:, 6])
    energy = np.where(state.status == IMPACT, 0.5 * mass * seen.speed_air**2, 0.0)
    return Impacts(
        t=state.t,
        latitude=seen.latitude,
        longitude=seen.longitude,
        height=seen.height,
        speed=seen.speed_air,
        flight_path_angle=seen.flight_path_angle_air,
        mass=mass,
        energy=energy,
        status=state.status,
    )


def _through_the_heat(
    world: World, bodies: Bodies, state: _State, height: Array
) -> NDArray[np.bool_]:
    """Fly fragments while they are fast; returns which reached the ground. The mass in the state
    of all is afterwards that of the body, and the area in the case that of what is left.
    """
    longest = _longest_step(bodies)
    hot = height > 0.0
    for level in (*LOOKS, 0.0):
        _fly(world, state, np.flatnonzero(hot & (height > level)), level, longest)
        hot &= state.status == IMPACT
        if level > 0.0:
            seen = observations(world, state.t, state.y, state.parameter_table)
            hot &= (seen.speed_air > COLD_SPEED) | (seen.height > level + 1.0)
    solid = np.clip(state.y[:, 6], REMNANT * bodies.mass, bodies.mass)
    state.y[:, 6] = solid
    state.parameter_table[:, AREA] *= np.where(
        bodies.shrinks > 0.5, np.cbrt(solid / bodies.mass) ** 2, 1.0
    )
    return hot


def _longest_step(bodies: Bodies) -> Array:
    """Bound on the step of each fragment in s."""
    radiation = 4.0 * bodies.emissivity * STEFAN_BOLTZMANN * bodies.melting_temperature**3
    settling = bodies.mass * bodies.specific_heat / (bodies.heated_area * radiation + 1e-300)
    return np.where(settling < THIN, LONGEST_STEP_THIN, LONGEST_STEP)


def _fly(
    world: World, state: _State, index: NDArray[np.int64], level: float, longest: Array
) -> None:
    """Bring fragments down to a height in m, or to their end."""
    for bound in np.unique(longest[index]):
        waiting = index[longest[index] == bound]
        for _ in range(ROUNDS):
            if not len(waiting):
                break
            arc = _arc(world, state, waiting, level, float(bound))
            failed = arc.status == NOT_FINITE
            done = waiting[~failed]
            state.t[done], state.y[done] = arc.t[~failed], arc.y[~failed]
            state.status[done] = [_status(int(code)) for code in arc.status[~failed]]
            if world.switch.fall == MELTING_BODY:
                nearly = state.y[done, 6] < NEARLY_GONE * state.parameter_table[done, SOLID_MASS]
                state.status[done[nearly & (arc.status[~failed] == STEP_TOO_SMALL)]] = DEMISED
            waiting = waiting[failed]
            bound *= CUT
        state.status[waiting] = failure(NOT_FINITE)


def _arc(
    world: World, state: _State, index: NDArray[np.int64], level: float, longest: float
) -> Arc:
    kinds, levels = [HEIGHT], [np.full(len(index), level)]
    if world.switch.fall == MELTING_BODY:
        kinds.append(MASS)
        levels.append(GONE * state.parameter_table[index, SOLID_MASS])
    return run(
        world,
        state.t[index],
        state.y[index],
        state.end[index],
        state.parameter_table[index],
        events=Events(np.array(kinds), np.full(len(kinds), FALLING), np.column_stack(levels)),
        step=np.full(len(index), FIRST_STEP),
        relative_tolerance=RELATIVE_TOLERANCE,
        longest_step=longest,
    )


def _status(code: int) -> Status:
    """Status of a fragment from the propagator's code; event 1 is the height, event 2 the mass."""
    if code == TIME_REACHED:
        return IN_ORBIT
    return (IMPACT, DEMISED)[code - 1] if code in (1, 2) else failure(code)
