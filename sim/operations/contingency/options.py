"""What ships can still do: how early the burns of a controlled entry can begin, and after which day
no ship comes in time.

A *way* is a number of ships and an altitude from which a flown order of burns brings the station
down. Ships dock one after the other. Those that a way does not need may push as they come: each
then burns what it has against the flight. Between, the air alone lowers the orbit. The burns begin
where the station has fallen to the altitude of the way, if its ships are there by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.frames.constants import STANDARD_GRAVITY
from sim.operations.backup.search import Candidate
from sim.operations.contingency.exposure import time_down
from sim.planning.lowering.orbit_decay import DecayTable, activity_of
from sim.planning.lowering.problem import altitude_after


@dataclass(frozen=True)
class Way:
    """An attitude of waiting, a number of ships and an altitude m from which the burns were flown,
    and the best of them.
    """

    attitude: str
    ships: int
    height: float
    candidate: Candidate

    @property
    def feasible(self) -> bool:
        """Whether the burns keep every limit."""
        return self.candidate.feasible


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Ships that can come: how many, docking of the first and time between two, s since the epoch
    and s; propellant of each that can push, kg, and specific impulse, s.
    """

    ships: int
    first: float
    every: float
    propellant: float
    isp: float

    def docking(self, count: int) -> float:
        """When the last of so many ships has docked, s; at once where none is needed."""
        return -np.inf if count == 0 else self.first + (count - 1) * self.every


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How the station waits: attitude, m/(Cd A) in it kg/m2, mass kg, where it is (s, m)."""

    attitude: str
    ballistic: float
    mass: float
    start: float
    altitude: float


@dataclass(frozen=True, kw_only=True)
class Option:
    """The earliest burns under one percentile: the way, ships that push before, when the ships of
    the way are docked and when the burns begin, s since the epoch.
    """

    percentile: float
    way: Way
    pushing: int
    ready: float
    begin: float


def find_earliest(
    ways: Sequence[Way], fleet: Fleet, waiting: Waiting, decay: DecayTable, percentile: float
) -> Option | None:
    """The earliest begin of burns that keep every limit; None where no way is open."""
    return next(iter(find_options(ways, fleet, waiting, decay, percentile)), None)


def find_options(
    ways: Sequence[Way], fleet: Fleet, waiting: Waiting, decay: DecayTable, percentile: float
) -> list[Option]:
    """Begins of burns that keep every limit, the earliest first; of those that begin later only
    such as leave more propellant.

    Of two that begin together the one with fewer ships.
    """
    found = [
        Option(percentile=percentile, way=way, pushing=pushing, ready=ready, begin=begin)
        for way in ways
        if way.feasible and way.attitude == waiting.attitude
        for pushing in range(fleet.ships - way.ships + 1)
        for ready in [fleet.docking(way.ships + pushing)]
        for begin in [_arrival(way.height, pushing, fleet, waiting, decay, percentile)]
        if ready <= begin
    ]
    found.sort(key=lambda each: (each.begin, each.way.ships + each.pushing))
    kept: list[Option] = []
    for each in found:
        if not kept or each.way.candidate.margin > kept[-1].way.candidate.margin:
            kept.append(each)
    return kept


def last_day_to_order(
    ways: Sequence[Way],
    fleet: Fleet,
    waiting: Waiting,
    decay: DecayTable,
    percentile: float,
    delay: float,
) -> float | None:
    """The last day, s since the epoch, on which ships can be asked for: those of the way that needs
    them last are then docked when the station falls to its altitude. None where no way is open to
    so many ships.

    Parameters
    ----------
    delay
        s from the day to the docking of the first ship.
    """
    days = [
        _arrival(way.height, 0, fleet, waiting, decay, percentile)
        - (delay + (way.ships - 1) * fleet.every if way.ships else 0.0)
        for way in ways
        if way.feasible and way.attitude == waiting.attitude and way.ships <= fleet.ships
    ]
    return max(days, default=None)


def _arrival(
    height: float,
    pushing: int,
    fleet: Fleet,
    waiting: Waiting,
    decay: DecayTable,
    percentile: float,
) -> float:
    """When the station has fallen to a height in m with so many ships pushing as they dock, s."""
    air = decay.under(activity_of(percentile))
    now, h = waiting.start, np.array([waiting.altitude])
    for ship in range(pushing):
        docked = fleet.docking(ship + 1)
        fallen = air.fall(now, h, waiting.ballistic, docked)
        if fallen[0] <= height:
            break
        delta_v = -fleet.isp * STANDARD_GRAVITY * np.log1p(-fleet.propellant / waiting.mass)
        now, h = docked, altitude_after(fallen, np.array([delta_v]))
        if h[0] <= height:
            return now
    begin = time_down(
        decay, np.array([now]), h, np.array([waiting.ballistic]), percentile, level=height
    )
    return float(begin[0])
