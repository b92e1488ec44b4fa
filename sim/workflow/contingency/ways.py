"""The burns that bring the station down, flown for every number of ships and every altitude from
which they may begin: with what is known to work, and with the least change that makes one fly.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sim.operations.backup.search import BackupLimits, Candidate, Favour, fly_set
from sim.operations.backup.search_set import BackupHardware, SearchSet
from sim.operations.backup.sequence import Orbit
from sim.operations.backup.supply import Demand
from sim.operations.contingency.corridor import Corridor, measure_corridor
from sim.operations.contingency.exposure import time_down
from sim.operations.contingency.options import Way
from sim.scenario.build.backup_search import build_search
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.build.plan import aim_choice_of, problem_of
from sim.workflow.backup_search import burn_centre
from sim.workflow.contingency.day import Day

YEAR = 365.25 * 86400.0
KNOWN = "what is known to work"
MOST = 8
"""Ships that are tried; the flown search of the backup needs seven for a whole descent."""

OnStep = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What was found.

    Attributes
    ----------
    known
        The best with what is known to work, from the lowest altitude with all ships.
    changes
        Changes that were tried after it, the least first, each with the best that it gives; the
        last is the first one that flies, if any does.
    favour
        The change that the ways rest on; None where none is needed, or none helps.
    ways
        The best burns for each attitude of waiting and number of ships, from the lowest altitude up
        to the first from which none flies; empty if nothing flies.
    needed
        If nothing flies: the least number of ships with which the last change would; None if none
        of up to `MOST` does.
    corridor
        How well the place of the entry is known after the burns of the last change with all ships,
        whether they keep the limits or not; from the lowest altitude.
    control
        kg that attitude control takes from the ship in a revolution.
    """

    known: Candidate
    changes: tuple[tuple[Favour, Candidate], ...]
    favour: Favour | None = None
    ways: tuple[Way, ...] = ()
    needed: int | None = None
    corridor: Corridor | None = None
    control: float = 0.0

    @property
    def flies(self) -> bool:
        """Whether anything does."""
        return any(way.feasible for way in self.ways)


@dataclass(frozen=True, kw_only=True)
class Searcher:
    """What is flown again and again: hardware, set and limits, from the station of a day."""

    day: Day
    tank: str
    hardware: BackupHardware
    search_set: SearchSet
    favours: tuple[Favour, ...]
    limits: BackupLimits
    burn_centre: float

    def fly(
        self,
        hardware: BackupHardware,
        search_set: SearchSet,
        ships: int,
        height: float,
        attitude: str,
    ) -> Candidate:
        """The best burns from a height in m after waiting in an attitude, with so many ships: the
        last of them at the aft port, the others pumped out.
        """
        loaded, orbit = self._at(hardware, ships, height, attitude)
        # without a ship that comes, the one that is docked has little left
        used = loaded.usable - float(self.day.model.docked) if ships == 0 else 0.0
        demand = Demand(np.array([0.0]), np.array([max(used, 0.0)]), np.inf)
        flown = fly_set(self.day.mission, loaded, search_set, demand, orbit, self.limits)
        return flown[0]

    def corridor(
        self,
        hardware: BackupHardware,
        candidate: Candidate,
        ships: int,
        height: float,
        attitude: str,
    ) -> Corridor:
        """How well the place of its entry is known."""
        loaded, orbit = self._at(hardware, ships, height, attitude)
        return measure_corridor(self.day.mission, loaded, candidate, orbit)

    def _at(
        self, hardware: BackupHardware, ships: int, height: float, attitude: str
    ) -> tuple[BackupHardware, Orbit]:
        """Hardware with what is in the tanks when the burns begin, and the orbit there."""
        begin = self.natural_time(height, attitude)
        station = hardware.station
        load = reserve_with(self.day, ships, begin)
        tanks = tuple(
            replace(tank, load=min(load, tank.capacity)) if tank.name == self.tank else tank
            for tank in station.tanks
        )
        hardware = replace(hardware, station=replace(station, tanks=tanks))
        orbit = Orbit(
            height=height,
            inclination=self.day.inclination,
            burn_centre=self.burn_centre,
            time=begin,
        )
        return hardware, orbit

    def natural_time(self, height: float, attitude: str) -> float:
        """When the air alone brings the station down to a height in m under the median forecast, s;
        the burns are flown through the air of that date.
        """
        day = self.day
        ballistic = np.array([day.ballistic(attitude)])
        start, altitude = np.zeros(1), np.array([day.altitude])
        return float(time_down(day.decay, start, altitude, ballistic, 50.0, level=height)[0])


