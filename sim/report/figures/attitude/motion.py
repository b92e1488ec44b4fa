"""How the stack turned in time: rates, error, torques, gyroscopes, propellant of its thrusters."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import (
    MOST_POINTS,
    legend_line,
    literal,
    margins,
    new_figure,
    thousands,
    title,
)
from sim.report.results.run import RunResult
from sim.report.series.attitude import AXES, Turned, turned
from sim.report.series.thinning import thinned_rows
from sim.report.text.formatting import amount
from sim.report.text.names import human_name

COLOURS = PALETTE[:3]
"""Of roll, pitch and yaw."""
LEAST_TORQUE = 0.1
"""N m, below which torques are not told apart."""


def motion_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Panels in time, a column a run; None if no run was a rigid body."""
    found = [(run, path) for run in runs if (path := turned(run)) is not None]
    if not found:
        return None
    panels = [panel for panel in PANELS if any(panel.shows(path) for _, path in found)]
    figure = new_figure(10.0, 1.35 + 1.75 * len(panels))
    grid = figure.subplots(len(panels), len(found), sharex="col", squeeze=False)
    for column, (run, path) in zip(grid.T, found, strict=True):
        for axes, panel in zip(column, panels, strict=True):
            panel.draw(axes, path)
            axes.set_ylabel(panel.label)
            _mark_phases(axes, path)
        _name_phases(column[0], path)
        if len(runs) > 1:
            column[0].set_title(literal(run.label), pad=16.0)
        column[-1].set_xlabel("minutes since it flew as a rigid body")
        column[-1].set_xlim(0.0, max(float(path.minutes[-1]), 1e-3))
    figure.align_ylabels(grid[:, 0])
    margins(figure, left=1.35, top=0.75, across=0.22, down=0.14)
    title(figure, "how the stack turned", [run for run, _ in found])
    lines = [Line2D([], [], color=c, label=axis) for axis, c in zip(AXES, COLOURS, strict=True)]
    lines += [
        Line2D([], [], color=INK, label="what turns it"),
        Line2D([], [], color=INK, ls=":", label="control"),
        Line2D([], [], color=MUTED, ls="--", label="the most there is"),
    ]
    legend_line(figure, lines, down=0.22)
    return figure


class Panel:
    """One quantity: its label, how it is drawn, and whether a run has something to show."""

    def __init__(
        self,
        label: str,
        draw: Callable[[Axes, Turned], None],
        shows: Callable[[Turned], bool] = lambda path: True,
    ) -> None:
        self.label, self.draw, self.shows = label, draw, shows


def _rates(axes: Axes, path: Turned) -> None:
    _three(axes, path, path.rates)


def _error(axes: Axes, path: Turned) -> None:
    rows = _rows(path)
    axes.plot(path.minutes[rows], path.off_deg[rows], color=INK)
    axes.set_ylim(bottom=0.0)


def _torques(axes: Axes, path: Turned) -> None:
    _three(axes, path, np.maximum(np.abs(path.torque), LEAST_TORQUE))
    control = np.abs(path.control)
    _three(axes, path, np.where(control > LEAST_TORQUE, control, np.nan), ls=":")
    for value in {float(v) for v in path.authority.ravel() if v > 0.0}:
        level = np.where((path.authority == value).any(axis=1), value, np.nan)
        axes.plot(path.minutes, level, color=MUTED, ls="--", lw=1.0)
    axes.set_yscale("log")
    thousands(axes.yaxis)


def _momentum(axes: Axes, path: Turned) -> None:
    rows = _rows(path)
    axes.plot(path.minutes[rows], path.momentum[rows] / 1e3, color=INK)
    full = np.where(path.capacity > 0.0, path.capacity, np.nan) / 1e3
    axes.plot(path.minutes, full, color=MUTED, ls="--", lw=1.0)
    axes.set_ylim(bottom=0.0)


def _propellant(axes: Axes, path: Turned) -> None:
    rows = _rows(path)
    axes.plot(path.minutes[rows], path.propellant[rows], color=INK)
    axes.set_ylim(bottom=0.0)
    ends = [k for k, _ in path.phases[1:]] + [len(path.minutes)]
    for (first, _), end, duty in zip(path.phases, ends, path.duties, strict=True):
        if duty is None:
            continue
        words = f"duty {amount(100.0 * duty, '%', digits=1)}"
        middle = 0.5 * (path.minutes[first] + path.minutes[end - 1])
        axes.text(
            middle, 0.96, words, transform=axes.get_xaxis_transform(), ha="center", va="top",
            fontsize=7.5, color=INK, bbox={"fc": "white", "alpha": 0.8, "lw": 0, "pad": 0.5},
        )  # fmt: skip


PANELS = (
    Panel("rate (deg/s)", _rates),
    Panel("off the phase's\nattitude (deg)", _error),
    Panel("torque (N m)", _torques),
    Panel("momentum of gyro-\nscopes (kN m s)", _momentum, lambda path: bool(path.capacity.any())),
    Panel("propellant of\nthrusters (kg)", _propellant, lambda path: bool(path.propellant.any())),
)


def _rows(path: Turned) -> np.ndarray:
    return thinned_rows(len(path.minutes), MOST_POINTS)


def _three(axes: Axes, path: Turned, values: np.ndarray, ls: str = "-") -> None:
    rows = _rows(path)
    for k, colour in enumerate(COLOURS):
        axes.plot(path.minutes[rows], values[rows, k], color=colour, ls=ls, lw=1.2)


def _mark_phases(axes: Axes, path: Turned) -> None:
    for first, _ in path.phases[1:]:
        axes.axvline(path.minutes[first], color=MUTED, lw=0.7)
    if path.lost_minutes is not None:
        axes.axvline(path.lost_minutes, color=PALETTE[3], lw=1.2, ls=(0, (4, 2)))


def _name_phases(axes: Axes, path: Turned) -> None:
    """Names of phases over the first panel, and of the loss of the attitude."""
    above = {"transform": axes.get_xaxis_transform(), "va": "bottom", "fontsize": 7.5}
    for first, name in path.phases:
        at = path.minutes[first]
        axes.text(at, 1.02, literal(human_name(name)), color=INK, ha="left", **above)
    if path.lost_minutes is not None:
        axes.text(path.lost_minutes, 1.02, "attitude lost", color=PALETTE[3], ha="center", **above)
