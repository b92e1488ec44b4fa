"""The last days: perigee and apogee falling burn by burn, in time before the entry interface."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.colours import INK, assign_colours
from sim.report.figures.style import MOST_POINTS, legend_line, literal, margins, new_figure, title
from sim.report.results.run import RunResult
from sim.report.series.thinning import thinned_rows
from sim.report.text.formatting import amount
from sim.report.text.names import human_name

LEAD = 6.0
"""h shown before the first of the burns."""

LETTER = 0.0066
"""Share of the time axis that a letter of a burn's name takes; names that meet go higher."""

LONGEST = 15.0 * 24.0
"""h shown at most."""


def final_days_figure(runs: Sequence[RunResult]) -> Figure | None:
    """Perigee and apogee before entry, one panel a run; None if no run has a burn near its end."""
    panelled = [
        (run, colour) for run, colour in zip(runs, assign_colours(runs), strict=True) if _burns(run)
    ]
    if not panelled:
        return None
    figure = new_figure(10.0, 4.6 if len(panelled) == 1 else 1.2 + 2.9 * len(panelled))
    panels = figure.subplots(len(panelled), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    begin = max(min(_begin(run) for run, _ in panelled), -LONGEST)
    for axes, (run, colour) in zip(panels, panelled, strict=True):
        _draw_panel(axes, run, colour, begin)
        if len(runs) > 1:
            axes.set_title(literal(run.label), color=colour)
    panels[-1].set_xlim(begin, 0.015 * abs(begin))
    panels[-1].set_ylim(0.0, panels[-1].get_ylim()[1] * 1.12)
    for axes in panels:
        axes.set_ylabel("perigee, apogee (km)")
    zero = (
        "entry interface" if all(_entered(run) for run, _ in panelled) else "the end of the flight"
    )
    panels[-1].set_xlabel(f"hours from {zero}")
    margins(figure, top=0.6, down=0.22)
    ink = panelled[0][1] if len(panelled) == 1 else INK
    title(figure, "from the first deorbit burn to entry", runs)
    legend_line(
        figure,
        [
            Line2D([], [], color=ink, ls="--", label="apogee"),
            Line2D([], [], color=ink, label="perigee"),
            Line2D([], [], color=ink, lw=6, alpha=0.25, label="burn"),
        ],
    )
    return figure


def _zero(run: RunResult) -> float:
    """Time that hours count from: the entry interface, else the end."""
    entry = run.events["time_s"][run.events["kind"] == "entry_interface"]
    return float(entry[-1] if len(entry) else run.trajectory["time_s"][-1])


def _entered(run: RunResult) -> bool:
    return bool((run.events["kind"] == "entry_interface").any())


def _burns(run: RunResult) -> list[tuple[float, float, str, float]]:
    """Start, end (h from zero), name and velocity change (m/s) of the last deorbit burns."""
    events, zero = run.events, _zero(run)
    near = events["time_s"] > zero - 3600.0 * LONGEST
    rows = (events["kind"] == "burn") & ~events["lowering"] & near
    start = (events["time_s"][rows] - zero) / 3600.0
    end = start + events["duration_s"][rows] / 3600.0
    return list(zip(start, end, events["phase"][rows], events["delta_v_m_s"][rows], strict=True))


def _begin(run: RunResult) -> float:
    """Hour at which a run's own panel would begin: some time before its first burn."""
    return max((run.trajectory["time_s"][0] - _zero(run)) / 3600.0, _burns(run)[0][0] - LEAD)


def _draw_panel(axes: Axes, run: RunResult, colour: str, begin: float) -> None:
    burns = _burns(run)
    hours = (run.trajectory["time_s"] - _zero(run)) / 3600.0
    near = np.flatnonzero(hours >= _begin(run))
    near = near[thinned_rows(len(near), MOST_POINTS)]
    axes.plot(hours[near], run.trajectory["mean_apogee_km"][near], color=colour, ls="--")
    axes.plot(hours[near], run.trajectory["mean_perigee_km"][near], color=colour)
    top = float(np.nanmax(run.trajectory["mean_apogee_km"][near]))
    axes.set_ylim(0.0, top)
    side = 0.004 * abs(begin)
    letter = LETTER * abs(begin)
    level, before = 0, -np.inf
    for start, end, name, delta_v in burns:
        crowded = start - before < letter * max(len(name), 9)
        level, before = (level + 1 if crowded else 0), start
        wide = max(end - start, side)
        axes.axvspan(start, start + wide, color=colour, alpha=0.25, lw=0)
        axes.annotate(
            literal(f"{human_name(name)}\n{amount(delta_v, 'm/s')}"),
            (start, 0.02 + 0.13 * level),
            xycoords=axes.get_xaxis_transform(),
            xytext=(-3, 0),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontsize=7.5,
            color=INK,
            bbox={"fc": "white", "alpha": 0.8, "lw": 0, "pad": 0.5},
        )
