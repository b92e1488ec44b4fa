"""Maps of a page as SVG: coastlines, lines and dots as paths, with the places that `map.js` marks.

Coastlines: Natural Earth. Paths are in hundredths of a degree, longitude against latitude, and are
drawn true to scale at 40 degrees.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from sim.data import open_data
from sim.entry.risk.limit_lines import limit_lines
from sim.report.page.markup import tag, text
from sim.report.series.ground_track import Window

UNIT = 0.01
"""deg of a unit of the paths."""
CELL = 0.75
"""deg between points at which the distance to land is found."""
AROUND = 6.0
"""deg around footprints and entry within which lines of equal distance to land are drawn."""
WORLD: Window = (-250.0, 110.0, -70.0, 78.0)


def path_data(x: np.ndarray, y: np.ndarray, closed: bool = False) -> str:
    """Commands of a path through points in deg; gaps are NaN, and points that round to the one
    before them are left out.
    """
    commands = []
    points = np.round(np.column_stack([x, y]) / UNIT)
    for part in np.split(points, np.flatnonzero(np.isnan(points).any(axis=1))):
        finite = part[~np.isnan(part).any(axis=1)].astype(np.int64)
        if len(finite) < 2:
            continue
        steps = np.diff(finite, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if len(steps):
            moves = " ".join(f"{a} {b}" for a, b in steps.tolist()).replace(" -", "-")
            commands.append(f"M{finite[0, 0]} {finite[0, 1]}l{moves}{'z' if closed else ''}")
    return "".join(commands)


def dots_data(x: np.ndarray, y: np.ndarray) -> str:
    """A path of points without length, which round ends of the line make into dots."""
    pairs = np.unique(np.round(np.column_stack([x, y]) / UNIT).astype(np.int64), axis=0)
    return "".join(f"M{a} {b}h0" for a, b in pairs.tolist())


@cache
def earth() -> str:
    """Land and coastline three times over, so that a map runs on beyond 180 degrees."""
    land, coast = (open_data(k)["line"].astype(float).T for k in ("land_110m", "coastline_50m"))
    shapes = tag("path", d=path_data(*land, closed=True), class_="land")
    shapes += tag("path", d=path_data(*coast), class_="coast")
    return tag("g", shapes, id="earth") + _repeated_earth((-1, 1))


def _repeated_earth(turns: Sequence[int]) -> str:
    """The Earth of the page again, so many turns to the east."""
    return "".join(tag("use", href="#earth", x=round(360.0 * n / UNIT)) for n in turns)


def map_picture(layers: str, label: str) -> str:
    """The picture of a map before the script moves it: the whole Earth."""
    scale = UNIT * 900.0 / 360.0
    move = f"translate(625 270) scale({scale} {-scale})"
    world = tag("g", layers, class_="world", transform=move)
    svg = tag("svg", world, viewBox="0 0 900 500", role="img", aria_label=label)
    return tag("div", svg, class_="stage")


def map_figure(
    name: str, caption: str, layers: str, legend: Sequence[str], first: bool = True
) -> str:
    """The element a map of this name is drawn into; the first one of a page holds the Earth."""
    ground = earth() if first else _repeated_earth((-1, 0, 1))
    key = tag("ul", "".join(tag("li", text(words)) for words in legend), class_="legend")
    inner = tag("figcaption", text(caption)) + map_picture(ground + layers, caption) + key
    return tag("figure", inner, class_="map", data_chart=name)


def mark(lon: float, lat: float, shape: str, label: str, **options: Any) -> dict[str, Any]:
    """A place with its shape (`map.js` knows which) and name."""
    place = {"lon": round(float(lon), 4), "lat": round(float(lat), 4)}
    return place | {"shape": shape, "label": label} | options


def limit_paths(limits: Sequence[tuple[str, float]], window: Window) -> str:
    """Lines at the least distances to land that are allowed, around the footprints.

    Parameters
    ----------
    limits
        Class of land, and its distance in km.
    window
        What is shown, deg.
    """
    west, east, south, north = window
    x = np.arange(west - AROUND, east + AROUND, CELL)
    y = np.arange(max(south - AROUND, -85.0), min(north + AROUND, 85.0), CELL)
    paths = []
    for land, limit in limits:
        d = "".join(
            path_data(line[:, 0], line[:, 1]) for line in limit_lines(land, 1e3 * limit, x, y)
        )
        style = "limit" if land == "foreign land" else "limit near"
        title = tag("title", text(f"{limit:.0f} km from {land}"))
        paths.append(tag("path", title, d=d, class_=style) if d else "")
    return "".join(paths)
