"""The descent over years: mean altitude by date between perigee and apogee, with phases and
lowering burns; several runs one below the other, since they differ by less than a line is wide.
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
    literal,
    margins,
    marker,
    new_figure,
    title,
)
from sim.report.results.run import RunResult
from sim.report.series.descent import descent, extreme_percentiles, phases, solar_activity_band
from sim.report.text.names import human_name

BAND = 0.25
"""Opacity of the band between perigee and apogee."""
LABEL_SHARE = 0.075
"""Share of the time axis a phase needs for its name to fit."""


def decay_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Altitude by date of one or several runs, a panel each."""
    figure = new_figure(10.0, 5.4 if len(runs) == 1 else 1.5 + 2.7 * len(runs))
    panels = figure.subplots(len(runs), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes, run, colour in zip(panels, runs, assign_colours(runs), strict=True):
        _draw_descent(axes, run, colour)
        _draw_lowering_burns(axes, run, colour)
        _draw_solar_activity(axes, run, colour)
        if len(runs) > 1:
            axes.set_title(literal(run.label), color=colour, pad=4)
        axes.set_ylabel("altitude (km)")
    if len(runs) == 1:
        _draw_phases(panels[0], runs[0])
        panels[0].set_ylabel("altitude above the equatorial radius (km)")
    if any(run.summary["entry_interface"] for run in runs):
        panels[-1].set_ylim(bottom=0.0)
    panels[-1].set_xlabel("date (UTC)")
    date_axis(panels[-1])
    margins(figure, top=1.0, down=0.16)
    title(figure, "descent", runs)
    legend_line(figure, _handles(runs), down=0.26)
    return figure


def _handles(runs: Sequence[RunResult]) -> list[Artist]:
    ink = assign_colours(runs)[0] if len(runs) == 1 else MUTED
    handles: list[Artist] = [
        Line2D([], [], color=ink, label="mean altitude"),
        Patch(color=ink, alpha=BAND, lw=0, label="perigee to apogee"),
    ]
    if any(run.summary["entry_interface"] for run in runs):
        handles.append(Line2D([], [], color=ink, ls=":", label="altitude in entry"))
    if any(_is_lowering_burn(run).any() for run in runs):
        handles.append(marker("|", "lowering burns", ink, ms=9, mew=0.9))
    if any(run.forecast is not None for run in runs):
        label = "5th to 95th percentile of solar activity"
        handles.append(Patch(fc=FAINT, ec=INK, lw=0.8, ls="--", label=label))
    return handles


def _draw_descent(axes: Axes, run: RunResult, colour: str) -> None:
    series = descent(run, MOST_POINTS)
    date = date2num(series.utc)
    axes.fill_between(date, series.perigee_km, series.apogee_km, color=colour, alpha=BAND, lw=0)
    axes.plot(date, series.mean_km, color=colour)
    axes.plot(date2num(series.entry_utc), series.entry_km, color=colour, ls=":")
    axes.margins(x=0.01)


def _draw_solar_activity(axes: Axes, run: RunResult, colour: str) -> None:
    """The band between low and high solar activity, where the descent was flown under them."""
    if run.forecast is None:
        return
    band = solar_activity_band(run.forecast, MOST_POINTS)
    date = date2num(band.utc)
    axes.fill_between(date, band.low_km, band.high_km, color=FAINT, lw=0, zorder=0)
    for path in extreme_percentiles(run.forecast, MOST_POINTS):
        axes.plot(date2num(path.utc), path.mean_km, color=INK, ls="--", lw=0.8, zorder=1.5)


def _is_lowering_burn(run: RunResult) -> np.ndarray:
    return run.events["lowering"] & (run.events["kind"] == "burn")


def _draw_lowering_burns(axes: Axes, run: RunResult, colour: str) -> None:
    """Ticks along the bottom."""
    date = date2num(run.events["utc"][_is_lowering_burn(run)])
    height = np.full(len(date), 0.03)
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
            literal(human_name(phase.name)),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=7.5,
            color=INK,
        )
