"""The calendar of opportunities: how far from the aim point each pass of the window leads, which
passes can be shifted onto it, and how far from land their impacts and those of their backup
opportunities are.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.entry.risk.keep_out import KeepOutLimits
from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import (
    date_axis,
    heading,
    legend_line,
    margins,
    marker,
    new_figure,
    thousands,
)
from sim.report.results.plan import PlanResult
from sim.report.series.plan import chosen_pass
from sim.report.text.formatting import amount

Columns = Mapping[str, np.ndarray]

DIRECTIONS = {"southbound": PALETTE[0], "northbound": PALETTE[1]}
SHOWN = 60.0
"""deg of longitude shown to either side of the aim point: two revolutions and a half."""
KEEP_OUT = KeepOutLimits.foreign_land / 1e3
"""km from foreign land, NASA-STD-8719.14C, 4.7-1b."""


def calendar_figure(result: PlanResult) -> Figure | None:
    """Two panels over the date of the final burn; None without passes.

    Parameters
    ----------
    result
        With a calendar; the distances to land may be missing.
    """
    calendar = result.calendar
    if calendar is None or not len(calendar["leg"]):
        return None
    figure = new_figure(10.0, 7.2)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[1.25, 1.0])
    near = np.abs(calendar["east_of_aim_deg"]) < SHOWN
    for direction, colour in DIRECTIONS.items():
        rows = near & (calendar["leg"] == direction)
        _draw_passes(upper, calendar, rows, colour)
        _draw_distances(lower, calendar, rows, colour)
    chosen = chosen_pass(result)
    if chosen is not None:
        for axes, column in ((upper, "east_of_aim_deg"), (lower, "to_land_km")):
            x, y = date2num(calendar["final_burn_utc"][chosen]), calendar[column][chosen]
            axes.plot([x], [y], "o", ms=13, mfc="none", mec=INK, mew=1.6, zorder=6)
    upper.axhline(0.0, color=MUTED, lw=0.8, ls="--")
    upper.set_ylim(-SHOWN, SHOWN)
    upper.set_yticks(np.arange(-SHOWN, SHOWN + 1.0, 20.0))
    upper.set_ylabel("impact east of the aim point (deg)")
    upper.set_title(
        "Impact with the nominal burn sequence; tails: backups 1 and 2 revolutions later"
    )
    lower.axhline(KEEP_OUT, color=MUTED, lw=0.8, ls="--")
    lower.set_ylim(bottom=0.0)
    lower.set_ylabel("impact to nearest land (km)")
    lower.set_title(f"Distance to land; dashed: {amount(KEEP_OUT, 'km')}, limit for foreign land")
    thousands(lower.yaxis)
    lower.set_xlabel("ignition of the final burn (UTC)")
    date_axis(lower)
    margins(figure, left=0.95, top=0.75, down=0.2)
    heading(figure, f"{result.label}: opportunities")
    legend_line(figure, _handles(calendar, near, chosen is not None))
    return figure


def _draw_passes(axes: Axes, calendar: Columns, rows: np.ndarray, colour: str) -> None:
    """Passes as dots, filled where they can meet the aim point, with tails to their backups."""
    date = date2num(calendar["final_burn_utc"])
    able = calendar["can_meet_aim"]
    for k in np.flatnonzero(rows & able):
        tail = [calendar[f"{name}east_of_aim_deg"][k] for name in ("", "backup_1_", "backup_2_")]
        tail = np.degrees(np.unwrap(np.radians(tail)))
        axes.plot([date[k]] * 3, tail, "-", color=colour, lw=0.9, alpha=0.55, zorder=2)
        axes.plot([date[k]] * 2, tail[1:], "_", color=colour, ms=7, mew=1.2, zorder=2)
    for which, face, size in ((rows & able, colour, 6), (rows & ~able, "white", 4)):
        style: dict[str, Any] = {"color": colour, "mfc": face, "ms": size, "zorder": 4, "mew": 0.8}
        axes.plot(date[which], calendar["east_of_aim_deg"][which], "o", **style)


def _draw_distances(axes: Axes, calendar: Columns, rows: np.ndarray, colour: str) -> None:
    if "to_land_km" not in calendar:
        return
    date, able = date2num(calendar["final_burn_utc"]), calendar["can_meet_aim"]
    far = rows & ~able
    faint: dict[str, Any] = {"color": colour, "mfc": "white", "ms": 4, "mew": 0.8, "alpha": 0.6}
    axes.plot(date[far], calendar["to_land_km"][far], "o", **faint)
    rows = rows & able
    marks = (
        ("to_land_km", "o", 6),
        ("backup_1_to_land_km", "_", 9),
        ("backup_2_to_land_km", "_", 9),
    )
    for column, mark, size in marks:
        axes.plot(date[rows], calendar[column][rows], mark, color=colour, ms=size, mew=1.2)
    for k in np.flatnonzero(rows):
        tail = [calendar[column][k] for column, _, _ in marks]
        axes.plot([date[k]] * 3, tail, "-", color=colour, lw=0.9, alpha=0.4, zorder=2)


def _handles(calendar: Columns, near: np.ndarray, chosen: bool) -> list[Artist]:
    handles: list[Artist] = [
        marker("o", direction, colour, ms=6)
        for direction, colour in DIRECTIONS.items()
        if (near & (calendar["leg"] == direction)).any()
    ]
    handles.append(marker("o", "cannot meet the aim point", MUTED, ms=4, mfc="white"))
    label = "backup opportunities"
    handles.append(Line2D([], [], color=MUTED, marker="_", ms=8, lw=0.9, label=label))
    if chosen:
        handles.append(marker("o", "chosen", ms=10, mfc="none", mew=1.6))
    return handles
