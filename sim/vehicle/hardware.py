"""Tanks, lines, engine groups, attitudes, ports and vehicles: plain facts in SI units, as a
scenario states them.

Where a quantity is a `Number` it is one for all rows of a flight, or an array with one for each.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

Number = float | np.ndarray


def of_rows(value: Number, index: np.ndarray | int) -> Number:
    """The value of some rows."""
    return value if np.ndim(value) == 0 else np.asarray(value)[index]


"""One value for all rows, or shape (n,)."""

CrossFeed = Literal["none", "transfer", "direct", "full"]
"""What a line to another tank may do: nothing, refill between burns, feed during burns too, or feed
without limit."""

REFLECTIVITY = 1.3
"""assumption: radiation pressure coefficient of a mixed surface; 1 is black, 2 a mirror."""


@dataclass(frozen=True)
class Tank:
    """A propellant tank: what it can hold, what is in it at the start, and what of that can't be
    used, kg.
    """

    name: str
    capacity: float
    load: float
    residual: Number = 0.0

    def of(self, index: np.ndarray) -> "Tank":
        """The tank of some rows."""
        return replace(self, residual=of_rows(self.residual, index))


@dataclass(frozen=True)
class Line:
    """A propellant line that tops up one tank from another, with what it carries in kg/s.

    While the engine group it serves draws from the target it carries `direct`, between burns
    `transfer`; both stand here whatever the switch allows, so that messages can tell what an open
    line would give.
    """

    source: str
    target: str
    switch: CrossFeed
    direct: Number
    transfer: Number

    def of(self, index: np.ndarray) -> "Line":
        """The line of some rows."""
        direct, transfer = of_rows(self.direct, index), of_rows(self.transfer, index)
        return replace(self, direct=direct, transfer=transfer)

    @property
    def burning(self) -> Number:
        """Flow while the engines it serves draw from its target, kg/s."""
        return self.direct if self.switch == "direct" else 0.0

    @property
    def coasting(self) -> Number:
        """Flow between burns, kg/s."""
        return 0.0 if self.switch == "none" else self.transfer


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
    firing, `starts` how often; `line` tops up one of the tanks it draws from.
    """

    name: str
    count: int
    thrust: float
    isp: float
    feeds: tuple[Feed, ...]
    rated_time: float | None = None
    longest_burn: float | None = None
    starts: int | None = None
    line: Line | None = None

    @property
    def tanks(self) -> tuple[str, ...]:
        """Tanks whose propellant may reach it during a burn."""
        fed = tuple(feed.tank for feed in self.feeds)
        open_ = self.line is not None and self.line.switch == "direct"
        return (*fed, self.line.source) if self.line is not None and open_ else fed


@dataclass(frozen=True, kw_only=True)
class Attitude:
    """Aerodynamics of an attitude of the stack: area m2, drag coefficients, the length m of the
    Knudsen number, reflectivity.

    Where the area follows the Sun angle, `by_beta` holds pairs of beta in rad, from 0 on, and area
    in m2, and `area` is the one at beta 0 (`sim.vehicle.area_curve`).
    """

    name: str
    area: float
    cd_free_molecular: float
    cd_continuum: float
    length: float
    reflectivity: float = REFLECTIVITY
    by_beta: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Disposal:
    """How a vehicle that undocks comes down.

    Attributes
    ----------
    controlled
        Whether it flies a deorbit of its own; else it is left to fall.
    dry_mass
        kg without propellant in tanks, as it leaves.
    engines
        Names of engine groups that may do it, the first that can is taken.
    perigee
        m above the equatorial radius, after the burn.
    free_flight, longest_wait
        s from undocking to the burn, at least and at most.
    latitude, longitude
        rad, middle of the ocean it is aimed at.
    area
        m2, for drag.
    surviving_share
        Of the mass without propellant that reaches the ground.
    casualty_area
        m2 for each kg that reaches the ground.
    """

    controlled: bool
    dry_mass: float
    engines: tuple[str, ...]
    perigee: float
    free_flight: float
    longest_wait: float
    latitude: float
    longitude: float
    area: float
    surviving_share: float
    casualty_area: float


@dataclass(frozen=True)
class Vehicle:
    """One vehicle of the stack: mass without tanked propellant in kg, its tanks, engine groups and
    the attitudes of the stack that it defines.

    Of `dry_mass` a vehicle that undocks leaves `left_aboard` (kg) in the stack for good; below zero
    it takes so much away.
    """

    name: str
    dry_mass: float
    tanks: tuple[Tank, ...] = ()
    engines: tuple[EngineGroup, ...] = ()
    attitudes: tuple[Attitude, ...] = ()
    left_aboard: float = 0.0

    def of(self, index: np.ndarray) -> "Vehicle":
        """The vehicle of some rows."""
        return replace(
            self,
            tanks=tuple(tank.of(index) for tank in self.tanks),
            engines=tuple(
                group if group.line is None else replace(group, line=group.line.of(index))
                for group in self.engines
            ),
        )

    @property
    def departing_mass(self) -> float:
        """Mass without tanked propellant with which it undocks, kg."""
        return self.dry_mass - self.left_aboard

    @property
    def mass(self) -> float:
        """Mass with the propellant aboard at the start, kg."""
        return self.dry_mass + sum(tank.load for tank in self.tanks)
