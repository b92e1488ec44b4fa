"""A small map for a notebook: outlines of countries, a track and a few points, as SVG without
scripts or styles of its own, so that it shows in any notebook, light or dark.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from sim.report.colours import NEUTRAL, PALETTE
from sim.report.page.markup import tag

WIDTH, SOUTH, NORTH = 480, -65.0, 75.0
LEAST_RING = 3.0
"""deg across, of land that shows at this size."""
THINNING = 0.6
"""deg to which outlines are thinned: less than a pixel."""


class Spot(NamedTuple):
    """A place in deg, what it is, and its colour."""

    longitude: float
    latitude: float
    words: str
    colour: str = PALETTE[1]


def small_map(spots: Sequence[Spot], track: np.ndarray | None = None) -> str:
    """SVG of the world with spots and a track (k, 2) of longitude and latitude in deg."""
    lines = "" if track is None else _polyline(_with_gaps(track), PALETTE[0], 1.0)
    dots = "".join(
        tag(
            "circle",
            tag("title", spot.words),
            cx=f"{spot.longitude:.2f}",
            cy=f"{-spot.latitude:.2f}",
            r=3,
            fill=spot.colour,
        )
        for spot in spots
        if np.isfinite(spot.longitude) and np.isfinite(spot.latitude)
    )
    box = f"-180 {-NORTH:g} 360 {NORTH - SOUTH:g}"
    height = round(WIDTH * (NORTH - SOUTH) / 360.0)
    return tag(
        "svg", _outlines() + lines + dots, viewBox=box, width=WIDTH, height=height, role="img",
        xmlns="http://www.w3.org/2000/svg", aria_label="map of the ground track",
        style="max-width:100%;border:1px solid #8884",
    )  # fmt: skip


@cache
def _outlines() -> str:
    """Outlines of countries, as lines that show on white and on dark."""
    import shapely

    from sim.entry.risk.land import countries

    lines = []
    for ring in countries().rings:
        if np.ptp(ring[:, 0]) + np.ptp(ring[:, 1]) > LEAST_RING:
            thin = shapely.simplify(shapely.linestrings(ring), THINNING, preserve_topology=False)
            lines.append(shapely.get_coordinates(thin))
    return _polyline(lines, NEUTRAL, 0.5)


def _with_gaps(track: np.ndarray) -> list[np.ndarray]:
    """Parts of a track between passages of the date line."""
    known = track[np.isfinite(track).all(axis=1)]
    jumps = np.flatnonzero(np.abs(np.diff(known[:, 0])) > 180.0) + 1
    return np.split(known, jumps)


def _polyline(parts: Sequence[np.ndarray], colour: str, width: float) -> str:
    commands = []
    for part in parts:
        if len(part) > 1:
            points = np.round(part, 1).tolist()
            commands.append("M" + "L".join(f"{x:g} {-y:g}" for x, y in points))
    return tag("path", d="".join(commands), fill="none", stroke=colour, stroke_width=width)
