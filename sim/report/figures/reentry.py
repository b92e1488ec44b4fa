"""The re-entry of the unbroken stack: altitude against time, speed and downrange; loads and heating
against altitude; and where the station comes apart on the way.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.entry.breakup.stages import LATE, STAGE_NAMES
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
from sim.report.results.run import RunResult

PANELS = (
    ("minutes", "time from entry interface (min)", None, 1.0),
    ("speed_air_m_s", "speed relative to the air (km/s)", None, 1e-3),
    ("downrange_km", "downrange from entry interface (1,000 km)", None, 1e-3),
    ("deceleration_g", "deceleration by drag (g)", "deceleration", 1.0),
    ("dynamic_pressure_kpa", "dynamic pressure (kPa)", "dynamic_pressure", 1.0),
    ("heat_flux_w_m2", "heat flux, sphere of 1 m radius (MW/m²)", "heat_flux", 1e-6),
)
"""Column, axis label, stem of the peak in the summary, and scale from the file's unit to the
axis."""


def entry_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Six panels over the altitude; None if no run came to the entry interface."""
    kept = [
        (run, colour)
        for run, colour in zip(runs, colours(runs), strict=True)
        if run.summary["entry_interface"]
    ]
    if not kept:
        return None
    figure = new_figure(10.0, 7.0)
    panels = figure.subplots(2, 3, sharey=True)
    for k, (run, colour) in enumerate(kept):
        columns = _columns(run)
        for axes, (name, _, stem, scale) in zip(panels.flat, PANELS, strict=True):
            axes.plot(scale * columns[name], columns["altitude_km"], color=colour)
            if stem:
                _peak(axes, run, stem, scale, colour, k)
    for axes, (_, label, stem, _) in zip(panels.flat, PANELS, strict=True):
        axes.set_xlabel(label)
        axes.set_ylim(0.0, None)
        if stem:
            axes.set_xlim(left=0.0)
    for axes in panels[:, 0]:
        axes.set_ylabel("altitude (km)")
    _break_up(panels, [run for run, _ in kept])
    margins(figure, top=0.6, across=0.1, down=0.28)
    title(
        figure,
        "re-entry of the unbroken stack",
        runs,
    )
    if len(runs) > 1:
        legend_line(figure, [Line2D([], [], color=c, label=run.label) for run, c in kept])
    return figure


def _break_up(panels: np.ndarray, runs: Sequence[RunResult]) -> None:
    """Altitudes of the nominal break-up as lines, and the band in which shielded pieces come free;
    named in the first panel.
    """
    marked = {h: name for run in reversed(runs) for h, name in _stages(run)}
    bands = {band for run in runs if (band := _late(run))}
    for axes in panels.flat:
        for height in marked:
            axes.axhline(height, color=MUTED, lw=0.7, ls=(0, (4, 2)), zorder=1)
        for low, high in bands:
            axes.axhspan(low, high, color=FAINT, alpha=0.45, lw=0, zorder=0)
    right = {"transform": panels[0, 0].get_yaxis_transform(), "ha": "right", "fontsize": 7.5}
    for height, name in marked.items():
        crowded = any(0.0 < other - height < 10.0 for other in marked)
        place = (height - 0.8, "top") if crowded else (height + 0.6, "bottom")
        panels[0, 0].text(0.99, place[0], name, color=INK, va=place[1], **right)
    for low, _ in sorted(bands)[:1]:
        panels[0, 0].text(0.5, low + 1.0, "late release", color=INK, va="bottom", **right)


def _stages(run: RunResult) -> list[tuple[float, str]]:
    """Altitude in km and name of the first three stages; two within 1 km share a line."""
    debris = run.summary.get("debris")
    found: list[tuple[float, str]] = []
    for height, name in zip(debris["stages_km"], STAGE_NAMES, strict=False) if debris else []:
        if found and abs(found[-1][0] - height) < 1.0:
            found[-1] = (found[-1][0], f"{found[-1][1]}, {name}")
        else:
            found.append((round(height, 1), name))
    return found


def _late(run: RunResult) -> tuple[float, float] | None:
    """Lowest and highest release of shielded pieces over all break-ups, km."""
    if run.fragments is None:
        return None
    own = run.fragments["release_altitude_km"][run.fragments["stage"] == STAGE_NAMES[LATE]]
    return (round(float(own.min()), 0), round(float(own.max()), 0)) if len(own) else None


def _columns(run: RunResult) -> dict[str, np.ndarray]:
    """Columns from the entry interface on, with minutes."""
    inside = np.flatnonzero(np.isfinite(run.trajectory["downrange_km"]))
    inside = inside[thinned(len(inside))]
    names = [name for name, _, _, _ in PANELS if name != "minutes"]
    columns = {name: run.trajectory[name][inside] for name in (*names, "altitude_km")}
    t = run.trajectory["time_s"][inside]
    return columns | {"minutes": (t - t[0]) / 60.0}


def _peak(axes: Axes, run: RunResult, stem: str, scale: float, colour: str, line: int) -> None:
    """A dot at the peak, and its value in the upper right corner, one line a run."""
    peak = run.summary["peak"]
    name = next(column for column, _, own, _ in PANELS if own == stem)
    value, height = scale * peak[name], peak[f"{stem}_altitude_km"]
    axes.plot([value], [height], "o", color=colour, ms=4)
    axes.text(
        0.98,
        0.97 - 0.075 * line,
        f"peak {value:.3g} at {height:.0f} km",
        transform=axes.transAxes,
        ha="right",
        va="top",
        fontsize=8.5,
        color=colour,
    )
