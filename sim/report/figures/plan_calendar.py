"""The calendar of opportunities: how far from the aim each pass of the window comes down, which can
be brought over it, and how far from land its debris and that of its backup passes would fall.
"""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import INK, MUTED, PALETTE, legend_line, margins, new_figure
from sim.report.results.plan import PlanResult

LEGS = {"southbound": PALETTE[0], "northbound": PALETTE[1]}
SHOWN = 60.0
"""deg of longitude shown to either side of the aim: two revolutions and a half."""
KEEP_OUT = 370.0
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
    for leg, colour in LEGS.items():
        rows = near & (calendar["leg"] == leg)
        _passes(upper, calendar, rows, colour)
        _clearance(lower, calendar, rows, colour)
    chosen = _chosen(result)
    if chosen is not None:
        for axes, column in ((upper, "east_of_aim_deg"), (lower, "to_land_km")):
            x, y = date2num(calendar["final_burn_utc"][chosen]), calendar[column][chosen]
            axes.plot([x], [y], "o", ms=13, mfc="none", mec=INK, mew=1.6, zorder=6)
    upper.axhline(0.0, color=MUTED, lw=0.8, ls="--")
    upper.set_ylim(-SHOWN, SHOWN)
    upper.set_yticks(np.arange(-SHOWN, SHOWN + 1.0, 20.0))
    upper.set_ylabel("impact east of the aim (deg of longitude)")
    upper.set_title("Where nominal times and shares lead; tails: one and two revolutions later")
    lower.axhline(KEEP_OUT, color=MUTED, lw=0.8, ls="--")
    lower.set_ylim(bottom=0.0)
    lower.set_ylabel("impact point to nearest land (km)")
    lower.set_title(f"Distance to land; dashed: {KEEP_OUT:.0f} km, least for foreign land")
    lower.set_xlabel("ignition of the final burn (UTC)")
    locator = AutoDateLocator(minticks=4, maxticks=10)
    lower.xaxis.set_major_locator(locator)
    lower.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    margins(figure, left=0.95, top=0.75, down=0.2)
    words = f"{result.label}: opportunities"
    figure.text(0.012, 0.985, words, va="top", fontsize=11.5, fontweight="bold", color=INK)
    legend_line(figure, _handles(calendar, near, chosen is not None))
    return figure


def _chosen(result: PlanResult) -> int | None:
    """Row of the pass the plan takes: of those that can meet the aim the nearest in time."""
    burns = result.answer["burns"]
    if not burns or not result.calendar["can_meet_aim"].any():
        return None
    moment = np.datetime64(burns[-1]["ignition_utc"].rstrip("Z"), "us")
    away = np.abs((result.calendar["final_burn_utc"] - moment).astype(np.int64)).astype(float)
    away[~result.calendar["can_meet_aim"]] = np.inf
    return int(np.argmin(away))


def _passes(axes: Axes, calendar: Mapping[str, np.ndarray], rows: np.ndarray, colour: str) -> None:
    """Passes as dots, filled where they can meet the aim, with tails to their backup passes."""
    date = date2num(calendar["final_burn_utc"])
    able = calendar["can_meet_aim"]
    for k in np.flatnonzero(rows & able):
        tail = [calendar[f"{name}east_of_aim_deg"][k] for name in ("", "backup_1_", "backup_2_")]
        tail = np.degrees(np.unwrap(np.radians(tail)))
        axes.plot([date[k]] * 3, tail, "-", color=colour, lw=0.9, alpha=0.55, zorder=2)
        axes.plot([date[k]] * 2, tail[1:], "_", color=colour, ms=7, mew=1.2, zorder=2)
    for which, face, size in ((rows & able, colour, 6), (rows & ~able, "white", 4)):
        where = {"color": colour, "mfc": face, "ms": size, "zorder": 4, "mew": 0.8}
        axes.plot(date[which], calendar["east_of_aim_deg"][which], "o", **where)


def _clearance(
    axes: Axes, calendar: Mapping[str, np.ndarray], rows: np.ndarray, colour: str
) -> None:
    if "to_land_km" not in calendar:
        return
    date, able = date2num(calendar["final_burn_utc"]), calendar["can_meet_aim"]
    far = rows & ~able
    faint = {"color": colour, "mfc": "white", "ms": 4, "mew": 0.8, "alpha": 0.6}
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


def _handles(calendar: Mapping[str, np.ndarray], near: np.ndarray, chosen: bool) -> list[Line2D]:
    found = [
        Line2D([], [], color=colour, marker="o", ms=6, ls="", label=leg)
        for leg, colour in LEGS.items()
        if (near & (calendar["leg"] == leg)).any()
    ]
    plain = Line2D([], [], color=MUTED, marker="o", mfc="white", ms=4, ls="", label="out of reach")
    found.append(plain)
    found.append(Line2D([], [], color=MUTED, marker="_", ms=8, lw=0.9, label="backup passes"))
    if chosen:
        ring = {"mfc": "none", "mec": INK, "mew": 1.6}
        found.append(Line2D([], [], marker="o", ms=10, ls="", label="chosen", **ring))
    return found
