"""What to look out for on the way: heights, nodes, apsides, levels of one's own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.dynamics.event import ARGUMENT_OF_LATITUDE, HEIGHT, MEAN_ALTITUDE, NODE, RADIAL_SPEED
from sim.dynamics.event import MASS as MASS_LEFT
from sim.errors import InputError
from sim.own.function import OwnFunction
from sim.own.known import find

Level = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""From times (m,) s, GCRF positions (m, 3) m and velocities (m, 3) m/s to values (m,)."""


class Kind(NamedTuple):
    """Number in `sim.dynamics.event`, and the one direction that has a meaning, 0 if both have."""

    number: int
    direction: int


KINDS = {
    "height": Kind(HEIGHT, 0),
    "mean_altitude": Kind(MEAN_ALTITUDE, 0),
    "ascending_node": Kind(NODE, 1),
    "descending_node": Kind(NODE, -1),
    "perigee": Kind(RADIAL_SPEED, 1),
    "apogee": Kind(RADIAL_SPEED, -1),
    "argument_of_latitude": Kind(ARGUMENT_OF_LATITUDE, 1),
    "mass": Kind(MASS_LEFT, -1),
}
DIRECTIONS = {"rising": 1, "falling": -1, "both": 0}


@dataclass(frozen=True)
class Event:
    """Something to be found.

    Parameters
    ----------
    kind
        ``"height"`` (geodetic, m), ``"mean_altitude"`` (mean semi-major axis less the equatorial
        radius, m), ``"ascending_node"``, ``"descending_node"`` (equator of date), ``"perigee"``,
        ``"apogee"`` (extrema of the distance), ``"argument_of_latitude"`` (rad), ``"mass"`` (kg),
        any name for a level of one's own, or the name of a registered event (`sim.register`).
    value
        What the kind counts in; 0 for nodes and apsides.
    direction
        ``"rising"``, ``"falling"`` or ``"both"``; nodes and apsides have their own.
    stop
        Whether the trajectory ends there.
    level
        A function of one's own on NumPy arrays, from times (m,) s, GCRF positions (m, 3) m and
        velocities (m, 3) m/s to values (m,); the event is where they cross `value`. Unlike a
        registered event, it can't stop a trajectory.

    Raises
    ------
    InputError
        If the kind or the direction is unknown, or they do not go together.

    Examples
    --------
    >>> Event("height", 120e3, "falling", stop=True).kind
    'height'
    """

    kind: str
    value: float = 0.0
    direction: str = "both"
    stop: bool = False
    level: Level | None = None
    own: OwnFunction | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.level is None and self.kind not in KINDS:
            try:
                object.__setattr__(self, "own", find("event", self.kind))
            except InputError as error:
                raise InputError(
                    f"Event({self.kind!r}); allowed: {', '.join(KINDS)}, any name with a level, or "
                    f"a registered event: {error}"
                ) from None
        if self.direction not in DIRECTIONS:
            raise InputError(f"direction={self.direction!r}; allowed: {', '.join(DIRECTIONS)}")
        if not isinstance(self.value, (int, float, np.number)) or not np.isfinite(self.value):
            raise InputError(f"Event({self.kind!r}, value={self.value!r}); allowed: a number")
        if self.level is not None and self.stop:
            raise InputError(
                f"Event({self.kind!r}, stop=True); allowed: a level of one's own is found on the "
                f"way and ends nothing"
            )
        own = self._own_direction
        if own and DIRECTIONS[self.direction] == -own:
            raise InputError(f"Event({self.kind!r}, direction={self.direction!r}); allowed: none")

    @property
    def number(self) -> int:
        """Of the kind, in kernels."""
        return KINDS[self.kind].number if self.own is None else self.own.number

    @property
    def _own_direction(self) -> int:
        return KINDS[self.kind].direction if self.level is None and self.own is None else 0

    @property
    def directions(self) -> tuple[int, ...]:
        """Directions of crossing that count: 1 rising, -1 falling."""
        sense = self._own_direction or DIRECTIONS[self.direction]
        return (sense,) if sense else (1, -1)
