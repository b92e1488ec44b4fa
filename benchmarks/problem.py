"""The coast of one day that is measured: a station at 400 km with three sets of forces.

Every method integrates the same equations from the same states; the error is the final distance
from a tight reference.
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
ATMOSPHERE = Exponential(4e-12, 400e3, 58.2e3)
"""kg/m3 at 400 km and scale height m: a thermosphere at medium solar activity."""

TIGHT = 1e-13

SHORT = 140.0
"""s, slightly less than the time to cross the shortest wave of a 36x36 gravity field at 7.7 km/s
(154 s).

Longer steps sample the wave too coarsely for the error estimate.
"""


@dataclass(frozen=True)
class Problem:
    """Name, environment, initial states (n, 7) and useful bounds on the step (s) of a day."""

    name: str
    description: str
    world: World
    states: np.ndarray
    longest_steps: tuple[float, ...] = (600.0,)

    @property
    def parameters(self) -> np.ndarray:
        """Parameter vectors (n, columns): one drag coefficient for all flow."""
        return tabulate(Parameters(*(np.full(len(self.states), value) for value in PARAMETERS)))

    def first(self, n: int) -> "Problem":
        """The first n trajectories only."""
        return replace(self, states=self.states[:n])


_GIVEN = (AREA, CD, CD, 4.4, 1.0, 0.0, 0.0, 0.0, -1.0)
PARAMETERS = Parameters(*_GIVEN, *[0.0] * (len(Parameters._fields) - len(_GIVEN)))


def _states() -> np.ndarray:
    """States (n, 7) of near-circular orbits with spread nodes, within 5 km of 400 km."""
    states = []
    for k in range(TRAJECTORIES):
        angle = k * 2.399963229728653  # golden angle: even spread without a pattern
        shape = (EQUATORIAL_RADIUS + 400e3 + 5e3 * math.sin(k), 0.0005 * (1.0 + math.cos(3.0 * k)))
        angles = (math.radians(51.64), angle, 2.0 * angle, 3.0 * angle)
        states.append(cartesian_from_kepler(*shape, *angles))
    return np.column_stack([np.array(states), np.full(TRAJECTORIES, MASS)])


@cache
def field_8() -> Problem:
    """EGM2008 8x8 and an exponential atmosphere."""
    environment = world(
        Epoch.from_utc(EPOCH),
        DAY,
        degree=8,
        third_body=False,
        air="exponential",
        exponential=ATMOSPHERE,
    )
    return Problem("8x8", "EGM2008 8x8, exponential atmosphere", environment, _states())


@cache
def field_36() -> Problem:
    """The default forces of a flight."""
    environment = world(Epoch.from_utc(EPOCH), DAY, degree=36)
    description = "EGM2008 36x36, NRLMSISE-00, Sun and Moon"
    return Problem("36x36", description, environment, _states(), (600.0, SHORT))


@cache
def oblate() -> Problem:
    """J2, exponential atmosphere, uniform rotation about a fixed pole: the forces of boinor."""
    environment = field_8().world
    c, s = np.zeros((2, 3, 3))
    c[0, 0], c[2, 0] = 1.0, -J2 / math.sqrt(5.0)
    uniform = Orientation(-4.0 * DAY, DAY, np.zeros((10, 20)), 0.0, RATE)
    gravity = from_coefficients(c, s, 2, mu=MU, radius=EQUATORIAL_RADIUS)
    environment = environment._replace(orientation=uniform, gravity=gravity)
    return Problem("J2", "J2, exponential atmosphere, uniform rotation", environment, _states())


PROBLEMS = {"8x8": field_8, "36x36": field_36, "J2": oblate}


def fly(
    problem: Problem, tolerance: float, longest_step: float = 600.0, use_multistep: bool = True
) -> Arc:
    """Fly one day in SIMD lanes on the calling thread, with steps of at most `longest_step` s."""
    n = len(problem.states)
    return run(
        problem.world,
        np.zeros(n),
        problem.states,
        np.full(n, DAY),
        problem.parameters,
        relative_tolerance=tolerance,
        longest_step=longest_step,
        use_multistep=use_multistep,
    )


@cache
def reference(name: str) -> np.ndarray:
    """Positions (n, 3) after the day at a tolerance near double rounding."""
    problem = PROBLEMS[name]()
    return fly(problem, TIGHT, problem.longest_steps[-1], use_multistep=False).y[:, :3]


def error(problem: Problem, positions: np.ndarray) -> float:
    """Largest distance (m) of the first k trajectories, positions (k, 3), from the reference."""
    errors = positions - reference(problem.name)[: len(positions)]
    return float(np.linalg.norm(errors, axis=1).max())
