"""The ground track of the last revolutions, the entry and the impact, on the world and on the South
Pacific.

Maps are plain longitude against latitude; the world map is centred on the Pacific so that tracks
into it stay in one piece.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.flight.end_figures import POINT_NEMO
from sim.report.colours import INK, assign_colours
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.figures.style import legend_line, margins, marker, new_figure, title
from sim.report.results.run import RunResult
from sim.report.series.ground_track import (
    WORLD,
    LastRevolutions,
    Window,
    last_revolutions,
    wrap_longitude,
)

PACIFIC: Window = (-190.0, -56.0, -68.0, 2.0)


def ground_track_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Two maps; None if no run has its track sampled finely enough near its end."""
    tracked = [
        (run, colour, track)
        for run, colour in zip(runs, assign_colours(runs), strict=True)
        if (track := last_revolutions(run)) is not None
    ]
    if not tracked:
        return None
    figure = new_figure(10.0, 9.65)
    world, pacific = figure.subplots(2, 1, height_ratios=[155 / 360, 70 / 134])
    draw_map(world, WORLD, "coastline_110m", 30.0)
    draw_map(pacific, PACIFIC, "coastline_50m", 10.0)
    for run, colour, track in tracked:
        for axes, window in ((world, WORLD), (pacific, PACIFIC)):
            _draw_track(axes, run, colour, track, window[0])
            _draw_fragments(axes, run, window[0])
    for axes, window, size in ((world, WORLD, 5), (pacific, PACIFIC, 7)):
        _draw_point_nemo(axes, window[0], size)
    world.set_title("Last three revolutions")
    pacific.set_title("South Pacific")
    margins(figure, top=0.9, bottom=0.55, down=0.12)
    legend_line(figure, _handles([(run, colour) for run, colour, _ in tracked]), down=0.3)
    title(figure, "ground track", runs)
    return figure


def _handles(tracked: Sequence[tuple[RunResult, str]]) -> list[Artist]:
    ink = tracked[0][1] if len(tracked) == 1 else INK
    labels = [Line2D([], [], color=colour, label=run.label) for run, colour in tracked]
    fragment = marker("o", "fragment", ms=2.4)
    return [
        *(labels if len(tracked) > 1 else []),
        Line2D([], [], color=ink, lw=0.9, label="orbit"),
        Line2D([], [], color=ink, lw=3.2, alpha=0.45, label="burn"),
        marker("D", "entry interface", ink, ms=5, mfc="white"),
        Line2D([], [], color=ink, lw=2.2, label="entry"),
        marker("X", "impact of the intact stack", ink, ms=8, mec="white"),
        *([fragment] if any(run.fragments is not None for run, _ in tracked) else []),
        marker("+", "Point Nemo", ms=8),
    ]


def _draw_track(
    axes: Axes, run: RunResult, colour: str, track: LastRevolutions, west: float
) -> None:
    x, y = wrap_longitude(track.longitude, west), track.latitude
    entered = track.entered
    draw_line(axes, x, np.where(entered, np.nan, y), color=colour, lw=0.9, zorder=3)
    burning = np.where(track.burning, y, np.nan)
    draw_line(axes, x, burning, color=colour, lw=4.0, alpha=0.45, zorder=3, solid_capstyle="butt")
    if not entered.any():
        axes.plot(x[-1:], y[-1:], "o", color=colour, ms=5, zorder=5)
        return
    draw_line(axes, x, np.where(entered, y, np.nan), color=colour, lw=2.2, zorder=4)
    k = int(np.argmax(entered))
    axes.plot(x[k : k + 1], y[k : k + 1], "D", color=colour, mfc="white", ms=5, zorder=5)
    if run.summary["impact"]:
        axes.plot(x[-1:], y[-1:], "X", color=colour, mec="white", ms=9, zorder=6)


def _draw_fragments(axes: Axes, run: RunResult, west: float) -> None:
    """Impacts of the hazardous fragments of the nominal break-up."""
    table = run.fragments
    if table is None:
        return
    rows = (table["break_up"] == 0) & (table["casualty_area_m2"] > 0.0)
    x, y = wrap_longitude(table["longitude_deg"][rows], west), table["latitude_deg"][rows]
    axes.plot(x, y, "o", color=INK, ms=2.4, mec="white", mew=0.3, zorder=5)


def _draw_point_nemo(axes: Axes, west: float, size: int) -> None:
    x, y = float(wrap_longitude(POINT_NEMO[1], west)), POINT_NEMO[0]
    axes.plot([x], [y], "+", color=INK, ms=size + 2, mew=1.2, zorder=5)
