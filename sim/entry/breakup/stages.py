"""When the station comes apart: four stages, each with an altitude that is drawn or triggered.

Appendages (arrays, radiators, antennas) go first, then modules and truss part, then modules are
torn open and give up their contents, and shielded pieces come free last. Stage centres are those
of observed entries (Mir, ATV-1, test vehicles); every spread is an engineering estimate, to be
dispersed. Alternatively dynamic pressure or the temperature of the wall sets the altitudes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.dynamics.demise import ACCOMMODATION, STEFAN_BOLTZMANN
from sim.dynamics.heating import bridged_heat_flux
from sim.lanes import interpreted

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ClippedNormal:
    """A normal distribution in m, set to `low` and `high` outside them."""

    centre: float
    deviation: float
    low: float
    high: float

    def at(self, share: Array) -> Array:
        """Quantiles, `share` in (0, 1)."""
        return np.clip(self.centre + self.deviation * ndtri(share), self.low, self.high)


@dataclass(frozen=True)
class Uniform:
    """A uniform distribution in m."""

    low: float
    high: float

    def at(self, share: Array) -> Array:
        """Quantiles, `share` in (0, 1)."""
        return self.low + (self.high - self.low) * share


Spread = ClippedNormal | Uniform


@dataclass(frozen=True)
class Wall:
    """A wall that fails where radiative equilibrium would melt it, and a while later.

    radius m of the nose; the rest are those of the wall's material. lag s: heat capacity is left
    out of the equilibrium, real failure comes one to two minutes later.
    """

    melting_temperature: float
    emissivity: float
    radius: float
    shape_factor: float = 0.275
    lag: float = 0.0


@dataclass(frozen=True)
class Trigger:
    """What ends a stage, whichever comes first: dynamic pressure in Pa, a wall; None: not that."""

    dynamic_pressure: float | None = None
    wall: Wall | None = None

    def __post_init__(self) -> None:
        if self.dynamic_pressure is None and self.wall is None:
            raise ValueError("a trigger needs a dynamic pressure or a wall")


AL_2219_WALL = Wall(867.0, 0.8, 2.2, lag=90.0)
"""Module shell, painted; assumption: 90 s, midway in one to two minutes for 4.8 mm of aluminium."""

TRIGGERS: dict[str, Trigger] = {
    "appendages": Trigger(dynamic_pressure=6.5),
    "modules": Trigger(wall=AL_2219_WALL),
    "contents": Trigger(dynamic_pressure=1.0e3),
}
"""assumption: arrays fail at the pressure of 105 km (face-on they would at that of 120 km), modules
at that of 76 km.
"""


@dataclass(frozen=True, kw_only=True)
class BreakUp:
    """How the station breaks up. Altitudes are geodetic heights in m.

    Attributes
    ----------
    appendages
        105 km: Mir's first elements broke off at 110 to 100 km.
    modules
        82 km: between 87 km, first fragments of test vehicles, and their major break-up at 78 km.
    contents
        76 km: ATV-1 broke up at 75 km, CGRO near 70 km.
    late
        45 to 75 km, for each piece on its own: the steel stanchion found in Naples, Florida, in
        2024 survives only a release below 58 km.
    triggers
        Triggers for some of the first three stages, by name, in place of their distribution.
    release_speed
        m/s, in a direction drawn from all; 0 to 10 for thermal separation.
    lift
        Standard deviation of lift over drag (half-normal), at a bank drawn from all and held.
    """

    appendages: Spread = ClippedNormal(105e3, 5e3, 95e3, 115e3)
    modules: Spread = ClippedNormal(82e3, 4e3, 70e3, 95e3)
    contents: Spread = ClippedNormal(76e3, 4e3, 65e3, 85e3)
    late: Spread = Uniform(45e3, 75e3)
    triggers: Mapping[str, Trigger] = field(default_factory=dict)
    release_speed: float = 0.0
    lift: float = 0.0

    def __post_init__(self) -> None:
        for name in self.triggers:
            if name not in STAGE_NAMES[:3]:
                raise ValueError(f"trigger {name!r}; allowed: {', '.join(STAGE_NAMES[:3])}")
        if not (self.release_speed >= 0.0 and self.lift >= 0.0):
            raise ValueError("release_speed and lift must be 0 or more")

    def trigger(self, stage: int) -> Trigger | None:
        """Trigger of a stage, None where its altitude is drawn."""
        return self.triggers.get(STAGE_NAMES[stage])

    def spread(self, stage: int) -> Spread:
        """Distribution of a stage's altitude."""
        return (self.appendages, self.modules, self.contents, self.late)[stage]


