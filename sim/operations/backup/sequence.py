"""Flying one order of burns for many candidates at once: from a circular orbit through lowering
burns to the final one, every candidate a row of one batch.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Firing, Ignition, Phase, Steering, Transfer
from sim.flight.stack import assemble_stack
from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
from sim.frames.epoch import DAY
from sim.operations.backup.rename import rename_ship
from sim.operations.backup.search_set import BackupHardware, Sequence
from sim.planning.margins.start_orbit import state_on_mean_orbit
from sim.planning.problem import coarse_degree
from sim.vehicle.hardware import EngineGroup, Feed, Vehicle

ARC_EFFICIENCY = 0.93
"""Share of the perigee lowering of an impulse that a burn of half an hour still gives. assumption:
0.90 to 0.97; it only shares out the way down between ship and station.
"""
REST = 2
"""Revolutions between two burns. assumption: 1 to 4; Mir waited one and two (TsUP, March 2001)."""
LONGEST = 10.0 * DAY
"""s after its begin at which a sequence is given up."""
AFT = "aft_ship"


@dataclass(frozen=True, kw_only=True)
class Orbit:
    """Where the burns begin: height of a circular mean orbit m, inclination and burn centre rad,
    time s since the epoch.
    """

    height: float
    inclination: float
    burn_centre: float
    time: float


@dataclass(frozen=True)
class Goals:
    """Of each row: usable propellant of the ship at the aft port kg, parking and final perigee m;
    shape (n,).
    """

    left: np.ndarray
    parking: np.ndarray
    perigee: np.ndarray


def with_switch(station: Vehicle, mains: str, sequence: Sequence) -> Vehicle:
    """The station with the line of its main engines switched as a sequence says."""

    def switched(group: EngineGroup) -> EngineGroup:
        if group.name != mains:
            return group
        line = group.line
        feeds = group.feeds[:1]
        if line is not None and sequence.cross_feed == "full":
            feeds = (*feeds, Feed(line.source))
        line = None if line is None else replace(line, switch=sequence.cross_feed)
        return replace(group, feeds=feeds, line=line)

    return replace(station, engines=tuple(switched(group) for group in station.engines))


def build_sequence(
    mission: Mission,
    hardware: BackupHardware,
    sequence: Sequence,
    kept: int,
    orbit: Orbit,
    goals: Goals,
) -> Mission:
    """The mission of all rows that share an order of burns and a number of ships kept.

    Parameters
    ----------
    mission
        Gives the world, the epoch, the entry interface and the dispersed columns.
    hardware, sequence, kept
        What flies, in which order, and how many ships wait off the axis.
    orbit, goals
        Where it begins, and what each row is to reach.
    """
    n = len(goals.left)
    station = with_switch(hardware.station, hardware.mains, sequence)
    aft = rename_ship(hardware.ship, AFT)
    waiting = tuple(rename_ship(hardware.ship, f"kept_{k + 1}") for k in range(kept))
    vehicles = (station, aft, *waiting)
    stack = assemble_stack(vehicles, [vehicle.name for vehicle in vehicles], n)
    stack = replace(stack, load=_loads(stack.tanks, stack.load, aft, hardware, goals.left))
    state = state_on_mean_orbit(
        orbit.height, orbit.height, orbit.inclination, 0.0, 0.0, orbit.burn_centre + 0.1
    )
    stop = orbit.time + LONGEST
    phases = _phases(
        hardware,
        sequence,
        waiting,
        mission,
        orbit,
        perigee_levels(hardware, sequence, orbit, goals, stack.mass),
        goals,
    )
    return replace(
        mission,
        vehicles=vehicles,
        docked=tuple(vehicle.name for vehicle in vehicles),
        phases=phases,
        position=np.tile(state[:3], (n, 1)),
        velocity=np.tile(state[3:], (n, 1)),
        dispersed={name: np.repeat(v[:1], n) for name, v in mission.dispersed.items()},
        mass_offset=0.0,
        start=np.full(n, orbit.time),
        horizon=min(mission.horizon, stop),
        stack=stack,
        attitude_at_start=station.attitudes[0].name,
        attitude_control=_control(mission, (aft, *waiting), station),
    )


def _control(
    mission: Mission, ships: tuple[Vehicle, ...], station: Vehicle
) -> AttitudeControl | None:
    """Attitude control as the mission has it, paid by the ships and then by the station's tanks in
    the order of the mission.
    """
    control = mission.attitude_control
    if control is None:
        return None
    ours = control.among(tank.name for tank in station.tanks).tanks
    return replace(control, tanks=(*(t.name for ship in ships for t in ship.tanks), *ours))


def _loads(
    tanks: list[str], load: np.ndarray, aft: Vehicle, hardware: BackupHardware, left: np.ndarray
) -> np.ndarray:
    """Loads with what the ship at the aft port has left, and without what it keeps for disposal."""
    load = load.copy()
    for tank in aft.tanks:
        share = (tank.load - tank.residual) / (hardware.usable + hardware.disposal)
        load[:, tanks.index(tank.name)] = tank.residual + share * left
    return load


def perigee_levels(
    hardware: BackupHardware,
    sequence: Sequence,
    orbit: Orbit,
    goals: Goals,
    mass: np.ndarray,
) -> list[np.ndarray]:
    """Perigee in m after each burn before the final one, each shape (n,).

    The ship takes the perigee down as far as its propellant reaches in equal steps, the station's
    engines do the rest; by Gauss' equation the perigee falls by 4 dv / n.
    """
    motion = np.sqrt(MU / (EQUATORIAL_RADIUS + orbit.height) ** 3)
    isp = min(g.isp for g in hardware.ship.engines if g.name in hardware.engines)
    exhaust = isp * STANDARD_GRAVITY
    held = hardware.control * REST * sequence.ship_burns
    delta_v = -exhaust * np.log1p(-np.maximum(goals.left - held, 0.0) / mass)
    way = orbit.height - goals.parking
    by_ship = np.minimum(ARC_EFFICIENCY * 4.0 * delta_v / motion, way)
    if sequence.station_burns == 0:
        by_ship = way
    if sequence.ship_burns == 0:
        by_ship = np.zeros_like(way)
    levels = [
        orbit.height - by_ship * (k + 1) / sequence.ship_burns for k in range(sequence.ship_burns)
    ]
    below, rest = orbit.height - by_ship, way - by_ship
    levels += [
        below - rest * (k + 1) / sequence.station_burns for k in range(sequence.station_burns)
    ]
    return levels


def _phases(
    hardware: BackupHardware,
    sequence: Sequence,
    waiting: tuple[Vehicle, ...],
    mission: Mission,
    orbit: Orbit,
    levels: list[np.ndarray],
    goals: Goals,
) -> tuple[Phase, ...]:
    """Burns with rests between them, and the way to the entry interface."""
    degree = coarse_degree(mission)
    how = {"field_degree": degree, "relative_tolerance": 1e-9, "save_every": np.inf}
    ignition = Ignition("argument_of_latitude", orbit.burn_centre)
    ship = tuple(Firing(f"{AFT}.{name.rpartition('.')[2]}") for name in hardware.engines)
    mains = (Firing(hardware.mains),)
    target = next(g.feeds[0].tank for g in hardware.station.engines if g.name == hardware.mains)
    refill = tuple(Transfer(tank.name, target) for v in waiting for tank in v.tanks)
    stop = orbit.time + LONGEST
    burns = [ship] * sequence.ship_burns + [mains] * sequence.station_burns
    phases = []
    for k, (firings, level) in enumerate(zip(burns, levels, strict=True)):
        leaving = (AFT,) if firings is mains and k == sequence.ship_burns else ()
        burn = Burn(firings, "perigee", level, Steering(), ignition)
        phases.append(Phase(name=f"burn_{k + 1}", burn=burn, undock=leaving, **how))
        rest = Condition("ascending_node", float(REST), by=stop)
        phases.append(Phase(name=f"rest_{k + 1}", until=rest, transfers=refill, **how))
    station = sequence.finisher == "station"
    leaving = (AFT,) if station and sequence.station_burns == 0 else ()
    final = Burn(mains if station else ship, "perigee", goals.perigee, Steering(), ignition)
    interface = Condition("altitude_down", mission.entry_interface, by=stop)
    phases.append(Phase(name="final", burn=final, undock=leaving, **how))
    phases.append(Phase(name="coast", until=interface, **how))
    return tuple(phases)
