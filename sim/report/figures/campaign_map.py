"""Where the debris of all dispersed flights falls: fragments, and areas that hold given shares.

Coastlines: Natural Earth. Longitude against latitude, true to scale at 40 degrees.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.flight.end_figures import POINT_NEMO
from sim.report.colours import INK, assign_colours
from sim.report.figures.footprint_map import LINES
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.figures.style import legend_line, margins, marker, new_figure, title
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.series.campaign import debris_window, plans_with_debris
from sim.report.series.ground_track import wrap_longitude

WIDTH = 10.0
"""in."""


def campaign_map_figure(result: CampaignResult) -> Figure | None:
    """A map of all plans; None if nothing comes down."""
    drawn = plans_with_debris(result, assign_colours(result.plans))
    if not drawn:
        return None
    west, east, south, north = debris_window([plan for _, plan, _ in drawn])
    high = (WIDTH - 0.95) * (north - south) / (east - west) / np.cos(np.radians(40.0))
    figure = new_figure(WIDTH, min(max(high, 3.0), 9.0) + 1.4)
    axes = figure.subplots()
    coast = "coastline_50m" if east - west < 180.0 else "coastline_110m"
    draw_map(axes, (west, east, south, north), coast, 5.0 if east - west < 45.0 else 10.0)
    for _, plan, colour in drawn:
        x, y = wrap_longitude(plan.fragments[:, 0], west), plan.fragments[:, 1]
        axes.plot(x, y, ".", zorder=4, color=colour, alpha=0.25, ms=2.2, mew=0, rasterized=True)
    for _, plan, colour in drawn:
        _draw_areas(axes, plan, colour, west)
    nemo = wrap_longitude(POINT_NEMO[1], west)
    axes.plot([nemo], [POINT_NEMO[0]], "+", color=INK, ms=9, mew=1.2, zorder=7)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    margins(figure, left=0.65, right=0.25, top=0.95, bottom=0.5)
    title(figure, f"debris of {result.samples:,} dispersed flights", result.plans)
    legend_line(figure, _handles([(plan, colour) for _, plan, colour in drawn]), down=0.32)
    return figure


def _draw_areas(axes: Axes, plan: PlanOutcome, colour: str, west: float) -> None:
    """Borders of the areas, and the aim point."""
    for ring in plan.answer["debris"]["contours"]:
        x, y = wrap_longitude(ring["longitude_deg"], west), np.asarray(ring["latitude_deg"])
        draw_line(axes, x, y, color=colour, lw=1.1, ls=LINES[ring["share"]], zorder=6)
    aim = plan.answer["debris"]["aim"]
    place = [wrap_longitude(aim["longitude_deg"], west)], [aim["latitude_deg"]]
    axes.plot(*place, "o", mfc="none", mec=colour, ms=10, mew=1.5, zorder=7)


def _handles(drawn: Sequence[tuple[PlanOutcome, str]]) -> list[Artist]:
    return [
        *(marker("o", plan.label, colour, ms=4) for plan, colour in drawn),
        *(
            Line2D([], [], color=INK, lw=1.1, ls=dashes, label=f"holds {100 * share:g} %")
            for share, dashes in LINES.items()
        ),
        marker("o", "aim point", ms=8, mfc="none"),
        marker("+", "Point Nemo", ms=8),
    ]
