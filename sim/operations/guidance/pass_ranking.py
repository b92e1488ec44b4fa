"""Passes of the time ahead, ranked without flying them.

On every later revolution the footprint lies as far west as the Earth and the node have turned
(`sim.operations.orbit_frame.westward_drift`); burns moved along the orbit slide it along its track.
So one flown impact tells what every pass would leave between debris and land.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.operations.guidance.landing import Landing
from sim.operations.orbit_frame import OrbitPlace, westward_drift

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

SLIDES = np.array([0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4])
"""rad along the orbit by which burns may be moved, up to 2,500 km on the ground. assumption: 0.2 to
0.5; the perigee that earlier burns have made stays, and farther away the final burn works against
it.
"""

ENOUGH = 2.0
"""Normalised clearance of the nearest fragment from which on an earlier pass is better than a
clearer one. assumption: 1.5 to 3; one limit of 370 km beyond the asked one is what ends of
footprints scatter by.
"""


class Ranking(NamedTuple):
    """Passes of k samples, the best first, (k, p): their numbers; by how much burns are moved along
    the orbit on each, rad; and whether they are flown at all.
    """

    order: NDArray[np.intp]
    slide: Array
    possible: Flags


def rank_passes(
    landing: Landing, flown: OrbitPlace, axis: Array, later: Array, possible: Flags
) -> Ranking:
    """Rank passes by the room they leave: the earliest with enough of it, then the rest of those by
    date, then all others by their room.

    Parameters
    ----------
    landing
        By what passes are judged.
    flown
        Orbit place over an impact that was flown, (k,).
    axis
        m, semi-major axis, (k,).
    later
        Revolutions from that one to each pass, less than none for earlier ones, (k, p), by date.
    possible
        Which can be flown, (k, p).
    """
    k, p = later.shape
    drift = westward_drift(axis, landing.inclination)[:, None, None]
    moved = 2.0 * np.pi * later[:, :, None] + SLIDES
    argument = np.broadcast_to(flown.argument[:, None, None] + SLIDES, moved.shape)
    node = flown.node[:, None, None] - drift * moved
    room = landing.room(OrbitPlace(argument.ravel(), node.ravel())).reshape(k, p, len(SLIDES))
    # of places on a pass that leave enough the nearest to the one flown
    best = np.argmax(np.minimum(room, ENOUGH), axis=2)
    value = np.take_along_axis(room, best[:, :, None], axis=2)[:, :, 0]
    value = np.where(possible & np.isfinite(value), np.minimum(value, ENOUGH), -1.0)
    order = np.argsort(-value, axis=1, kind="stable")
    return Ranking(order, SLIDES[best], possible)
