"""The torque of the atmosphere in pitch by altitude and attitude against what thrusters hold."""

from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import heading, legend_line, literal, margins, new_figure, thousands
from sim.report.results.plan import PlanResult
from sim.report.series.plan import Columns, torque_lines
from sim.report.text.formatting import amount, number
from sim.report.text.names import attitude_name, human_name

STYLES = ("--", "-.", ":")
"""Of the lines of authorities, weakest first."""
HEADROOM = 30.0
"""km shown above the highest crossing of an attitude with an authority."""


def control_figure(result: PlanResult) -> Figure | None:
    """Torque of the atmosphere in pitch against control authority; None without a table."""
    control = result.answer.get("control")
    if result.torque is None or not control:
        return None
    rows = [row for row in control["lost_at"] if row.get("axis", "pitch") == "pitch"]
    limits = {name: np.array([row[name] for row in rows]) for name in ("attitude", "authority")}
    for name in ("torque_n_m", "lost_at_km"):
        limits[name] = np.array([row[name] for row in rows], dtype=float)
    return controllability_figure(result.torque, limits, f"{result.label}: attitude control")


def controllability_figure(
    table: Columns, limits: Mapping[str, np.ndarray], words: str = "Attitude control"
) -> Figure:
    """Torque by altitude, a line for each attitude, and where it passes each authority.

    Parameters
    ----------
    table
        Columns `attitude`, `altitude_km`, `torque_n_m`, `torque_low_n_m`, `torque_high_n_m`; the
        band between the last two is drawn for the first attitude.
    limits
        A row for each attitude and authority: `attitude`, `authority`, `torque_n_m`,
        `lost_at_km` (NaN where the authority suffices).
    words
        Title.
    """
    figure = new_figure(10.0, 5.6)
    axes = figure.subplots()
    handles: list[Artist] = []
    for k, line in enumerate(torque_lines(table)):
        colour = PALETTE[k % len(PALETTE)]
        if k == 0:
            axes.fill_betweenx(
                line.altitude_km, line.low, line.high, color=colour, alpha=0.15, lw=0
            )
        axes.plot(line.torque, line.altitude_km, color=colour)
        handles.append(Line2D([], [], color=colour, label=literal(attitude_name(line.attitude))))
        lost = limits["attitude"] == line.attitude
        torque, height = limits["torque_n_m"][lost], limits["lost_at_km"][lost]
        axes.plot(torque, height, "o", color=colour, mec="white")
    offset = "range over the offset of pressure centre from mass centre"
    handles.append(Patch(color=PALETTE[0], alpha=0.15, lw=0, label=offset))
    top = np.nanmax(np.append(limits["lost_at_km"], table["altitude_km"].min())) + HEADROOM
    top = min(top, float(table["altitude_km"].max()))
    axes.set_ylim(float(table["altitude_km"].min()), top)
    shown = table["altitude_km"] <= top
    axes.set_xscale("log")
    axes.set_xlim(table["torque_low_n_m"][shown].min(), table["torque_high_n_m"][shown].max())
    _draw_authorities(axes, limits)
    thousands(axes.xaxis)
    axes.set_xlabel("torque of the atmosphere (N m)")
    axes.set_ylabel("altitude (km)")
    heading(figure, words)
    margins(figure, left=0.75, top=0.8)
    legend_line(figure, handles, down=0.22)
    return figure


def _draw_authorities(axes: Axes, limits: Mapping[str, np.ndarray]) -> None:
    """An upright line for each authority, with its name and the span of altitudes at which the
    torque exceeds it.
    """
    for k, name in enumerate(dict.fromkeys(str(name) for name in limits["authority"])):
        rows = limits["authority"] == name
        torque = float(limits["torque_n_m"][rows][0])
        axes.axvline(torque, color=MUTED, lw=1.0, ls=STYLES[k % len(STYLES)])
        heights = limits["lost_at_km"][rows]
        words = f"{human_name(name)}, {amount(torque, 'N m')}"
        if np.isfinite(heights).any():
            low, high = number(np.nanmin(heights), "km"), amount(np.nanmax(heights), "km")
            words += f"\nexceeded at {low} to {high}"
        axes.text(
            torque * 1.06,
            0.985 - 0.1 * k,
            literal(words),
            transform=axes.get_xaxis_transform(),
            va="top",
            fontsize=8.0,
            color=INK,
            bbox={"fc": "white", "ec": "none", "pad": 1.0},
        )
