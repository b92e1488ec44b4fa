"""The map of a footprint: areas that hold given shares of the fragments, the fragments, the track,
the aim point, and lines at the least distances allowed from land.

Coastlines: Natural Earth. Longitude against latitude, true to scale at 40 degrees.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.entry.risk.limit_lines import limit_lines
from sim.report.colours import INK, MUTED, STAGES
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.results.run import RunResult
from sim.report.series.fragments import footprint_window, hazardous_fragments
from sim.report.series.ground_track import Window, wrap_longitude
from sim.report.text.debris import nearest_fall

LINES: dict[float, Any] = {0.97: "-", 0.99: (0, (4, 1.5)), 0.9999: (0, (1, 1))}
"""Share of the fragments and how the border of its area is drawn."""

CELL = 0.25
"""deg between points at which the distance to land is found."""


def marker_area(mass: np.ndarray | float) -> np.ndarray:
    """Area of a marker in points squared: by the logarithm of a fragment's mass in kg."""
    return 3.0 + 5.0 * np.maximum(np.log10(np.maximum(mass, 1e-9) / 0.1), 0.0) ** 1.5


def draw_footprints(axes: Axes, runs: Sequence[RunResult], colours: Sequence[str]) -> list[Artist]:
    """Everything on the map; returns what the legend needs beyond stages and runs."""
    window = footprint_window(runs)
    coast = "coastline_50m" if window[1] - window[0] < 180.0 else "coastline_110m"
    draw_map(axes, window, coast, 5.0 if window[1] - window[0] < 45.0 else 10.0)
    handles = _draw_limits(axes, window, runs)
    for run, colour in zip(runs, colours, strict=True):
        _draw_areas(axes, run, colour, window[0])
        _draw_fragments(axes, run, colour, window[0], by_stage=len(runs) == 1)
    _name_nearest(axes, runs)
    axes.set_xlim(*window[:2])
    axes.set_ylim(*window[2:])
    lines = [
        Line2D([], [], color=INK, lw=0.9, ls=dashes, label=f"holds {100 * share:g} %")
        for share, dashes in LINES.items()
    ]
    return [*lines, *handles]


def _draw_areas(axes: Axes, run: RunResult, colour: str, west: float) -> None:
    """Borders of the areas, the track below the entry interface, and the reference point."""
    for share, rings in run.contours.items():
        for ring in rings:
            x, y = wrap_longitude(ring[:, 0], west), ring[:, 1]
            draw_line(axes, x, y, color=colour, lw=0.9, ls=LINES[share], zorder=5)
    path = run.trajectory
    entered = np.isfinite(path["downrange_km"])
    track = wrap_longitude(path["longitude_deg"][entered], west)
    draw_line(axes, track, path["latitude_deg"][entered], color=MUTED, lw=0.7, zorder=3)
    reference = run.summary["debris"]["reference"]
    if reference:
        x, y = float(wrap_longitude(reference["longitude_deg"], west)), reference["latitude_deg"]
        axes.plot([x], [y], "o", mfc="none", mec=colour, ms=11, mew=1.6, zorder=7)


def _draw_fragments(axes: Axes, run: RunResult, colour: str, west: float, by_stage: bool) -> None:
    """Fragments of the dispersed break-ups as dots, those of the nominal one by mass."""
    dispersed, nominal = hazardous_fragments(run, False), hazardous_fragments(run, True)
    x = wrap_longitude(dispersed["longitude_deg"], west)
    shade = MUTED if by_stage else colour
    axes.plot(x, dispersed["latitude_deg"], ".", color=shade, alpha=0.18, ms=2, mew=0, zorder=4)
    shades = [STAGES[name] for name in nominal["stage"]] if by_stage else colour
    area = (1.0 if by_stage else 0.4) * marker_area(nominal["mass_left_kg"])
    x, y = wrap_longitude(nominal["longitude_deg"], west), nominal["latitude_deg"]
    axes.scatter(x, y, area, c=shades, alpha=0.75, lw=0.3, ec="white", zorder=6)


def _draw_limits(axes: Axes, window: Window, runs: Sequence[RunResult]) -> list[Artist]:
    """Lines at the least distances to land allowed, where they pass through the window."""
    west, east, south, north = window
    x, y = np.arange(west, east + CELL, CELL), np.arange(south, north + CELL, CELL)
    handles: list[Artist] = []
    for clearance in runs[0].summary["debris"]["keep_out"]:
        land, limit = clearance["land"], clearance["limit_km"]
        dashes = "--" if land == "foreign land" else ":"
        lines = limit_lines(land, 1e3 * limit, x, y)
        for line in lines:
            axes.plot(line[:, 0], line[:, 1], color=MUTED, lw=0.9, ls=dashes)
        if lines:
            label = f"{limit:.0f} km from {land}"
            handles.append(Line2D([], [], color=MUTED, lw=0.9, ls=dashes, label=label))
    return handles


def _name_nearest(axes: Axes, runs: Sequence[RunResult]) -> None:
    """Which fragment of each run comes nearest to a limit."""
    lines = []
    for run in runs:
        near = [e for e in run.summary["debris"]["keep_out"] if e["least_km"] is not None]
        for nearest in sorted(near, key=lambda e: e["least_km"] - e["limit_km"])[:1]:
            lines.append(
                f"{run.label}: {nearest_fall(nearest)} (limit {nearest['limit_km']:.0f} km)"
            )
    axes.text(
        0.012,
        0.02,
        "\n".join(lines),
        transform=axes.transAxes,
        ha="left",
        va="bottom",
        fontsize=8,
        zorder=9,
        color=INK,
        bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 2.0},
    )
