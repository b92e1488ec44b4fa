"""When the station comes apart: four stages, each where the loads and the heat of the flight break
what holds it together, or at an altitude that is drawn.

Appendages (arrays, radiators, antennas) go first, then modules and truss part, then modules are
torn open and give up their contents, and shielded pieces come free when what shields them is gone.
A stage happens where the dynamic pressure passes what the structure still withstands: all of it
while it is cold, less as its walls lose their strength to heat. What it withstands cold is the
same for every flight and fixed by observed entries; altitudes follow. Published altitudes (Mir,
ATV-1, test vehicles) are what they are compared with, or may be drawn instead.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.entry.breakup.walls import Array, Walls

STAGE_NAMES = ("appendages", "modules", "contents", "late")
APPENDAGE, MODULE, CONTENT, LATE = range(4)


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
class Strength:
    """What the structure of a stage withstands while it is cold, and the standard deviation of the
    logarithm of one factor on that and on the heat its walls take before they give way.

    load Pa; of appendages N: the pressure times the square of their span, since the moment at the
    root of a wing of constant width goes with that.
    """

    load: float
    deviation: float

    def __post_init__(self) -> None:
        if not (self.load > 0.0 and self.deviation >= 0.0):
            raise ValueError(f"a strength of {self.load} +- {self.deviation}: must be above 0")

    def factor(self, share: Array) -> Array:
        """Quantiles of the factor, `share` in (0, 1) of altitudes: the weakest breaks highest."""
        return np.exp(-self.deviation * ndtri(share))


STRENGTHS: Mapping[str, Strength] = MappingProxyType(
    {
        "appendages": Strength(9.0e3, 0.5),
        "modules": Strength(5.0e3, 0.25),
        "contents": Strength(6.0e3, 0.25),
    }
)
"""assumption, fixed on ATV-1 and the station's kind: an array of 34 m fails at the pressure of 104
km (Mir's first elements 110 to 100 km; a factor of 2.3 either way, 5 to 95 %), one of 9 m at that
of 89 km (ATV-1: 86 km). Joints and shells: more than the pressure at 64 and 62 km, so that heat
decides: ATV-1 parts at 76 km (75) and its cabin opens at 67 km (68). Walls take 0.66 to 1.5 times
the heat of the catalogue's: frames, shields and blankets add to it, hot places take from it.
"""

SOFT, WEAK = 0.4, 0.9
"""Shares of the melting temperature between which a wall loses its strength, linearly: aluminium
2219 keeps all of it at 350 K, half at 560 K and a tenth at 740 K. assumption, after handbook values
of half an hour of exposure; the same for other alloys.
"""


def strength_left(stage: int, walls: Walls, heat: Array) -> Array:
    """Share of a structure's cold strength that is left, from the heat of its walls, any shape.

    Appendages keep theirs, joints lose it as they get soft, shells as they melt.
    """
    if stage == APPENDAGE:
        return np.ones_like(heat)
    if stage == MODULE:
        hot = walls.temperature(heat) / walls.melting_temperature
        return np.clip((WEAK - hot) / (WEAK - SOFT), 0.0, 1.0)
    return np.clip(1.0 - walls.melted(heat), 0.0, 1.0)


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
    strengths
        What the structures of the first three stages withstand, by name.
    wing_moment
        N m at the root of a wing, from which the strength of appendages was made; None where it is
        a pressure. Where the flight goes on as a rigid body, its true attitude decides by it.
    by_altitude
        Stages, "late" among them, that happen at their drawn altitude and not where the flight
        breaks them.
    release_speed
        m/s, in a direction drawn from all; 0 to 10 for thermal separation.
    lift
        Standard deviation of lift over drag (half-normal), at a bank drawn from all and held.
    """

    appendages: Spread = ClippedNormal(105e3, 5e3, 95e3, 115e3)
    modules: Spread = ClippedNormal(82e3, 4e3, 70e3, 95e3)
    contents: Spread = ClippedNormal(76e3, 4e3, 65e3, 85e3)
    late: Spread = Uniform(45e3, 75e3)
    strengths: Mapping[str, Strength] = field(default_factory=lambda: STRENGTHS)
    wing_moment: float | None = None
    by_altitude: frozenset[str] = frozenset()
    release_speed: float = 0.0
    lift: float = 0.0

    def __post_init__(self) -> None:
        for names, allowed in ((self.strengths, STAGE_NAMES[:3]), (self.by_altitude, STAGE_NAMES)):
            for name in names:
                if name not in allowed:
                    raise ValueError(f"no such stage: {name!r}; allowed: {', '.join(allowed)}")
        if not (self.release_speed >= 0.0 and self.lift >= 0.0):
            raise ValueError("release_speed and lift must be 0 or more")

    def strength(self, stage: int) -> Strength:
        """What the structure of one of the first three stages withstands."""
        name = STAGE_NAMES[stage]
        return self.strengths.get(name, STRENGTHS[name])

    def drawn(self, stage: int) -> bool:
        """Whether a stage happens at its drawn altitude."""
        return STAGE_NAMES[stage] in self.by_altitude

    def spread(self, stage: int) -> Spread:
        """Distribution of a stage's altitude."""
        return (self.appendages, self.modules, self.contents, self.late)[stage]


BY_ALTITUDE = frozenset(STAGE_NAMES)
"""All four stages at drawn altitudes."""


class Draw(NamedTuple):
    """One sample of n break-ups with m pieces each.

    stage (n, 3) m, altitudes of the first three stages where they are drawn; late (n, m) m;
    gone (n, m): share that has melted of what shields a piece when it comes free; strength (n, 3):
    factors on what the stages withstand; kick (n, m, 3) m/s in GCRF; lift_up, lift_side (n, m);
    burst (n, m, 3) directions in which pieces of a burst assembly go; energy (n,) factors on the
    energy of bursts.
    """

    stage: Array
    late: Array
    gone: Array
    strength: Array
    kick: Array
    lift_up: Array
    lift_side: Array
    burst: Array
    energy: Array

    def of_pieces(self, index: NDArray[np.int64]) -> "Draw":
        """The same break-ups with some of their pieces."""
        whole = ("stage", "strength", "energy")
        return Draw(
            **{
                name: column if name in whole else column[:, index]
                for name, column in self._asdict().items()
            }
        )

    def pick(self, index: NDArray[np.int64]) -> "Draw":
        """Some of the break-ups."""
        return Draw(*(column[index] for column in self))


OPENS = 0.5
"""Largest share of a shielding piece that has melted when it gives up what it shields. assumption:
even from 0 to this; its hottest places are through before half of it has gone."""

BURST_DEVIATION = 0.7
"""assumption: of ln of a burst's energy, a factor of 3 either way (5 to 95 %)."""


def median(break_up: BreakUp, pieces: int) -> Draw:
    """The nominal break-up: all at its median, no lift, no kick, no burst."""
    flat, still = np.zeros((1, pieces)), np.zeros((1, pieces, 3))
    fixed = altitudes_and_strengths(break_up, np.full((1, 3), 0.5), flat + 0.5)
    return Draw(*fixed, still, flat, flat, still, np.ones(1))


def sample(break_up: BreakUp, n: int, pieces: int, generator: np.random.Generator) -> Draw:
    """Draw n break-ups of so many pieces.

    Stages that lie above the one before them are lowered to it when they are flown. All draws are
    made whatever the options, so that a seed means the same numbers with and without lift; those of
    bursts come from a generator of their own.
    """
    share = generator.random((n, 3))
    late = generator.random((n, pieces))
    direction = directions(generator, (n, pieces))
    held = break_up.lift * np.abs(generator.standard_normal((n, pieces)))
    bank = math.tau * generator.random((n, pieces))
    apart = generator.spawn(1)[0]
    return Draw(
        *altitudes_and_strengths(break_up, share, late),
        break_up.release_speed * direction,
        held * np.cos(bank),
        held * np.sin(bank),
        directions(apart, (n, pieces)),
        np.exp(BURST_DEVIATION * apart.standard_normal(n)),
    )


def altitudes_and_strengths(
    break_up: BreakUp, share: Array, late: Array
) -> tuple[Array, Array, Array, Array]:
    """The first four fields of a draw, from shares in (0, 1) of the stages (n, 3) and of shielded
    pieces (n, m): the higher an altitude, the weaker the stage and the sooner the piece is free.
    """
    stage = [break_up.spread(k).at(share[:, k]) for k in range(3)]
    strength = [break_up.strength(k).factor(share[:, k]) for k in range(3)]
    gone = OPENS * (1.0 - late)
    return np.column_stack(stage), break_up.late.at(late), gone, np.column_stack(strength)


def directions(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Unit vectors, all directions alike."""
    drawn = generator.standard_normal((*shape, 3))
    return drawn / np.linalg.norm(drawn, axis=-1, keepdims=True)
