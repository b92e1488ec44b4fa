"""The day that is measured: one revolution after another of a station at 400 km, in three settings.

Every method flies the same equations from the same states; the error is the distance from a tight
reference at the end.
"""

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from sim.environment.atmosphere.selection import Exponential
from sim.environment.gravity import from_coefficients
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS, J2, MU
from sim.frames.earth_orientation import RATE, Orientation
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.integrate.batch import Arc, run
from sim.vehicle.parameters import Parameters, tabulate

DAY = 86400.0
EPOCH = "2025-06-01T00:00:00Z"
TRAJECTORIES = 64
MASS = 430e3
AREA, CD = 1500.0, 2.07
AIR = Exponential(4e-12, 400e3, 58.2e3)
"""kg/m3 at 400 km and scale height m: a thermosphere of middling solar activity."""

TIGHT = 1e-13

SHORT = 140.0
"""s, a little less than the time to cross the shortest wave of a 36x36 field at 7.7 km/s (154 s).

Steps longer than that sample the wave too thinly for the error estimate to see it.
"""


@dataclass(frozen=True)
class Problem:
    """World and first states (n, 7) of a day, its name, and bounds on the step (s) worth a try."""

    name: str
    sentence: str
    world: World
    states: np.ndarray
    caps: tuple[float, ...] = (600.0,)

    @property
    def cases(self) -> np.ndarray:
        """Cases (n, columns): one drag coefficient in all flow."""
        return tabulate(Parameters(*(np.full(len(self.states), value) for value in CASE)))

    def first(self, n: int) -> "Problem":
        """The same for the first n trajectories only."""
        return replace(self, states=self.states[:n])


CASE = Parameters(AREA, CD, CD, 4.4, 1.0, 0.0, 0.0, 0.0, -1.0, *[0.0] * 24)


def _states() -> np.ndarray:
    """Near-circular orbits all around the globe, within 5 km of 400 km."""
    found = []
    for k in range(TRAJECTORIES):
        turn = k * 2.399963229728653  # golden angle: spread without a pattern
        shape = (EQUATORIAL_RADIUS + 400e3 + 5e3 * math.sin(k), 0.0005 * (1.0 + math.cos(3.0 * k)))
        angles = (math.radians(51.64), turn, 2.0 * turn, 3.0 * turn)
        found.append(cartesian_from_kepler(*shape, *angles))
    return np.column_stack([np.array(found), np.full(TRAJECTORIES, MASS)])


@cache
def field_8() -> Problem:
    """EGM2008 8x8 and exponential air."""
    table = world(
        Epoch.from_utc(EPOCH),
        DAY,
        degree=8,
        third_body=False,
        air="exponential",
        exponential=AIR,
    )
    return Problem("8x8", "EGM2008 8x8, exponential air", table, _states())


@cache
def field_36() -> Problem:
    """Everything a flight has by default."""
    table = world(Epoch.from_utc(EPOCH), DAY, degree=36)
    words = "EGM2008 36x36, NRLMSISE-00, Sun and Moon"
    return Problem("36x36", words, table, _states(), (600.0, SHORT))


@cache
def oblate() -> Problem:
    """J2 and exponential air, an Earth that turns evenly about a fixed pole: all boinor can do."""
    table = field_8().world
    c, s = np.zeros((2, 3, 3))
    c[0, 0], c[2, 0] = 1.0, -J2 / math.sqrt(5.0)
    even = Orientation(-4.0 * DAY, DAY, np.zeros((10, 20)), 0.0, RATE)
    field = from_coefficients(c, s, 2, mu=MU, radius=EQUATORIAL_RADIUS)
    table = table._replace(orientation=even, gravity=field)
    return Problem("J2", "J2, exponential air, even rotation", table, _states())


PROBLEMS = {"8x8": field_8, "36x36": field_36, "J2": oblate}


def fly(
    problem: Problem, tolerance: float, longest: float = 600.0, use_multistep: bool = True
) -> Arc:
    """One day in lanes, on the calling thread, with steps of at most `longest` s."""
    n = len(problem.states)
    return run(
        problem.world,
        np.zeros(n),
        problem.states,
        np.full(n, DAY),
        problem.cases,
        relative_tolerance=tolerance,
        longest_step=longest,
        use_multistep=use_multistep,
    )


@cache
def reference(name: str) -> np.ndarray:
    """Positions (n, 3) after the day at a tolerance near the rounding of doubles."""
    problem = PROBLEMS[name]()
    return fly(problem, TIGHT, problem.caps[-1], use_multistep=False).y[:, :3]


def error(problem: Problem, positions: np.ndarray) -> float:
    """Largest distance (m) of the first k trajectories, positions (k, 3), from the reference."""
    away = positions - reference(problem.name)[: len(positions)]
    return float(np.linalg.norm(away, axis=1).max())
