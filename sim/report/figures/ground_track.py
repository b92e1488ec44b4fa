"""The ground track of the last revolutions, the entry and the impact, on the world and from near;
several runs side by side, since their tracks lie over each other.

Maps are plain longitude against latitude; the world map is centred on the Pacific so that tracks
into it stay in one piece, the near one on what comes down.
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
from sim.report.figures.style import legend_line, literal, margins, marker, new_figure, title
from sim.report.results.run import RunResult
from sim.report.series.ground_track import (
    WORLD,
    LastRevolutions,
    Window,
    last_revolutions,
    wrap_longitude,
)

NEAR = (67.0, 35.0)
"""deg to either side of the middle of the entry that the near map shows, east and north."""
HEIGHT = 4.7
"""in of a map as wide as the figure."""


def ground_track_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Two maps for each run; None if no run has its track sampled finely enough near its end."""
    tracked = [
        (run, colour, track)
        for run, colour in zip(runs, assign_colours(runs), strict=True)
        if (track := last_revolutions(run)) is not None
    ]
    if not tracked:
        return None
    columns = min(len(tracked), 2)
    lines = -(-len(tracked) // columns)
    figure = new_figure(10.0, 1.35 + 2.0 * lines * (HEIGHT / columns + 0.35))
    panels = figure.subplots(2 * lines, columns, squeeze=False)
    for axes in panels.flat[len(tracked) :]:
        axes.set_visible(False)
    for k, (run, colour, track) in enumerate(tracked):
        line, column = divmod(k, columns)
        several = len(tracked) > 1
        maps = (
            ("Last three revolutions", WORLD, "coastline_110m", 60.0 if several else 30.0),
            ("Entry and impact", _near(track), "coastline_50m", 20.0 if several else 10.0),
        )
        for axes, (words, window, coast, grid) in zip(
            panels[2 * line : 2 * line + 2, column], maps, strict=True
        ):
            axes.set_visible(True)
            draw_map(axes, window, coast, grid)
            _draw_track(axes, run, colour, track, window[0])
            _draw_fragments(axes, run, window[0])
            _draw_point_nemo(axes, window, 5 if window is WORLD else 7)
            name = f"{literal(run.label)}: {words[0].lower()}{words[1:]}" if several else words
            axes.set_title(name, color=colour if several else INK)
    margins(figure, left=0.55, top=0.95, bottom=0.45, down=0.2, across=0.12)
    legend_line(figure, _handles([(run, colour) for run, colour, _ in tracked]), down=0.3)
    title(figure, "ground track", runs)
    return figure


def _near(track: LastRevolutions) -> Window:
    """The window around the entry, or around the end of a flight that stays up."""
    rows = track.entered if track.entered.any() else np.arange(len(track.latitude))[-1:]
    longitude = np.degrees(np.unwrap(np.radians(track.longitude[rows])))
    x = 0.5 * (longitude.min() + longitude.max())
    y = 0.5 * (track.latitude[rows].min() + track.latitude[rows].max())
    y = float(np.clip(y, -89.0 + NEAR[1], 89.0 - NEAR[1]))
    east = float(wrap_longitude(x + NEAR[0], -180.0))
    return east - 2.0 * NEAR[0], east, y - NEAR[1], y + NEAR[1]


def _handles(tracked: Sequence[tuple[RunResult, str]]) -> list[Artist]:
    ink = tracked[0][1] if len(tracked) == 1 else INK
    fragment = marker("o", "fragment", ms=2.4)
    return [
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


def _draw_point_nemo(axes: Axes, window: Window, size: int) -> None:
    x, y = float(wrap_longitude(POINT_NEMO[1], window[0])), POINT_NEMO[0]
    if x < window[1] and window[2] < y < window[3]:
        axes.plot([x], [y], "+", color=INK, ms=size + 2, mew=1.2, zorder=5)
