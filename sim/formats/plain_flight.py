"""A flight in the few numbers other programs ask for: first state, mass, drag, models, dated burns.

Burns are those that were flown: ignition, duration, mean thrust. Left out: attitudes that change
under way, a continuum drag coefficient, radiation pressure, wind, and errors of the atmosphere by
altitude.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Frame = Literal["velocity", "lvlh", "inertial"]


@dataclass(frozen=True, kw_only=True)
class PlainBurn:
    """One burn: s after the start, s, N, s; thrust direction in a frame of
    `sim.flight.phase.Steering`.
    """

    name: str
    ignition: float
    duration: float
    thrust: float
    isp: float
    frame: Frame
    direction: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class PlainFlight:
    """A flight from its start.

    Attributes
    ----------
    name, start_utc
        Name of the scenario, ISO 8601 start with Z.
    position, velocity
        Shape (3,), GCRF m and m/s.
    mass, area, cd
        kg, m2 (times the factor on the density), free-molecular drag coefficient.
    field, degree
        Name and degree of the gravity field.
    third_bodies
        Whether Sun and Moon pull.
    air
        Name of the atmosphere model, "none" for vacuum.
    weather
        Shape (k, 4): s after the start, F10.7 (sfu), its 81-day mean, Ap, day by day.
    burns
        In time.
    duration, floor
        s and geodetic height in m at which it ends, whichever comes first.
    """

    name: str
    start_utc: str
    position: np.ndarray
    velocity: np.ndarray
    mass: float
    area: float
    cd: float
    field: str
    degree: int
    third_bodies: bool
    air: str
    weather: np.ndarray
    burns: tuple[PlainBurn, ...]
    duration: float
    floor: float = 80e3
