"""Missions of a fleet of Progress ships: from a circular orbit through lowering burns to the final
burn, for any number of ships.

Two ways: the ships lower the perigee and the station's own main engines finish; or all engines of
the ships finish in unison. Ports are left out: every ship is taken to push along the axis of the
stack (only one fits the aft port at a time).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Firing, Ignition, Number, Phase, Steering
from sim.frames.elements import MU
from sim.frames.epoch import DAY
from sim.frames.geodesy import EQUATORIAL_RADIUS
from sim.planning.margins.start_orbit import state_on_mean_orbit
from sim.planning.problem import coarse_degree
from sim.vehicle.hardware import Feed, Line, Vehicle

Way = Literal["station", "unison"]
WAYS: tuple[Way, ...] = ("station", "unison")


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The question, heights in m of the mean orbit.

    Attributes
    ----------
    station, ship
        The station with its main engines and attitudes, and the ship that comes N times; tanks
        and engine groups of the ship begin with its name.
    mains
        Engine group of the station that finishes alone; it may draw from the station's tanks.
    main, aft
        Last part of the names of the ship's main engine and aft thrusters.
    aft_factor
        Thrust factor of the aft thrusters, as the scenario fires them.
    start
        Circular orbit begun from.
    parking
        Perigee that the lowering burns aim at.
    perigee
        Target of the final burn.
    reserve
        kg that must be left at the end, for attitude control and phasing.
    longest_arc
        rad, of a lowering burn: longer ones are split. assumption: 80 deg.
    rest
        Revolutions between two lowering burns.
    burn_centre
        rad, argument of latitude the burns are centred on.
    inclination
        rad.
    aft_port
        Whether one ship leaves before the station's main engines fire: they are taken to need the
        aft port free.
    """

    station: Vehicle
    ship: Vehicle
    mains: str
    main: str
    aft: str
    aft_factor: float
    start: float
    parking: float
    perigee: float
    reserve: float
    burn_centre: float
    inclination: float
    longest_arc: float = math.radians(80.0)
    rest: int = 2
    aft_port: bool = True


def check_fleet(fleet: Fleet, numbers: Sequence[int]) -> None:
    """Raise ValueError for heights out of order, no ships, or engine groups that are not there."""
    if not 0.0 <= fleet.perigee < fleet.parking < fleet.start:
        raise ValueError(
            f"final perigee {fleet.perigee} m, parking perigee {fleet.parking} m and start "
            f"{fleet.start} m must rise in this order"
        )
    if min(numbers) < 1:
        raise ValueError(f"{min(numbers)} ships; allowed: at least 1")
    have = {group.name for v in (fleet.station, fleet.ship) for group in v.engines}
    for name in (fleet.mains, *(f"{fleet.ship.name}.{x}" for x in (fleet.main, fleet.aft))):
        if name not in have:
            raise ValueError(f"no engine group {name}; there are {', '.join(sorted(have))}")


def copy_ship(ship: Vehicle, n: int) -> tuple[Vehicle, ...]:
    """The same ship n times, each with names of its own; feeds from other vehicles stay."""
    return tuple(rename_ship(ship, f"ship_{k}") for k in range(1, n + 1))


def rename_ship(ship: Vehicle, name: str) -> Vehicle:
    """The ship, its tanks, engines and lines under another name, without attitudes; feeds from
    other vehicles stay.
    """

    def named(text: str) -> str:
        own = f"{ship.name}."
        return f"{name}.{text.removeprefix(own)}" if text.startswith(own) else text

    def piped(line: Line | None) -> Line | None:
        if line is None:
            return None
        return replace(line, source=named(line.source), target=named(line.target))

    return replace(
        ship,
        name=name,
        tanks=tuple(replace(tank, name=named(tank.name)) for tank in ship.tanks),
        engines=tuple(
            replace(
                group,
                name=named(group.name),
                feeds=tuple(Feed(named(feed.tank), feed.thrust_factor) for feed in group.feeds),
                line=piped(group.line),
            )
            for group in ship.engines
        ),
        attitudes=(),
    )


