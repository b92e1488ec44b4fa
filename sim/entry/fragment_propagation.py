"""Fragments from their release to the ground: heated, melting, with drag by Mach and Knudsen
number, wind and a lift held at a fixed bank.

A light fragment settles to the speed of its fall, and a thin one to its temperature, in far less
time than the fall takes, so all fly by a linearly implicit method (`sim.integrate.rosenbrock`).
Leaves out what fragments do to each other; where they tear, `sim.entry.tearing` stops them.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.dynamics.demise import REMNANT, solid_left
from sim.dynamics.event import FALLING, HEIGHT, MASS
from sim.dynamics.fragment_aerodynamics import BODY, MELTING_BODY
from sim.dynamics.thrust import INERTIAL
from sim.entry.effort import FULL, Effort
from sim.entry.fragments import Array, Bodies, Impacts
from sim.environment.world import World
from sim.flight.status import DEMISED, IMPACT, IN_ORBIT, Status, failure
from sim.integrate.batch import Arc
from sim.integrate.lane import TIME_REACHED, Events
from sim.integrate.observe import observations
from sim.integrate.rosenbrock_propagate import run_falling
from sim.lanes import interpreted
from sim.vehicle.parameters import SOLID_MASS, Parameters

_solid_left = interpreted(solid_left)

GONE = 1.2 * REMNANT
"""Share of the solid mass at which a body counts as melted: far enough above what it keeps that the
kink there isn't met.
"""

FIRST_STEP = 1e-2
"""s, tried first: a foil at 11 km/s near the ground is stopped within microseconds, a block falls
for minutes, and the error brings either to its own step within a few trials."""
LONGEST_STEP = 60.0
"""s."""

HORIZON = 12.0 * 3600.0
"""s after release; what has not come down then is in orbit."""

CHUNK = 64
"""Rows handed to a thread at once."""


def fall(
    world: World,
    bodies: Bodies,
    *,
    melting: bool = True,
    threads: int = 1,
    horizon: float | Array = HORIZON,
    effort: Effort = FULL,
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
    effort
        How exactly.

    Raises
    ------
    ValueError
        If a number of `bodies` isn't finite, or not above 0 where it must be.
    """
    n = len(bodies)
    if n == 0:
        return Impacts.empty()
    world = falling_world(world, bodies, MELTING_BODY if melting else BODY)
    time = np.broadcast_to(np.asarray(horizon, dtype=np.float64), (n,))
    if threads == 1:
        return _flown(world, bodies, melting, time, effort)
    pieces = [np.arange(k, min(k + CHUNK, n)) for k in range(0, n, CHUNK)]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(
            pool.map(
                lambda index: _flown(world, bodies.pick(index), melting, time[index], effort),
                pieces,
            )
        )
    return Impacts.concatenate(parts)


def falling_world(world: World, bodies: Bodies, kind: int) -> World:
    """The world in which bodies fall: `BODY` or `MELTING_BODY`, without Sun, Moon and sunlight."""
    wind = any(np.any(bodies.inherited.get(k, 0.0)) for k in ("wind_east", "wind_north"))
    switch = world.switch._replace(
        third_body=0,
        radiation_pressure=0,
        steering=INERTIAL,  # the other frames have no axes for a body that falls radially
        wind=int(wind or world.switch.wind == 1),
        fall=kind,
    )
    return world._replace(switch=switch)


def _flown(world: World, bodies: Bodies, melting: bool, horizon: Array, effort: Effort) -> Impacts:
    y = np.column_stack([bodies.state, bodies.thermal_mass if melting else bodies.mass])
    table = bodies.parameter_table()
    t, status = bodies.t0.copy(), np.full(len(bodies), IMPACT, dtype=object)
    index = np.flatnonzero(observations(world, t, y, table).height > 0.0)
    if len(index):
        arc = fall_to(
            world,
            t[index],
            y[index],
            t[index] + horizon[index],
            table[index],
            height=np.zeros(len(index)),
            mass=GONE * table[index, SOLID_MASS],
            effort=effort,
        )
        t[index], y[index] = arc.t, arc.y
        status[index] = [_status(int(code)) for code in arc.status]
    seen = observations(world, t, y, table)
    mass = _solid_left(y[:, 6], Parameters(*table.T)) if melting else y[:, 6]
    mass = np.where(status == DEMISED, 0.0, mass)
    return Impacts(
        t=t,
        latitude=seen.latitude,
        longitude=seen.longitude,
        height=seen.height,
        speed=seen.speed_air,
        flight_path_angle=seen.flight_path_angle_air,
        mass=mass,
        energy=np.where(status == IMPACT, 0.5 * mass * seen.speed_air**2, 0.0),
        status=status,
    )


def fall_to(
    world: World,
    t: Array,
    y: Array,
    end: Array,
    table: Array,
    *,
    height: Array,
    mass: Array,
    effort: Effort = FULL,
) -> Arc:
    """Fly n falling bodies down to heights in m, or to masses in the state in kg if they melt and
    come to those first; all (n,). The arc's status is 1 more than `TIME_REACHED` for the height and
    2 more for the mass.
    """
    kinds, levels = [HEIGHT], [height]
    if world.switch.fall == MELTING_BODY:
        kinds.append(MASS)
        levels.append(mass)
    return run_falling(
        world,
        t,
        y,
        end,
        table,
        events=Events(np.array(kinds), np.full(len(kinds), FALLING), np.column_stack(levels)),
        first_step=FIRST_STEP,
        place=effort.place,
        share=effort.heat,
        longest_step=LONGEST_STEP,
    )


def _status(code: int) -> Status:
    """Status of a fragment from the propagator's code; event 1 is the height, event 2 the mass."""
    if code == TIME_REACHED:
        return IN_ORBIT
    return (IMPACT, DEMISED)[code - 1] if code in (1, 2) else failure(code)
