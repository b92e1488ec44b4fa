"""Thrust margin: the least thrust, and the velocity change, that still bring the perigee down to
its target before the entry interface, by starting orbit and solar activity.

Every answer is a flight of the burn in the atmosphere of the world, one batch for all; leaves out
engines out of line and the propellant of attitude control.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Firing, Ignition, Phase, Steering
from sim.flight.record import EventKind
from sim.frames.epoch import DAY
from sim.planning.margins.start_orbit import state_on_mean_orbit
from sim.planning.problem import coarse_degree
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

STARTS = (*((h, h) for h in (180e3, 210e3, 240e3, 270e3, 300e3, 330e3)), (145e3, 200e3))
"""m, perigee and apogee of the starting orbits."""
ACTIVITIES = (-1.645, 0.0, 1.645)
"""Normal deviates of the forecast: 5, 50 and 95 percent."""
UNIT = 1e3
"""N of the engine whose thrust is multiplied."""
PROPELLANT = 60e3
"""kg aboard: more than any burn here takes."""
PARTS = 6
ROUNDS = 2
"""A bracket between two thrusts is cut into so many parts, so many times: to a percent."""


@dataclass(frozen=True, kw_only=True)
class BurnDemand:
    """What the burn is for, and who burns.

    Attributes
    ----------
    perigee
        m, target of the mean orbit.
    flight_path_angle
        rad, inertial, negative below the horizon: at the entry interface it must be at least so
        steep.
    mass
        kg at ignition.
    isp
        s.
    attitude
        Flown during the burn.
    burn_centre
        rad, argument of latitude the burn is centred on.
    inclination
        rad.
    levels
        N, thrusts tried first, rising.
    """

    perigee: float
    flight_path_angle: float
    mass: float
    isp: float
    attitude: Attitude
    burn_centre: float
    inclination: float
    levels: tuple[float, ...] = tuple(float(x) for x in np.geomspace(1.5e3, 60e3, 12))


def find_least_thrust(
    mission: Mission,
    demand: BurnDemand,
    seconds: float,
    starts: Sequence[tuple[float, float]] = STARTS,
    activities: Sequence[float] = ACTIVITIES,
) -> dict[str, np.ndarray]:
    """Find the least thrust from each start under each solar activity.

    Parameters
    ----------
    mission
        Gives the world, the epoch and the entry interface; nothing else of it is flown.
    demand
        What to reach with what.
    seconds
        s since the epoch at which the orbits start, a revolution or so before the burn.
    starts
        Perigee and apogee in m of the mean orbits; the burn centre is their apogee.
    activities
        Normal deviates of the world's forecast.

    Returns
    -------
    dict of str to numpy.ndarray
        A row for each start and activity: the least thrust in N (to 1/36 of a step of
        `demand.levels`) with the figures of its flight, and the strongest seen to fail (NaN if
        none did); `reason` is empty, or says why no thrust of the levels does it (NaN then).

    Raises
    ------
    ValueError
        If the demand or the time cannot be meant.
    """
    _check(mission, demand, seconds)
    cells = [(start, a) for start in starts for a in activities]
    thrust = np.tile(np.array(demand.levels), (len(cells), 1))
    first = tried = _tried(mission, demand, seconds, cells, thrust)
    for _ in range(ROUNDS):
        thrust = np.array([_between(row, ok) for row, ok in zip(thrust, tried["ok"], strict=True)])
        tried = _tried(mission, demand, seconds, cells, thrust)
    columns: dict[str, list[float]] = {name: [] for name in (*FIGURES, "weaker_n")}
    reasons = []
    for k in range(len(cells)):
        least = _first_good(tried["ok"][k])
        reasons.append("" if least is not None else _why(first, k, demand))
        for name in FIGURES:
            columns[name].append(np.nan if least is None else tried[name][k, least])
        columns["weaker_n"].append(thrust[k, least - 1] if least else np.nan)
    table = {
        "start_perigee_km": np.array([start[0] / 1e3 for start, _ in cells]),
        "start_apogee_km": np.array([start[1] / 1e3 for start, _ in cells]),
        "activity": np.array([a for _, a in cells]),
    }
    table |= {name: np.array(values) for name, values in columns.items()}
    table["acceleration_m_s2"] = table["thrust_n"] / demand.mass
    table["reason"] = np.array(reasons)
    return table


FIGURES = (
    "thrust_n",
    "delta_v_m_s",
    "burn_s",
    "perigee_km",
    "cut_off_to_interface_s",
    "entry_angle_deg",
)
"""Figures of a flight."""


def _check(mission: Mission, demand: BurnDemand, seconds: float) -> None:
    if not (demand.mass > PROPELLANT and demand.isp > 0.0 and demand.flight_path_angle <= 0.0):
        raise ValueError(
            f"mass {demand.mass} kg, specific impulse {demand.isp} s, "
            f"flight-path angle {demand.flight_path_angle} rad; "
            f"allowed: more than {PROPELLANT:.0f} kg, more than 0 s, not above 0"
        )
    levels = np.array(demand.levels)
    if len(levels) < 2 or levels[0] <= 0.0 or (np.diff(levels) <= 0.0).any():
        raise ValueError("thrusts to try must be positive, rising, and at least two")
    if not 0.0 <= seconds <= mission.horizon - DAY:
        raise ValueError(f"the tables of the world do not reach from {seconds} s for a day")


def _tried(
    mission: Mission,
    demand: BurnDemand,
    seconds: float,
    cells: Sequence[tuple[tuple[float, float], float]],
    thrust: np.ndarray,
) -> dict[str, np.ndarray]:
    """Fly every cell with every thrust (cells, levels); figures of that shape, and whether ok."""
    n, levels = thrust.shape
    flight = fly(_mission(mission, demand, seconds, cells, thrust))
    out = {name: np.full((n, levels), np.nan) for name in FIGURES}
    out["ok"] = np.zeros((n, levels), dtype=bool)
    out["thrust_n"] = thrust
    out["reached"] = np.zeros((n, levels), dtype=bool)
    burns = {burn.row: burn for burn in flight.burns}
    entries = find_entries(flight)
    seen = observe_events(flight.mission.world, list(entries.values()))
    angles = dict(zip(entries, seen.flight_path_angle_inertial, strict=True))
    for row in range(n * levels):
        at = divmod(row, levels)
        burn, first = burns.get(row), flight.first(row, EventKind.ENTRY_INTERFACE)
        if burn is None or first is None:
            continue
        end = burn.ignition + burn.duration
        out["delta_v_m_s"][at], out["burn_s"][at] = burn.delta_v, burn.duration
        out["perigee_km"][at] = burn.perigee_after / 1e3
        out["cut_off_to_interface_s"][at] = first.time - end
        out["entry_angle_deg"][at] = np.degrees(angles[row])
        out["reached"][at] = burn.is_complete and first.time >= end
        out["ok"][at] = out["reached"][at] and angles[row] <= demand.flight_path_angle
    return out


def _mission(
    mission: Mission,
    demand: BurnDemand,
    seconds: float,
    cells: Sequence[tuple[tuple[float, float], float]],
    thrust: np.ndarray,
) -> Mission:
    """Half a revolution to wait, the burn, and the way to the interface."""
    levels = thrust.shape[1]
    feeds = (Feed("stack.tank"),)
    stack = Vehicle(
        "stack",
        demand.mass - PROPELLANT,
        (Tank("stack.tank", PROPELLANT, PROPELLANT),),
        (EngineGroup(name="stack.engine", count=1, thrust=UNIT, isp=demand.isp, feeds=feeds),),
        (demand.attitude,),
    )
    ignition = Ignition("argument_of_latitude", demand.burn_centre)
    firing = Firing("stack.engine", thrust_factor=thrust.ravel() / UNIT)
    burn = Burn((firing,), "perigee", demand.perigee, Steering(), ignition)
    degree = coarse_degree(mission)
    how = {"field_degree": degree, "relative_tolerance": 1e-9, "save_every": np.inf}
    interface = Condition("altitude_down", mission.entry_interface, by=seconds + DAY)
    states = np.array(
        [
            state_on_mean_orbit(
                *start,
                demand.inclination,
                0.0,
                demand.burn_centre - math.pi,
                demand.burn_centre - math.pi,
            )
            for start, _ in cells
        ]
    )
    every = np.repeat(states, levels, axis=0)
    return replace(
        mission,
        vehicles=(stack,),
        docked=("stack",),
        phases=(Phase(name="burn", burn=burn, **how), Phase(name="coast", until=interface, **how)),
        position=every[:, :3],
        velocity=every[:, 3:],
        dispersed={"activity": np.repeat([a for _, a in cells], levels)},
        start=seconds,
        horizon=min(mission.horizon, seconds + 1.5 * DAY),
        stack=None,
        attitude_control=None,
        attitude_at_start=demand.attitude.name,
    )


def _first_good(ok: np.ndarray) -> int | None:
    """First level from which on all are good; None if the strongest is not."""
    if not ok[-1]:
        return None
    bad = np.flatnonzero(~ok)
    return int(bad[-1]) + 1 if len(bad) else 0


def _between(levels: np.ndarray, ok: np.ndarray) -> np.ndarray:
    """Thrusts between the last bad level and the first good one, both among them."""
    k = _first_good(ok)
    if k is None:
        k = len(levels) - 1
    low = levels[k - 1] if k else 0.5 * levels[0]
    return np.geomspace(low, levels[k], PARTS + 1)


def _why(tried: dict[str, np.ndarray], k: int, demand: BurnDemand) -> str:
    """Why not even the strongest thrust does it."""
    thrust = tried["thrust_n"][k, -1]
    if not tried["reached"][k, -1]:
        return f"even {thrust:,.0f} N do not reach the perigee before the entry interface"
    angle = -tried["entry_angle_deg"][k, -1]
    wanted = -math.degrees(demand.flight_path_angle)
    return (
        f"entry at {angle:.2f} deg is too shallow for {wanted:.2f} deg at any thrust: a lower "
        "perigee or a higher start would be steeper"
    )
