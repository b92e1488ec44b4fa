"""The descent over years: mean altitude by date between perigee and apogee, with phases and
lowering burns.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.colours import FAINT, INK, MUTED, assign_colours
from sim.report.figures.style import (
    MOST_POINTS,
    date_axis,
    legend_line,
    margins,
    marker,
    new_figure,
    title,
)
from sim.report.results.run import RunResult
from sim.report.series.descent import descent, extreme_percentiles, phases, solar_activity_band
from sim.report.text.formatting import spaced

LABEL_SHARE = 0.075
"""Share of the time axis a phase needs for its name to fit."""


def decay_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Altitude by date of one or several runs."""
    figure = new_figure(10.0, 5.4)
    axes = figure.subplots()
    for k, (run, colour) in enumerate(zip(runs, assign_colours(runs), strict=True)):
        _draw_descent(axes, run, colour)
        _draw_lowering_burns(axes, run, colour, k)
        _draw_solar_activity(axes, run, colour)
    if len(runs) == 1:
        _draw_phases(axes, runs[0])
    if any(run.summary["entry_interface"] for run in runs):
        axes.set_ylim(bottom=0.0)
    axes.set_ylabel("altitude above the equatorial radius (km)")
    axes.set_xlabel("date (UTC)")
    date_axis(axes)
    crowded = len(runs) == 1 and runs[0].forecast is not None  # the legend needs its own line
    margins(figure, top=0.98 if crowded else 0.75 if len(runs) == 1 else 0.6)
    title(figure, "descent", runs)
    legend_line(figure, _handles(runs), down=0.26 if crowded else 0.0)
    return figure


def _handles(runs: Sequence[RunResult]) -> list[Artist]:
    colours = assign_colours(runs)
    ink = colours[0] if len(runs) == 1 else MUTED
    handles: list[Artist] = []
    if len(runs) == 1:
        handles.append(Line2D([], [], color=ink, label="mean altitude"))
        handles.append(Patch(color=ink, alpha=0.22, lw=0, label="perigee to apogee"))
        if runs[0].summary["entry_interface"]:
            handles.append(Line2D([], [], color=ink, ls=":", label="altitude in entry"))
    else:
        pairs = zip(runs, colours, strict=True)
        handles += [Line2D([], [], color=colour, label=run.label) for run, colour in pairs]
    if any(_is_lowering_burn(run).any() for run in runs):
        handles.append(marker("|", "lowering burns", ink, ms=9, mew=0.9))
    if any(run.forecast is not None for run in runs):
        label = "solar activity, 5th and 95th percentile"
        handles.append(Line2D([], [], color=MUTED, ls="--", lw=0.8, label=label))
    return handles


def _draw_descent(axes: Axes, run: RunResult, colour: str) -> None:
    series = descent(run, MOST_POINTS)
    date = date2num(series.utc)
    axes.fill_between(date, series.perigee_km, series.apogee_km, color=colour, alpha=0.22, lw=0)
    axes.plot(date, series.mean_km, color=colour)
    axes.plot(date2num(series.entry_utc), series.entry_km, color=colour, ls=":")
    axes.margins(x=0.01)


def _draw_solar_activity(axes: Axes, run: RunResult, colour: str) -> None:
    """The band between low and high solar activity, where the descent was flown under them."""
    if run.forecast is None:
        return
    band = solar_activity_band(run.forecast, MOST_POINTS)
    axes.fill_between(date2num(band.utc), band.low_km, band.high_km, color=colour, alpha=0.16, lw=0)
    for path in extreme_percentiles(run.forecast, MOST_POINTS):
        axes.plot(date2num(path.utc), path.mean_km, color=colour, ls="--", lw=0.8)


def _is_lowering_burn(run: RunResult) -> np.ndarray:
    return run.events["lowering"] & (run.events["kind"] == "burn")


def _draw_lowering_burns(axes: Axes, run: RunResult, colour: str, k: int) -> None:
    """Ticks along the bottom, one line of them for each run."""
    date = date2num(run.events["utc"][_is_lowering_burn(run)])
    height = np.full(len(date), 0.03 + 0.045 * k)
    axes.plot(date, height, "|", color=colour, ms=9, mew=0.9, transform=axes.get_xaxis_transform())


def _draw_phases(axes: Axes, run: RunResult) -> None:
    """Shade every other phase and name those that last long enough."""
    date = date2num(run.trajectory["utc"]).tolist()
    span = date[-1] - date[0]
    for k, phase in enumerate(phases(run)):
        begin, end = date[phase.first], date[phase.last]
        if k % 2:
            axes.axvspan(begin, end, color=FAINT, alpha=0.35, lw=0, zorder=0)
        if end - begin < LABEL_SHARE * span:
            continue
        axes.text(
            0.5 * (begin + end),
            1.012,
            spaced(phase.name),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=INK,
        )
