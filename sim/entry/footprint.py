"""Where the debris falls: extents along and across the nominal ground track, and areas that hold a
given share of it.

Of the fragments that reach the ground with more than 15 J. Fragment-weighted: a share of all
fragments of all break-ups. Event-weighted: a share of break-ups, all of whose fragments lie inside.
Both are shares of the sample given; which of them a sample of that size can be quoted for follows
from `sim.entry.carried_share`.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.entry.carried_share import effective_number, samples_for
from sim.entry.ground_track import Track, coordinates, place_at

Array = NDArray[np.float64]

LEAST_ENERGY = 15.0
"""J, kinetic energy from which a fragment counts (NASA-STD-8719.14C, 4.7)."""

SHARES = (0.95, 0.97, 0.99, 0.9999, 1.0)
SHOWN_SHARES = (0.95, 0.99, 0.9999)
"""Shares whose extents and areas are shown, in text and on maps, if the sample carries them."""
WHOLE = 1.0
"""Share of an area that holds all fragments computed: no statement about others."""

BINS = 24
LONGEST_EDGE = 50e3
"""m between points of an area's border on the map."""
LEAST_HALF_WIDTH = 1e3
"""m on either side of the track an area has at least; assumption: less can't be drawn or kept."""


@dataclass(frozen=True)
class Extent:
    """A part of a footprint that holds a share: from heel to toe along the track and from left to
    right across it, m. Half of what it misses lies beyond each end. `effective` is the number of
    independent fragments (or break-ups) that tell as much of this share as those given.
    """

    share: float
    heel: float
    toe: float
    left: float
    right: float
    effective: float = np.inf

    @property
    def needed(self) -> int:
        """Independent fragments that the share takes; 1 for all that were computed."""
        return samples_for(self.share) if self.share < WHOLE else 1

    @property
    def carried(self) -> bool:
        """Whether the sample can be quoted for the share."""
        return self.effective >= self.needed

    @property
    def length(self) -> float:
        """Toe minus heel, m."""
        return self.toe - self.heel

    @property
    def width(self) -> float:
        """Right minus left, m."""
        return self.right - self.left


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Fragments over the energy threshold, k of them, and their extents.

    row (k,) which of the given fragments; along, cross (k,) m on `track`, cross positive to the
    right; weight (k,), sum 1; first, last impact times s. extents: fragment-weighted; events:
    event-weighted; one for each of `SHARES`.
    """

    track: Track
    row: NDArray[np.int64]
    along: Array
    cross: Array
    weight: Array
    first: float
    last: float
    extents: tuple[Extent, ...]
    events: tuple[Extent, ...]

    def extent(self, share: float, *, by_event: bool = False) -> Extent:
        """The extent of one of `SHARES`.

        Raises
        ------
        KeyError
            If it isn't one of them.
        """
        for extent in self.events if by_event else self.extents:
            if extent.share == share:
                return extent
        raise KeyError(f"no extent of {share}; there are {SHARES}")

    @property
    def shown(self) -> tuple[float, ...]:
        """Of `SHOWN_SHARES` those that the sample carries; without any, all that was computed."""
        carried = tuple(p for p in SHOWN_SHARES if self.extent(p).carried)
        return carried or (WHOLE,)


def footprint(
    track: Track,
    latitude: Array,
    longitude: Array,
    t: Array,
    energy: Array,
    *,
    weight: Array | None = None,
    event: NDArray[np.int64] | None = None,
    least_energy: float = LEAST_ENERGY,
) -> Footprint:
    """Footprint of n fragments.

    Parameters
    ----------
    track
        Nominal ground track.
    latitude, longitude, t, energy
        Shape (n,): rad, s and J at the ground; energy 0 for what didn't reach it.
    weight
        Pieces each fragment stands for, (n,); 1 by default.
    event
        The break-up each fragment comes from, (n,); one for all by default.
    least_energy
        J.

    Raises
    ------
    ValueError
        If no fragment is over the threshold.
    """
    row = np.flatnonzero(energy > least_energy)
    if not len(row):
        raise ValueError(f"no fragment reaches the ground with more than {least_energy:g} J")
    along, cross = coordinates(track, latitude[row], longitude[row])
    share = np.ones(len(row)) if weight is None else np.asarray(weight, dtype=np.float64)[row]
    share = share / share.sum()
    of = np.zeros(len(row), dtype=np.int64) if event is None else np.asarray(event)[row]
    ends = _ends_of_events(along, cross, of)
    one = np.full(len(ends[0]), 1.0 / len(ends[0]))
    return Footprint(
        track=track,
        row=row,
        along=along,
        cross=cross,
        weight=share,
        first=float(t[row].min()),
        last=float(t[row].max()),
        extents=tuple(
            _counted(_extent(p, along, along, cross, cross, share), along, share, of)
            for p in SHARES
        ),
        events=tuple(replace(_extent(p, *ends, one), effective=float(len(one))) for p in SHARES),
    )


def _counted(extent: Extent, along: Array, weight: Array, event: NDArray[np.int64]) -> Extent:
    """The extent with as how many independent fragments the sample tells of its share."""
    outside = (along < extent.heel) | (along > extent.toe)
    _, number = np.unique(event, return_inverse=True)
    beyond = np.bincount(number, weight * outside) / np.bincount(number, weight)
    return replace(extent, effective=effective_number(beyond, len(along)))


def _ends_of_events(
    along: Array, cross: Array, event: NDArray[np.int64]
) -> tuple[Array, Array, Array, Array]:
    """Heel, toe, left and right end of each event."""
    order = np.argsort(event, kind="stable")
    starts = np.flatnonzero(np.diff(event[order], prepend=event[order[0]] - 1))
    return (
        np.minimum.reduceat(along[order], starts),
        np.maximum.reduceat(along[order], starts),
        np.minimum.reduceat(cross[order], starts),
        np.maximum.reduceat(cross[order], starts),
    )


def _extent(
    share: float, heel: Array, toe: Array, left: Array, right: Array, weight: Array
) -> Extent:
    miss = 0.5 * (1.0 - share)
    return Extent(
        share,
        least_but(miss, heel, weight),
        -least_but(miss, -toe, weight),
        least_but(miss, left, weight),
        -least_but(miss, -right, weight),
    )


def least_but(miss: float, value: Array, weight: Array) -> float:
    """Smallest value such that those below it have no more than a share `miss` of the weight."""
    order = np.argsort(value, kind="stable")
    below = np.cumsum(weight[order]) - weight[order]
    k = np.searchsorted(below, (miss + 1e-12) * weight.sum(), side="right") - 1
    return float(value[order[max(k, 0)]])


def band(
    footprint: Footprint,
    share: float,
    *,
    bins: int = BINS,
    least_half_width: float = LEAST_HALF_WIDTH,
) -> tuple[Array, Array]:
    """Closed area in along-track and cross-track coordinates that holds a share of the fragments.

    Cut off at both ends, then in equal stretches along the track at both sides: an eighth of the
    miss at each end, and three eighths of the miss of each stretch at each side, so never more is
    missed than 1 - share. Between stretches the border follows the wider one.

    Parameters
    ----------
    footprint
        Of at least one fragment.
    share
        0 < share <= 1, fragment-weighted.
    bins
        Stretches.
    least_half_width
        m, on either side of the track.

    Returns
    -------
    tuple of numpy.ndarray
        along and cross, m, shape (2 bins + 3,); the last corner is the first.
    """
    along, cross, weight = footprint.along, footprint.cross, footprint.weight
    miss = 1.0 - share
    heel = least_but(0.125 * miss, along, weight)
    toe = -least_but(0.125 * miss, -along, weight)
    spare = max(0.0, 2.0 * least_half_width - (toe - heel)) / 2.0
    edge = np.linspace(heel - spare, toe + spare, bins + 1)
    place = np.clip(np.searchsorted(edge, along, side="right") - 1, 0, bins - 1)
    low, high = np.full(bins, -least_half_width), np.full(bins, least_half_width)
    for k in range(bins):
        inside = place == k
        if inside.any():
            low[k] = min(low[k], least_but(0.375 * miss, cross[inside], weight[inside]))
            high[k] = max(high[k], -least_but(0.375 * miss, -cross[inside], weight[inside]))
    low = np.minimum(np.append(low, low[-1]), np.append(low[0], low))
    high = np.maximum(np.append(high, high[-1]), np.append(high[0], high))
    return (
        np.concatenate([edge, edge[::-1], edge[:1]]),
        np.concatenate([high, low[::-1], high[:1]]),
    )


def containment(
    footprint: Footprint,
    share: float,
    *,
    bins: int = BINS,
    least_half_width: float = LEAST_HALF_WIDTH,
) -> tuple[Array, Array]:
    """The same area as geodetic latitude and longitude in rad, counterclockwise; see `band`.

    Points on its border are no more than `LONGEST_EDGE` apart, so that it doesn't matter by which
    kind of line they are joined (60 m at 50 degrees).
    """
    along, cross = band(footprint, share, bins=bins, least_half_width=least_half_width)
    length = np.hypot(np.diff(along), np.diff(cross))
    parts = np.maximum(np.ceil(length / LONGEST_EDGE).astype(np.int64), 1)
    at = np.concatenate([k + np.arange(n) / n for k, n in enumerate(parts)] + [[len(parts)]])
    corner = np.arange(len(along))
    return place_at(footprint.track, np.interp(at, corner, along), np.interp(at, corner, cross))
