"""Maps with land, coastline and degrees, and lines on them that may cross the edge.

Coastlines: Natural Earth. Longitude against latitude.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, MultipleLocator

from sim.data import open_data
from sim.report.colours import LAND, MUTED
from sim.report.series.ground_track import Window, wrap_longitude
from sim.report.series.place_names import PlaceName, islet_names, place_names

NAME_SIZE = 6.0
"""Points, of the names of countries and islands."""
LETTER, LINE = 0.6, 1.3
"""Width of a letter and height of a line over that size."""
CLOSE = 140.0
"""deg of longitude up to which a map has room for islets and the names of islands."""


def draw_map(axes: Axes, window: Window, coast: str, grid: float) -> None:
    """Land, coastline and degrees in a window; longitudes run on beyond 180 degrees.

    Parameters
    ----------
    axes
        Where to draw.
    window
        What is shown, deg.
    coast
        Data set of the coastline.
    grid
        Degrees between lines; above 20 the map is square, below it is true to scale at 40 degrees.
    """
    west, east, south, north = window
    land = open_data("land_110m")["line"]
    line = open_data(coast)["line"].astype(np.float64)
    for turn in (-360.0, 0.0):
        land_patch = PathPatch(_rings(land, turn), fc=LAND, alpha=0.45, lw=0, zorder=1)
        axes.add_artist(land_patch)  # add_patch would look for limits along every edge
        x, y = line[:, 0] + turn, line[:, 1]
        inside = (x >= west - 5) & (x <= east + 5) & (y >= south - 5) & (y <= north + 5)
        if inside.any():
            x = np.where(inside, x, np.nan)
            gap = np.isnan(x[1:]) & np.isnan(x[:-1])  # one break between pieces is enough
            keep = np.concatenate([[True], ~gap])
            axes.plot(x[keep], y[keep], color=MUTED, lw=0.5, zorder=2)
    if east - west <= CLOSE:
        _mark_islets(axes, window)
    _name_places(axes, window)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1.0 if grid > 20.0 else 1.0 / np.cos(np.radians(40.0)), adjustable="box")
    axes.xaxis.set_major_locator(MultipleLocator(grid))
    axes.yaxis.set_major_locator(MultipleLocator(grid))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _degrees(x, "E", "W")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _degrees(y, "N", "S")))
    axes.tick_params(labelsize=7.5)
    for side in axes.spines.values():
        side.set_visible(True)


def _mark_islets(axes: Axes, window: Window) -> None:
    """Dots for the islets that no coastline shows."""
    west, east, south, north = window
    _, x, y = zip(*islet_names(), strict=True)
    x, y = wrap_longitude(np.array(x), west), np.array(y)
    inside = (x <= east) & (y >= south) & (y <= north)
    axes.plot(x[inside], y[inside], ".", color=MUTED, ms=2.5, mew=0, zorder=2)


def _name_places(axes: Axes, window: Window) -> None:
    """Names of countries where their land has room for them, and of islands beside these, each
    once.
    """
    west, east, south, north = window
    box = axes.get_window_extent()
    point = max((east - west) / box.width, (north - south) / box.height) * axes.figure.dpi / 72.0
    letter, line = LETTER * NAME_SIZE * point, LINE * NAME_SIZE * point
    taken: list[tuple[float, float, float]] = []
    for place in place_names():
        if place.beside and east - west > CLOSE:
            continue
        long = letter * len(place.name)
        for left, y in _starts(place, west, long, letter):
            inside = west < left and left + long < east and south + line < y < north - line
            if inside and not _meets(taken, (left, left + long, y), line):
                taken.append((left, left + long, y))
                axes.text(
                    left, y, place.name, va="center", fontsize=NAME_SIZE, color=MUTED, zorder=3
                )
                break


def _starts(
    place: PlaceName, west: float, long: float, letter: float
) -> Iterator[tuple[float, float]]:
    """Where a name of a length in deg may begin: to the right or the left of an island, in the
    middle of land that is wider.
    """
    for spot in place.spots:
        x, y = float(wrap_longitude(spot.longitude, west)), spot.latitude
        if place.beside:
            yield x + letter, y
            yield x - letter - long, y
        elif spot.width > long:
            yield x - 0.5 * long, y


def _meets(
    taken: list[tuple[float, float, float]], name: tuple[float, float, float], line: float
) -> bool:
    """Whether a name (left, right, latitude) meets one that is there."""
    left, right, y = name
    return any(a < right and left < b and abs(y - other) < line for a, b, other in taken)


def _degrees(value: float, positive: str, negative: str) -> str:
    value = (value + 180.0) % 360.0 - 180.0
    if value in (0.0, -180.0):
        return f"{abs(value):.0f}°"
    return f"{abs(value):.0f}° {positive if value > 0.0 else negative}"


def _rings(line: np.ndarray, turn: float) -> Path:
    """One path of closed rings from points with NaN rows between them."""
    breaks = np.isnan(line[:, 0])
    codes = np.full(len(line), Path.LINETO, dtype=np.uint8)
    codes[np.concatenate([[0], np.flatnonzero(breaks[:-1]) + 1])] = Path.MOVETO
    return Path(np.column_stack([line[~breaks, 0] + turn, line[~breaks, 1]]), codes[~breaks])


def draw_line(axes: Axes, x: np.ndarray, y: np.ndarray, **style: Any) -> None:
    """A line broken where the longitude jumps from one edge to the other."""
    jump = np.flatnonzero(np.abs(np.diff(x)) > 180.0) + 1
    axes.plot(np.insert(x, jump, np.nan), np.insert(y, jump, np.nan), **style)
