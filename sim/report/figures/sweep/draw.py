"""All figures of a sweep: one is added by its maker and one line here."""

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.formats.figure_formats import FORMATS
from sim.report.figures.draw import bind_makers
from sim.report.figures.save import save_figures
from sim.report.figures.sweep.curves import sweep_curves_figure
from sim.report.figures.sweep.maps import sweep_maps_figure
from sim.report.figures.sweep.pareto import pareto_figure
from sim.report.results.sweep import SweepResult

SWEEP_FIGURES: dict[str, Callable[[SweepResult], Figure | None]] = {
    "maps": sweep_maps_figure,
    "curves": sweep_curves_figure,
    "pareto": pareto_figure,
}


def draw_sweep(result: SweepResult, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw every figure of a sweep that has something to show; returns the files written."""
    return save_figures(bind_makers(SWEEP_FIGURES, result), [result], folder, formats)
