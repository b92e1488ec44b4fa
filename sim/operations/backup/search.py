"""Looking through the whole set for a backup that flies, and for the least change that makes one.

Every order of burns is flown for every supply that differs in what is left for the burns, all
candidates of an order in one batch: coarse flights on the full propagator, from a circular orbit.
The one that is chosen is then planned like any scenario.
"""

from collections.abc import Callable
from collections.abc import Sequence as Several
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.mission import Mission
from sim.flight.record import BurnRecord, Flight
from sim.operations.backup.search_set import BackupHardware, SearchSet, Sequence, Supply
from sim.operations.backup.sequence import Goals, Orbit, build_sequence
from sim.operations.backup.supply import Demand, Left, serve_lowering

SAME_MASS = 50.0
"""kg within which two supplies leave the same for the burns; the smaller is flown."""


@dataclass(frozen=True, kw_only=True)
class BackupLimits:
    """What a candidate must keep to: longest burn s, lowest perigee m before the final burn, kg
    left for the final engines, and the shallowest inertial flight-path angle at the interface, rad
    (negative below the horizon).
    """

    longest: float
    least_perigee: float
    reserve: float
    shallowest: float


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One candidate as flown.

    `fails` is empty for one that keeps every limit and else names the first it breaks, with the
    figure; kg, m, m/s, s, rad (NaN where it did not come to that).
    """

    supply: Supply
    sequence: Sequence
    parking: float
    perigee: float
    left_for_burns: float
    propellant: float
    delta_v: float
    longest_burn: float
    margin: float
    flight_path_angle: float
    perigee_reached: float
    burns_kept: int
    fails: str

    @property
    def feasible(self) -> bool:
        """Whether it keeps every limit."""
        return not self.fails


@dataclass(frozen=True)
class Favour:
    """A change of the hardware beyond what is known to work: its name, the sentence that says what
    is then assumed, and the hardware and set with it.
    """

    name: str
    sentence: str
    hardware: BackupHardware
    search_set: SearchSet


@dataclass(frozen=True)
class BackupSearch:
    """What was found: candidates flown, best first; and for each favour its best candidate."""

    search_set: SearchSet
    candidates: tuple[Candidate, ...]
    favours: tuple[tuple[Favour, Candidate], ...]

    @property
    def best(self) -> Candidate | None:
        """The feasible candidate with fewest ships and the largest margin; None if none flies."""
        return next((each for each in self.candidates if each.feasible), None)


def search_backup(
    mission: Mission,
    hardware: BackupHardware,
    search_set: SearchSet,
    favours: Several[Favour],
    *,
    demand: Demand,
    orbit: Orbit,
    limits: BackupLimits,
    on_step: Callable[[str], None] = lambda _: None,
) -> BackupSearch:
    """Fly every candidate of the set, and of the set of each favour if none is feasible.

    Parameters
    ----------
    mission
        Gives world, epoch, entry interface.
    hardware, search_set
        What is known to work, and all that is tried with it.
    favours
        Changes tried alone, in the order of how little they ask.
    demand
        What lowering takes before the burns.
    orbit, limits
        Where the burns begin, and what must be kept.
    on_step
        Told of each order of burns.
    """
    candidates = fly_set(mission, hardware, search_set, demand, orbit, limits, on_step)
    found = []
    if not candidates or not candidates[0].feasible:
        for favour in favours:
            on_step(favour.name)
            tried = fly_set(
                mission, favour.hardware, favour.search_set, demand, orbit, limits, on_step
            )
            if tried:
                found.append((favour, tried[0]))
    return BackupSearch(search_set, candidates, tuple(found))


def fly_set(
    mission: Mission,
    hardware: BackupHardware,
    search_set: SearchSet,
    demand: Demand,
    orbit: Orbit,
    limits: BackupLimits,
    on_step: Callable[[str], None] = lambda _: None,
) -> tuple[Candidate, ...]:
    """Fly every candidate of a set; feasible ones first, with fewest ships, then by margin."""
    supplies = list(distinct_supplies(search_set, demand, hardware.usable))
    flown: list[Candidate] = []
    for sequence in search_set.sequences():
        on_step(_words(sequence))
        for kept, some in groupby(supplies, key=lambda each: each[0].kept):
            group = [
                (supply, left, parking, perigee)
                for supply, left in some
                for parking in search_set.parking
                for perigee in search_set.perigee
            ]
            flown += _fly_group(mission, hardware, sequence, kept, group, orbit, limits)
    flown.sort(key=_order)
    return tuple(flown)


def distinct_supplies(
    search_set: SearchSet, demand: Demand, usable: float
) -> list[tuple[Supply, Left]]:
    """Supplies in time that meet the demand, by the number kept; of several that leave the same
    for the burns the one with fewest ships.
    """
    best: dict[tuple[int, int], tuple[Supply, Left]] = {}
    for supply in search_set.supplies():
        left = serve_lowering(demand, supply, usable)
        if left.late or left.missing > 0.0:
            continue
        key = supply.kept, int(left.mass // SAME_MASS)
        if key not in best or supply.ships < best[key][0].ships:
            best[key] = supply, left
    return [best[key] for key in sorted(best)]


def _fly_group(
    mission: Mission,
    hardware: BackupHardware,
    sequence: Sequence,
    kept: int,
    group: list[tuple[Supply, Left, float, float]],
    orbit: Orbit,
    limits: BackupLimits,
) -> list[Candidate]:
    goals = Goals(
        np.array([left.mass for _, left, _, _ in group]),
        np.array([parking for *_, parking, _ in group]),
        np.array([perigee for *_, perigee in group]),
    )
    flight = fly(build_sequence(mission, hardware, sequence, kept, orbit, goals))
    angle = np.full(len(group), np.nan)
    entries = find_entries(flight)
    if entries:
        seen = observe_events(flight.mission.world, list(entries.values()))
        angle[list(entries)] = seen.flight_path_angle_inertial
    late = {row for row, entry in entries.items() if entry.phase == "final"}
    margin = _usable_left(flight, sequence)
    return [
        _judged(
            Candidate(
                supply=supply,
                sequence=sequence,
                parking=parking,
                perigee=perigee,
                left_for_burns=left.mass,
                propellant=float(sum(burn.propellant for burn in flight.burns_of(row))),
                delta_v=float(sum(burn.delta_v for burn in flight.burns_of(row))),
                longest_burn=max((b.duration for b in flight.burns_of(row)), default=np.nan),
                margin=float(margin[row]) - limits.reserve,
                flight_path_angle=float(angle[row]),
                perigee_reached=min(
                    (b.perigee_after for b in flight.burns_of(row)), default=np.nan
                ),
                burns_kept=0,
                fails="",
            ),
            flight,
            row,
            row in late,
            limits,
        )
        for row, (supply, left, parking, perigee) in enumerate(group)
    ]


def _usable_left(flight: Flight, sequence: Sequence) -> np.ndarray:
    """Propellant that can be used in the tanks of whoever did the final burn, kg, shape (n,)."""
    stack = flight.final
    vehicle = stack.vehicles[0 if sequence.finisher == "station" else 1]
    columns = [stack.tanks.index(tank.name) for tank in vehicle.tanks]
    return stack.usable[:, columns].sum(axis=1)


def _judged(
    candidate: Candidate, flight: Flight, row: int, late: bool, limits: BackupLimits
) -> Candidate:
    """The candidate with how many burns keep the limits, and the first limit it breaks."""
    burns = flight.burns_of(row)
    for kept, burn in enumerate(burns):
        fails = _burn_failure(candidate, burn, limits)
        if fails:
            return replace(candidate, burns_kept=kept, fails=fails)
    fails = _end_failure(candidate, burns, late, limits)
    return replace(candidate, burns_kept=len(burns), fails=fails)


def _burn_failure(candidate: Candidate, burn: BurnRecord, limits: BackupLimits) -> str:
    if burn.duration > limits.longest:
        return f"{burn.name} takes {burn.duration:.0f} s of {limits.longest:.0f} s allowed"
    if burn.is_complete:
        return ""
    goal = candidate.perigee if burn.name == "final" else candidate.parking
    return (
        f"{burn.name} ends at a perigee of {burn.perigee_after / 1e3:.0f} km, on the way to "
        f"{goal / 1e3:.0f} km: its engines have burnt the {burn.propellant:.0f} kg they can draw"
    )


def _end_failure(
    candidate: Candidate, burns: list[BurnRecord], late: bool, limits: BackupLimits
) -> str:
    if not burns or burns[-1].name != "final":
        return "it comes down before the final burn"
    if late:
        return "the final burn is still on at the entry interface"
    if burns[-1].perigee_before < limits.least_perigee:
        return (
            f"the perigee before the final burn is {burns[-1].perigee_before / 1e3:.0f} km, below "
            f"the {limits.least_perigee / 1e3:.0f} km at which attitude can be held"
        )
    if not candidate.flight_path_angle <= limits.shallowest:
        return (
            f"the entry is {-np.degrees(candidate.flight_path_angle):.2f} deg steep, shallower "
            f"than {-np.degrees(limits.shallowest):.2f} deg"
        )
    if candidate.margin < 0.0:
        return f"{-candidate.margin:.0f} kg of the reserve are missing"
    return ""


def _order(candidate: Candidate) -> tuple[bool, float, float, float]:
    """Feasible ones first, fewest ships, largest margin; of others those that get lowest within the
    limits on burns.
    """
    if candidate.feasible:
        return False, 0.0, candidate.supply.ships, -candidate.margin
    burns = candidate.sequence.ship_burns + candidate.sequence.station_burns + 1
    return True, burns - candidate.burns_kept, candidate.perigee_reached, -candidate.margin


def _words(sequence: Sequence) -> str:
    """An order of burns in words."""
    last = "the station's engines" if sequence.finisher == "station" else "the ship"
    return (
        f"line {sequence.cross_feed}, {sequence.ship_burns} burns by the ship, "
        f"{sequence.station_burns} by the station, {last} finish"
    )
