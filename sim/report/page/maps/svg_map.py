"""Maps of a page as SVG: land, lines and dots as paths, with the places that `map.js` marks and the
names it writes.

Land: Natural Earth. Paths are in hundredths of a degree, longitude against latitude, and are drawn
true to scale at 40 degrees. A picture repeats itself every turn of the Earth: what is drawn twice
or more is a copy (`use`), in which style rules count that name no element around it.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely

from sim.entry.risk.keep_out import KeepOutLimits
from sim.entry.risk.limit_lines import limit_lines
from sim.report.page.markup import tag, text
from sim.report.series.ground_track import Window
from sim.report.series.outlines import thinned_land
from sim.report.series.place_names import place_names

UNIT = 0.01
"""deg of a unit of the paths."""
THINNING = 0.03
"""deg to which outlines of land are thinned: 3 km."""
CELL = 0.75
"""deg between points at which the distance to land is found."""
LATITUDES = (-70.0, 78.0)
"""deg, south and north of the view of the world."""
AROUND, ABOVE = 75.0, 36.0
"""deg to either side, and to north and south, of the view of an ocean: land is in sight from every
place at sea.
"""
LIMITS = (
    ("foreign land", KeepOutLimits.foreign_land / 1e3),
    ("US land", KeepOutLimits.us_land / 1e3),
    ("permanent ice", KeepOutLimits.permanent_ice / 1e3),
)
"""Class of land and least distance allowed, km."""
TURNS = (-1, 1)
GAP = np.full((1, 2), np.nan)


def path_data(x: np.ndarray, y: np.ndarray, closed: bool = False, within: float = 0.0) -> str:
    """Commands of a path through points in deg; gaps are NaN. Points that round to the one before
    them are left out, and those that straight lines pass `within` so many degrees.
    """
    commands = []
    points = np.round(np.column_stack([x, y]) / UNIT)
    for part in np.split(points, np.flatnonzero(np.isnan(points).any(axis=1))):
        finite = part[~np.isnan(part).any(axis=1)].astype(np.int64)
        if len(finite) < 2:
            continue
        if within > 0.0:
            line = shapely.simplify(shapely.linestrings(finite), within / UNIT)
            finite = shapely.get_coordinates(line).astype(np.int64)
        commands.append(line_data(finite, closed))
    return "".join(commands)


def line_data(points: np.ndarray, closed: bool = False) -> str:
    """Commands of one line through whole numbers (n, 2); nothing where all are the same place."""
    steps = np.diff(points, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        return ""
    moves = " ".join(map(str, steps.ravel().tolist())).replace(" -", "-")
    return f"M{points[0, 0]} {points[0, 1]}l{moves}{'z' if closed else ''}"


def dots_data(x: np.ndarray, y: np.ndarray) -> str:
    """A path of points without length, which round ends of the line make into dots."""
    pairs = np.unique(np.round(np.column_stack([x, y]) / UNIT).astype(np.int64), axis=0)
    steps = np.diff(pairs, axis=0, prepend=[[0, 0]])
    return "".join(f"m{a} {b}h0" for a, b in steps.tolist()).replace(" -", "-")


def track_data(
    longitude: np.ndarray, latitude: np.ndarray, west: float, within: float = 0.0
) -> str:
    """A path along a track in deg, each turn of which is drawn from `west` to a turn east of it,
    `within` so many degrees of its points; gaps are NaN.
    """
    known = np.isfinite(longitude)
    x = longitude.astype(np.float64).copy()
    x[known] = np.degrees(np.unwrap(np.radians(x[known])))
    turn = np.where(known, np.floor((x - west) / 360.0), np.nan)
    cut = np.flatnonzero(np.abs(np.diff(turn)) > 0.0)
    # both sides of a cut run on to the next point, so that copies of the map join
    beyond = x[cut + 1] - 360.0 * turn[cut]
    before = x[cut] - 360.0 * turn[cut + 1]
    lon = np.insert(x - 360.0 * turn, np.repeat(cut + 1, 3), _in_turn(beyond, before))
    lat = np.insert(latitude, np.repeat(cut + 1, 3), _in_turn(latitude[cut + 1], latitude[cut]))
    return path_data(lon, lat, within=within)


def _in_turn(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """First, a gap, last of each pair, one after the other."""
    return np.column_stack([first, np.full(len(first), np.nan), last]).ravel()


@cache
def earth() -> str:
    """Land three times over, so that a map runs on beyond 180 degrees, with the names on it."""
    whole, cut = [], []
    for ring in thinned_land(THINNING):
        (cut if _on_edge(ring).any() else whole).append(np.vstack([ring, GAP]))
    land = tag("path", d=path_data(*np.concatenate(whole).T, closed=True), class_="land coast")
    land += tag("path", d=path_data(*np.concatenate(cut).T, closed=True), class_="land")
    shores = np.concatenate([np.where(_on_edge(ring)[:, None], np.nan, ring) for ring in cut])
    land += tag("path", d=path_data(*shores.T), class_="coast")
    names = [
        [place.name, int(place.beside), [[round(value, 2) for value in s] for s in place.spots]]
        for place in place_names()
    ]
    words = json.dumps(names, ensure_ascii=False, separators=(",", ":"))
    return tag("g", land, id="earth", data_names=words) + _copies("earth", TURNS)


def _on_edge(ring: np.ndarray) -> np.ndarray:
    """Which points of a ring lie where a flat map cuts the Earth, which is no shore."""
    return (np.abs(ring[:, 0]) > 179.99) | (ring[:, 1] < -89.9)


def _copies(name: str, turns: Sequence[int]) -> str:
    """An element of the page again, so many turns to the east."""
    return "".join(tag("use", href=f"#{name}", x=round(360.0 * n / UNIT)) for n in turns)


def map_picture(layers: str, label: str) -> str:
    """The picture of a map before the script moves it: the whole Earth."""
    scale = UNIT * 900.0 / 360.0
    move = f"translate(450 270) scale({scale} {-scale})"
    world = tag("g", layers, class_="world", transform=move)
    svg = tag("svg", world, viewBox="0 0 900 500", role="img", aria_label=label)
    return tag("div", svg, class_="stage")


def map_figure(
    name: str, caption: str, layers: str, legend: Sequence[str], first: bool = True
) -> str:
    """The element a map of this name is drawn into; the first one of a page holds the Earth."""
    ground = earth() if first else _copies("earth", (-1, 0, 1))
    drawn = tag("g", layers, id=f"on-{name}", class_="drawn") + _copies(f"on-{name}", TURNS)
    key = tag("ul", "".join(tag("li", text(words)) for words in legend), class_="legend")
    inner = tag("figcaption", text(caption)) + map_picture(ground + drawn, caption) + key
    return tag("figure", inner, class_="map", data_chart=name)


def mark(lon: float, lat: float, shape: str, label: str, **options: Any) -> dict[str, Any]:
    """A place with its shape (`map.js` knows which) and name."""
    place = {"lon": round(float(lon), 4), "lat": round(float(lat), 4)}
    return place | {"shape": shape, "label": label} | options


def view(label: str, window: Window) -> dict[str, Any]:
    """A button of a map and what it shows, deg."""
    return {"label": label, "window": [round(float(edge), 3) for edge in window]}


def world_around(longitude: float) -> Window:
    """The whole Earth with a longitude in deg in the middle."""
    return longitude - 180.0, longitude + 180.0, *LATITUDES


def ocean_around(longitude: float, latitude: float) -> Window:
    """An ocean with a place in deg in the middle, and the land around it."""
    middle = float(np.clip(latitude, ABOVE - 85.0, 85.0 - ABOVE))
    return longitude - AROUND, longitude + AROUND, middle - ABOVE, middle + ABOVE


def limits_legend() -> str:
    """What the lines of `LIMITS` mean."""
    limits = ", ".join(f"{km:.0f} km from {land}" for land, km in LIMITS)
    return f"grey dashed and dotted, around this ocean: least distances allowed, {limits}"


def middle_of(window: Window) -> tuple[float, float]:
    """Longitude, from -180 to 180, and latitude of the middle of a window, deg."""
    west, east, south, north = window
    return (0.5 * (west + east) + 180.0) % 360.0 - 180.0, 0.5 * (south + north)


def limit_paths(
    limits: Sequence[tuple[str, float]], window: Window
) -> tuple[str, list[dict[str, Any]]]:
    """Lines at the least distances to land that are allowed, and what to write beside them.

    Parameters
    ----------
    limits
        Class of land, and its distance in km.
    window
        Where they are drawn, deg.
    """
    west, east, south, north = window
    x = np.arange(west, east + CELL, CELL)
    y = np.arange(max(south, -85.0), min(north, 85.0), CELL)
    paths, labels = [], []
    for land, limit in limits:
        lines = limit_lines(land, 1e3 * limit, x, y)
        d = "".join(path_data(line[:, 0], line[:, 1]) for line in lines)
        if not d:
            continue
        style = "limit" if land == "foreign land" else "limit near"
        words = f"{limit:.0f} km from {land}"
        paths.append(tag("path", tag("title", text(words)), d=d, class_=style))
        short = f"{limit:.0f} km"
        labels += [
            {"label": words, "short": short, "spots": _extremes(line)}
            for line in lines
            if len(line) > 2
        ]
    return "".join(paths), labels


def _extremes(line: np.ndarray) -> list[list[float]]:
    """Northern, southern, eastern and western end of a line, deg."""
    rows = (line[:, 1].argmax(), line[:, 1].argmin(), line[:, 0].argmax(), line[:, 0].argmin())
    return [[round(float(value), 2) for value in line[row]] for row in rows]
