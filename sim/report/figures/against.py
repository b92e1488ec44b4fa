"""How far a flight is off an ephemeris, radial, along and across, by date."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from sim.report.colours import PALETTE
from sim.report.figures.style import heading, margins, new_figure
from sim.report.results.run import RunResult

PANELS = (
    ("radial_m", "radial (km)"),
    ("along_m", "along track (km)"),
    ("cross_m", "cross track (km)"),
)


def against_figure(columns: Mapping[str, np.ndarray], run: RunResult, file: str) -> Figure:
    """Three panels by days since the start of the flight."""
    figure = new_figure(10.0, 6.4)
    panels = figure.subplots(len(PANELS), 1, sharex=True)
    for axes, (name, words), colour in zip(panels, PANELS, PALETTE, strict=False):
        axes.plot(columns["days"], columns[name] / 1e3, color=colour, lw=1.0)
        axes.set_ylabel(words)
    panels[-1].set_xlabel(f"days after {run.summary['start_utc'][:16].replace('T', ' ')} UTC")
    margins(figure, left=0.85, down=0.12)
    heading(figure, f"{run.label} less {file}")
    return figure
