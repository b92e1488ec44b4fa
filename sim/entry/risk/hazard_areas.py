"""Areas and times that mariners and airmen are told to keep out of.

Boxes along and across the ground track, as few as do: of cuts along the track those that make the
sum over boxes of area times duration least, and no more boxes than bring it within `ENOUGH` of the
best of `MOST_BOXES`. For mariners a box holds where pieces over 15 J come down, from the first to
the last of them; for airmen it holds every piece of more than 1 g from flight level 600 down, with
a window for each band of levels. All break-ups that were computed are in them; errors of the flight
before are not.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.entry.break_up_figures import ground_energies
from sim.entry.debris import Debris
from sim.entry.figures import HazardAreaFigures, HazardFigures, LevelFigures
from sim.entry.footprint import LEAST_HALF_WIDTH
from sim.entry.ground_track import Track, coordinates, place_at
from sim.entry.risk.hits import falls_through, vertical_speeds
from sim.entry.risk.terminal_fall import FLIGHT_LEVEL, fall_time
from sim.entry.study import EntryStudy
from sim.frames.constants import MEAN_RADIUS
from sim.frames.epoch import Epoch

Array = NDArray[np.float64]

LEVELS = (0.0, 200.0, 400.0, 600.0)
"""Flight levels between which airmen get a window each."""
MOST_BOXES = 4
ENOUGH = 1.25
"""assumption: fewer boxes are worth a quarter more of area times duration."""
UPRANGE = 1.3
"""s2/m, times the square of the vertical speed at the ground: how far uprange of its impact a piece
passes flight level 600 at most. Bounds bodies of 2 to 1,700 kg/m2 flown from 45 to 76 km, which lie
up to 25 km uprange (`tests/entry/test_hazard_areas.py`).
"""
SLACK = 20.0
"""s either way of a passage by terminal velocity in which the same bodies pass."""
STRETCHES = 36
"""Along the track, between which cuts may lie."""
LONGEST_SIDE = 400e3
"""m between corners along the track."""
LEAST_DURATION = 60.0
"""s a box counts with at least: windows are whole minutes."""


class Reach(NamedTuple):
    """Where n pieces are while they endanger somebody, m along and across the track and s: from
    the least to the largest, shape (n,) each.
    """

    along: tuple[Array, Array]
    cross: tuple[Array, Array]
    time: tuple[Array, Array]


@dataclass(frozen=True, kw_only=True)
class Box:
    """Ends along the track and across it in m, and which of the pieces are in it."""

    heel: float
    toe: float
    left: float
    right: float
    rows: NDArray[np.int64]


def boxes(reach: Reach) -> list[Box]:
    """As few boxes as do, in the order along the track and without gaps between them; each piece is
    in one of them.
    """
    middle = 0.5 * (reach.along[0] + reach.along[1])
    edges = np.linspace(middle.min(), middle.max(), STRETCHES + 1)
    place = np.clip(np.searchsorted(edges, middle, side="right") - 1, 0, STRETCHES - 1)
    low, high = np.full((3, STRETCHES), np.inf), np.full((3, STRETCHES), -np.inf)
    for k, (least, most) in enumerate(reach):
        np.minimum.at(low[k], place, least)
        np.maximum.at(high[k], place, most)
    # what one stretch lacks to its ends another break-up may fill
    low[0], high[0] = np.minimum(low[0], edges[:-1]), np.maximum(high[0], edges[1:])
    found = []
    for first, last in pairwise(_cuts(_costs(low, high), STRETCHES)):
        least, most = low[:, first:last].min(axis=1), high[:, first:last].max(axis=1)
        found.append(
            Box(
                heel=float(least[0]),
                toe=float(most[0]),
                left=float(least[1]),
                right=float(most[1]),
                rows=np.flatnonzero((place >= first) & (place < last)),
            )
        )
    return found


def _costs(low: Array, high: Array) -> Array:
    """Area times duration of one box around stretches i to j, shape (n, n) at i and j, infinite
    where no piece is in them; the ends of the stretches along, across and in time are (3, n).
    """
    n = low.shape[1]
    cost = np.full((n, n), np.inf)
    for i in range(n):
        least = np.minimum.accumulate(low[:, i:], axis=1)
        most = np.maximum.accumulate(high[:, i:], axis=1)
        held = np.isfinite(least[1])
        length, width, time = np.where(held, most, 0.0) - np.where(held, least, 0.0)
        area = (length + 2.0 * LEAST_HALF_WIDTH) * (width + 2.0 * LEAST_HALF_WIDTH)
        cost[i, i:] = np.where(held, area * np.maximum(time, LEAST_DURATION), np.inf)
    return cost


def _cuts(cost: Array, n: int) -> list[int]:
    """Cuts 0 ... n between stretches: the best of the smallest number of boxes that is enough."""
    best = np.full((MOST_BOXES + 1, n + 1), np.inf)
    came = np.zeros((MOST_BOXES + 1, n + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for k in range(1, MOST_BOXES + 1):
        for j in range(1, n + 1):
            each = best[k - 1, :j] + cost[:j, j - 1]
            came[k, j] = int(np.argmin(each))
            best[k, j] = each[came[k, j]]
    enough = ENOUGH * best[1:, n].min()
    k = 1 + int(np.argmax(best[1:, n] <= enough))
    cuts = [n]
    for used in range(k, 0, -1):
        cuts.append(int(came[used, cuts[-1]]))
    return cuts[::-1]


def corners(track: Track, box: Box) -> tuple[Array, Array]:
    """Corners of a box, geodetic latitude and longitude in rad, in order and not closed.

    Sides follow the track in parts of up to `LONGEST_SIDE`. Wider than the box by 1 km all round,
    and by what lies between a great circle and a line of constant heading from corner to corner
    (length^2 tan(latitude) / 8 R), so that it holds the box either way.
    """
    heel, toe = box.heel - LEAST_HALF_WIDTH, box.toe + LEAST_HALF_WIDTH
    left, right = box.left - LEAST_HALF_WIDTH, box.right + LEAST_HALF_WIDTH
    edge = np.linspace(heel, toe, 1 + max(1, int(np.ceil((toe - heel) / LONGEST_SIDE))))
    north, _ = place_at(track, edge, np.zeros(len(edge)))
    bend = np.tan(np.minimum(np.abs(north).max() + 0.02, 1.4)) / (8.0 * MEAN_RADIUS)
    side, end = bend * (edge[1] - edge[0]) ** 2, bend * (right - left) ** 2
    edge[0], edge[-1] = heel - end, toe + end
    n = len(edge)
    along = np.concatenate([edge, edge[::-1]])
    cross = np.concatenate([np.full(n, right + side), np.full(n, left - side)])
    return place_at(track, along, cross)


def hazard_areas(study: EntryStudy, epoch: Epoch) -> HazardFigures | None:
    """Boxes for mariners and for airmen as results hold them; None if nothing came down."""
    debris, found = study.shown, study.shown.footprint
    if found is None:
        return None
    at_sea, in_air = ground_energies(debris) > study.options.least_energy, falls_through(debris)
    ships = _reach(found.track, debris, at_sea, 0.0)
    aircraft = _reach(found.track, debris, in_air, LEVELS[-1])
    return {
        "mariners": [_figures(found.track, box, ships, epoch) for box in boxes(ships)],
        "airmen": [
            {
                **_figures(found.track, box, aircraft, epoch),
                "levels": _levels(debris, np.flatnonzero(in_air)[box.rows], epoch),
            }
            for box in boxes(aircraft)
        ],
    }


def _reach(track: Track, debris: Debris, rows: NDArray[np.bool_], level: float) -> Reach:
    """Where some rows are from a flight level down to the ground."""
    end = debris.impacts
    along, cross = coordinates(track, end.latitude[rows], end.longitude[rows])
    speed = vertical_speeds(debris)[rows]
    before = along - (uprange(speed) if level > 0.0 else 0.0)
    return Reach(
        (before, along), (cross, cross), (passage(end.t[rows], speed, level)[0], end.t[rows])
    )


def uprange(at_ground: Array) -> Array:
    """How far uprange of their impacts n pieces pass flight level 600 at most, m, by their vertical
    speed at the ground in m/s.
    """
    return UPRANGE * at_ground**2


def passage(impact: Array, at_ground: Array, level: float) -> tuple[Array, Array]:
    """Times in s between which n pieces fall through a flight level, by the time of their impact
    and their vertical speed there in m/s.
    """
    time = impact - fall_time(level * FLIGHT_LEVEL, at_ground)
    slack = SLACK if level > 0.0 else 0.0
    return time - slack, time + slack


def _figures(track: Track, box: Box, reach: Reach, epoch: Epoch) -> HazardAreaFigures:
    """A box with the time from its first piece to its last."""
    latitude, longitude = np.degrees(corners(track, box))
    first, last = reach.time[0][box.rows].min(), reach.time[1][box.rows].max()
    return {
        "heel_km": box.heel / 1e3,
        "toe_km": box.toe / 1e3,
        "left_km": box.left / 1e3,
        "right_km": box.right / 1e3,
        "latitude_deg": latitude.tolist(),
        "longitude_deg": longitude.tolist(),
        "from_utc": epoch.utc_iso(math.floor(first), 0),
        "until_utc": epoch.utc_iso(math.ceil(last), 0),
        "levels": [],
    }


def _levels(debris: Debris, rows: NDArray[np.int64], epoch: Epoch) -> list[LevelFigures]:
    """For each band of flight levels when the first of some rows enters it and the last leaves."""
    impact, speed = debris.impacts.t[rows], vertical_speeds(debris)[rows]
    at = [passage(impact, speed, level) for level in LEVELS]
    return [
        {
            "from_flight_level": LEVELS[k],
            "to_flight_level": LEVELS[k + 1],
            "from_utc": epoch.utc_iso(math.floor(at[k + 1][0].min()), 0),
            "until_utc": epoch.utc_iso(math.ceil(at[k][1].max()), 0),
        }
        for k in range(len(LEVELS) - 1)
    ]
