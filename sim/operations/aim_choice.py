"""What is asked of a choice of aim point, and what was found."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHARE = 0.99
"""Share of the fragments of all break-ups whose clearance counts: about 50 of the 5,000 that 20
break-ups of the station leave lie nearer.
"""


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
    from land is made as large as it can be.
    """

    box: AimBox = field(default_factory=AimBox)
    share: float = SHARE


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
        Normalised, by moving a footprint that was flown for another place of the orbit.
    backup_clearance
        Normalised, of the impacts with the final burn one and two revolutions late; NaN outside the
        box.
    ignition
        s, of the final burn; NaN before it was flown.
    flown
        Normalised clearance of its own break-ups; NaN before they were flown.
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


class NoAimError(ValueError):
    """No pass of the window leads through the box; the text says so in a sentence."""
