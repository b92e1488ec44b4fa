"""Few pieces that stand for all of a catalogue: a sample flies thirty bodies and not hundreds.

Casualty areas are carried over exactly, and so is the number of pieces. What demises in the nominal
break-up is left out; a piece that only survives in a dispersed one is therefore missing.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.study import Debris

Array = NDArray[np.float64]

FEWEST = 3
"""Groups that are left at least: both ends and what lies between."""


class Representatives(NamedTuple):
    """Pieces to fly, m of them, whose `count` carries casualty areas over; and of how many pieces
    of the catalogue each tells the place, shape (m,).
    """

    pieces: Pieces
    number: Array


def choose_representatives(
    pieces: Pieces, debris: Debris, areas: Array, along: Array, wanted: int
) -> Representatives:
    """Choose pieces of a nominal break-up: in order of where they land they are joined with their
    neighbours into groups of about equal casualty area; the first and the last stay by themselves.

    Parameters
    ----------
    pieces
        All pieces, r of them.
    debris
        Of one nominal break-up of all of them, row by row.
    areas, along
        Shape (r,): casualty area in m2 for all a row stands for, and where along the track it
        lands (NaN where it does not).
    wanted
        How many.
    """
    if wanted >= len(pieces):
        return Representatives(pieces, pieces.count)
    counted = np.flatnonzero((areas > 0.0) & np.isfinite(along) & debris.impacts.landed)
    if not len(counted):
        return Representatives(pieces, pieces.count)
    order = counted[np.argsort(along[counted], kind="stable")]
    groups = [[row] for row in order]
    while len(groups) > max(wanted, FEWEST):
        # the two neighbours that weigh least together become one; the ends stay by themselves
        weight = np.array([areas[group].sum() for group in groups])
        k = 1 + int(np.argmin(weight[1:-2] + weight[2:-1]))
        groups[k : k + 2] = [groups[k] + groups[k + 1]]
    index = np.array([_middle(members, areas) for members in groups])
    whole = np.array([areas[members].sum() for members in groups])
    number = np.array([pieces.count[members].sum() for members in groups])
    made = replace(
        pieces,
        family=pieces.family[index],
        stage=pieces.stage[index],
        carrier=pieces.carrier[index],
        count=pieces.count[index] * whole / areas[index],
    )
    return Representatives(made, number)


def _middle(members: list[int], areas: Array) -> int:
    """The member at half of a group's casualty area."""
    weights = areas[members]
    return members[int(np.searchsorted(np.cumsum(weights), 0.5 * weights.sum()))]
