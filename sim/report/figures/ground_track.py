"""The ground track of the last revolutions, the entry and the impact, on the world and on the South
Pacific.

Coastlines: Natural Earth. Maps are plain longitude against latitude; the world map is centred on
the Pacific so that tracks into it stay in one piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, MultipleLocator

from sim.data import open_data
from sim.flight.summary import POINT_NEMO
from sim.flight.trajectory import degrees_of, ground_path
from sim.report.figures.style import (
    INK,
    LAND,
    MUTED,
    colours,
    legend_line,
    margins,
    new_figure,
    title,
)
from sim.report.results.run import RunResult

WORLD = (-330.0, 30.0, -75.0, 80.0)
PACIFIC = (-190.0, -56.0, -68.0, 2.0)
"""deg: west, east, south, north of the two maps."""

REVOLUTIONS = 4.6 * 3600.0
"""s before the entry interface, or before the end, from which the track is drawn: three
revolutions."""

COARSE = 600.0
"""s between samples up to which a track is drawn through them."""

FINE = 15.0
"""s between the points of the line drawn."""


def ground_track_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Two maps; None if no run has its track sampled finely enough near its end."""
    kept = [(run, c, last_revolutions(run)) for run, c in zip(runs, colours(runs), strict=True)]
    kept = [(run, colour, last) for run, colour, last in kept if last is not None]
    if not kept:
        return None
    figure = new_figure(10.0, 9.65)
    world, pacific = figure.subplots(2, 1, height_ratios=[155 / 360, 70 / 134])
    draw_map(world, WORLD, "coastline_110m", 30.0)
    draw_map(pacific, PACIFIC, "coastline_50m", 10.0)
    for run, colour, last in kept:
        for axes, window in ((world, WORLD), (pacific, PACIFIC)):
            _track(axes, run, colour, last, window[0])
            _fragments(axes, run, window[0])
    for axes, window, size in ((world, WORLD, 5), (pacific, PACIFIC, 7)):
        _point_nemo(axes, window[0], size)
    world.set_title("Last three revolutions")
    pacific.set_title("South Pacific")
    margins(figure, top=0.9, bottom=0.55, down=0.12)
    legend_line(figure, _handles([(run, colour) for run, colour, _ in kept]), down=0.3)
    title(figure, "ground track", runs)
    return figure


def _handles(kept: Sequence[tuple[RunResult, str]]) -> list[Line2D]:
    ink = kept[0][1] if len(kept) == 1 else INK
    named = [Line2D([], [], color=colour, label=run.label) for run, colour in kept]
    fragment = Line2D([], [], color=INK, marker="o", ms=2.4, ls="", label="fragment")
    return [
        *(named if len(kept) > 1 else []),
        Line2D([], [], color=ink, lw=0.9, label="orbit"),
        Line2D([], [], color=ink, lw=3.2, alpha=0.45, label="burn"),
        Line2D([], [], color=ink, marker="D", ms=5, mfc="white", ls="", label="entry interface"),
        Line2D([], [], color=ink, lw=2.2, label="entry"),
        Line2D([], [], color=ink, marker="X", ms=8, mec="white", ls="", label="impact"),
        *([fragment] if any(run.fragments is not None for run, _ in kept) else []),
        Line2D([], [], color=INK, marker="+", ms=8, ls="", label="Point Nemo"),
    ]


@dataclass(frozen=True)
class _Track:
    """Degrees along the last revolutions, where an engine burns, and where entry has begun."""

    latitude: np.ndarray
    longitude: np.ndarray
    burning: np.ndarray
    entered: np.ndarray


def last_revolutions(run: RunResult) -> _Track | None:
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
    return _Track(latitude, longitude, path["thrust_n"][before] > 0.0, entered)


def draw_map(
    axes: Axes, window: tuple[float, float, float, float], coast: str, grid: float
) -> None:
    """Land, coastline and degrees in a window; longitudes run on beyond 180 degrees."""
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


def into(longitude: np.ndarray | float, west: float) -> np.ndarray:
    """Longitudes in deg moved by whole turns to lie east of `west`."""
    return (np.asarray(longitude, dtype=np.float64) - west) % 360.0 + west


def draw_line(axes: Axes, x: np.ndarray, y: np.ndarray, **how: object) -> None:
    """A line broken where the longitude jumps from one edge to the other."""
    jump = np.flatnonzero(np.abs(np.diff(x)) > 180.0) + 1
    axes.plot(np.insert(x, jump, np.nan), np.insert(y, jump, np.nan), **how)


def _track(axes: Axes, run: RunResult, colour: str, last: _Track, west: float) -> None:
    x, y = into(last.longitude, west), last.latitude
    entered = last.entered
    draw_line(axes, x, np.where(entered, np.nan, y), color=colour, lw=0.9, zorder=3)
    burning = np.where(last.burning, y, np.nan)
    draw_line(axes, x, burning, color=colour, lw=4.0, alpha=0.45, zorder=3, solid_capstyle="butt")
    if not entered.any():
        axes.plot(x[-1:], y[-1:], "o", color=colour, ms=5, zorder=5)
        return
    draw_line(axes, x, np.where(entered, y, np.nan), color=colour, lw=2.2, zorder=4)
    k = int(np.argmax(entered))
    axes.plot(x[k : k + 1], y[k : k + 1], "D", color=colour, mfc="white", ms=5, zorder=5)
    if run.summary["impact"]:
        axes.plot(x[-1:], y[-1:], "X", color=colour, mec="white", ms=9, zorder=6)


def _fragments(axes: Axes, run: RunResult, west: float) -> None:
    """Where fragments of the nominal break-up come down that may hurt somebody."""
    if run.fragments is None:
        return
    down = (run.fragments["break_up"] == 0) & (run.fragments["casualty_area_m2"] > 0.0)
    x, y = into(run.fragments["longitude_deg"][down], west), run.fragments["latitude_deg"][down]
    axes.plot(x, y, "o", color=INK, ms=2.4, mec="white", mew=0.3, zorder=5)


def _point_nemo(axes: Axes, west: float, size: int) -> None:
    x, y = float(into(POINT_NEMO[1], west)), POINT_NEMO[0]
    axes.plot([x], [y], "+", color=INK, ms=size + 2, mew=1.2, zorder=5)
