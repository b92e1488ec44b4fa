"""Arcs between known orbits, and the semi-major axis an object lost on each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.environment.world import World
from sim.frames.epoch import DAY, Epoch
from sim.integrate.batch import run
from sim.integrate.lane import TIME_REACHED
from sim.integrate.observe import observations
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.surroundings import MARGIN, TOLERANCE, drag_table

POINTS = 16
"""Of a revolution, over which a semi-major axis is averaged."""
LEAST_LOSS = 10.0
"""Of an arc, in deviations of the axis of a set."""
LONGEST = 10.0 * DAY
"""s after which an arc ends, however little was lost."""
OWN = 1.0 * DAY
"""s before its epoch that a set speaks of by itself: it is fitted to a day or more of tracking."""
OWN_LOSS, OWN_LEAST = 5e3, 3.2 * 3600.0
"""m that it may have lost in that time, because the drag of a set is that of its epoch; but two
revolutions."""


@dataclass(frozen=True, kw_only=True)
class Arc:
    """From one set to a later one, or the way of a set alone.

    Attributes
    ----------
    begin, end
        TAI seconds since the epoch of all arcs.
    start
        State (6,) at the beginning, GCRF, m and m/s.
    period
        Of a revolution at the beginning and the end, s.
    loss
        Of mean semi-major axis between the first and the last revolution, m.
    alone
        Whether it is the decay that one set tells of itself.
    """

    begin: float
    end: float
    start: np.ndarray
    period: tuple[float, float]
    loss: float
    alone: bool = False


def choose_pairs(sets: Sequence[KnownOrbit], axis_m: float) -> list[tuple[int, int]]:
    """Numbers of the sets that arcs go from and to, back from the last one: each long enough that
    its loss stands out.
    """
    pairs, last = [], len(sets) - 1
    while last > 0:
        first = last - 1
        while first > 0 and not _long_enough(sets[first], sets[last], axis_m):
            first -= 1
        pairs.append((first, last))
        last = first
    return pairs[::-1]


def _long_enough(first: KnownOrbit, last: KnownOrbit, axis_m: float) -> bool:
    lost = first.axis_m - last.axis_m
    return abs(lost) >= LEAST_LOSS * axis_m or last.epoch.seconds_since(first.epoch) >= LONGEST


def arc_between(epoch: Epoch, world: World, first: KnownOrbit, last: KnownOrbit) -> Arc:
    """The arc from one set to a later one, by times since an epoch."""
    begin = first.epoch.seconds_since(epoch) - max(0.0, first.period_s - first.after_s)
    end = last.epoch.seconds_since(epoch) + max(0.0, last.period_s - last.before_s)
    periods = first.period_s, last.period_s
    loss = _axis(world, epoch, first, begin, periods[0]) - _axis(
        world, epoch, last, end - periods[1], periods[1]
    )
    start = first.states(epoch, np.array([begin]))[0]
    return Arc(begin=begin, end=end, start=start, period=periods, loss=loss)


def arc_alone(epoch: Epoch, world: World, orbit: KnownOrbit) -> Arc:
    """The day before its epoch, as a set tells it by its own drag; by times since an epoch."""
    end = orbit.epoch.seconds_since(epoch)
    period = orbit.period_s
    day = _axis(world, epoch, orbit, end - OWN, period) - _axis(
        world, epoch, orbit, end - period, period
    )
    begin = end - max(OWN_LEAST, OWN * min(1.0, OWN_LOSS / max(day, 1.0)))
    loss = _axis(world, epoch, orbit, begin, period) - _axis(
        world, epoch, orbit, end - period, period
    )
    start = orbit.states(epoch, np.array([begin]))[0]
    return Arc(begin=begin, end=end, start=start, period=(period, period), loss=loss, alone=True)


def _axis(world: World, epoch: Epoch, orbit: KnownOrbit, begin: float, period: float) -> float:
    """Mean semi-major axis over a revolution less the radius of the Earth, m, by SGP4."""
    t = begin + period * (np.arange(POINTS) + 0.5) / POINTS
    y = np.column_stack([orbit.states(epoch, t), np.ones(POINTS)])
    return float(observations(world, t, y, drag_table(np.full(POINTS, 0.01))).mean_altitude.mean())


def flown_axis(
    world: World, t: np.ndarray, y: np.ndarray, table: np.ndarray, period: np.ndarray
) -> np.ndarray:
    """Mean semi-major axis less the radius of the Earth over the revolution that follows times (n,)
    and states (n, 7), m, (n,); not a number where it ends before.
    """
    n = len(t)
    share = (np.arange(POINTS) + 0.5) / POINTS
    ends = (t[:, None] + period[:, None] * share).ravel()
    starts, states = np.repeat(t, POINTS), np.repeat(y, POINTS, axis=0)
    rows = np.repeat(table, POINTS, axis=0)
    arc = run(
        world, starts, states, ends, rows, relative_tolerance=TOLERANCE, margin=MARGIN
    )  # fmt: skip
    seen = observations(world, arc.t, arc.y, rows).mean_altitude
    return np.where(arc.status == TIME_REACHED, seen, np.nan).reshape(n, POINTS).mean(axis=1)
