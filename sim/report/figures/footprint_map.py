"""The map of a footprint: areas that hold given shares of the fragments, the fragments, the track,
the aim point, and lines at the least distances allowed from land.

Coastlines: Natural Earth. Longitude against latitude, true to scale at 40 degrees.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.entry.figures import margin_km
from sim.entry.risk.limit_lines import limit_lines
from sim.report.colours import INK, MUTED, STAGES
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.figures.style import literal
from sim.report.results.run import RunResult
from sim.report.series.fragments import footprint_window, hazardous_fragments
from sim.report.series.ground_track import Window, wrap_longitude
from sim.report.text.debris import nearest_fall
from sim.report.text.formatting import amount, percent

STYLES: tuple[Any, ...] = ("-", (0, (4, 1.5)), (0, (1, 1)))
"""How borders of areas are drawn, from the smallest share of the fragments that one holds on."""

CELL = 0.25
"""deg between points at which the distance to land is found."""


def marker_area(mass: np.ndarray | float) -> np.ndarray:
    """Area of a marker in points squared: by the logarithm of a fragment's mass in kg."""
    return 3.0 + 5.0 * np.maximum(np.log10(np.maximum(mass, 1e-9) / 0.1), 0.0) ** 1.5


def line_styles(shares: Iterable[float]) -> dict[float, Any]:
    """Style of the border by the share that an area holds."""
    return dict(zip(sorted(set(shares)), itertools.cycle(STYLES), strict=False))


def share_handles(styles: Mapping[float, Any]) -> list[Artist]:
    """What the legend says of the borders of areas."""
    return [
        Line2D([], [], color=INK, lw=0.9, ls=dashes, label=f"holds {_held(share)}")
        for share, dashes in styles.items()
    ]


def _held(share: float) -> str:
    return percent(share) if share < 1.0 else "all computed"


def draw_footprints(
    panels: Sequence[Axes], runs: Sequence[RunResult], colours: Sequence[str]
) -> list[Artist]:
    """A map of each run, all of one window; returns what the legend needs beyond stages and
    runs.
    """
    window, several = footprint_window(runs), len(runs) > 1
    west, east, south, north = window
    coast = "coastline_50m" if east - west < 180.0 else "coastline_110m"
    styles = line_styles(share for run in runs for share in run.contours)
    handles: list[Artist] = []
    for axes, run, colour in zip(panels, runs, colours, strict=True):
        draw_map(axes, window, coast, 5.0 if east - west < 45.0 else 10.0)
        handles = _draw_limits(axes, window, run)
        _draw_areas(axes, run, colour, west, styles)
        _draw_fragments(axes, run, colour, west, by_stage=not several)
        _name_nearest(axes, run)
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        if several:
            axes.set_title(literal(run.label), color=colour, pad=4)
    return [*share_handles(styles), *handles]


def _draw_areas(
    axes: Axes, run: RunResult, colour: str, west: float, styles: Mapping[float, Any]
) -> None:
    """Borders of the areas, the track below the entry interface, and the reference point."""
    for share, rings in run.contours.items():
        for ring in rings:
            x, y = wrap_longitude(ring[:, 0], west), ring[:, 1]
            draw_line(axes, x, y, color=colour, lw=0.9, ls=styles[share], zorder=5)
    path = run.trajectory
    entered = np.isfinite(path["downrange_km"])
    track = wrap_longitude(path["longitude_deg"][entered], west)
    draw_line(axes, track, path["latitude_deg"][entered], color=MUTED, lw=0.7, zorder=3)
    reference = run.debris["reference"]
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


def _draw_limits(axes: Axes, window: Window, run: RunResult) -> list[Artist]:
    """Lines at the least distances to land allowed, where they pass through the window."""
    west, east, south, north = window
    x, y = np.arange(west, east + CELL, CELL), np.arange(south, north + CELL, CELL)
    handles: list[Artist] = []
    for clearance in run.debris["keep_out"]:
        land, limit = clearance["land"], clearance["limit_km"]
        dashes = "--" if land == "foreign land" else ":"
        lines = limit_lines(land, 1e3 * limit, x, y)
        for line in lines:
            axes.plot(line[:, 0], line[:, 1], color=MUTED, lw=0.9, ls=dashes)
        if lines:
            label = f"{amount(limit, 'km')} from {land}"
            handles.append(Line2D([], [], color=MUTED, lw=0.9, ls=dashes, label=label))
    return handles


def _name_nearest(axes: Axes, run: RunResult) -> None:
    """Which fragment comes nearest to a limit."""
    near = [e for e in run.debris["keep_out"] if e["least_km"] is not None]
    if not near:
        return
    nearest = min(near, key=margin_km)
    words = f"{run.label}: {nearest_fall(nearest)} (limit {amount(nearest['limit_km'], 'km')})"
    axes.text(
        0.012,
        0.02,
        literal(words),
        transform=axes.transAxes,
        ha="left",
        va="bottom",
        fontsize=8,
        zorder=9,
        color=INK,
        bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 2.0},
    )
