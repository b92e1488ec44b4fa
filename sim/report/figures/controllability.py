"""The torque of the air by altitude and attitude against what gyroscopes and thrusters hold."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.style import INK, MUTED, PALETTE, legend_line, margins, new_figure

STYLES = ("--", "-.", ":")
"""Of the lines of authorities, weakest first."""
HEADROOM = 30.0
"""km shown above the highest crossing of an attitude with an authority."""


def controllability_figure(
    table: Mapping[str, np.ndarray],
    limits: Mapping[str, np.ndarray],
    heading: str = "Attitude control",
) -> Figure:
    """Torque by altitude, a line for each attitude, and where it passes each authority.

    Parameters
    ----------
    table
        Columns `attitude`, `altitude_km`, `torque_n_m`, `torque_low_n_m`, `torque_high_n_m`; the
        band between the last two is drawn for the first attitude.
    limits
        A row for each attitude and authority: `attitude`, `authority`, `torque_n_m`,
        `lost_at_km` (NaN where not met).
    heading
        Title.
    """
    figure = new_figure(10.0, 5.6)
    axes = figure.subplots()
    names = list(dict.fromkeys(str(name) for name in table["attitude"]))
    handles: list[object] = []
    for k, name in enumerate(names):
        colour = PALETTE[k % len(PALETTE)]
        rows = table["attitude"] == name
        height = table["altitude_km"][rows]
        if k == 0:
            low, high = table["torque_low_n_m"][rows], table["torque_high_n_m"][rows]
            axes.fill_betweenx(height, low, high, color=colour, alpha=0.15, lw=0)
        axes.plot(table["torque_n_m"][rows], height, color=colour)
        handles.append(Line2D([], [], color=colour, label=name.rpartition(".")[2]))
        lost = limits["attitude"] == name
        axes.plot(
            limits["torque_n_m"][lost], limits["lost_at_km"][lost], "o", color=colour, mec="white"
        )
    handles.append(Patch(color=PALETTE[0], alpha=0.15, lw=0, label="range of the offset"))
    top = np.nanmax(np.append(limits["lost_at_km"], table["altitude_km"].min())) + HEADROOM
    top = min(top, float(table["altitude_km"].max()))
    axes.set_ylim(float(table["altitude_km"].min()), top)
    shown = table["altitude_km"] <= top
    axes.set_xscale("log")
    axes.set_xlim(table["torque_low_n_m"][shown].min(), table["torque_high_n_m"][shown].max())
    _authorities(axes, limits)
    axes.set_xlabel("torque of the air (N m)")
    axes.set_ylabel("altitude (km)")
    figure.text(0.012, 0.98, heading, va="top", fontsize=11.5, fontweight="bold", color=INK)
    margins(figure, left=0.75, top=0.6)
    legend_line(figure, handles)
    return figure


def _authorities(axes: Axes, limits: Mapping[str, np.ndarray]) -> None:
    """An upright line for each authority, with its name and the span of heights at which it is
    overcome.
    """
    for k, name in enumerate(dict.fromkeys(str(name) for name in limits["authority"])):
        rows = limits["authority"] == name
        torque = float(limits["torque_n_m"][rows][0])
        axes.axvline(torque, color=MUTED, lw=1.0, ls=STYLES[k % len(STYLES)])
        heights = limits["lost_at_km"][rows]
        words = f"{name}, {torque:,.0f} N m"
        if np.isfinite(heights).any():
            words += f"\novercome at {np.nanmin(heights):.0f} to {np.nanmax(heights):.0f} km"
        axes.text(
            torque * 1.06,
            0.985 - 0.1 * k,
            words,
            transform=axes.get_xaxis_transform(),
            va="top",
            fontsize=8.0,
            color=INK,
            bbox={"fc": "white", "ec": "none", "pad": 1.0},
        )
