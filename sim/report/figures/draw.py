"""All figures of runs, of a plan and of a campaign: a figure is added by its maker and one line
here.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from matplotlib.figure import Figure

from sim.campaign.analysis.value import ValueAnswers
from sim.report.figures.campaign.decisions import decisions_figure
from sim.report.figures.campaign.map import campaign_map_figure
from sim.report.figures.campaign.outcomes import outcomes_figure
from sim.report.figures.campaign.statistics import (
    differences_figure,
    distributions_figure,
    variance_figure,
)
from sim.report.figures.campaign.tail import tail_figure
from sim.report.figures.campaign.value import value_figure
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
from sim.report.figures.save import FORMATS, save_figures
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.results.plan import PlanResult
from sim.report.results.run import RunResult
from sim.report.results.tail import TailResult

Result = TypeVar("Result")
Makers = Mapping[str, Callable[[Result], Figure | None]]
"""Maker of each figure by its file stem; it returns None when there is nothing to show."""

FIGURES: Makers[Sequence[RunResult]] = {
    "decay": decay_figure,
    "final_days": final_days_figure,
    "entry": entry_figure,
    "ground_track": ground_track_figure,
    "propellant": budget_figure,
    "footprint": footprint_figure,
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

CAMPAIGN_FIGURES: Makers[CampaignResult] = {
    "campaign_outcomes": outcomes_figure,
    "campaign_footprint": campaign_map_figure,
    "campaign_distributions": distributions_figure,
    "campaign_what_matters": variance_figure,
    "campaign_differences": differences_figure,
    "campaign_decisions": decisions_figure,
}
"""Of a campaign."""

TAIL_FIGURES: Makers[TailResult] = {"tail": tail_figure}
"""Of a search for a rare event."""


def draw_runs(
    runs: Sequence[RunResult], folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw every figure of runs that has something to show; returns the files written."""
    return save_figures(_bind(FIGURES, runs), runs, folder, formats)


def draw_plan(result: PlanResult, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw every figure of a plan that has something to show; returns the files written."""
    return save_figures(_bind(PLAN_FIGURES, result), [result], folder, formats)


def draw_campaign(
    result: CampaignResult, folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw every figure of a campaign that has something to show; returns the files written."""
    return save_figures(_bind(CAMPAIGN_FIGURES, result), result.plans, folder, formats)


def draw_tail(result: TailResult, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw the figure of a search for a rare event; returns the files written."""
    return save_figures(_bind(TAIL_FIGURES, result), result.plans, folder, formats)


def draw_value(
    answers: ValueAnswers,
    plans: Sequence[PlanOutcome],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw what something is worth to the plans; returns the files written."""
    return save_figures({"value": partial(value_figure, answers, plans)}, plans, folder, formats)


def _bind(makers: Makers[Result], result: Result) -> dict[str, Callable[[], Figure | None]]:
    return {name: partial(make, result) for name, make in makers.items()}
