"""Where the debris of all dispersed flights falls: fragments, and areas that hold given shares.

Coastlines: Natural Earth. Longitude against latitude, true to scale at 40 degrees.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.flight.summary import POINT_NEMO
from sim.report.figures.footprint_map import LINES
from sim.report.figures.ground_track import draw_line, draw_map, into
from sim.report.figures.style import INK, colours, legend_line, margins, new_figure, title
from sim.report.results.campaign import CampaignResult, PlanOutcome

SPARE = 4.0
"""deg around what is shown."""
WIDTH = 10.0
"""in."""


def campaign_map_figure(result: CampaignResult) -> Figure | None:
    """A map of all plans; None if nothing comes down."""
    shades = colours(result.plans)
    kept = [
        (plan, c) for plan, c in zip(result.plans, shades, strict=True) if plan.answer["debris"]
    ]
    if not kept:
        return None
    west, east, south, north = window_of_plans([plan for plan, _ in kept])
    high = (WIDTH - 0.95) * (north - south) / (east - west) / np.cos(np.radians(40.0))
    figure = new_figure(WIDTH, min(max(high, 3.0), 9.0) + 1.4)
    axes = figure.subplots()
    coast = "coastline_50m" if east - west < 180.0 else "coastline_110m"
    draw_map(axes, (west, east, south, north), coast, 5.0 if east - west < 45.0 else 10.0)
    for plan, colour in kept:
        x, y = into(plan.fragments[:, 0], west), plan.fragments[:, 1]
        how = {"color": colour, "alpha": 0.25, "ms": 2.2, "mew": 0, "rasterized": True}
        axes.plot(x, y, ".", zorder=4, **how)
    for plan, colour in kept:
        for each in plan.answer["debris"]["contours"]:
            x, y = into(each["longitude_deg"], west), np.asarray(each["latitude_deg"])
            how = {"lw": 1.1, "ls": LINES[each["share"]], "zorder": 6}
            draw_line(axes, x, y, color=colour, **how)
        aim = plan.answer["debris"]["aim"]
        place = [into(aim["longitude_deg"], west)], [aim["latitude_deg"]]
        axes.plot(*place, "o", mfc="none", mec=colour, ms=10, mew=1.5, zorder=7)
    axes.plot([into(POINT_NEMO[1], west)], [POINT_NEMO[0]], "+", color=INK, ms=9, mew=1.2, zorder=7)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    margins(figure, left=0.65, right=0.25, top=0.95, bottom=0.5)
    title(figure, f"where debris of {result.samples:,} dispersed flights falls", result.plans)
    legend_line(figure, _handles(kept), down=0.32)
    return figure


def _handles(kept: Sequence[tuple[PlanOutcome, str]]) -> list[Line2D]:
    dot = {"marker": "o", "ls": "", "ms": 4}
    return [
        *(Line2D([], [], color=colour, label=plan.label, **dot) for plan, colour in kept),
        *(
            Line2D([], [], color=INK, lw=1.1, ls=how, label=f"holds {100 * share:g} %")
            for share, how in LINES.items()
        ),
        Line2D([], [], mec=INK, mfc="none", marker="o", ms=8, ls="", label="aim"),
        Line2D([], [], color=INK, marker="+", ms=8, ls="", label="Point Nemo"),
    ]


def window_of_plans(plans: Sequence[PlanOutcome]) -> tuple[float, float, float, float]:
    """West, east, south and north in degrees around all areas; west may lie below -180."""
    rings = [each for plan in plans for each in plan.answer["debris"]["contours"]]
    x = np.concatenate([each["longitude_deg"] for each in rings])
    y = np.concatenate([each["latitude_deg"] for each in rings])
    turn = np.radians(x)
    middle = float(np.degrees(np.arctan2(np.sin(turn).mean(), np.cos(turn).mean())))
    x = into(x, middle - 180.0)
    west, east = float(x.min()) - SPARE, float(x.max()) + SPARE
    turns = 360.0 * np.ceil(max(east - 180.0, 0.0) / 360.0)
    south, north = float(y.min()) - SPARE, float(y.max()) + SPARE
    return west - turns, east - turns, max(south, -89.0), min(north, 89.0)
