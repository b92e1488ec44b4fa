"""All figures of one run, or of several overlaid, drawn and saved as PNG, SVG or PDF.

The same results make the same files, byte for byte: dates and programs are left out of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from sim.report.figures.decay import decay_figure
from sim.report.figures.final_days import final_days_figure
from sim.report.figures.footprint import footprint_figure
from sim.report.figures.ground_track import ground_track_figure
from sim.report.figures.propellant import budget_figure
from sim.report.figures.reentry import entry_figure
from sim.report.figures.style import Stamped, stamp, styled
from sim.report.results.run import RunResult

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
FORMATS = ("png", "svg")
"""What figures are saved as unless something else is asked for."""

UNDATED: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Facts about a file that are left out of it, by its format."""


def draw(runs: Sequence[RunResult], folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw every figure that has something to show.

    Parameters
    ----------
    runs
        One run, or several to overlay, each in a colour of its own.
    folder
        Where the files go.
    formats
        Keys of `UNDATED`.

    Returns
    -------
    list of pathlib.Path
        Files written.
    """
    makers = FIGURES | DEBRIS_FIGURES
    return saved(
        {name: partial(make, runs) for name, make in makers.items()}, runs, folder, formats
    )


def saved(
    makers: Mapping[str, Callable[[], Figure | None]],
    stamped: Sequence[Stamped],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Save figures.

    Parameters
    ----------
    makers
        Maker of each figure by its file stem; one that answers None is left out.
    stamped
        What the figures were made from, named in their corner.
    folder
        Where the files go.
    formats
        Keys of `UNDATED`.
    """
    written = []
    with styled():
        for name, make in makers.items():
            figure = make()
            if figure is None:
                continue
            stamp(figure, stamped)
            for ending in formats:
                path = folder / f"{name}.{ending}"
                figure.savefig(path, dpi=DOTS_PER_INCH, metadata=UNDATED[ending])
                written.append(path)
    return written
