"""All figures of a campaign, as `sim.report.figures.draw` has those of runs and plans."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sim.campaign.analysis.value import ValueAnswers
from sim.formats.figure_formats import FORMATS
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
from sim.report.figures.draw import Makers, bind_makers
from sim.report.figures.save import save_figures
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.results.tail import TailResult

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


def draw_campaign(
    result: CampaignResult, folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw every figure of a campaign that has something to show; returns the files written."""
    return save_figures(bind_makers(CAMPAIGN_FIGURES, result), result.plans, folder, formats)


def draw_tail(result: TailResult, folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw the figure of a search for a rare event; returns the files written."""
    return save_figures(bind_makers(TAIL_FIGURES, result), result.plans, folder, formats)


def draw_value(
    answers: ValueAnswers,
    plans: Sequence[PlanOutcome],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Draw what something is worth to the plans; returns the files written."""
    return save_figures({"value": partial(value_figure, answers, plans)}, plans, folder, formats)