def build_fleet_mission(
    mission: Mission, fleet: Fleet, n: int, way: Way, seconds: float
) -> Mission:
    """The mission of n ships: lowering burns, final burn, and the way to the entry interface.

    In the way "station" each ship in turn lowers the perigee with main engine and thrusters. In
    "unison" all thrusters lower it together, and the rated time of the main engines is kept for
    the final burn, which all engines do.
    """
    ships = copy_ship(fleet.ship, n)
    stop = seconds + 10.0 * DAY
    degree = coarse_degree(mission)
    how = {"field_degree": degree, "relative_tolerance": 1e-9, "save_every": np.inf}
    ignition = Ignition("argument_of_latitude", fleet.burn_centre)
    levels = _levels(fleet, ships, way)
    phases: list[Phase] = []
    for k, level in enumerate(levels):
        firings = _lowering(fleet, ships, way, k * n // len(levels) + 1)
        burn = Burn(firings, "perigee", level, Steering(), ignition)
        phases.append(Phase(name=f"lower_{k + 1}", burn=burn, **how))
        rest = Condition("ascending_node", float(fleet.rest), by=stop)
        phases.append(Phase(name=f"rest_{k + 1}", until=rest, **how))
    if way == "station":
        last = (Firing(fleet.mains),)
        leaving = (f"ship_{n}",) if fleet.aft_port else ()
    else:
        last, leaving = _all_engines(fleet, ships), ()
    final = Burn(last, "perigee", fleet.perigee, Steering(), ignition)
    phases.append(Phase(name="final", burn=final, undock=leaving, **how))
    interface = Condition("altitude_down", mission.entry_interface, by=stop)
    phases.append(Phase(name="coast", until=interface, **how))
    u = fleet.burn_centre + 0.1
    state = state_on_mean_orbit(fleet.start, fleet.start, fleet.inclination, 0.0, 0.0, u)
    control = mission.attitude_control
    tanks = [tank.name for vehicle in (fleet.station, *ships) for tank in vehicle.tanks]
    return replace(
        mission,
        vehicles=(fleet.station, *ships),
        docked=(fleet.station.name, *(ship.name for ship in ships)),
        phases=tuple(phases),
        position=state[None, :3],
        velocity=state[None, 3:],
        dispersed={name: values[:1] for name, values in mission.dispersed.items()},
        start=seconds,
        horizon=min(mission.horizon, stop),
        stack=None,
        attitude_control=None if control is None else control.among(tanks),
        attitude_at_start=fleet.station.attitudes[0].name,
    )


def _thrusters(fleet: Fleet, ship: Vehicle) -> Firing:
    return Firing(f"{ship.name}.{fleet.aft}", thrust_factor=fleet.aft_factor)


def _all_engines(fleet: Fleet, ships: Sequence[Vehicle]) -> tuple[Firing, ...]:
    mains = (Firing(f"{ship.name}.{fleet.main}") for ship in ships)
    return (*mains, *(_thrusters(fleet, ship) for ship in ships))


def _lowering(fleet: Fleet, ships: Sequence[Vehicle], way: Way, number: int) -> tuple[Firing, ...]:
    """Engines of a lowering burn; `number` of the ship whose turn it is."""
    if way == "station":
        return _all_engines(fleet, ships[number - 1 : number])
    return tuple(_thrusters(fleet, ship) for ship in ships)


def _levels(fleet: Fleet, ships: Sequence[Vehicle], way: Way) -> np.ndarray:
    """Perigees in m that the lowering burns stop at, one below the other by equal steps."""
    thrust = {group.name: group.count * group.thrust for s in ships for group in s.engines}
    force = sum(
        thrust[firing.group] * firing.thrust_factor for firing in _lowering(fleet, ships, way, 1)
    )
    mass = fleet.station.mass + sum(ship.mass for ship in ships)
    axis = EQUATORIAL_RADIUS + fleet.start
    motion = math.sqrt(MU / axis**3)
    delta_v = 0.25 * motion * (fleet.start - fleet.parking)
    arc = motion * mass * delta_v / force
    count = int(max(count_burns(arc, fleet.longest_arc), len(ships) if way == "station" else 1))
    return np.linspace(fleet.start, fleet.parking, count + 1)[1:]


def count_burns(arc: Number, longest: float) -> Number:
    """How many burns of equal size keep the arc of each, of an arc in one burn, at most `longest`;
    both in rad.
    """
    return np.maximum(np.ceil(np.asarray(arc) / longest), 1.0)
