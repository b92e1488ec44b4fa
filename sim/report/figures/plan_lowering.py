"""The lowering of a plan against the cheapest to the same dates: altitude by date, cost by solar
percentile, and the dates of entry that can be afforded.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.style import INK, MUTED, PALETTE, legend_line, margins, new_figure
from sim.report.results.plan import PlanResult

COURSES = (
    ("cheapest", "cheapest, usual attitude", PALETTE[0], "-"),
    ("cheapest_any_attitude", "cheapest, any attitude", PALETTE[2], "-"),
    ("profile", "profile of the scenario", PALETTE[1], "--"),
    ("drag_alone", "drag alone", MUTED, ":"),
)
"""Key, words, colour and dashes of each course."""


def lowering_figure(result: PlanResult) -> Figure | None:
    """Three panels; None without a study of the lowering."""
    told, courses = result.answer.get("lowering"), result.lowering
    if not told or courses is None:
        return None
    rows = told["by_percentile"]
    figure = new_figure(10.0, 7.6)
    grid = figure.add_gridspec(2, 2, height_ratios=[1.3, 1.0])
    upper = figure.add_subplot(grid[0, :])
    left, right = figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1])
    shown = [each for each in COURSES if told["other_attitudes"] or "any" not in each[0]]
    _altitudes(upper, courses, told, shown)
    _costs(left, rows, shown)
    _windows(right, rows, told)
    margins(figure, left=0.75, top=0.8, bottom=0.6, across=0.22, down=0.32)
    words = f"{result.label}: lowering"
    figure.text(0.012, 0.985, words, va="top", fontsize=11.5, fontweight="bold", color=INK)
    legend_line(figure, [Line2D([], [], color=c, ls=d, label=n) for _, n, c, d in shown])
    return figure


def _altitudes(
    axes: Axes, courses: Mapping[str, np.ndarray], told: dict[str, Any], shown: Any
) -> None:
    """A line for the median, a thinner one for each other percentile."""
    rows = told["by_percentile"]
    middle = min((row["percentile"] for row in rows), key=lambda p: abs(p - 50.0))
    for name, _, colour, dashes in reversed(shown):
        for row in rows:
            here = (courses["course"] == name) & (courses["percentile"] == row["percentile"])
            main = row["percentile"] == middle
            axes.plot(
                date2num(courses["utc"][here]),
                courses["altitude_km"][here],
                color=colour,
                ls=dashes,
                lw=1.7 if main else 0.7,
                alpha=1.0 if main else 0.55,
                zorder=3 if main else 2,
            )
    goals = [np.datetime64(goal["utc"].rstrip("Z")) for goal in told["goals"]]
    heights = [goal["altitude_km"] for goal in told["goals"]]
    axes.plot(date2num(goals), heights, "D", color=INK, mfc="white", ms=6, zorder=5)
    axes.set_ylabel("mean altitude (km)")
    axes.set_title(
        "Altitude by date; thin: other percentiles of the forecast; diamonds: dates kept"
    )
    _dates(axes)


def _dates(axes: Axes) -> None:
    locator = AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def _costs(axes: Axes, rows: list[dict[str, Any]], shown: Any) -> None:
    """Bars of velocity change, pale where the answer misses its dates."""
    burned = [each for each in shown if each[0] != "drag_alone"]
    width = 0.8 / len(burned)
    for j, (name, _, colour, _) in enumerate(burned):
        for k, row in enumerate(rows):
            answer = row[name]
            x = k + (j - 0.5 * (len(burned) - 1)) * width
            late = not answer["feasible"]
            how = {
                "color": "white" if late else colour,
                "ec": colour,
                "hatch": "////" if late else "",
            }
            axes.bar(x, answer["delta_v_m_s"], 0.92 * width, lw=0.8, **how)
            tonnes = f"{answer['propellant_kg'] / 1e3:.1f} t"
            axes.text(
                x, answer["delta_v_m_s"], tonnes, ha="center", va="bottom", fontsize=6.5, color=INK
            )
    axes.set_xticks(range(len(rows)), [f"{row['percentile']:g} %" for row in rows])
    axes.grid(False, axis="x")
    axes.set_xlabel("percentile of solar activity")
    axes.set_ylabel("velocity change (m/s)")
    axes.set_title("Cost")
    if any(not row[name]["feasible"] for row in rows for name, *_ in burned):
        patch = Patch(fc="white", ec=MUTED, hatch="////", lw=0.8, label="misses the date")
        axes.legend(handles=[patch], loc="upper right")
        axes.set_ylim(top=1.25 * axes.get_ylim()[1])


def _windows(axes: Axes, rows: list[dict[str, Any]], told: dict[str, Any]) -> None:
    """Earliest to latest date of the last altitude, with drag alone and the plan in between."""

    def number(utc: str) -> float:
        return float(date2num(np.datetime64(utc.rstrip("Z"))))

    for k, row in enumerate(rows):
        ends = number(row["earliest_utc"]), number(row["latest_utc"])
        axes.plot(ends, [k, k], color=PALETTE[0], lw=5, alpha=0.35, solid_capstyle="butt")
        face = "white" if row["drag_alone_extrapolated"] else MUTED
        axes.plot([number(row["drag_alone_utc"])], [k], "s", color=MUTED, mfc=face, ms=5)
        if row["latest_extrapolated"]:
            axes.plot([ends[1]], [k], ">", color=PALETTE[0], mfc="white", ms=6)
    axes.axvline(number(told["goals"][-1]["utc"]), color=INK, lw=1.0, ls="--")
    axes.set_yticks(range(len(rows)), [f"{row['percentile']:g} %" for row in rows])
    axes.set_ylim(len(rows) - 0.4, -1.4)
    axes.set_title(f"Dates of {told['goals'][-1]['altitude_km']:.0f} km that can be afforded")
    axes.grid(False, axis="y")
    handles = [
        Line2D([], [], color=INK, lw=1.0, ls="--", label="plan"),
        Line2D([], [], color=MUTED, marker="s", ms=5, ls="", label="drag alone"),
    ]
    if any(row["latest_extrapolated"] for row in rows):
        open_ = {"color": PALETTE[0], "mfc": "white", "ls": ""}
        handles.append(Line2D([], [], marker=">", ms=6, label="after the tables end", **open_))
    axes.legend(handles=handles, loc="upper right", ncols=len(handles), columnspacing=1.0)
    _dates(axes)
