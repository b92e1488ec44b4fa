"""The re-entry of the unbroken stack: altitude against time, speed and downrange; loads and heating
against altitude.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.run import Run
from sim.report.style import colours, legend_line, margins, new_figure, thinned, title

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


def entry_figure(runs: Sequence[Run]) -> Figure | None:
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
    margins(figure, top=0.6, across=0.1, down=0.28)
    title(
        figure,
        "re-entry of the unbroken stack",
        runs,
    )
    if len(runs) > 1:
        legend_line(figure, [Line2D([], [], color=c, label=run.label) for run, c in kept])
    return figure


def _columns(run: Run) -> dict[str, np.ndarray]:
    """Columns from the entry interface on, with minutes."""
    inside = np.flatnonzero(np.isfinite(run.path["downrange_km"]))
    inside = inside[thinned(len(inside))]
    names = [name for name, _, _, _ in PANELS if name != "minutes"]
    columns = {name: run.path[name][inside] for name in (*names, "altitude_km")}
    t = run.path["time_s"][inside]
    return columns | {"minutes": (t - t[0]) / 60.0}


def _peak(axes: Axes, run: Run, stem: str, scale: float, colour: str, line: int) -> None:
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
