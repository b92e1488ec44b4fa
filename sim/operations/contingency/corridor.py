"""How well the place of an entry is known once the burns of a candidate are done: the stretch of
ground over which it moves with the error of the forecast of the air.

What comes before the last ignition a control centre sees and corrects; what follows it does not.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.dynamics.observation import Observation
from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.mission import Mission
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.operations.backup.search import Candidate
from sim.operations.backup.search_set import BackupHardware
from sim.operations.backup.sequence import Goals, Orbit, build_sequence

AIR = (0.85, 1.0, 1.15)
"""Density over the forecast. source: 15 % were allowed for Mir (spaceref, February and March 2001).
"""


@dataclass(frozen=True)
class Corridor:
    """From the last ignition to the entry interface, s, thin air to dense, and the stretch of
    ground between the two ends, m; inertial flight-path angle of the middle one, rad. NaN where one
    does not come down within days.
    """

    times: np.ndarray
    stretch: float
    flight_path_angle: float


def measure_corridor(
    mission: Mission, hardware: BackupHardware, candidate: Candidate, orbit: Orbit
) -> Corridor:
    """Fly a candidate through thin and dense air.

    Parameters
    ----------
    mission
        Gives world, epoch, entry interface.
    hardware, candidate
        What flies and in which order, whether it keeps the limits or not.
    orbit
        Where the burns begin.
    """
    n = len(AIR)
    goals = Goals(
        np.full(n, candidate.left_for_burns),
        np.full(n, candidate.parking),
        np.full(n, candidate.perigee),
    )
    flown = build_sequence(
        mission, hardware, candidate.sequence, candidate.supply.kept, orbit, goals
    )
    factor = flown.dispersed.get("density_factor", np.ones(n)) * np.array(AIR)
    flight = fly(replace(flown, dispersed={**flown.dispersed, "density_factor": factor}))
    entries = find_entries(flight)
    times, angle, speed = np.full(n, np.nan), np.nan, np.nan
    for row, entry in entries.items():
        burns = flight.burns_of(row)
        if burns:
            times[row] = entry.time - burns[-1].ignition
    middle = n // 2
    if middle in entries:
        seen = observe_events(mission.world, [entries[middle]])
        angle = float(seen.flight_path_angle_inertial[0])
        speed = float(ground_speed(seen)[0])
    return Corridor(times, speed * abs(float(times[0] - times[-1])), angle)


def ground_speed(seen: Observation) -> np.ndarray:
    """Speed of the point under a body over the turning Earth, m/s, (n,); the air turns with it."""
    level = seen.speed_air * np.cos(seen.flight_path_angle_air)
    return level * EQUATORIAL_RADIUS / (EQUATORIAL_RADIUS + seen.height)
