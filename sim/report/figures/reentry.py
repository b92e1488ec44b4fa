"""The re-entry of the intact stack: altitude against time, speed and downrange; loads and heating
against altitude; and the altitudes of the break-up.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.entry.breakup.stages import LATE, STAGE_NAMES
from sim.report.colours import FAINT, INK, MUTED, assign_colours
from sim.report.figures.style import (
    DASHES,
    MOST_POINTS,
    legend_line,
    literal,
    margins,
    new_figure,
    title,
)
from sim.report.results.run import RunResult
from sim.report.series.entry import entry_minutes, entry_rows
from sim.report.series.thinning import thinned_rows
from sim.report.text.formatting import amount

PANELS = (
    ("minutes", "time from entry interface (min)", None, 1.0, ""),
    ("speed_air_m_s", "speed relative to the atmosphere (km/s)", None, 1e-3, ""),
    ("downrange_km", "downrange from entry interface (1,000 km)", None, 1e-3, ""),
    ("deceleration_g", "deceleration by drag (g), 1 g in free fall", "deceleration", 1.0, "g"),
    ("dynamic_pressure_kpa", "dynamic pressure (kPa)", "dynamic_pressure", 1.0, "kPa"),
    ("heat_flux_w_m2", "heat flux, sphere of 1 m radius (MW/m²)", "heat_flux", 1e-6, "MW/m²"),
)
"""Column, axis label, stem of the peak in the summary, scale from the file's unit to the axis, and
the unit of a peak."""


def entry_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Six panels over the altitude; None if no run reaches the entry interface."""
    entered = [
        (run, colour)
        for run, colour in zip(runs, assign_colours(runs), strict=True)
        if run.summary["entry_interface"]
    ]
    if not entered:
        return None
    figure = new_figure(10.0, 7.0)
    panels = figure.subplots(2, 3, sharey=True)
    for k, (run, colour) in enumerate(entered):
        columns = _columns(run)
        dashes = DASHES[k % len(DASHES)]
        for axes, (name, _, stem, scale, unit) in zip(panels.flat, PANELS, strict=True):
            axes.plot(scale * columns[name], columns["altitude_km"], color=colour, ls=dashes)
            if stem and run.summary["peak"]:
                peak = run.summary["peak"]
                place = scale * peak[name], peak[f"{stem}_altitude_km"]
                _draw_peak(axes, place, unit, colour, k)
    for axes, (_, label, stem, _, _) in zip(panels.flat, PANELS, strict=True):
        axes.set_xlabel(label)
        axes.set_ylim(0.0, None)
        if stem:
            axes.set_xlim(left=0.0)
    for axes in panels[:, 0]:
        axes.set_ylabel("altitude (km)")
    _mark_break_up(panels, [run for run, _ in entered])
    margins(figure, top=0.6, across=0.1, down=0.28)
    title(figure, "re-entry of the intact stack", runs)
    if len(runs) > 1:
        legend_line(
            figure,
            [
                Line2D([], [], color=c, ls=DASHES[k % len(DASHES)], label=literal(run.label))
                for k, (run, c) in enumerate(entered)
            ],
        )
    return figure


def _mark_break_up(panels: np.ndarray, runs: Sequence[RunResult]) -> None:
    """Altitudes of the nominal break-up as lines, and the band of late releases; named once
    each in the panel of the speed, where no curve comes so far left.
    """
    marked: dict[str, set[float]] = {}
    for height, name in (each for run in runs for each in _stages(run)):
        marked.setdefault(name, set()).add(height)
    bands = {band for run in runs if (band := _late_release(run))}
    for axes in panels.flat:
        for height in set().union(*marked.values()):
            axes.axhline(height, color=MUTED, lw=0.7, ls=(0, (4, 2)), zorder=1)
        for low, high in bands:
            axes.axhspan(low, high, color=FAINT, alpha=0.45, lw=0, zorder=0)
    named = panels[0, 1]
    left = {"transform": named.get_yaxis_transform(), "ha": "left", "fontsize": 7.5}
    for name, heights in marked.items():
        low, high = min(heights), max(heights)
        others = (min(each) for other, each in marked.items() if other != name)
        crowded = any(0.0 < other - high < 10.0 for other in others)
        place = (low - 0.8, "top") if crowded else (high + 0.6, "bottom")
        named.text(0.02, place[0], name, color=INK, va=place[1], **left)
    for low, _ in sorted(bands)[:1]:
        named.text(0.02, low + 1.0, "late release", color=INK, va="bottom", **left)


def _stages(run: RunResult) -> list[tuple[float, str]]:
    """Altitude in km and name of the first three stages; two within 1 km share a line."""
    debris = run.summary.get("debris")
    stages: list[tuple[float, str]] = []
    for height, name in zip(debris["stages_km"], STAGE_NAMES, strict=False) if debris else []:
        if stages and abs(stages[-1][0] - height) < 1.0:
            stages[-1] = (stages[-1][0], f"{stages[-1][1]}, {name}")
        else:
            stages.append((round(height, 1), name))
    return stages


def _late_release(run: RunResult) -> tuple[float, float] | None:
    """Lowest and highest release of shielded pieces over all break-ups, km."""
    if run.fragments is None:
        return None
    heights = run.fragments["release_altitude_km"][run.fragments["stage"] == STAGE_NAMES[LATE]]
    if not len(heights):
        return None
    return round(float(heights.min()), 0), round(float(heights.max()), 0)


def _columns(run: RunResult) -> dict[str, np.ndarray]:
    """Columns from the entry interface on, with minutes."""
    rows = entry_rows(run)
    rows = rows[thinned_rows(len(rows), MOST_POINTS)]
    names = [name for name, *_ in PANELS if name != "minutes"]
    columns = {name: run.trajectory[name][rows] for name in (*names, "altitude_km")}
    return columns | {"minutes": entry_minutes(run, rows)}


def _draw_peak(axes: Axes, place: tuple[float, float], unit: str, colour: str, line: int) -> None:
    """A dot at the peak, and its value in the upper right corner, one line a run."""
    value, height = place
    axes.plot([value], [height], "o", color=colour, ms=4)
    axes.text(
        0.98,
        0.97 - 0.075 * line,
        f"peak {amount(value, unit)} at {amount(height, 'km')}",
        transform=axes.transAxes,
        ha="right",
        va="top",
        fontsize=8.5,
        color=colour,
    )
