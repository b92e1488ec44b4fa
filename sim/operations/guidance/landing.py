"""Where debris may fall: the footprint of the plan, moved as a rigid body to the impact that is
expected of a sample, and what of it keeps its distance from land.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.operations.aim_choice import AimBox
from sim.operations.footprint_shape import FootprintShape, orbit_place
from sim.operations.land_clearance import ClearanceGrid, at_share
from sim.operations.orbit_frame import UNDER, OrbitPlace, out_of_frame

Array = NDArray[np.float64]

OUTSIDE = 0.5
"""What room outside the box counts of that inside. assumption: 0 to 1; other seas are announced as
well, but nobody has asked for them.
"""

AT_ONCE = 2000
"""Places whose footprints are laid down together, to bound memory."""

MOST_PLACES = 400
"""Fragments of a footprint that are moved; of more, evenly picked ones."""


@dataclass(frozen=True, kw_only=True)
class Landing:
    """What impacts are judged by.

    Attributes
    ----------
    box
        Where they may lie.
    grid
        Normalised clearance over the box and beside it.
    shape
        Of the footprint of the plan.
    inclination
        rad.
    share
        Of the hazardous fragments that counts.
    """

    box: AimBox
    grid: ClearanceGrid
    shape: FootprintShape
    inclination: float
    share: float

    def clearances(self, latitude: Array, longitude: Array, heading: Array) -> Array:
        """Normalised clearance of every fragment with the reference piece at places (n,) in rad,
        shape (n, k); NaN without a place.
        """
        there = np.isfinite(latitude)
        place = orbit_place(
            *np.where(there, (latitude, longitude, heading), 0.0), inclination=self.inclination
        )
        value = self.grid.at(*out_of_frame(self.shape.local, place, self.inclination))
        return np.where(there[:, None], value, np.nan)

    def clear_share(self, latitude: Array, longitude: Array, heading: Array) -> Array:
        """Share of the footprint that keeps its distance from land, shape (n,)."""
        weight = self.shape.weight
        clear = self.clearances(latitude, longitude, heading) >= 1.0
        return np.where(np.isfinite(latitude), (clear * weight).sum(axis=1) / weight.sum(), np.nan)

    def clearance(self, latitude: Array, longitude: Array, heading: Array) -> Array:
        """Normalised clearance of the share that counts, shape (n,); 0 outside the box."""
        value = at_share(
            self.clearances(latitude, longitude, heading), self.shape.weight, self.share
        )
        with np.errstate(invalid="ignore"):
            inside = self.box.holds(latitude, longitude)
        return np.where(inside & np.isfinite(value), value, 0.0)

    def room(self, place: OrbitPlace) -> Array:
        """Normalised clearance of the nearest fragment of the footprint at orbit places (n,); what
        lies outside the box counts less.
        """
        room = np.empty(len(place.argument))
        for first in range(0, len(room), AT_ONCE):
            some = place.of(np.arange(first, min(first + AT_ONCE, len(room))))
            value = self.grid.at(*out_of_frame(self.shape.local, some, self.inclination))
            under = out_of_frame(UNDER, some, self.inclination)
            inside = self.box.holds(under[0][:, 0], under[1][:, 0])
            least = value.min(axis=1)
            room[first : first + AT_ONCE] = np.where(inside, least, OUTSIDE * least)
        return room


def thin_shape(shape: FootprintShape) -> FootprintShape:
    """At most so many fragments as are moved, their weights scaled to the same sum."""
    k = len(shape.weight)
    if k <= MOST_PLACES:
        return shape
    # in the order along the track, so that ends and middle are picked alike
    order = np.argsort(shape.local[:, 1], kind="stable")
    edges = np.linspace(0, k, MOST_PLACES + 1).astype(int)
    picked = order[(edges[:-1] + edges[1:]) // 2]
    weight = np.add.reduceat(shape.weight[order], edges[:-1])
    return FootprintShape(shape.local[picked], weight, shape.argument)
