"""The ground track of the last revolutions, and longitudes on a map that runs on beyond 180 deg."""

from dataclasses import dataclass

import numpy as np

from sim.flight.trajectory import degrees_of, ground_path
from sim.report.results.run import RunResult

Window = tuple[float, float, float, float]
"""West, east, south and north, deg."""

WORLD: Window = (-330.0, 30.0, -75.0, 80.0)
"""The world, centred on the Pacific so that tracks into it stay in one piece."""

REVOLUTIONS = 4.6 * 3600.0
"""s before the entry interface, or before the end, from which the track is drawn: three
revolutions."""
COARSE = 600.0
"""s between samples up to which a track is drawn through them."""
FINE = 15.0
"""s between the points of the line drawn."""


@dataclass(frozen=True)
class LastRevolutions:
    """Degrees along the last revolutions, where an engine burns, and where entry has begun."""

    latitude: np.ndarray
    longitude: np.ndarray
    burning: np.ndarray
    entered: np.ndarray


def last_revolutions(run: RunResult) -> LastRevolutions | None:
    """The last revolutions as a fine line; None if the samples are too far apart."""
    path = run.trajectory
    t = path["time_s"]
    inside = np.isfinite(path["downrange_km"])
    zero = t[np.argmax(inside)] if inside.any() else t[-1]
    first = int(np.searchsorted(t, zero - REVOLUTIONS))
    coarse = np.flatnonzero(np.diff(t[first:]) > COARSE)
    first += int(coarse[-1]) + 1 if len(coarse) else 0
    near = slice(first, None)
    if len(np.unique(t[near])) < 4:
        return None
    fine = np.unique(np.concatenate([np.arange(t[first], t[-1], FINE), t[near]]))
    track = ground_path(t[near], path["latitude_deg"][near], path["longitude_deg"][near])
    latitude, longitude = degrees_of(track(fine))
    before = np.searchsorted(t, fine, "right") - 1
    entered = (fine >= zero) & inside.any()
    return LastRevolutions(latitude, longitude, path["thrust_n"][before] > 0.0, entered)


def wrap_longitude(longitude: np.ndarray | float, west: float) -> np.ndarray:
    """Longitudes in deg moved by whole turns to lie east of `west`."""
    return (np.asarray(longitude, dtype=np.float64) - west) % 360.0 + west


def mean_longitude(longitude: np.ndarray) -> float:
    """Direction of the mean of longitudes, deg."""
    angle = np.radians(longitude)
    return float(np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())))
