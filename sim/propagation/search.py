"""Events found on the way, between the steps that were kept: where the value changes its sign, the
interpolated trajectory is searched for the place.

A crossing and the way back within one step (some 30 s in low orbit) is seen by an event that stops,
not by one that is found on the way.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.dynamics.event import HEIGHT, event_value
from sim.environment.world import World
from sim.errors import InputError
from sim.integrate.lane import FIRST_EVENT, Events
from sim.lanes import interpreted
from sim.own.physics import kernel_of
from sim.propagation.event import Event
from sim.propagation.samples import Track

TIME_TOLERANCE = 1e-7
"""s, to which the place of an event is searched on the interpolated trajectory."""

MOST_TRIALS = 60
GROUND = "ground"


class Found(NamedTuple):
    """Events of trajectories: number of the trajectory (m,), name (m,), s (m,), states (m, 7)."""

    trajectory: np.ndarray
    kind: np.ndarray
    time_s: np.ndarray
    state: np.ndarray


class Stops(NamedTuple):
    """What ends a trajectory: rows of `sim.integrate.lane.Events`, and the name of each."""

    kind: np.ndarray
    direction: np.ndarray
    threshold: np.ndarray
    names: tuple[str, ...]

    def events(self, n: int) -> Events:
        """For n trajectories."""
        return Events(self.kind, self.direction, np.tile(self.threshold, (n, 1)))

    def name_of(self, status: int) -> str:
        """Name of the event that a status tells."""
        return self.names[status - FIRST_EVENT]


def stops_of(events: Sequence[Event]) -> Stops:
    """The ground, and the events that stop."""
    rows = [(HEIGHT, -1.0, 0.0, GROUND)]
    for event in events:
        if event.stop:
            rows += [
                (event.number, float(s), float(event.value), event.kind) for s in event.directions
            ]
    kind, direction, threshold, names = zip(*rows, strict=True)
    return Stops(np.array(kind), np.array(direction), np.array(threshold), names)


Values = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""From times (m,) and states (m, 7) to values (m,)."""


def values_of(event: Event, world: World) -> Values:
    """Value of an event less its threshold, on arrays."""
    if event.level is not None:
        return lambda t, y: _own_level(event, t, y)
    value: Any = interpreted(kernel_of(event_value, world))
    number = event.number

    def shipped(t: np.ndarray, y: np.ndarray) -> np.ndarray:
        return value(number, t, *y.T, world, np.full(len(t), float(event.value)))[0]

    return shipped


def _own_level(event: Event, t: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Values of a level of one's own, looked at."""
    assert event.level is not None
    given = np.asarray(event.level(t.copy(), y[:, :3].copy(), y[:, 3:6].copy()))
    if given.shape != t.shape or given.dtype.kind not in "fiu" or not np.isfinite(given).all():
        raise InputError(
            f"level of event {event.kind!r} gave {given.dtype} of shape {given.shape}; allowed: "
            f"finite numbers of shape {t.shape}, one for each time"
        )
    return given.astype(np.float64) - event.value


def find_events(track: Track, searches: Sequence[tuple[Event, Values]]) -> list[Found]:
    """Crossings of events on a track, event by event."""
    t, y = track.samples[:, 0], track.samples[:, 1:]
    owner = np.repeat(np.arange(len(track.bounds) - 1), np.diff(track.bounds))
    found = []
    for event, values in searches:
        g = values(t, y)
        same = owner[1:] == owner[:-1]
        up = (g[:-1] < 0.0) & (g[1:] >= 0.0)
        down = (g[:-1] > 0.0) & (g[1:] <= 0.0)
        met = same & ((up & (1 in event.directions)) | (down & (-1 in event.directions)))
        at = np.flatnonzero(met)
        if len(at):
            times, states = _locate(track, values, owner[at], at, g)
            found.append(Found(owner[at], np.full(len(at), event.kind), times, states))
    return found


def _locate(
    track: Track, values: Values, owner: np.ndarray, at: np.ndarray, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Times and states of crossings between samples `at` and the next: false position, Illinois
    (Dowell and Jarratt 1971), with a halving in every third trial.
    """
    t = track.samples[:, 0]
    low, high, below, above = t[at].copy(), t[at + 1].copy(), g[at].copy(), g[at + 1].copy()
    answer = high.copy()
    open_, side = np.ones(len(at), dtype=bool), np.zeros(len(at), dtype=np.int64)
    for trial in range(MOST_TRIALS):
        middle = 0.5 * (low + high)
        with np.errstate(divide="ignore", invalid="ignore"):
            secant = low - below * (high - low) / (above - below)
        inside = (secant > low) & (secant < high) & (trial % 3 != 2)
        guess = np.where(inside, secant, middle)
        value = values(guess, track.at(owner, guess))
        moved = np.abs(guess - answer)
        answer = np.where(open_, guess, answer)
        left = np.sign(value) == np.sign(below)
        # an end that stays twice counts half, so that the next guess falls on its other side
        above = np.where(left, np.where(side == 1, 0.5 * above, above), value)
        below = np.where(left, value, np.where(side == -1, 0.5 * below, below))
        side = np.where(left, 1, -1)
        low, high = np.where(left, guess, low), np.where(left, high, guess)
        open_ &= (value != 0.0) & (high - low > TIME_TOLERANCE)
        open_ &= ~(inside & (moved < 0.1 * TIME_TOLERANCE))
        if not open_.any():
            break
    return answer, track.at(owner, answer)
