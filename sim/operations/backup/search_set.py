"""The stated, finite set in which a backup is looked for, and one candidate of it. SI units."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from sim.frames.epoch import DAY
from sim.vehicle.hardware import CrossFeed, Vehicle

YEAR = 365.25 * DAY

Finisher = Literal["station", "ship"]
"""Whose engines do the final burn: the station's mains, the aft port free, or the ship there."""


@dataclass(frozen=True, kw_only=True)
class SearchSet:
    """What is tried, all of it.

    Attributes
    ----------
    ships
        How many ships come over the whole descent.
    kept
        How many of those wait at ports off the flight axis with full tanks; they push nothing and
        refill the tank of the station's engines between burns.
    launches_per_year, first_docking
        Ships dock at even intervals from the first docking (s since the epoch) on.
    cross_feed
        Switches of the line into the tank of the station's engines.
    finishers
        Who does the final burn.
    ship_burns, station_burns
        How many burns before the final one the ship at the aft port does, and the station's engines
        after it.
    parking, perigee
        m: perigee before the final burn, and after it.
    """

    ships: tuple[int, ...]
    kept: tuple[int, ...]
    launches_per_year: tuple[float, ...]
    first_docking: tuple[float, ...]
    cross_feed: tuple[CrossFeed, ...]
    finishers: tuple[Finisher, ...]
    ship_burns: tuple[int, ...]
    station_burns: tuple[int, ...]
    parking: tuple[float, ...]
    perigee: tuple[float, ...]

    def supplies(self) -> Iterator["Supply"]:
        """Every way in which ships may come; at least one of them comes to push."""
        for n, kept, rate, first in product(
            self.ships, self.kept, self.launches_per_year, self.first_docking
        ):
            if kept < n:
                yield Supply(n, kept, rate, first)

    def sequences(self) -> Iterator["Sequence"]:
        """Every order of burns; the ship that finishes leaves none to the station."""
        for feed, finisher, by_ship, by_station in product(
            self.cross_feed, self.finishers, self.ship_burns, self.station_burns
        ):
            idle = finisher == "ship" and (by_station > 0 or feed != self.cross_feed[0])
            if by_ship + by_station > 0 and not idle:
                yield Sequence(feed, finisher, by_ship, by_station)

    @property
    def size(self) -> int:
        """How many candidates that makes."""
        orders = len(list(self.sequences())) * len(self.parking) * len(self.perigee)
        return len(list(self.supplies())) * orders


@dataclass(frozen=True)
class Supply:
    """How ships come: how many, how many of them are kept, ships a year, first docking s."""

    ships: int
    kept: int
    launches_per_year: float
    first_docking: float

    @property
    def docking(self) -> np.ndarray:
        """When each ship docks, s since the epoch, shape (ships,)."""
        return self.first_docking + np.arange(self.ships) * YEAR / self.launches_per_year

    @property
    def pushing(self) -> np.ndarray:
        """When each ship docks that pushes at the aft port, one after the other; those that are
        kept come just before the last.
        """
        return np.delete(self.docking, slice(self.ships - 1 - self.kept, self.ships - 1))


@dataclass(frozen=True)
class Sequence:
    """The order of burns: switch of the line, who finishes, burns by the ship, by the station."""

    cross_feed: CrossFeed
    finisher: Finisher
    ship_burns: int
    station_burns: int


@dataclass(frozen=True, kw_only=True)
class BackupHardware:
    """Vehicles and engines of a backup.

    Attributes
    ----------
    station, mains
        With its attitudes, and the name of the engine group that finishes.
    ship, engines
        The ship that comes N times and the groups of it that push at the aft port; their names
        begin with that of the ship.
    disposal
        kg a ship keeps for its own deorbit.
    control
        kg that attitude control takes from the ship in a revolution between its burns, which can't
        push; 0 leaves it out of what the burns are shared out by.
    """

    station: Vehicle
    mains: str
    ship: Vehicle
    engines: tuple[str, ...]
    disposal: float
    control: float = 0.0

    @property
    def usable(self) -> float:
        """Propellant of a ship for the station when it docks, kg."""
        held = sum(float(tank.load - tank.residual) for tank in self.ship.tanks)
        return held - self.disposal
