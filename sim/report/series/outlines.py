"""Outlines of land, with no more points than a picture can show."""

import numpy as np
import shapely

from sim.data.build_once import build_once
from sim.entry.risk.land import countries


@build_once
def thinned_land(within: float) -> tuple[np.ndarray, ...]:
    """Outlines of countries (n, 2), deg of longitude and latitude, without the points that straight
    lines pass `within` so many degrees; those of small islands as they are. Natural Earth.
    """
    rings = countries().rings
    first = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    lines = shapely.linestrings(np.concatenate(rings), indices=first)
    # whether an outline crosses itself after this nobody sees, and looking for it takes longest
    lines = shapely.simplify(lines, within, preserve_topology=False)
    points, line = shapely.get_coordinates(lines, return_index=True)
    parts = np.split(points, np.searchsorted(line, np.arange(1, len(rings))))
    return tuple(thin if len(thin) > 3 else ring for ring, thin in zip(rings, parts, strict=True))
