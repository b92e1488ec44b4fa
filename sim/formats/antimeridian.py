"""Lines and areas cut at the antimeridian: longitudes of a map run from -180 to 180 degrees.

A line or ring is followed point by point, each step the short way round, and what lies beyond 180
degrees is set back by full turns. Areas around a pole aren't cut, they are refused.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from shapely import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPolygon,
    Polygon,
    box,
    make_valid,
)
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

Ring = list[tuple[float, float]]


def followed(latitude: ArrayLike, longitude: ArrayLike) -> np.ndarray:
    """Longitude and latitude in degrees, shape (n, 2), longitudes without jumps.

    Raises
    ------
    ValueError
        If a coordinate is not finite, a latitude is beyond 90, or the two differ in number.
    """
    north = np.atleast_1d(np.asarray(latitude, dtype=np.float64))
    east = np.atleast_1d(np.asarray(longitude, dtype=np.float64))
    if north.shape != east.shape or north.ndim != 1:
        raise ValueError(f"{north.size} latitudes and {east.size} longitudes")
    if not (np.isfinite(north).all() and np.isfinite(east).all()):
        raise ValueError("a coordinate is not finite")
    if (np.abs(north) > 90.0).any():
        raise ValueError(f"latitude {north[np.argmax(np.abs(north))]:g} is beyond 90 degrees")
    return np.column_stack([np.unwrap(east, period=360.0), north])


def cut_line(latitude: ArrayLike, longitude: ArrayLike) -> list[Ring]:
    """A line in degrees as lines of (longitude, latitude) within -180 to 180."""
    points = followed(latitude, longitude)
    if len(points) < 2:
        raise ValueError("a line needs two points")
    return [
        [(x, y) for x, y, *_ in part.coords]
        for part in _pieces(LineString(points), points[:, 0])
        if isinstance(part, LineString)
    ]


def cut_polygon(latitude: ArrayLike, longitude: ArrayLike) -> list[Ring]:
    """An area in degrees as closed rings of (longitude, latitude), counterclockwise, within -180
    to 180; one that crosses itself becomes several.

    Raises
    ------
    ValueError
        If it has fewer than three corners, no area, or goes round a pole.
    """
    points = followed(latitude, longitude)
    if len(points) < 3:
        raise ValueError("an area needs three corners")
    closing = (points[0, 0] - points[-1, 0] + 180.0) % 360.0 - 180.0 + points[-1, 0]
    if abs(closing - points[0, 0]) > 180.0:
        raise ValueError("an area around a pole can't be drawn on this map")
    rings = [
        [(x, y) for x, y, *_ in orient(part, 1.0).exterior.coords]
        for part in _pieces(make_valid(Polygon(points)), points[:, 0])
        if isinstance(part, Polygon) and part.area > 0.0
    ]
    if not rings:
        raise ValueError("an area needs three corners that are not in one line")
    return rings


def _pieces(shape: BaseGeometry, east: np.ndarray) -> Sequence[BaseGeometry]:
    """Parts of a shape, each moved by full turns into -180 to 180."""
    found: list[BaseGeometry] = []
    first = math.floor((float(east.min()) + 180.0) / 360.0)
    last = math.floor((float(east.max()) + 180.0) / 360.0)
    for turn in range(first, last + 1):
        west = 360.0 * turn - 180.0
        part = shape if first == last else shape.intersection(box(west, -90.0, west + 360.0, 90.0))
        found.extend(_flat(translate(part, -360.0 * turn)))
    return found


def _flat(shape: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(shape, (MultiLineString, MultiPolygon, GeometryCollection)):
        return [each for part in shape.geoms for each in _flat(part)]
    return [] if shape.is_empty else [shape]
