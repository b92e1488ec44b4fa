"""Where the debris of all dispersed flights falls: fragments, and areas that hold given shares.

Coastlines: Natural Earth. Longitude against latitude, true to scale at 40 degrees.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.flight.end_figures import POINT_NEMO
from sim.report.colours import INK, MUTED, assign_colours
from sim.report.figures.footprint_map import line_styles, share_handles
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.figures.style import legend_line, literal, margins, marker, new_figure, title
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.series.campaign import debris_window, plans_with_debris
from sim.report.series.ground_track import wrap_longitude

WIDTH = 10.0
"""in."""
GRIDS = (5.0, 45.0), (10.0, 120.0), (30.0, np.inf)
"""Steps of the grid in deg, and below which width of the map, deg."""


def campaign_map_figure(result: CampaignResult) -> Figure | None:
    """A map of each plan, all of one window; None if nothing comes down."""
    drawn = plans_with_debris(result, assign_colours(result.plans))
    if not drawn:
        return None
    west, east, south, north = debris_window([plan for _, plan, _ in drawn])
    high = (WIDTH - 0.95) * (north - south) / (east - west) / np.cos(np.radians(40.0))
    figure = new_figure(WIDTH, (min(max(high, 3.0), 7.0) + 0.45) * len(drawn) + 1.2)
    coast = "coastline_50m" if east - west < 180.0 else "coastline_110m"
    grid = next(step for step, most in GRIDS if east - west < most)
    rings = [ring for _, plan, _ in drawn for ring in plan.debris["contours"]]
    styles = line_styles(ring["share"] for ring in rings)
    panels = figure.subplots(len(drawn), 1, squeeze=False)[:, 0]
    for axes, (_, plan, colour) in zip(panels, drawn, strict=True):
        draw_map(axes, (west, east, south, north), coast, grid)
        x, y = wrap_longitude(plan.fragments[:, 0], west), plan.fragments[:, 1]
        axes.plot(x, y, ".", zorder=4, color=colour, alpha=0.25, ms=2.2, mew=0, rasterized=True)
        _draw_areas(axes, plan, colour, west, styles)
        nemo = wrap_longitude(POINT_NEMO[1], west)
        axes.plot([nemo], [POINT_NEMO[0]], "+", color=INK, ms=9, mew=1.2, zorder=7)
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        if len(drawn) > 1:
            axes.set_title(literal(plan.label), color=colour, pad=4)
    margins(figure, left=0.65, right=0.25, top=1.0, bottom=0.5, down=0.12)
    guided = "aimed" in result.plans[0].answer["probabilities"]
    areas = ", areas of those at their aim" if guided else ""
    title(figure, f"debris of {result.samples:,} dispersed flights{areas}", result.plans)
    handles = [
        marker("o", "fragment", MUTED, ms=4),
        *share_handles(styles),
        marker("o", "aim point", ms=8, mfc="none"),
        marker("+", "Point Nemo", ms=8),
    ]
    legend_line(figure, handles, down=0.32)
    return figure


def _draw_areas(
    axes: Axes, plan: PlanOutcome, colour: str, west: float, styles: Mapping[float, Any]
) -> None:
    """Borders of the areas, and the aim point."""
    for ring in plan.debris["contours"]:
        x, y = np.asarray(ring["longitude_deg"]), np.asarray(ring["latitude_deg"])
        x = wrap_longitude(x, west)
        draw_line(axes, x, y, color=colour, lw=1.1, ls=styles[ring["share"]], zorder=6)
    aim = plan.debris["aim"]
    place = [wrap_longitude(aim["longitude_deg"], west)], [aim["latitude_deg"]]
    axes.plot(*place, "o", mfc="none", mec=colour, ms=10, mew=1.5, zorder=7)
