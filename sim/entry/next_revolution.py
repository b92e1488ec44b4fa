"""The ground track of the revolution that follows the final burn: where a burn that ends early
somewhere leaves the debris.

The revolution before ignition, moved west by what the Earth turns and the node moves in it. Leaves
out what is left of the burn, and that a higher perigee may take the stack further revolutions.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.rhs import EARTH_RATE
from sim.flight.record import Flight
from sim.flight.trajectory import degrees_of, ground_path
from sim.integrate.observe import observations

Array = NDArray[np.float64]

COARSE = 600.0
"""s between samples up to which a track is drawn through them, to 0.04 deg."""
FINE = 10.0
"""s between points of the track."""
LOOK_BACK = 3.0 * 3600.0
"""s: longer than a revolution and a half of a low orbit."""


class Ground(NamedTuple):
    """Longitude and latitude in degrees and time weights of points of a ground track, (n,)."""

    longitude: Array
    latitude: Array
    weight: Array


def next_revolution(flight: Flight, row: int = 0) -> Ground | None:
    """Track of the revolution from the ignition of the final burn on, as if it had not been flown.

    None where there is no final burn, or no full revolution before it that is sampled every
    `COARSE` s or closer.
    """
    burns = [burn for burn in flight.burns_of(row) if not burn.lowering]
    if not burns:
        return None
    end = burns[-1].ignition
    samples, parameter_table = _before(flight, row, end)
    if len(samples) < 4:
        return None
    t = samples[:, 0]
    argument, node = _orbit(samples[:, 1:7])
    argument = np.unwrap(argument)
    # both angles a revolution apart, at one place of the orbit: what varies within it cancels
    start = float(np.interp(argument[-1] - 2.0 * np.pi, argument, t))
    inside = np.flatnonzero(t > start)[0] - 1
    if argument[0] > argument[-1] - 2.0 * np.pi or np.diff(t[max(inside, 0) :]).max() > COARSE:
        return None
    moved = node[-1] - float(np.interp(start, t, np.unwrap(node)))
    moved = (moved + np.pi) % (2.0 * np.pi) - np.pi
    west = np.degrees(EARTH_RATE * (end - start) - moved)
    seen = observations(flight.mission.world, t, samples[:, 1:], parameter_table)
    path = ground_path(t, np.degrees(seen.latitude), np.degrees(seen.longitude))
    points = round((end - start) / FINE)
    at = start + (np.arange(points) + 0.5) / points * (end - start)
    latitude, longitude = degrees_of(path(at))
    return Ground((longitude - west + 180.0) % 360.0 - 180.0, latitude, np.ones(points))


def _before(flight: Flight, row: int, end: float) -> tuple[Array, Array]:
    """Samples (n, 8) before a time, each time once, and their cases."""
    own = [segment for segment in flight.segments if segment.row == row]
    samples = np.concatenate([segment.samples for segment in own])
    parameter_table = np.repeat([s.parameters for s in own], [len(s.samples) for s in own], axis=0)
    near = np.flatnonzero((samples[:, 0] <= end) & (samples[:, 0] > end - LOOK_BACK))
    _, first = np.unique(samples[near, 0], return_index=True)
    return samples[near[first]], parameter_table[near[first]]


def _orbit(state: Array) -> tuple[Array, Array]:
    """Argument of latitude and right ascension of the node, rad, of states (n, 6)."""
    r, v = state[:, :3], state[:, 3:]
    h = np.cross(r, v)
    node = np.arctan2(h[:, 0], -h[:, 1])
    toward = np.column_stack([np.cos(node), np.sin(node), np.zeros(len(node))])
    square = np.cross(h / np.linalg.norm(h, axis=1, keepdims=True), toward)
    return np.arctan2(np.sum(r * square, axis=1), np.sum(r * toward, axis=1)), node
