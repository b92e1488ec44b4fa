"""What is left in the ship at the aft port when the burns begin, after the lowering before it."""

from dataclasses import dataclass

import numpy as np

from sim.flight.record import Flight
from sim.operations.backup.search_set import Supply


@dataclass(frozen=True)
class Demand:
    """Propellant that lowering takes, with turns and attitude control of each pair of burns: times
    s since the epoch and kg, shape (k,), and when the burns of the plan begin, s.
    """

    time: np.ndarray
    mass: np.ndarray
    until: float


@dataclass(frozen=True)
class Left:
    """Of the ship at the aft port when the burns begin: usable propellant, kg, and how much of the
    demand was never met; `late` says that a ship would dock after the burns have begun.
    """

    mass: float
    missing: float
    late: bool


def lowering_demand(flight: Flight, per_pair: float) -> Demand:
    """The demand of a flight whose ships never run dry.

    Parameters
    ----------
    flight
        To where the plan begins; its first row counts.
    per_pair
        kg more for the turns of a pair of burns.
    """
    burns = [burn for burn in flight.burns_of(0) if burn.lowering]
    mass = np.array([burn.propellant for burn in burns]) + 0.5 * per_pair
    time = np.array([burn.ignition for burn in burns])
    return Demand(time, mass, float(flight.t[0]))


def serve_lowering(demand: Demand, supply: Supply, usable: float) -> Left:
    """Let ships meet the demand one after the other.

    Parameters
    ----------
    demand
        By date.
    supply
        When ships come. Each pushes until the next of those that push docks, and takes with it what
        it still has; what it could not do is left to the next.
    usable
        kg each brings.
    """
    docking = supply.pushing
    late = bool(supply.docking[-1] > demand.until)
    left, debt, ship = 0.0, 0.0, -1
    for time, mass in zip(demand.time, demand.mass, strict=True):
        while ship + 1 < len(docking) and docking[ship + 1] <= time:
            ship, left = ship + 1, usable
        debt += mass
        used = min(debt, left)
        left, debt = left - used, debt - used
    while ship + 1 < len(docking) and docking[ship + 1] <= demand.until:
        ship, left = ship + 1, usable
        used = min(debt, left)
        left, debt = left - used, debt - used
    return Left(left, debt, late)
