"""Where the stack and its fragments fall if the final burn fails: a map of the world with the
spread along the track, and the distance from the planned impact.
"""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.map_axes import draw_line, draw_map
from sim.report.figures.style import (
    heading,
    legend_line,
    literal,
    margins,
    marker,
    new_figure,
    thousands,
)
from sim.report.results.plan import PlanResult
from sim.report.series.ground_track import WORLD, wrap_longitude
from sim.report.text.formatting import number, typographic_minus
from sim.report.text.names import failure_name

SHADES = colormaps["plasma_r"]
"""Colour by fraction of the planned velocity change; the lightest, yellow, would not show."""
FRACTIONS = Normalize(-0.25, 1.0)
REVOLUTION = 40000.0
"""km on the ground, one revolution; what comes down later is drawn at the end of the scale."""
LINEAR = 100.0
"""km up to which the scale of distances is linear."""
END = 60000.0
"""km along the track where scales end."""
WRAP = 52
"""Letters of the name of a failure mode in a line."""
BODIES = ("light", "body", "heavy")

Columns = Mapping[str, np.ndarray]


def failures_figure(result: PlanResult) -> Figure | None:
    """The failure map of a plan; None without one."""
    if result.failures is None:
        return None
    tracks = () if result.track is None else (result.track,)
    return failure_map_figure(result.failures, tracks, f"{result.label}: failure of the final burn")


def failure_map_figure(
    columns: Columns,
    tracks: Sequence[np.ndarray] = (),
    words: str = "Failure of the final burn",
) -> Figure:
    """A map and two panels of distances.

    Parameters
    ----------
    columns
        A failure map, one row for each failure mode: `kind`, `label`, `cut_off_s`, `fraction`,
        `later`, `body_along_track_km`, and longitude and latitude of `body`, `light` and `heavy`
        in deg.
    tracks
        Ground track of each row, longitude and latitude in deg, (k, 2); the first one, that of the
        plan, is drawn.
    words
        Title.
    """
    figure = new_figure(10.0, 9.0)
    upper, left, right = _panels(figure)
    draw_map(upper, WORLD, "coastline_110m", 30.0)
    if len(tracks):
        x, y = wrap_longitude(tracks[0][:, 0], WORLD[0]), tracks[0][:, 1]
        draw_line(upper, x, y, color=MUTED, lw=0.8)
    _draw_impacts(upper, columns)
    _draw_cut_offs(left, columns)
    _draw_other_modes(right, columns)
    beside = upper.inset_axes((1.012, 0.0, 0.014, 1.0))
    bar = figure.colorbar(ScalarMappable(FRACTIONS, SHADES), cax=beside)
    beside.set_ylim(0.0, 1.0)
    bar.set_label("fraction of the planned Δv")
    bar.outline.set_visible(False)
    heading(figure, words)
    legend_line(figure, _handles(columns, bool(len(tracks))))
    return figure


def _panels(figure: Figure) -> tuple[Axes, Axes, Axes]:
    grid = figure.add_gridspec(2, 2, height_ratios=[1.22, 1.0], width_ratios=[1.0, 0.62])
    upper = figure.add_subplot(grid[0, :])
    left, right = figure.add_subplot(grid[1, 0]), figure.add_subplot(grid[1, 1])
    margins(figure, left=0.95, right=0.8, top=0.5, bottom=0.6, across=0.8, down=0.17)
    return upper, left, right


def _handles(columns: Columns, tracked: bool) -> list[Artist]:
    ink = to_hex(SHADES(FRACTIONS(0.8)))
    handles: list[Artist] = []
    handles.append(marker("o", "intact stack", ink, ms=5))
    if np.any(columns["later"]):
        handles.append(marker("o", "revolutions later", ink, ms=5, mfc="white"))
    handles += [
        Line2D([], [], color=ink, lw=2.2, alpha=0.5, label="light to heavy fragment"),
        marker("X", "plan", ms=8, mec="white"),
    ]
    if tracked:
        handles.append(Line2D([], [], color=MUTED, lw=0.8, label="planned track"))
    return handles