STAGE_NAMES = ("appendages", "modules", "contents", "late")
APPENDAGE, MODULE, CONTENT, LATE = range(4)


class Draw(NamedTuple):
    """One sample of n break-ups with m pieces each.

    stage (n, 3) m, altitudes of the first three stages where they are drawn; late (n, m) m;
    kick (n, m, 3) m/s in GCRF; lift_up, lift_side (n, m).
    """

    stage: Array
    late: Array
    kick: Array
    lift_up: Array
    lift_side: Array


def median(break_up: BreakUp, pieces: int) -> Draw:
    """The nominal break-up: every altitude at its median, no lift, no kick."""
    half = np.full(1, 0.5)
    stage = np.array([[break_up.spread(k).at(half)[0] for k in range(3)]])
    flat = np.zeros((1, pieces))
    late = np.full((1, pieces), break_up.late.at(half)[0])
    return Draw(stage, late, np.zeros((1, pieces, 3)), flat, flat)


def sample(break_up: BreakUp, n: int, pieces: int, generator: np.random.Generator) -> Draw:
    """Draw n break-ups of so many pieces.

    Stages that lie above the one before them are lowered to it when they are flown. All draws are
    made whatever the options, so that a seed means the same numbers with and without lift.
    """
    share = generator.random((n, 3))
    stage = np.column_stack([break_up.spread(k).at(share[:, k]) for k in range(3)])
    late = break_up.late.at(generator.random((n, pieces)))
    direction = generator.standard_normal((n, pieces, 3))
    direction /= np.linalg.norm(direction, axis=2, keepdims=True)
    held = break_up.lift * np.abs(generator.standard_normal((n, pieces)))
    bank = math.tau * generator.random((n, pieces))
    kick = break_up.release_speed * direction
    return Draw(stage, late, kick, held * np.cos(bank), held * np.sin(bank))


def wall_temperature(wall: Wall, density: Array, speed: Array) -> Array:
    """Temperature in K at which the wall radiates what it takes up, at kg/m3 and m/s."""
    flux = interpreted(bridged_heat_flux)(density, speed, wall.radius, ACCOMMODATION)
    return (wall.shape_factor * flux / (wall.emissivity * STEFAN_BOLTZMANN)) ** 0.25


def triggered_height(
    trigger: Trigger, t: Array, height: Array, density: Array, speed: Array
) -> float:
    """Height in m at which a body on a path meets a trigger, NaN if it does not.

    Parameters
    ----------
    trigger
        What to look for.
    t, height, density, speed
        The path, shape (k,) each: s, m, kg/m3 and m/s relative to the air, in time order.
    """
    times = []
    if trigger.dynamic_pressure is not None:
        pressure = 0.5 * density * speed * speed
        times.append(_first(t, np.log(pressure / trigger.dynamic_pressure)))
    if trigger.wall is not None:
        ratio = wall_temperature(trigger.wall, density, speed) / trigger.wall.melting_temperature
        times.append(_first(t, np.log(ratio)) + trigger.wall.lag)
    when = np.array(times)
    when = when[when <= t[-1]]
    return float(np.interp(when.min(), t, height)) if len(when) else math.nan


def _first(t: Array, value: Array) -> float:
    """Time of the first rise through zero, between samples by a line; infinity if there is none."""
    above = np.flatnonzero(value >= 0.0)
    if not len(above):
        return math.inf
    k = above[0]
    if k == 0:
        return float(t[0])
    part = -value[k - 1] / (value[k] - value[k - 1])
    return float(t[k - 1] + part * (t[k] - t[k - 1]))
