"""What the deorbit of a ship that leaves the stack takes: velocity change, propellant, engine time;
and the propellant that the ship keeps for it while it is docked.

One retrograde burn from a circular orbit of the mean altitude (vis-viva), by the rocket equation;
good to 1 % against the flown burn on orbits of less than 20 km between the apsides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.stack import Stack
from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
from sim.vehicle.hardware import Disposal, EngineGroup, Vehicle

Array = np.ndarray

ALLOWANCE = 1.05
"""assumption: what is kept over what the arithmetic gives, for a burn away from the apogee and the
fall of the orbit while docked; 1.0 to 1.1.
"""


def deorbit_delta_v(altitude: Array | float, perigee: float = 0.0) -> Array:
    """Velocity change in m/s from a circular orbit to an orbit of lower perigee; zero if it is no
    lower.

    Parameters
    ----------
    altitude
        m above the equatorial radius, any shape.
    perigee
        m above the equatorial radius.
    """
    far = EQUATORIAL_RADIUS + np.asarray(altitude, dtype=np.float64)
    near = np.minimum(EQUATORIAL_RADIUS + perigee, far)
    return np.sqrt(MU / far) - np.sqrt(2.0 * MU * near / (far * (far + near)))


def reserve_mass(left: Array | float, delta_v: Array | float, isp: float) -> Array:
    """Propellant in kg that gives a mass `left` in kg after the burn its velocity change in m/s, at
    a specific impulse in s (Tsiolkovsky).
    """
    return np.asarray(left * np.expm1(delta_v / (isp * STANDARD_GRAVITY)))


@dataclass(frozen=True)
class DisposalEngine:
    """An engine group of a ship on the ship's own tanks: thrust N of all engines, isp s, places of
    its tanks in the stack.
    """

    group: EngineGroup
    index: int
    thrust: float
    tanks: tuple[int, ...]


def disposal_engines(stack: Stack, vehicle: Vehicle, disposal: Disposal) -> list[DisposalEngine]:
    """Engine groups that may deorbit a ship, in its order; those fed by its own tanks alone."""
    own = {tank.name for tank in vehicle.tanks}
    groups = {group.name: k for k, group in enumerate(stack.groups)}
    engines = []
    for name in disposal.engines:
        group = stack.groups[groups[name]]
        feeds = [feed for feed in group.feeds if feed.tank in own]
        if feeds:
            thrust = group.count * group.thrust * min(feed.thrust_factor for feed in feeds)
            tanks = tuple(stack.tanks.index(feed.tank) for feed in feeds)
            engines.append(DisposalEngine(group, groups[name], thrust, tanks))
    return engines


def keep_disposal_reserve(
    stack: Stack, disposals: Mapping[str, Disposal], altitude: Array
) -> Stack:
    """Set the floor of tanks of docked ships that will leave and deorbit themselves.

    What, with an allowance, the engine of least specific impulse would need from the present mean
    altitude, once all else is burned, is kept in the tanks that engines draw from first; a ship
    that has less keeps all of it.

    Parameters
    ----------
    stack
        Before propellant is pumped and vehicles leave.
    disposals
        By name of the vehicle.
    altitude
        Mean altitude of each row, m, shape (n,).
    """
    floor = np.zeros_like(stack.load)
    for vehicle in stack.vehicles:
        disposal = disposals.get(vehicle.name)
        here = stack.present[:, stack.vehicles.index(vehicle)]
        if disposal is None or not disposal.controlled or not here.any():
            continue
        engines = disposal_engines(stack, vehicle, disposal)
        if not engines:
            continue
        tanks = list(dict.fromkeys(k for engine in engines for k in engine.tanks))
        held = [stack.tanks.index(tank.name) for tank in vehicle.tanks]
        usable = np.maximum(stack.load - stack.residual, 0.0)
        other = stack.load[:, held].sum(axis=1) - usable[:, tanks].sum(axis=1)
        isp = min(engine.group.isp for engine in engines)
        delta_v = deorbit_delta_v(altitude, disposal.perigee)
        left = disposal.dry_mass + other
        wanted = np.maximum(ALLOWANCE * reserve_mass(left, delta_v, isp), 0.0)
        for k in tanks:
            floor[:, k] = np.where(here, np.minimum(wanted, usable[:, k]), 0.0)
            wanted = wanted - floor[:, k]
    return replace(stack, floor=floor)
