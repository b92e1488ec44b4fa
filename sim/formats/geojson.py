"""GeoJSON (RFC 7946): points, lines and areas with properties, longitude before latitude.

Coordinates in degrees on WGS84, to 1e-6 degree (0.1 m); what crosses the antimeridian is cut there
(section 3.1.9), rings run counterclockwise (section 3.1.6). Holes are left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.formats.antimeridian import cut_line, cut_polygon, followed
from sim.formats.json_text import json_text

Feature = dict[str, Any]
Properties = Mapping[str, Any]

DIGITS = 6


def points(
    latitude: ArrayLike, longitude: ArrayLike, properties: Sequence[Properties]
) -> list[Feature]:
    """A feature for each point, degrees.

    Raises
    ------
    ValueError
        If numbers are missing, not finite, or a latitude is beyond 90.
    """
    place = followed(latitude, longitude)
    if len(properties) != len(place):
        raise ValueError(f"{len(place)} points and properties of {len(properties)}")
    place[:, 0] = (place[:, 0] + 180.0) % 360.0 - 180.0
    return [
        _feature("Point", _rounded([pair])[0], given)
        for pair, given in zip(place, properties, strict=True)
    ]


def line(latitude: ArrayLike, longitude: ArrayLike, properties: Properties) -> Feature:
    """A line through points in degrees."""
    parts = [_rounded(part) for part in cut_line(latitude, longitude)]
    if len(parts) == 1:
        return _feature("LineString", parts[0], properties)
    return _feature("MultiLineString", parts, properties)


def polygon(latitude: ArrayLike, longitude: ArrayLike, properties: Properties) -> Feature:
    """An area between corners in degrees, in order; the last may or may not be the first."""
    rings = [[_rounded(ring)] for ring in cut_polygon(latitude, longitude)]
    if len(rings) == 1:
        return _feature("Polygon", rings[0], properties)
    return _feature("MultiPolygon", rings, properties)


def geojson_text(features: Sequence[Feature]) -> str:
    """Text of a feature collection."""
    return json_text({"type": "FeatureCollection", "features": list(features)})


def _rounded(ring: ArrayLike) -> list[list[float]]:
    return np.round(np.asarray(ring, dtype=np.float64), DIGITS).tolist()


def _feature(kind: str, coordinates: Any, properties: Properties) -> Feature:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": dict(properties)}