def _draw_impacts(axes: Axes, columns: Columns) -> None:
    """Intact stacks as dots, and lines from the light to the heavy fragment of a failure mode."""
    west = WORLD[0]
    fraction = np.clip(columns["fraction"], 0.0, 1.0)
    shade = SHADES(FRACTIONS(fraction))
    x = {body: wrap_longitude(columns[f"{body}_longitude_deg"], west) for body in BODIES}
    y = {body: columns[f"{body}_latitude_deg"] for body in BODIES}
    down = np.isfinite(x["body"])
    for k in np.flatnonzero(down & (columns["kind"] != "nominal")):
        spread = (
            np.array([x[body][k] for body in BODIES]),
            np.array([y[body][k] for body in BODIES]),
        )
        draw_line(axes, *spread, color=shade[k], lw=2.2, alpha=0.35, zorder=3)
        axes.plot(
            x["body"][k],
            y["body"][k],
            "o",
            ms=4.0,
            mec=shade[k],
            mew=0.9,
            mfc="white" if columns["later"][k] else shade[k],
            zorder=4,
        )
    axes.plot(x["body"][:1], y["body"][:1], "X", color=INK, mec="white", ms=10, zorder=6)


def _draw_cut_offs(axes: Axes, columns: Columns) -> None:
    """Distance along the track against the time of cut-off."""
    cut = columns["kind"] == "cut_off"
    seconds = columns["cut_off_s"][cut]
    for body, colour, width in (
        ("light", PALETTE[5], 1.0),
        ("heavy", PALETTE[1], 1.0),
        ("body", INK, 1.5),
    ):
        away = columns[f"{body}_along_track_km"][cut]
        axes.plot(
            seconds,
            np.where(columns["later"][cut], np.nan, away),
            color=colour,
            lw=width,
            label="intact stack" if body == "body" else f"{body} fragment",
        )
    later = cut & columns["later"]
    axes.plot(
        columns["cut_off_s"][later],
        np.where(np.isfinite(columns["body_along_track_km"][later]), END, np.nan),
        "o",
        color=INK,
        mfc="white",
        ms=3.2,
        mew=0.7,
        label="intact stack, revolutions later",
    )
    axes.axvline(columns["cut_off_s"][0], color=MUTED, lw=0.8, ls="--")
    axes.set_xlabel("cut-off after ignition (s)")
    axes.set_ylabel("impact beyond the planned one (km along the track)")
    _set_scale(axes, "y", columns)
    thousands(axes.xaxis)
    axes.set_xlim(0.0, 1.02 * float(columns["cut_off_s"][0]))
    axes.legend(loc="lower left", fontsize=7.5)
    axes.set_title("Early cut-off")


def _draw_other_modes(axes: Axes, columns: Columns) -> None:
    """Engines out and wrong attitudes, one line each."""
    rows = np.flatnonzero((columns["kind"] == "engine_out") | (columns["kind"] == "attitude"))
    away = columns["body_along_track_km"]
    size = min(5.8, 120.0 / max(len(rows), 1))
    for y, k in enumerate(rows):
        later = bool(columns["later"][k]) and np.isfinite(away[k])
        place, face = (END, "white") if later else (away[k], INK)
        axes.plot([place], [y], "o", color=INK, mfc=face, ms=5, clip_on=False)
        if not np.isfinite(away[k]):
            axes.text(0.5, y, "stays in orbit", transform=axes.get_yaxis_transform(), va="center")
    axes.axvline(0.0, color=MUTED, lw=0.8, ls="--")
    names = [textwrap.fill(failure_name(str(columns["label"][k])), WRAP) for k in rows]
    axes.set_yticks(range(len(rows)), [literal(name) for name in names], fontsize=size)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel("impact beyond the planned one (km)")
    _set_scale(axes, "x", columns)
    axes.set_title("Engines out, wrong attitude")


def _set_scale(axes: Axes, which: str, columns: Columns) -> None:
    """Linear to 100 km, logarithmic up to a revolution; at the end what comes down later."""
    away = np.concatenate([columns[f"{body}_along_track_km"] for body in BODIES])
    away = np.append(away[np.isfinite(away)], -LINEAR)
    low = max(float(away.min()), -END)
    scale = {"linthresh": LINEAR, "linscale": 0.6}
    ticks = [tick for tick in (-1e4, -1e3, 0.0, 1e3, 1e4) if tick >= 1.6 * low]
    ticks = [*(ticks[:-1] if which == "x" else ticks), END]  # across there is less room
    if which == "x":
        axes.set_xscale("symlog", **scale)
        axes.set_xlim(1.6 * low, 1.25 * END)
    else:
        axes.set_yscale("symlog", **scale)
        axes.set_ylim(1.6 * low, 1.6 * END)
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(_distance))
    axis.set_tick_params(labelsize=7.5)


def _distance(value: float, _: int) -> str:
    return "later" if value == END else typographic_minus(number(value))
