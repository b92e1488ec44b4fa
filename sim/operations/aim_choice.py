"""What is asked of a choice of aim point, and what was found."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.planning.problem import BALLISTIC_COEFFICIENT, RELEASE, AimPoint
from sim.planning.violation import Violation

Array = NDArray[np.float64]

REMEDY = "a larger box, a longer window, or an aim point that is given"
"""Where burns reach their perigees and no pass leads through the box."""

SHARE = 1.0
"""Share of the fragments of all break-ups whose clearance counts: every one, as for the verdict."""


@dataclass(frozen=True)
class AimBox:
    """Where an aim point may lie, rad; from west to east, over the date line if need be.

    The default is the part of the South Pacific named for the station: 30 to 55 S, 165 to 85 W.
    """

    south: float = math.radians(-55.0)
    north: float = math.radians(-30.0)
    west: float = math.radians(-165.0)
    east: float = math.radians(-85.0)

    def holds(self, latitude: Array, longitude: Array) -> NDArray[np.bool_]:
        """Which places in rad lie inside, ends included."""
        turn = 2.0 * np.pi
        width = (self.east - self.west) % turn
        within = (np.asarray(longitude) - self.west) % turn <= width
        return (latitude >= self.south) & (latitude <= self.north) & within

    def words(self) -> str:
        """The box for messages."""
        ends = (math.degrees(end) for end in (self.south, self.north, self.west, self.east))
        south, north, west, east = ends
        return f"latitude {south:g} to {north:g} deg, longitude {west:g} to {east:g} deg"


@dataclass(frozen=True)
class AimChoice:
    """How the aim point is chosen: inside which box, and the share of the debris whose clearance
    from land is made as large as it can be, once every fragment keeps its required distance
    (`sim.operations.land_clearance.required_first`); the reference piece is that of an `AimPoint`.
    """

    box: AimBox = field(default_factory=AimBox)
    share: float = SHARE
    ballistic_coefficient: float | None = BALLISTIC_COEFFICIENT
    release: float = RELEASE

    def point(self, latitude: float, longitude: float) -> AimPoint:
        """An aim point, rad."""
        return AimPoint(latitude, longitude, self.ballistic_coefficient, self.release)


@dataclass(frozen=True, kw_only=True)
class AimCandidate:
    """An aim point on the track of a pass.

    Attributes
    ----------
    start
        Number of the state the sequence begins from.
    direction
        +1 on an ascending pass, -1 on a descending one.
    latitude, longitude
        rad, of the impact of the reference piece.
    burn_centre
        rad, argument of latitude.
    drift
        rad by which the node moves west for each rad of argument of latitude.
    clearance
        Normalised, as ranked, by moving a footprint that was flown for another place of the orbit.
    backup_clearance
        Normalised, of the impacts with the final burn one and two revolutions late; NaN outside the
        box.
    ignition
        s, of the final burn; NaN before it was flown.
    flown
        Normalised clearance of its own break-ups, as ranked; NaN before they were flown.
    """

    start: int
    direction: int
    latitude: float
    longitude: float
    burn_centre: float
    drift: float
    clearance: float
    backup_clearance: tuple[float, ...]
    ignition: float = math.nan
    flown: float = math.nan

    @property
    def has_backup(self) -> bool:
        """Whether a later revolution is expected to serve."""
        return any(clearance >= 1.0 for clearance in self.backup_clearance)

    def order(self, clearance: float) -> tuple[bool, bool, float]:
        """By which candidates of a clearance are ranked: those whose debris keeps its distances
        come first, among them those with a backup revolution, then the farther from land.
        """
        too_near = clearance < 1.0
        return too_near, not (too_near or self.has_backup), -clearance


class NoAimError(ValueError):
    """No aim point can be chosen: `violation` says what keeps burns or passes from the box, the
    text is its sentence.
    """

    def __init__(self, given: str | Violation) -> None:
        if isinstance(given, str):
            given = Violation("aim", math.nan, math.nan, "", given, REMEDY)
        super().__init__(given.sentence)
        self.violation = given
