"""The half of the Earth that faces a viewer: lines and outlines in orthographic projection.

Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), equations 20-3 and
20-4 for the plane, 5-3 for what lies on the near half. The Earth is a sphere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely

GRID_STEP = 30
"""deg between the meridians and parallels that are drawn."""


def _disc(radius: float) -> shapely.Polygon:
    return shapely.Point(0.0, 0.0).buffer(radius, quad_segs=45)


WHOLE, NEAR = _disc(np.pi), _disc(0.5 * np.pi)


@dataclass(frozen=True)
class Globe:
    """A view of the Earth with a place, deg, in the middle of the disc of radius 1."""

    longitude: float
    latitude: float

    def project(
        self, longitude: np.ndarray, latitude: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Place on the disc, x to the east and y to the north, and the cosine of the angle from its
        middle, which is negative on the far half; from deg, (n,) each.
        """
        turn = np.radians(np.asarray(longitude) - self.longitude)
        north, middle = np.radians(latitude), np.radians(self.latitude)
        x = np.cos(north) * np.sin(turn)
        y = np.cos(middle) * np.sin(north) - np.sin(middle) * np.cos(north) * np.cos(turn)
        depth = np.sin(middle) * np.sin(north) + np.cos(middle) * np.cos(north) * np.cos(turn)
        return x, y, depth

    def line(self, longitude: np.ndarray, latitude: np.ndarray) -> Iterator[np.ndarray]:
        """The stretches (k, 2) of a line that can be seen; NaN are gaps."""
        x, y, depth = self.project(longitude, latitude)
        seen = np.isfinite(depth) & (depth > 0.0)
        edges = np.flatnonzero(np.diff(seen.astype(np.int8), prepend=0, append=0))
        for first, last in edges.reshape(-1, 2).tolist():
            if last - first > 1:
                yield np.column_stack([x[first:last], y[first:last]])

    def areas(self, rings: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Outlines (k, 2) of what can be seen of closed areas (n, 2), deg of longitude and
        latitude.

        They are cut at the limb in the azimuthal equidistant projection, which shows the far half
        as well. There the place opposite to the middle is a circle, so that an area around it is
        what lies outside its outline.
        """
        opposite = shapely.Point((self.longitude + 360.0) % 360.0 - 180.0, -self.latitude)
        for ring in rings:
            x, y, depth = self.project(*ring.T)
            distance, bearing = np.arccos(np.clip(depth, -1.0, 1.0)), np.arctan2(y, x)
            plane = np.column_stack([np.cos(bearing), np.sin(bearing)]) * distance[:, None]
            area = shapely.make_valid(shapely.Polygon(plane))
            if shapely.Polygon(ring).contains(opposite):
                area = shapely.difference(WHOLE, area)
            for part in shapely.get_parts(shapely.intersection(area, NEAR)):
                if isinstance(part, shapely.Polygon) and not part.is_empty:
                    for edge in (part.exterior, *part.interiors):
                        yield _to_disc(shapely.get_coordinates(edge))

    def grid(self) -> Iterator[np.ndarray]:
        """Meridians and parallels that can be seen."""
        along = np.linspace(-180.0, 180.0, 181)
        for latitude in range(-90 + GRID_STEP, 90, GRID_STEP):
            yield from self.line(along, np.full_like(along, latitude))
        for longitude in range(-180, 180, GRID_STEP):
            yield from self.line(np.full_like(along, longitude), 0.5 * along)


def _to_disc(plane: np.ndarray) -> np.ndarray:
    """Places (k, 2) of the equidistant projection, rad, in the orthographic one."""
    distance = np.hypot(*plane.T)
    shrink = np.sinc(distance / np.pi)  # sin(r) / r
    return plane * shrink[:, None]
