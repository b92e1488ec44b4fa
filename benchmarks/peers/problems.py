"""The problems of the side-by-side benchmark, from a simple day to a burn and the fall after it.

A station of 430 t on near-circular orbits spread over the globe: days from 400 km, burns from
220 km. The air's input is constant (F10.7 150, Ap 4, the values NRLMSISE-00 itself takes as
standard), so that no peer is punished for reading a table of another kind.
"""

import math
from functools import cache

import numpy as np
from problem import AIR, AREA, CD, DAY, EPOCH, MASS

from peers.interface import Activity, ExponentialAir, FiniteBurn, Problem
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler

TOGETHER = 64
MANY = 1024
QUIET = Activity(150.0, 150.0, 4.0)
BURN = FiniteBurn(thrust=25e3, isp=300.0, start=600.0, duration=1200.0)
"""Assumption: 70 m/s in 20 minutes, enough to bring the perigee from 220 km below 0 km."""


def _states(height: float, spread: float, eccentricity: float, n: int) -> np.ndarray:
    """States (n, 7) of near-circular orbits all around the globe."""
    found = []
    for k in range(n):
        turn = k * 2.399963229728653  # golden angle: spread without a pattern
        a = EQUATORIAL_RADIUS + height + spread * math.sin(k)
        e = eccentricity * (1.0 + math.cos(3.0 * k))
        angles = (math.radians(51.64), turn, 2.0 * turn, 3.0 * turn)
        found.append(cartesian_from_kepler(a, e, *angles))
    return np.column_stack([np.array(found), np.full(n, MASS)])


def _day(name: str, degree: int, n: int = TOGETHER, *, simple: bool = False) -> Problem:
    air = "exponential air" if simple else "NRLMSISE-00, Sun and Moon"
    return Problem(
        name,
        f"One day at 400 km, EGM2008 {degree}x{degree}, {air}",
        EPOCH,
        _states(400e3, 5e3, 0.0005, n),
        DAY,
        degree,
        CD,
        AREA,
        exponential=ExponentialAir(*AIR) if simple else None,
        activity=None if simple else QUIET,
        third_body=not simple,
    )


def _descent(name: str, n: int = TOGETHER) -> Problem:
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
        activity=QUIET,
        third_body=True,
        burn=BURN,
        end_altitude=80e3,
    )


@cache
def problem(name: str) -> Problem:
    """A problem by its name, one of `NAMES`."""
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
