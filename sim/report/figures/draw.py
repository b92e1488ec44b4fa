"""All figures of runs and of a plan: a figure is added by its maker and one line here. Those of a
campaign are in `sim.report.figures.campaign.draw`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from matplotlib.figure import Figure

from sim.formats.figure_formats import FORMATS
from sim.report.figures.attitude.filmstrip import filmstrip_figure
from sim.report.figures.attitude.margin import margin_figure
from sim.report.figures.attitude.motion import motion_figure
from sim.report.figures.controllability import control_figure
from sim.report.figures.decay import decay_figure
from sim.report.figures.failure_map import failures_figure
from sim.report.figures.final_days import final_days_figure
from sim.report.figures.footprint import footprint_figure
from sim.report.figures.ground_track import ground_track_figure
from sim.report.figures.plan_calendar import calendar_figure
from sim.report.figures.plan_curves import curves_figure
from sim.report.figures.plan_lowering import lowering_figure
from sim.report.figures.plan_propellant import plan_budget_figure
from sim.report.figures.propellant import budget_figure
from sim.report.figures.reentry import entry_figure
from sim.report.figures.save import save_figures
from sim.report.figures.stages import stages_figure
from sim.report.results.plan import PlanResult
from sim.report.results.run import RunResult

Result = TypeVar("Result")
Makers = Mapping[str, Callable[[Result], Figure | None]]
"""Maker of each figure by its file stem; it returns None when there is nothing to show."""

FIGURES: Makers[Sequence[RunResult]] = {
    "decay": decay_figure,
    "final_days": final_days_figure,
    "entry": entry_figure,
    "stages": stages_figure,
    "ground_track": ground_track_figure,
    "propellant": budget_figure,
    "footprint": footprint_figure,
    "motion": motion_figure,
    "margin": margin_figure,
    "filmstrip": filmstrip_figure,
}
"""Of one run, or of several, each in a colour of its own."""

PLAN_FIGURES: Makers[PlanResult] = {
    "calendar": calendar_figure,
    "budget": plan_budget_figure,
    "failure_map": failures_figure,
    "controllability": control_figure,
    "lowering": lowering_figure,
    "perigee_and_thrust": curves_figure,
}
"""Of a plan."""


def draw_runs(
    runs: Sequence[RunResult], folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw every figure of runs that has something to show; returns the files written."""
    return save_figures(bind_makers(FIGURES, runs), runs, folder, formats)


def draw_plan(result: PlanResult, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw every figure of a plan that has something to show; returns the files written."""
    return save_figures(bind_makers(PLAN_FIGURES, result), [result], folder, formats)


def bind_makers(makers: Makers[Result], result: Result) -> dict[str, Callable[[], Figure | None]]:
    """Makers without arguments, of the figures of one result."""
    return {name: partial(make, result) for name, make in makers.items()}
