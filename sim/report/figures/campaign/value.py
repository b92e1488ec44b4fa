"""Figure of what something is worth: the scatter along the track, and debris too near to land."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.campaign.analysis.figures import known_interval
from sim.campaign.analysis.value import ValueAnswers, ValueFigures
from sim.report.colours import INK, MUTED, assign_colours
from sim.report.figures.style import legend_line, literal, margins, new_figure, title
from sim.report.results.campaign import PlanOutcome

EVENT = "keep_out"
LEFT = 3.3
"""Inches for the words beside the bars."""


def value_figure(answers: ValueAnswers, plans: Sequence[PlanOutcome]) -> Figure | None:
    """For each switch and plan the scatter along the track, and how much more often
    debris falls too near to land; None if nothing was switched.
    """
    switches = answers["switches"]
    if not switches:
        return None
    figure = new_figure(9.5, 0.5 * len(switches) + 1.6)
    left, right = figure.subplots(1, 2, sharey=True)
    margins(figure, left=LEFT, top=0.85, bottom=0.6, across=0.12)
    colours = assign_colours(plans)
    for lane, (plan, colour) in enumerate(zip(plans, colours, strict=True)):
        for row, switch in enumerate(switches.values()):
            found = switch["plans"].get(plan.name)
            if found is None:
                continue
            height = 0.7 / len(plans)
            y = row + (lane - 0.5 * (len(plans) - 1)) * height
            _draw_scatter(left, found, y, 0.9 * height, colour)
            _draw_event(right, found, y, colour)
    left.set_yticks(range(len(switches)), [literal(s["meaning"]) for s in switches.values()])
    left.set_ylim(len(switches) - 0.5, -0.5)
    left.set_xlim(0.0, None)
    left.set_xlabel("along the track, half of the middle 68 % (km)")
    right.axvline(0.0, color=MUTED, lw=0.8)
    right.set_xlabel("too near to land: change (% of flights)")
    for axes in (left, right):
        axes.grid(visible=False, axis="y")
    title(figure, f"what it is worth, {answers['samples']:,} flights each", plans)
    handles: list[Artist] = [
        Patch(fc=colour, alpha=0.6, label=literal(plan.label))
        for plan, colour in zip(plans, colours, strict=True)
    ]
    legend_line(
        figure, [*handles, Line2D([], [], color=INK, lw=1.2, ls=":", label="as it is")], down=0.28
    )
    return figure


def _draw_scatter(axes: Axes, found: ValueFigures, y: float, height: float, colour: str) -> None:
    """A bar with its interval, and where it is without the switch."""
    with_it = None if found["scatter"] is None else known_interval(found["scatter"])
    change = None if found["scatter_change"] is None else known_interval(found["scatter_change"])
    if with_it is None or change is None:
        return
    axes.barh(y, with_it[0], height=height, color=colour, alpha=0.6)
    axes.plot(with_it[1:], [y, y], color=INK, lw=0.9)
    before = with_it[0] - change[0]
    axes.plot([before, before], [y - 0.5 * height, y + 0.5 * height], color=INK, lw=1.2, ls=":")


def _draw_event(axes: Axes, found: ValueFigures, y: float, colour: str) -> None:
    chance = found["events"].get(EVENT)
    if chance is None:
        return
    axes.plot([100.0 * chance["low"], 100.0 * chance["high"]], [y, y], color=colour, lw=1.6)
    axes.plot([100.0 * chance["estimate"]], [y], "o", color=colour, ms=4)
