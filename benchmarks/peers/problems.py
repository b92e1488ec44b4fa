"""Problems of the comparison with other propagators, from a coast of one day to a burn and entry.

A station of 430 t on near-circular orbits with evenly spread nodes: coasts of a day at 400 km,
burns at 220 km. Inputs of the atmosphere are constant (F10.7 150, Ap 4, the default values of
NRLMSISE-00), so that formats of space-weather tables have no influence.
"""

import math
from functools import cache

import numpy as np
from problem import AREA, ATMOSPHERE, CD, DAY, EPOCH, MASS

from peers.interface import ExponentialAtmosphere, FiniteBurn, Problem, SolarActivity
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler

TRAJECTORIES = 64
MANY = 1024
CONSTANT_ACTIVITY = SolarActivity(150.0, 150.0, 4.0)
BURN = FiniteBurn(thrust=25e3, isp=300.0, start=600.0, duration=1200.0)
"""Assumption: 70 m/s in 20 minutes, enough to bring the perigee from 220 km below 0 km."""


def _states(altitude: float, spread: float, eccentricity: float, n: int) -> np.ndarray:
    """States (n, 7) of near-circular orbits with spread nodes."""
    states = []
    for k in range(n):
        angle = k * 2.399963229728653  # golden angle: even spread without a pattern
        a = EQUATORIAL_RADIUS + altitude + spread * math.sin(k)
        e = eccentricity * (1.0 + math.cos(3.0 * k))
        angles = (math.radians(51.64), angle, 2.0 * angle, 3.0 * angle)
        states.append(cartesian_from_kepler(a, e, *angles))
    return np.column_stack([np.array(states), np.full(n, MASS)])


def _day(name: str, degree: int, n: int = TRAJECTORIES, *, simple: bool = False) -> Problem:
    atmosphere = "exponential atmosphere" if simple else "NRLMSISE-00, Sun and Moon"
    return Problem(
        name,
        f"One day at 400 km, EGM2008 {degree}x{degree}, {atmosphere}",
        EPOCH,
        _states(400e3, 5e3, 0.0005, n),
        DAY,
        degree,
        CD,
        AREA,
        exponential=ExponentialAtmosphere(*ATMOSPHERE) if simple else None,
        activity=None if simple else CONSTANT_ACTIVITY,
        third_body=not simple,
    )


def _descent(name: str, n: int = TRAJECTORIES) -> Problem:
    return Problem(
        name,
        "A burn of 20 minutes at 220 km and down to 80 km, EGM2008 20x20, NRLMSISE-00, Sun and "
        "Moon",
        EPOCH,
        _states(220e3, 2e3, 0.0002, n),
        4.0 * 3600.0,
        20,
        CD,
        AREA,
        activity=CONSTANT_ACTIVITY,
        third_body=True,
        burn=BURN,
        end_altitude=80e3,
    )


@cache
def make_problem(name: str) -> Problem:
    """Make a problem by its name, one of `NAMES`."""
    return MAKERS[name]()


MAKERS = {
    "a8": lambda: _day("a8", 8, simple=True),
    "a20": lambda: _day("a20", 20, simple=True),
    "b20": lambda: _day("b20", 20),
    "b36": lambda: _day("b36", 36),
    "b70": lambda: _day("b70", 70),
    "c": lambda: _descent("c"),
    "d-b20": lambda: _day("d-b20", 20, MANY),
    "d-c": lambda: _descent("d-c", MANY),
}
NAMES = tuple(MAKERS)
