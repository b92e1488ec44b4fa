"""All figures of one run, or of several overlaid, drawn and saved as PNG and SVG."""

from collections.abc import Sequence
from pathlib import Path

from sim.report.budget import budget_figure
from sim.report.decay import decay_figure
from sim.report.entry import entry_figure
from sim.report.final_days import final_days_figure
from sim.report.ground_track import ground_track_figure
from sim.report.run import Run
from sim.report.style import stamp, styled

FIGURES = {
    "decay": decay_figure,
    "final_days": final_days_figure,
    "entry": entry_figure,
    "ground_track": ground_track_figure,
    "propellant": budget_figure,
}
"""File stem and maker of each figure; a maker answers None when there is nothing to show."""

DOTS_PER_INCH = 150


def draw(runs: Sequence[Run], folder: Path) -> list[Path]:
    """Draw every figure that has something to show.

    Parameters
    ----------
    runs
        One run, or several to overlay, each in a colour of its own.
    folder
        Where the files go.

    Returns
    -------
    list of pathlib.Path
        Files written.
    """
    written = []
    with styled():
        for name, make in FIGURES.items():
            figure = make(runs)
            if figure is None:
                continue
            stamp(figure, runs)
            for ending in ("png", "svg"):
                path = folder / f"{name}.{ending}"
                facts = {"Date": None} if ending == "svg" else {"Software": None}
                figure.savefig(path, dpi=DOTS_PER_INCH, metadata=facts)
                written.append(path)
    return written
