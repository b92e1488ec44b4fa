"""Chances that debris hits a ship or an aircraft.

A ship is struck by what comes down on its deck; an aircraft in level flight sweeps through what
falls past it. Hits are counts of independent pieces: the chance of any is 1 - exp(-mean) (Poisson).
Limits are those of the FAA (79 FR 42241, 2014) and of ranges (RCC 321): 1e-5 for a ship, 1e-6 to
1e-7 for an aircraft, each alone. Leaves out that ships and aircraft are warned and keep away.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.entry.risk.terminal_fall import FLIGHT_LEVEL, fall_speed

Array = NDArray[np.float64]

SHIP_AREA = 2500.0
"""m2 of deck; assumption: a freighter of 125 m by 20 m; a fishing vessel has 200, the largest
container ships 24,000."""
SHIP_LIMIT = 1e-5
"""Chance of a hit on a ship: FAA, 79 FR 42241, as RCC 321."""
AIRCRAFT_LIMITS = (1e-7, 1e-6)
"""The same for an aircraft: 1e-7 one that has nothing to do with it (RCC 321), 1e-6 (FAA, 79 FR
42241)."""
LEAST_MASS = 1e-3
"""kg from which a piece counts for aircraft. assumption: RCC 321 takes pieces over 1 g for
dangerous; 1 g to 0.3 kg, of which the latter is enough to bring an airliner down (ICAO and Outer
Space Institute, 2023)."""


@dataclass(frozen=True, kw_only=True)
class Airliner:
    """An aircraft in level flight: m2 seen from above and from ahead, m/s, and flight level."""

    top: float
    front: float
    speed: float
    flight_level: float

    @property
    def height(self) -> float:
        """Of its flight level, m."""
        return self.flight_level * FLIGHT_LEVEL


AIRLINER = Airliner(top=900.0, front=100.0, speed=250.0, flight_level=350.0)
"""assumption: a Boeing 777-300ER. From above wings of 437 m2, a fuselage of 74 by 6.2 m and a tail
(600 to 1,000 m2); from ahead fuselage, wings and engines (50 to 130 m2); Mach 0.84 (230 to 255
m/s)."""


def struck_area(target: ArrayLike, piece: ArrayLike) -> Array:
    """Area (sqrt(S) + sqrt(A))^2 in m2 within which pieces of area A hit a target of area S, as the
    casualty area of a person.
    """
    return (np.sqrt(target) + np.sqrt(piece)) ** 2


def swept_area(airliner: Airliner, height: ArrayLike, piece: ArrayLike, at_ground: Array) -> Array:
    """Area of ground in m2 per piece that stands for a hit on an aircraft, shape (n,).

    A piece that falls at w past an aircraft that flies at v meets it with the relative velocity of
    both; a box of areas S_top and S_front shows that velocity S_top w + S_front v per second, and
    the piece needs 1 / w seconds for each metre of height: S_top + S_front v / w, whatever the
    layer is that both are in.

    Parameters
    ----------
    airliner
        Inside the area where pieces fall for as long as they do.
    height
        At which they meet, m.
    piece
        Area of each piece, m2, (n,).
    at_ground
        Vertical speed of each at the ground, m/s, (n,).
    """
    part = airliner.speed / fall_speed(height, at_ground)
    return struck_area(airliner.top, piece) + struck_area(airliner.front, piece) * part


def chance(mean: ArrayLike) -> Array:
    """Chance of at least one hit of so many expected."""
    return -np.expm1(-np.asarray(mean, dtype=np.float64))
