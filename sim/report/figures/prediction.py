"""Figures of a prediction: the window along time, as issued before and now, and the ground tracks
within it on the land.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.prediction.prediction import Prediction
from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.figures.style import date_axis, heading, legend_line, margins, marker, new_figure
from sim.report.series.ground_track import WORLD, wrap_longitude
from sim.report.text.prediction.lines import object_label

BINS = 60
SHOWN = (0.005, 0.995)
"""Quantiles of the flights between which they are shown."""
MOST_ISSUES = 12
"""Rows of earlier windows that fit."""


def window_figure(found: Prediction, figures: Mapping[str, Any]) -> Figure | None:
    """The times members came down, the windows, and the windows issued before; None where fewer
    than two came down.
    """
    if len(found.end_s) < 2:
        return None
    history = figures["history"][-MOST_ISSUES:]
    figure = new_figure(10.0, 4.4 + 0.32 * len(history))
    top, low = figure.subplots(2, 1, sharex=True, height_ratios=(3.0, 0.8 + 0.42 * len(history)))
    start = _number(found.epoch.utc_iso())
    times = start + found.end_s / 86400.0
    shown = np.quantile(times, SHOWN)
    top.hist(times, bins=BINS, range=tuple(shown), color=PALETTE[5], alpha=0.55, lw=0)
    top.set_ylabel("flights of the ensemble")
    edge = start + found.horizon_s / 86400.0
    issues = [
        *(
            (each["issued_utc"], each["median_utc"], each["window_90_utc"], None)
            for each in history
        ),
        tuple(figures[f"{key}_utc"] for key in ("issued", "median", "window_90", "window_50")),
    ]
    for row, (_, median, wide, narrow) in enumerate(issues):
        now = row == len(issues) - 1
        colour = PALETTE[0] if now else MUTED
        low.plot([_at(each, edge) for each in wide], [row] * 2, color=colour, lw=4, alpha=0.45)
        if narrow is not None:
            low.plot([_at(each, edge) for each in narrow], [row] * 2, color=colour, lw=8, alpha=0.6)
        if median is not None:
            low.plot([_number(median)], [row], "D", color=colour, mec="white", ms=7)
    if figures["median_utc"] is not None:
        top.axvline(_number(figures["median_utc"]), color=PALETTE[0], lw=1.2)
    low.set_yticks(
        range(len(issues)), [f"issued {each[0][:16].replace('T', ' ')}" for each in issues]
    )
    low.set_ylim(-0.6, len(issues) - 0.4)
    low.grid(axis="y", visible=False)
    low.set_xlabel("date (UTC)")
    date_axis(low)
    margins(figure, left=1.5, top=0.75, down=0.08)
    heading(figure, f"{object_label(figures)}: when it comes down")
    handles = [
        Patch(color=PALETTE[5], alpha=0.55, lw=0, label="flights"),
        marker("D", "median", PALETTE[0], ms=6, mec="white"),
        Line2D([], [], color=PALETTE[0], lw=8, alpha=0.6, label="50 % window"),
        Line2D([], [], color=PALETTE[0], lw=4, alpha=0.45, label="90 % window"),
    ]
    legend_line(figure, handles, down=0.26)
    return figure


def tracks_figure(found: Prediction, figures: Mapping[str, Any]) -> Figure | None:
    """Where members came down and the tracks within the window, on the map of the world; None where
    none came down.
    """
    if not len(found.end_s):
        return None
    figure = new_figure(10.0, 5.6)
    axes = figure.subplots()
    margins(figure, left=0.55, top=0.85, bottom=0.45)
    draw_map(axes, WORLD, "coastline_110m", 30.0)
    west = WORLD[0]
    if len(found.track_s):
        x = wrap_longitude(found.track_longitude_deg, west)
        draw_line(axes, x, found.track_latitude_deg, color=PALETTE[0], lw=0.9, zorder=3)
    ends_x = wrap_longitude(found.longitude_deg, west)
    axes.plot(
        ends_x, found.latitude_deg, ".", color=PALETTE[1], ms=3.0, alpha=0.55, zorder=4, mew=0
    )
    k = (
        int(np.argmin(np.abs(found.end_s - found.median_s)))
        if np.isfinite(found.median_s)
        else None
    )
    if k is not None:
        axes.plot(
            ends_x[k : k + 1],
            found.latitude_deg[k : k + 1],
            "X",
            color=INK,
            mec="white",
            ms=9,
            zorder=5,
        )
    heading(figure, f"{object_label(figures)}: where it comes down")
    handles = [
        *(
            [Line2D([], [], color=PALETTE[0], lw=0.9, label="track in the window")]
            if len(found.track_s)
            else []
        ),
        marker("o", "flights of the ensemble at 80 km", PALETTE[1], ms=3),
        *([marker("X", "the median one", ms=8, mec="white")] if k is not None else []),
    ]
    legend_line(figure, handles, down=0.26)
    return figure


def figure_makers(found: Prediction, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Makers of all figures by file stem."""
    return {
        "window": lambda: window_figure(found, figures),
        "ground_tracks": lambda: tracks_figure(found, figures),
    }


def _number(utc: str) -> float:
    moment = datetime.strptime(utc, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return float(date2num(moment))


def _at(utc: str | None, edge: float) -> float:
    """A date of a window; the horizon where it lies beyond."""
    return edge if utc is None else _number(utc)