def reserve_with(day: Day, ships: int, time: float) -> float:
    """Propellant in the tank of the reserve at a time in s, with so many ships beside the docked
    one, kg: all but the last of them pumped out, less the upkeep until then. Without a ship that
    comes the docked one keeps what it has, and pushes with it.
    """
    model = day.model
    pumped = [
        float(tank.load)
        for vehicle in day.mission.vehicles
        if vehicle.name == _ship(day)
        for tank in vehicle.tanks
        if tank.name.rpartition(".")[2] == model.refuel
    ]
    brought = max(ships - 1, 0) * sum(pumped) + (float(model.docked) if ships else 0.0)
    return max(day.reserve + brought - float(model.upkeep) * time / YEAR, 0.0)


def find_ways(day: Day, ships: int, on_step: OnStep) -> Ways:
    """Fly the burns of the set of a scenario.

    Parameters
    ----------
    day
        The station, with a `plan: search`.
    ships
        The most that come.
    on_step
        Told of each altitude and number of ships.
    """
    searcher = _searcher(day)
    lowest = float(day.model.heights[0])
    quickest = min(day.model.waiting, key=lambda each: searcher.natural_time(lowest, each))
    on_step(KNOWN)
    hardware, search_set, favour = searcher.hardware, searcher.search_set, None
    known = searcher.fly(hardware, search_set, ships, lowest, quickest)
    changes: list[tuple[Favour, Candidate]] = []
    if not known.feasible:
        for each in searcher.favours:
            on_step(each.name)
            tried = searcher.fly(each.hardware, each.search_set, ships, lowest, quickest)
            changes.append((each, tried))
            if tried.feasible:
                hardware, search_set, favour = each.hardware, each.search_set, each
                break
        else:
            return Ways(
                known=known,
                changes=tuple(changes),
                needed=_needed(searcher, ships, lowest, quickest, on_step),
                corridor=searcher.corridor(each.hardware, tried, ships, lowest, quickest),
                control=searcher.hardware.control,
            )
    ways: list[Way] = []
    for attitude in day.model.waiting:
        for count in range(ships, -1, -1):
            found = _heights(searcher, hardware, search_set, count, attitude, on_step)
            ways += found
            if not found[0].feasible:
                break  # fewer ships can do no more
    best = changes[-1][1] if changes else known
    return Ways(
        known=known,
        changes=tuple(changes),
        favour=favour,
        ways=tuple(ways),
        corridor=searcher.corridor(hardware, best, ships, lowest, quickest),
        control=searcher.hardware.control,
    )


def _heights(
    searcher: Searcher,
    hardware: BackupHardware,
    search_set: SearchSet,
    ships: int,
    attitude: str,
    on_step: OnStep,
) -> list[Way]:
    """The best burns from the lowest altitude up to the first from which none flies."""
    ways: list[Way] = []
    for height in map(float, searcher.day.model.heights):
        on_step(f"{ships} ships, {height / 1e3:.0f} km")
        candidate = searcher.fly(hardware, search_set, ships, height, attitude)
        ways.append(Way(attitude, ships, height, candidate))
        if not candidate.feasible:
            break
    return ways


def _needed(
    searcher: Searcher, ships: int, lowest: float, attitude: str, on_step: OnStep
) -> int | None:
    """The least number of ships that would do, with the last of the changes."""
    if not searcher.favours:
        return None
    last = searcher.favours[-1]
    for count in range(ships + 1, MOST + 1):
        on_step(f"{count} ships")
        if searcher.fly(last.hardware, last.search_set, count, lowest, attitude).feasible:
            return count
    return None


def _searcher(day: Day) -> Searcher:
    hardware, search_set, favours, limits = build_search(day.scenario, day.mission)
    control = day.mission.attitude_control
    taken = 0.0 if control is None else float(np.max(control.per_orbit))
    hardware = replace(hardware, control=taken)
    one = {"ships": (1,), "kept": (0,), "first_docking": (0.0,)}
    search_set = replace(search_set, launches_per_year=search_set.launches_per_year[:1], **one)
    return Searcher(
        day=day,
        tank=full_name(day.model.tank, names_of(day.scenario.vehicles, "tanks")),
        hardware=hardware,
        search_set=search_set,
        favours=tuple(
            replace(
                each,
                hardware=replace(each.hardware, control=taken),
                search_set=replace(search_set, cross_feed=each.search_set.cross_feed),
            )
            for each in favours
        ),
        limits=limits,
        burn_centre=burn_centre(
            problem_of(day.scenario), aim_choice_of(day.scenario).box, day.inclination
        ),
    )


def _ship(day: Day) -> str:
    plan = day.scenario.plan
    assert plan is not None and plan.search is not None  # station_on has asked for it
    return plan.search.ship
