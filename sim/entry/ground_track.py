"""Along-track and cross-track coordinates: distances on the ellipsoid along a ground track and
square to it.

The track is a polyline of points of the WGS84 ellipsoid a few kilometres apart, continued at both
ends. Everything is done with Earth-fixed vectors, so poles and the date line are ordinary places.
Distances along are exact to 1e-6; distances across to 1e-3 up to 1,000 km.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline
from scipy.spatial import KDTree

from sim.frames.geodesy import earth_fixed, latitude_longitude_height
from sim.lanes import interpreted

Array = NDArray[np.float64]

SPACING = 5e3
"""m between points of a track: chords are then 0.1 mm shorter than arcs."""
NEAR = 1e3
"""m: raw points nearer than this to the one before are dropped (a body falling straight down)."""
BEFORE = 1500e3
AFTER = 6000e3
"""m a track is continued beyond its ends."""


@dataclass(frozen=True)
class Track:
    """A ground track: points (k, 3) m Earth-fixed, and how far along each is, (k,) m."""

    point: Array
    along: Array


def surface_point(latitude: ArrayLike, longitude: ArrayLike) -> Array:
    """Earth-fixed points (n, 3) in m on the ellipsoid, from geodetic rad."""
    north, east = np.broadcast_arrays(np.asarray(latitude, float), np.asarray(longitude, float))
    xyz = interpreted(earth_fixed)(
        np.sin(north), np.cos(north), np.sin(east), np.cos(east), np.zeros(north.shape)
    )
    return np.stack(xyz, axis=-1)


def latitude_longitude(point: Array) -> tuple[Array, Array]:
    """Geodetic latitude and longitude in rad of Earth-fixed points (n, 3) in m."""
    north, east, _ = interpreted(latitude_longitude_height)(*point.T)
    return north, east


def track_through(
    latitude: Array, longitude: Array, *, before: float = BEFORE, after: float = AFTER
) -> Track:
    """A track through points in the order flown; distance counts from the first of them.

    Parameters
    ----------
    latitude, longitude
        Shape (n,), rad; at least two distinct points, less than half around the Earth apart.
    before, after
        m by which it is continued, on great circles.

    Raises
    ------
    ValueError
        If there are not two distinct points.
    """
    raw = surface_point(latitude, longitude)
    kept = [raw[0]]
    for point in raw[1:]:
        if np.linalg.norm(point - kept[-1]) > NEAR:
            kept.append(point)
    if len(kept) < 2:
        raise ValueError("a ground track needs two distinct points")
    line = np.array(kept)
    so_far = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    ends = max(2, round(so_far[-1] / SPACING) + 1)
    inner = CubicSpline(so_far, line)(np.linspace(0.0, so_far[-1], ends))
    head = _continued(inner[0], inner[0] - inner[1], before)[::-1]
    tail = _continued(inner[-1], inner[-1] - inner[-2], after)
    point = surface_point(*latitude_longitude(np.vstack([head, inner, tail])))
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(point, axis=0), axis=1))])
    return Track(point, along - along[len(head)])


def _continued(end: Array, direction: Array, length: float) -> Array:
    radius = np.linalg.norm(end)
    up = end / radius
    ahead = direction - (direction @ up) * up
    ahead /= np.linalg.norm(ahead)
    angle = np.arange(1, int(length / SPACING) + 1)[:, None] * SPACING / radius
    return radius * (np.cos(angle) * up + np.sin(angle) * ahead)


def coordinates(track: Track, latitude: ArrayLike, longitude: ArrayLike) -> tuple[Array, Array]:
    """How far along a track points lie and how far to its right, m.

    Points past an end of the (continued) track are counted to that end.
    """
    place = surface_point(latitude, longitude)
    _, nearest = KDTree(track.point).query(place)
    best, along, offset = np.full(len(place), np.inf), np.zeros(len(place)), np.zeros_like(place)
    for shift in (-1, 0):
        k = np.clip(nearest + shift, 0, len(track.point) - 2)
        start, span = track.point[k], track.point[k + 1] - track.point[k]
        part = np.einsum("ij,ij->i", place - start, span) / np.einsum("ij,ij->i", span, span)
        part = np.clip(part, 0.0, 1.0)
        away = place - (start + part[:, None] * span)
        distance = np.linalg.norm(away, axis=1)
        nearer = distance < best
        best = np.where(nearer, distance, best)
        along = np.where(
            nearer, track.along[k] + part * (track.along[k + 1] - track.along[k]), along
        )
        offset = np.where(nearer[:, None], away, offset)
    foot, ahead = _foot(track, along)
    side = np.sign(np.einsum("ij,ij->i", offset, np.cross(ahead, foot)))
    radius = np.linalg.norm(foot, axis=1)
    return along, side * 2.0 * radius * np.arcsin(best / (2.0 * radius))


def place_at(track: Track, along: ArrayLike, cross: ArrayLike) -> tuple[Array, Array]:
    """Geodetic latitude and longitude in rad of points along a track (m) and to its right (m)."""
    along, cross = np.broadcast_arrays(np.asarray(along, float), np.asarray(cross, float))
    foot, ahead = _foot(track, along)
    radius = np.linalg.norm(foot, axis=1, keepdims=True)
    up = foot / radius
    side = np.cross(ahead, up)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    angle = cross[:, None] / radius
    return latitude_longitude(radius * (np.cos(angle) * up + np.sin(angle) * side))


def _foot(track: Track, along: Array) -> tuple[Array, Array]:
    """Points of the track and unit vectors ahead, both (n, 3)."""
    k = np.clip(np.searchsorted(track.along, along, side="right") - 1, 0, len(track.along) - 2)
    span = track.point[k + 1] - track.point[k]
    part = (along - track.along[k]) / (track.along[k + 1] - track.along[k])
    ahead = span / np.linalg.norm(span, axis=1, keepdims=True)
    return track.point[k] + part[:, None] * span, ahead
