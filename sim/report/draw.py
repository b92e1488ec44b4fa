"""All figures of one run, or of several overlaid, drawn and saved as PNG and SVG."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from sim.report.budget import budget_figure
from sim.report.decay import decay_figure
from sim.report.entry import entry_figure
from sim.report.final_days import final_days_figure
from sim.report.footprint import footprint_figure
from sim.report.ground_track import ground_track_figure
from sim.report.run import Run
from sim.report.style import Stamped, stamp, styled

FIGURES = {
    "decay": decay_figure,
    "final_days": final_days_figure,
    "entry": entry_figure,
    "ground_track": ground_track_figure,
    "propellant": budget_figure,
}
"""File stem and maker of each figure; a maker answers None when there is nothing to show."""

DEBRIS_FIGURES = {"footprint": footprint_figure}
"""The same for scenarios that describe the entry."""

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
    makers = FIGURES | DEBRIS_FIGURES
    return saved({name: partial(make, runs) for name, make in makers.items()}, runs, folder)


def saved(
    makers: Mapping[str, Callable[[], Figure | None]], stamped: Sequence[Stamped], folder: Path
) -> list[Path]:
    """Save figures as PNG and SVG.

    Parameters
    ----------
    makers
        Maker of each figure by its file stem; one that answers None is left out.
    stamped
        What the figures were made from, named in their corner.
    folder
        Where the files go.
    """
    written = []
    with styled():
        for name, make in makers.items():
            figure = make()
            if figure is None:
                continue
            stamp(figure, stamped)
            for ending in ("png", "svg"):
                path = folder / f"{name}.{ending}"
                facts = {"Date": None} if ending == "svg" else {"Software": None}
                figure.savefig(path, dpi=DOTS_PER_INCH, metadata=facts)
                written.append(path)
    return written
