"""Representative fragments: a dispersed break-up flies thirty bodies instead of hundreds.

Casualty areas and the mass that reaches the ground in the nominal break-up are carried over
exactly, and so is the number of pieces. Pieces that demise there are left out, but for those that
land at the ends of dispersed break-ups: what tears or melts in the nominal one may come down whole,
a thousand kilometres before all others, in one of fifty.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.debris import Debris

Array = NDArray[np.float64]

FEWEST = 3
"""Groups that remain at least: both ends of the footprint and the part between."""


class Representatives(NamedTuple):
    """m fragments to fly, the number of pieces of the catalogue each stands for, and which piece
    each is, shape (m,).

    `count` of the fragments carries casualty areas over, `mass_count` the mass that lands, and
    `released` the mass of all that a fragment stands for.
    """

    fragments: Pieces
    represented: Array
    index: NDArray[np.int64]


def choose_representatives(
    pieces: Pieces,
    debris: Debris,
    areas: Array,
    along: Array,
    wanted: int,
    alone: NDArray[np.int64] | None = None,
) -> Representatives:
    """Choose representative fragments of a nominal break-up.

    In the order in which they land, pieces are joined with their neighbours into groups of about
    equal casualty area; the first and the last stay by themselves. Each group is represented by the
    piece at half of its casualty area. One of `alone` that does not survive stands for itself.

    Parameters
    ----------
    pieces
        All pieces, r of them.
    debris
        Of one nominal break-up of all of them, in the same order.
    areas, along
        Shape (r,): casualty area in m2 of all pieces an entry stands for, and where along the track
        it lands, m (NaN where it does not).
    wanted
        How many, with those alone, and three at least beside them.
    alone
        Pieces that stay by themselves, whether they survive or not; by default none.
    """
    if wanted >= len(pieces):
        return Representatives(pieces, pieces.count, np.arange(len(pieces)))
    counted = np.flatnonzero((areas > 0.0) & np.isfinite(along) & debris.impacts.landed)
    if not len(counted):
        return Representatives(pieces, pieces.count, np.arange(len(pieces)))
    alone = np.zeros(0, dtype=np.int64) if alone is None else np.unique(alone)
    order = counted[np.argsort(along[counted], kind="stable")]
    groups = [[piece] for piece in order if piece not in alone]
    while len(groups) > max(wanted - len(alone), FEWEST):
        # the two neighbours of least casualty area become one; the ends stay by themselves
        weight = np.array([areas[group].sum() for group in groups])
        k = 1 + int(np.argmin(weight[1:-2] + weight[2:-1]))
        groups[k : k + 2] = [groups[k] + groups[k + 1]]
    groups += [[piece] for piece in alone]
    index = np.array([_middle(members, areas) for members in groups])
    total = np.array([areas[members].sum() for members in groups])
    represented = np.array([debris.count[members].sum() for members in groups])
    torn = debris.count / pieces.count
    released = np.array([debris.released[members].sum() for members in groups])
    landed = np.array([debris.landed_mass[members].sum() for members in groups])
    # what lands with 15 J or less is shared out over the groups that survive, by their mass
    survives, light = np.isin(index, counted), debris.impacts.landed.copy()
    light[counted] = light[alone] = False
    share = np.where(survives, released, 0.0) / released[survives].sum()
    released += share * debris.released[light].sum()
    landed += share * debris.landed_mass[light].sum()
    count, mass_count = pieces.count[index], pieces.mass_count[index]
    own = index[survives]
    count[survives] *= total[survives] / areas[own]
    mass_count[survives] = landed[survives] / (torn * debris.impacts.mass)[own]
    fragments = replace(pieces.pick(index), count=count, mass_count=mass_count, released=released)
    return Representatives(fragments, represented, index)


def pieces_at_the_ends(along: Array, most: int) -> NDArray[np.int64]:
    """Pieces that land first and last in some break-ups, so many of each at most.

    `along` (n, m): where each of m pieces lands in n break-ups, NaN where it does not.
    """
    nearest = np.where(np.isnan(along), np.inf, along).min(axis=0)
    farthest = np.where(np.isnan(along), -np.inf, along).max(axis=0)
    both = np.concatenate([np.argsort(nearest)[:most], np.argsort(-farthest)[:most]])
    return np.unique(both[np.isfinite(nearest[both])])


def _middle(members: list[int], areas: Array) -> int:
    """The member at half of a group's casualty area."""
    weights = areas[members]
    return members[int(np.searchsorted(np.cumsum(weights), 0.5 * weights.sum()))]
