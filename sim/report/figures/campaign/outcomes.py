"""Figure of a campaign: how often each outcome comes about, and limits that are not kept."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.campaign.analysis.events import OUTCOMES
from sim.report.colours import INK, assign_colours
from sim.report.figures.style import legend_line, literal, margins, new_figure, title
from sim.report.results.campaign import CampaignResult, PlanOutcome

SHOWN = {
    "aimed": "aimed",
    "backup": "backup opportunity",
    "missed": "aim missed",
    "uncontrolled": "uncontrolled entry",
    "in_orbit": "still in orbit",
    "unplannable": "no plan left",
    "outside_corridor": "outside the corridor",
    "keep_out": "too near to land",
    "reserve_touched": "reserve used",
}
"""Events that are shown, and the words beside their bars."""
LEAST = 1e-5
"""Left end of the axis."""


def outcomes_figure(result: CampaignResult) -> Figure | None:
    """Share of the flights of each outcome and event with its interval, a bar a plan; None where no
    control centre guided the flights.
    """
    plans = result.plans
    if not any(name in plan.answer["probabilities"] for plan in plans for name in OUTCOMES):
        return None
    figure = new_figure(7.5, 0.42 * len(SHOWN) + 1.5)
    axes = figure.subplots()
    margins(figure, left=1.7, top=0.85, bottom=0.6)
    colours = assign_colours(plans)
    for lane, (plan, colour) in enumerate(zip(plans, colours, strict=True)):
        _draw_plan(axes, plan, colour, lane, len(plans))
    axes.set_xscale("log")
    axes.set_xlim(LEAST, 1.3)
    axes.set_yticks(range(len(SHOWN)), list(SHOWN.values()))
    axes.set_ylim(len(SHOWN) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("share of the flights; line: 95 % interval")
    title(figure, f"how {result.samples:,} flights ended", plans)
    handles = [
        Patch(fc=colour, alpha=0.6, label=literal(plan.label))
        for plan, colour in zip(plans, colours, strict=True)
    ]
    legend_line(figure, handles, down=0.28)
    return figure


def _draw_plan(axes: Axes, plan: PlanOutcome, colour: str, lane: int, lanes: int) -> None:
    height = 0.7 / lanes
    for row, name in enumerate(SHOWN):
        chance = plan.answer["probabilities"].get(name)
        if chance is None:
            continue
        y = row + (lane - 0.5 * (lanes - 1)) * height
        if chance["estimate"] > 0.0:
            axes.barh(
                y, chance["estimate"] - LEAST, left=LEAST, height=0.9 * height, color=colour,
                alpha=0.6,
            )  # fmt: skip
        low = np.maximum(chance["low"], LEAST)
        axes.plot([low, max(chance["high"], LEAST)], [y, y], color=INK, lw=0.9)
