"""Expected casualties of a final burn that stops early, by how much of it was flown.

The debris is that of the nominal break-up, laid along the ground track of each early end: every
fragment as far beyond the break-up as in the entry as planned. Where a stack comes down that makes
another revolution first nobody can tell: there the mean over errors of the air counts. Leaves out
that a shallower entry spreads its debris wider, and the width of the footprint, which is less than
that of a cell of the raster.
"""

from itertools import pairwise
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.dynamics.rhs import EARTH_RATE
from sim.entry.risk.population import Population, density_per_km2
from sim.frames.constants import EQUATORIAL_RADIUS, MEAN_RADIUS, MU
from sim.frames.great_circle import point_at

Array = NDArray[np.float64]
MOTION = float(np.sqrt(MU / (EQUATORIAL_RADIUS + 120e3) ** 3))
"""rad/s along the orbit at the entry interface."""
DENSITY_ERROR = 0.10
"""assumption: standard deviation of the relative error of density on the way to an entry in a later
revolution, hence of the time that takes; 0.05 for a revolution to 0.15 for four days."""
ERRORS = 32
"""Errors drawn evenly from it for each early end."""

EDGES = (0.7, 0.9, 1.0)
"""Ends of the stretches of a burn, as parts of its duration, after the first one: that ends where
the stack comes down in the revolution planned."""


class CutOffFigures(TypedDict):
    """Expected casualties of cut-offs between two parts of the burn: mean, and largest."""

    from_fraction: float
    to_fraction: float
    cut_offs: int
    mean: float
    largest: float


def people_under_ends(
    along: Array,
    area: Array,
    break_ups: tuple[Array, Array, Array],
    seconds: Array,
    people: Population,
    elsewhere: float,
) -> Array:
    """People per km2 where debris falls after each of n early ends, shape (n,): mean over the
    fragments, weighted by their casualty areas, and over errors of the air on the way there.

    Parameters
    ----------
    along
        Where the fragments fall as planned, m beyond the break-up, shape (r,).
    area
        Their casualty areas, m2, shape (r,); not all 0.
    break_ups
        Latitude, longitude and course of the orbit (from north over east) where the stack breaks
        up, rad, shape (n,); NaN if it stays up.
    seconds
        That drag decides when it comes down, shape (n,): 0 in the revolution planned.
    people
        Raster, projected to the year.
    elsewhere
        People per km2 where a stack that stays up comes down one day.
    """
    found = np.full(len(seconds), elsewhere)
    errors = DENSITY_ERROR * ndtri((np.arange(ERRORS) + 0.5) / ERRORS)
    for k in np.flatnonzero(np.isfinite(break_ups[0])):
        latitude, longitude, course = (column[k] for column in break_ups)
        late = seconds[k] * errors if seconds[k] > 0.0 else np.zeros(1)
        angle = np.add.outer(late * MOTION, along / MEAN_RADIUS)
        north, east = point_at(latitude, longitude, course, angle)
        # the Earth turns under an orbit that stands still
        east = east - EARTH_RATE / MOTION * angle
        density = density_per_km2(people, np.degrees(east), np.degrees(north))
        found[k] = np.average(density.mean(axis=0), weights=area)
    return found


def tabulate_cut_offs(
    fraction: Array, expected: Array, in_planned_revolution: NDArray[np.bool_]
) -> list[CutOffFigures]:
    """Expected casualties by stretches of the burn: a rule for the flight.

    Parameters
    ----------
    fraction
        Parts of the duration of the burn, rising: the middles of n equal parts.
    expected
        Expected casualties of each, shape (n,).
    in_planned_revolution
        Whether the stack comes down in the revolution planned, shape (n,).
    """
    later = np.flatnonzero(~in_planned_revolution)
    first = (int(later[-1]) + 1) / len(fraction) if len(later) else 0.0
    edges = [*dict.fromkeys((0.0, first)), *(edge for edge in EDGES if edge > first)]
    found: list[CutOffFigures] = []
    for low, high in pairwise(edges):
        rows = (fraction >= low) & (fraction < high)
        if rows.any():
            found.append(
                {
                    "from_fraction": low,
                    "to_fraction": high,
                    "cut_offs": int(rows.sum()),
                    "mean": float(expected[rows].mean()),
                    "largest": float(expected[rows].max()),
                }
            )
    return found
