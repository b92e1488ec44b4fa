"""The descent over years: mean altitude by date between perigee and apogee, with phases and
lowering burns.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.style import (
    FAINT,
    INK,
    MUTED,
    colours,
    legend_line,
    margins,
    new_figure,
    thinned,
    title,
)
from sim.report.page.chart import sun_band
from sim.report.results.run import RunResult

LABEL_SHARE = 0.075
"""Share of the time axis a phase needs for its name to fit."""


def decay_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Altitude by date of one or several runs."""
    figure = new_figure(10.0, 5.4)
    axes = figure.subplots()
    handles: list[object] = []
    for k, (run, colour) in enumerate(zip(runs, colours(runs), strict=True)):
        _descent(axes, run, colour)
        marked = _lowering(axes, run, colour, k)
        _other_suns(axes, run, colour)
        handles.append(Line2D([], [], color=colour, label=run.label))
        if len(runs) == 1:
            handles[0] = Line2D([], [], color=colour, label="mean altitude")
            handles.append(Patch(color=colour, alpha=0.22, lw=0, label="perigee to apogee"))
            if run.summary["entry_interface"]:
                handles.append(Line2D([], [], color=colour, ls=":", label="altitude in entry"))
            if marked:
                handles.append(_tick(colour, "lowering burn"))
        elif marked and k == len(runs) - 1:
            handles.append(_tick(MUTED, "lowering burns"))
    if any(run.forecast is not None for run in runs):
        label = "Sun at 5 and 95 %"
        handles.append(Line2D([], [], color=MUTED, ls="--", lw=0.8, label=label))
    if len(runs) == 1:
        _phases(axes, runs[0])
    if any(run.summary["entry_interface"] for run in runs):
        axes.set_ylim(bottom=0.0)
    axes.set_ylabel("altitude above the equatorial radius (km)")
    axes.set_xlabel("date (UTC)")
    locator = AutoDateLocator(minticks=4, maxticks=10)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    crowded = len(runs) == 1 and runs[0].forecast is not None  # the legend needs a line of its own
    margins(figure, top=0.98 if crowded else 0.75 if len(runs) == 1 else 0.6)
    title(figure, "descent", runs)
    legend_line(figure, handles, down=0.26 if crowded else 0.0)
    return figure


def _descent(axes: Axes, run: RunResult, colour: str) -> None:
    orbit = np.flatnonzero(np.isfinite(run.trajectory["mean_altitude_km"]))
    rest = np.flatnonzero(~np.isfinite(run.trajectory["mean_altitude_km"]))
    orbit = orbit[thinned(len(orbit))]
    date = date2num(run.trajectory["utc"][orbit])
    low, high = run.trajectory["mean_perigee_km"][orbit], run.trajectory["mean_apogee_km"][orbit]
    axes.fill_between(date, low, high, color=colour, alpha=0.22, lw=0)
    axes.plot(date, run.trajectory["mean_altitude_km"][orbit], color=colour)
    if len(rest):  # from the entry interface down there is no orbit: the altitude itself
        rest = np.concatenate([orbit[-1:], rest[thinned(len(rest))]])
        axes.plot(
            date2num(run.trajectory["utc"][rest]),
            run.trajectory["altitude_km"][rest],
            color=colour,
            ls=":",
        )
    axes.margins(x=0.01)


def _other_suns(axes: Axes, run: RunResult, colour: str) -> None:
    """The band between a quiet and an active Sun, where the descent was flown under them."""
    if run.forecast is None:
        return
    date, low, high = sun_band(run.forecast)
    kept = thinned(len(date))
    x = date2num(date[kept])
    axes.fill_between(x, low[kept], high[kept], color=colour, alpha=0.16, lw=0)
    shares = run.forecast["percentile"]
    for share in (shares.min(), shares.max()):
        own = np.flatnonzero(shares == share)
        own = own[thinned(len(own))]
        line = date2num(run.forecast["utc"][own]), run.forecast["mean_altitude_km"][own]
        axes.plot(*line, color=colour, ls="--", lw=0.8)


def _lowering(axes: Axes, run: RunResult, colour: str, k: int) -> bool:
    """Ticks along the bottom, one row a run."""
    burns = run.events["lowering"] & (run.events["kind"] == "burn")
    if not burns.any():
        return False
    date = date2num(run.events["utc"][burns])
    height = np.full(len(date), 0.03 + 0.045 * k)
    axes.plot(date, height, "|", color=colour, ms=9, mew=0.9, transform=axes.get_xaxis_transform())
    return True


def _tick(colour: str, label: str) -> Line2D:
    return Line2D([], [], color=colour, marker="|", ms=9, mew=0.9, ls="", label=label)


def _phases(axes: Axes, run: RunResult) -> None:
    """Shade every other phase and name those that last long enough; the short ones at the end share
    a name.
    """
    name, date = run.trajectory["phase"], date2num(run.trajectory["utc"])
    starts = np.concatenate([[0], np.flatnonzero(name[1:] != name[:-1]) + 1])
    ends = np.concatenate([starts[1:] - 1, [len(name) - 1]])
    span = date[-1] - date[0]
    for k, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if k % 2:
            axes.axvspan(date[first], date[last], color=FAINT, alpha=0.35, lw=0, zorder=0)
        if date[last] - date[first] < LABEL_SHARE * span:
            continue
        axes.text(
            0.5 * (date[first] + date[last]),
            1.012,
            str(name[first]).replace("_", " "),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=INK,
        )
