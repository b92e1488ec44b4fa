"""The altitude lowering of a plan against the one of least propellant to the same dates: altitude
by date, cost by percentile of solar activity, and the dates of entry that can be afforded.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.planning.lowering.figures import LoweringStudyFigures, PercentileFigures
from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import (
    date_axis,
    heading,
    legend_line,
    margins,
    marker,
    new_figure,
)
from sim.report.results.plan import PlanResult
from sim.report.series.plan import Profile, profile_paths, shown_profiles
from sim.report.text.formatting import amount


def lowering_figure(result: PlanResult) -> Figure | None:
    """Three panels; None without a study of the lowering."""
    study = result.answer.get("lowering")
    if not study or result.lowering is None:
        return None
    figure = new_figure(10.0, 7.6)
    grid = figure.add_gridspec(2, 2, height_ratios=[1.3, 1.0])
    upper = figure.add_subplot(grid[0, :])
    left, right = figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1])
    profiles = shown_profiles(result)
    _draw_altitudes(upper, result, study)
    _draw_costs(left, study["by_percentile"], profiles)
    _draw_dates(right, study)
    margins(figure, left=0.75, top=0.8, bottom=0.6, across=0.22, down=0.32)
    heading(figure, f"{result.label}: lowering")
    handles = [Line2D([], [], color=p.colour, ls=p.dashes, label=p.words) for p in profiles]
    legend_line(figure, handles)
    return figure


def _draw_altitudes(axes: Axes, result: PlanResult, study: LoweringStudyFigures) -> None:
    """A line for the median solar activity, a thinner one for each other percentile."""
    for path in reversed(list(profile_paths(result))):
        axes.plot(
            date2num(path.utc),
            path.altitude_km,
            color=path.profile.colour,
            ls=path.profile.dashes,
            lw=1.7 if path.is_median else 0.7,
            alpha=1.0 if path.is_median else 0.55,
            zorder=3 if path.is_median else 2,
        )
    goals = [np.datetime64(goal["utc"].rstrip("Z")) for goal in study["goals"]]
    heights = [goal["altitude_km"] for goal in study["goals"]]
    axes.plot(date2num(goals), heights, "D", color=INK, mfc="white", ms=6, zorder=5)
    axes.set_ylabel("mean altitude (km)")
    axes.set_title(
        "Altitude by date; thin: other percentiles of solar activity; diamonds: altitude goals"
    )
    date_axis(axes, 3, 9)


def _draw_costs(axes: Axes, rows: Sequence[PercentileFigures], profiles: Sequence[Profile]) -> None:
    """Bars of velocity change, hatched where a profile misses its dates."""
    burning = [profile for profile in profiles if profile.key != "drag_alone"]
    width = 0.8 / len(burning)
    for j, profile in enumerate(burning):
        for k, row in enumerate(rows):
            cost = row[profile.key]
            x = k + (j - 0.5 * (len(burning) - 1)) * width
            height, late = cost["delta_v_m_s"], not cost["feasible"]
            face, hatch = ("white", "////") if late else (profile.colour, "")
            axes.bar(x, height, 0.92 * width, lw=0.8, color=face, ec=profile.colour, hatch=hatch)
            tonnes = amount(cost["propellant_kg"] / 1e3, "t")
            axes.text(x, height, tonnes, ha="center", va="bottom", fontsize=6.5, color=INK)
    axes.set_xticks(range(len(rows)), [_ordinal(row) for row in rows])
    axes.grid(False, axis="x")
    axes.set_xlabel("percentile of solar activity")
    axes.set_ylabel("velocity change (m/s)")
    axes.set_title("Cost")
    if any(not row[profile.key]["feasible"] for row in rows for profile in burning):
        patch = Patch(fc="white", ec=MUTED, hatch="////", lw=0.8, label="misses the date")
        axes.legend(handles=[patch], loc="upper right")
        axes.set_ylim(top=1.25 * axes.get_ylim()[1])


def _draw_dates(axes: Axes, study: LoweringStudyFigures) -> None:
    """Earliest to latest date of the last altitude goal, with drag alone and the plan between."""
    rows, goal = study["by_percentile"], study["goals"][-1]
    for k, row in enumerate(rows):
        ends = _number(row["earliest_utc"]), _number(row["latest_utc"])
        axes.plot(ends, [k, k], color=PALETTE[0], lw=5, alpha=0.35, solid_capstyle="butt")
        face = "white" if row["drag_alone_extrapolated"] else MUTED
        axes.plot([_number(row["drag_alone_utc"])], [k], "s", color=MUTED, mfc=face, ms=5)
        if row["latest_extrapolated"]:
            axes.plot([ends[1]], [k], ">", color=PALETTE[0], mfc="white", ms=6)
    axes.axvline(_number(goal["utc"]), color=INK, lw=1.0, ls="--")
    axes.set_yticks(range(len(rows)), [_ordinal(row) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -1.4)
    axes.set_ylabel("percentile")
    axes.set_title(f"Dates of {amount(goal['altitude_km'], 'km')} that can be afforded")
    axes.grid(False, axis="y")
    handles: list[Artist] = [
        Line2D([], [], color=INK, lw=1.0, ls="--", label="plan"),
        marker("s", "drag alone", MUTED, ms=5),
    ]
    if any(row["latest_extrapolated"] for row in rows):
        handles.append(marker(">", "beyond the forecast", PALETTE[0], ms=6, mfc="white"))
    axes.legend(handles=handles, loc="upper right", ncols=len(handles), columnspacing=1.0)
    date_axis(axes, 3, 9)


def _ordinal(row: PercentileFigures) -> str:
    return f"{row['percentile']:g}th"


def _number(utc: str | None) -> float:
    """A date on matplotlib's axis; NaN for none."""
    return np.nan if utc is None else float(date2num(np.datetime64(utc.rstrip("Z"))))
