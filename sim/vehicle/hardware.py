"""Tanks, engine groups, attitudes and vehicles: plain facts in SI units, as a scenario states
them.
"""

from dataclasses import dataclass

REFLECTIVITY = 1.3
"""assumption: radiation pressure coefficient of a mixed surface; 1 is black, 2 a mirror."""


@dataclass(frozen=True)
class Tank:
    """A propellant tank: usable load at the start and what it can hold, kg."""

    name: str
    capacity: float
    load: float


@dataclass(frozen=True)
class Feed:
    """A tank an engine group may draw from, and the fraction of thrust that line delivers."""

    tank: str
    thrust_factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class EngineGroup:
    """Engines of one kind that fire together.

    Thrust in N per engine and specific impulse in s, both in vacuum; feeds in the order they are
    drawn from; `rated_time` the total firing time in s of each engine, `longest_burn` of one
    firing, `starts` how often.
    """

    name: str
    count: int
    thrust: float
    isp: float
    feeds: tuple[Feed, ...]
    rated_time: float | None = None
    longest_burn: float | None = None
    starts: int | None = None


@dataclass(frozen=True)
class Attitude:
    """Aerodynamics of an attitude of the stack: area m2, drag coefficients, the length m of the
    Knudsen number, reflectivity.
    """

    name: str
    area: float
    cd_free_molecular: float
    cd_continuum: float
    length: float
    reflectivity: float = REFLECTIVITY


@dataclass(frozen=True)
class Vehicle:
    """One vehicle of the stack: mass without tanked propellant in kg, its tanks and engine groups,
    where it docks.

    Of `dry_mass` a vehicle that undocks leaves `left_aboard` (kg) in the stack for good; below zero
    it takes so much away.
    """

    name: str
    dry_mass: float
    tanks: tuple[Tank, ...] = ()
    engines: tuple[EngineGroup, ...] = ()
    attitudes: tuple[Attitude, ...] = ()
    port: str = ""
    left_aboard: float = 0.0

    @property
    def mass(self) -> float:
        """Mass with the propellant aboard at the start, kg."""
        return self.dry_mass + sum(tank.load for tank in self.tanks)
