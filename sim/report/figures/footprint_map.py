"""The map of a footprint: areas that hold given shares of the fragments, the fragments, the track,
the aim, and how near to land they may come.

Coastlines: Natural Earth. Longitude against latitude, true to scale at 40 degrees.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.entry.footprint import LEAST_ENERGY
from sim.entry.risk.keep_out import nearest_land
from sim.report.figures.ground_track import draw_line, draw_map, into
from sim.report.figures.style import INK, MUTED
from sim.report.results.run import RunResult
from sim.report.text.risk import fall_words

STAGES = {
    "appendages": "#e69f00",
    "modules": "#0072b2",
    "contents": "#009e73",
    "late": "#cc79a7",
}
"""Stage of release and its colour."""
STAGE_WORDS = {
    "appendages": "shed appendages",
    "modules": "parted modules, truss",
    "contents": "modules torn open",
    "late": "released late",
}
"""Stage of release in words."""

LINES = {0.97: "-", 0.99: (0, (4, 1.5)), 0.9999: (0, (1, 1))}
"""Share of the fragments and how the border of its area is drawn."""

SPARE = 5.0
"""deg around what is shown."""
LEAST_HEIGHT = 20.0
"""deg of latitude a window shows at least."""
CELL = 0.25
"""deg between points at which the distance to land is found."""

Window = tuple[float, float, float, float]


def counted(run: RunResult, nominal: bool) -> dict[str, np.ndarray]:
    """Fragments over the energy threshold, of the nominal break-up or of the sample."""
    table = run.fragments
    kept = (table["energy_j"] > LEAST_ENERGY) & ((table["break_up"] == 0) == nominal)
    return {name: column[kept] for name, column in table.items()}


def size(mass: np.ndarray | float) -> np.ndarray:
    """Area of a marker in points squared: by the logarithm of a piece's mass in kg."""
    return 3.0 + 5.0 * np.maximum(np.log10(np.maximum(mass, 1e-9) / 0.1), 0.0) ** 1.5


def window_of(runs: Sequence[RunResult]) -> Window:
    """West, east, south and north in degrees around all footprints; west may lie below -180."""
    parts = [counted(run, nominal) for run in runs for nominal in (True, False)]
    x = np.concatenate([part["longitude_deg"] for part in parts])
    y = np.concatenate([part["latitude_deg"] for part in parts])
    rings = [ring for run in runs for each in run.contours.values() for ring in each]
    x, y = (np.concatenate([v, *(ring[:, k] for ring in rings)]) for k, v in enumerate((x, y)))
    turn = np.radians(x)
    middle = float(np.degrees(np.arctan2(np.sin(turn).mean(), np.cos(turn).mean())))
    x = into(x, middle - 180.0)
    west, east = float(x.min()) - SPARE, float(x.max()) + SPARE
    south, north = float(y.min()) - SPARE, float(y.max()) + SPARE
    lack = max(0.0, LEAST_HEIGHT - (north - south)) / 2.0
    turns = 360.0 * np.ceil(max(east - 180.0, 0.0) / 360.0)
    return west - turns, east - turns, max(south - lack, -89.0), min(north + lack, 89.0)


def draw_footprints(axes: Axes, runs: Sequence[RunResult], shades: Sequence[str]) -> list[Line2D]:
    """Everything on the map; gives what the legend needs beyond stages and runs."""
    window = window_of(runs)
    coast = "coastline_50m" if window[1] - window[0] < 180.0 else "coastline_110m"
    draw_map(axes, window, coast, 5.0 if window[1] - window[0] < 45.0 else 10.0)
    handles = _distances(axes, window, runs)
    for run, colour in zip(runs, shades, strict=True):
        _one(axes, run, colour, window[0], by_stage=len(runs) == 1)
    axes.set_xlim(*window[:2])
    axes.set_ylim(*window[2:])
    lines = [
        Line2D([], [], color=INK, lw=0.9, ls=how, label=f"holds {100 * share:g} %")
        for share, how in LINES.items()
    ]
    return [*lines, *handles]


def _one(axes: Axes, run: RunResult, colour: str, west: float, by_stage: bool) -> None:
    drawn, nominal = counted(run, False), counted(run, True)
    x = into(drawn["longitude_deg"], west)
    shade = MUTED if by_stage else colour
    axes.plot(x, drawn["latitude_deg"], ".", color=shade, alpha=0.18, ms=2, mew=0, zorder=4)
    for share, rings in run.contours.items():
        for ring in rings:
            y = ring[:, 1]
            draw_line(
                axes, into(ring[:, 0], west), y, color=colour, lw=0.9, ls=LINES[share], zorder=5
            )
    entered = np.isfinite(run.trajectory["downrange_km"])
    track = into(run.trajectory["longitude_deg"][entered], west)
    draw_line(axes, track, run.trajectory["latitude_deg"][entered], color=MUTED, lw=0.7, zorder=3)
    shades = [STAGES[name] for name in nominal["stage"]] if by_stage else colour
    mass = nominal["mass_left_kg"]
    x, y = into(nominal["longitude_deg"], west), nominal["latitude_deg"]
    small = 1.0 if by_stage else 0.4
    axes.scatter(x, y, small * size(mass), c=shades, alpha=0.75, lw=0.3, ec="white", zorder=6)
    reference = run.summary["debris"]["reference"]
    if reference:
        x, y = float(into(reference["longitude_deg"], west)), reference["latitude_deg"]
        axes.plot([x], [y], "o", mfc="none", mec=colour, ms=11, mew=1.6, zorder=7)


def _distances(axes: Axes, window: Window, runs: Sequence[RunResult]) -> list[Line2D]:
    """Lines at the least distances to land allowed, where they pass through the window, and who
    comes nearest.
    """
    west, east, south, north = window
    x, y = np.arange(west, east + CELL, CELL), np.arange(south, north + CELL, CELL)
    x, y = np.meshgrid(x, np.clip(y, -90.0, 90.0))
    handles = []
    for each in runs[0].summary["debris"]["keep_out"]:
        far = nearest_land(each["land"], (x.ravel() + 180.0) % 360.0 - 180.0, y.ravel()).distance
        far = far.reshape(x.shape) / 1e3
        if far.min() < each["limit_km"] < far.max():
            how = "--" if each["land"] == "foreign land" else ":"
            axes.contour(
                x, y, far, [each["limit_km"]], colors=MUTED, linewidths=0.9, linestyles=how
            )
            label = f"{each['limit_km']:.0f} km from {each['land']}"
            handles.append(Line2D([], [], color=MUTED, lw=0.9, ls=how, label=label))
    lines = []
    for run in runs:
        near = [e for e in run.summary["debris"]["keep_out"] if e["least_km"] is not None]
        for each in sorted(near, key=lambda e: e["least_km"] - e["limit_km"])[:1]:
            lines.append(f"{run.label}: {fall_words(each)} (limit {each['limit_km']:.0f} km)")
    place = {"transform": axes.transAxes, "ha": "left", "va": "bottom", "fontsize": 8, "zorder": 9}
    box = {"fc": "white", "ec": "none", "alpha": 0.8, "pad": 2.0}
    axes.text(0.012, 0.02, "\n".join(lines), color=INK, bbox=box, **place)
    return handles
