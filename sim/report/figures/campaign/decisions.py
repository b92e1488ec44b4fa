"""What came of every burn of a campaign: a lane for each try, in the order of their dates."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.colours import DECISIONS, INK, MUTED
from sim.report.figures.style import legend_line, literal, margins, marker, new_figure, title
from sim.report.results.campaign import CampaignResult
from sim.report.series.decisions import OUTCOMES, Try, list_tries
from sim.report.text.decisions import try_name, when_words
from sim.report.text.formatting import short_percent

LEAST = 0.005
"""% of the flights that the axis begins at; a flight in 20,000."""
MARKS = {"go": "o", "in_spite": "D", "engines_out": "v", "early": "s", "hold": "P", "abort": "X"}
"""Shape of each outcome, so that colours are not needed."""


def decisions_figure(result: CampaignResult) -> Figure | None:
    """A panel for each plan, in it a lane for each try of a burn, in it the share of all flights
    that each outcome comes to; None if nothing was decided.
    """
    shown = [(plan, tries) for plan in result.plans if (tries := list_tries(plan))]
    if not shown:
        return None
    lanes = max(len(tries) for _, tries in shown)
    figure = new_figure(5.4 * len(shown) + 0.8, 0.66 * lanes + 2.1)
    panels = figure.subplots(1, len(shown), squeeze=False)[0]
    for axes, (plan, tries) in zip(panels, shown, strict=True):
        _draw_lanes(axes, tries)
        axes.set_title(literal(plan.label), pad=6)
    margins(figure, left=1.75, right=0.55, top=0.95, bottom=0.85, across=0.55)
    present = {name for _, tries in shown for each in tries for name in each.shares}
    legend_line(
        figure,
        [
            marker(MARKS[name], words, DECISIONS[name], ms=7)
            for name, words in OUTCOMES.items()
            if name in present
        ],
        down=0.3,
    )
    title(figure, f"what came of each burn in {result.samples:,} flights", [p for p, _ in shown])
    return figure


def _draw_lanes(axes: Axes, tries: Sequence[Try]) -> None:
    for lane, each in enumerate(tries):
        if lane % 2:
            axes.axhspan(lane - 0.5, lane + 0.5, color=MUTED, alpha=0.07, lw=0)
        names = [name for name in OUTCOMES if name in each.shares]
        for k, name in enumerate(names):
            share = each.shares[name]
            y = lane + 0.8 * ((k + 0.5) / len(names) - 0.5)
            low, middle, high = (
                max(100.0 * end, LEAST) for end in (share.low, share.estimate, share.high)
            )
            axes.plot([low, high], [y, y], color=DECISIONS[name], lw=1.2)
            axes.plot([middle], [y], MARKS[name], color=DECISIONS[name], ms=6.0, clip_on=False)
            axes.annotate(
                f"{short_percent(share.estimate)} %",
                (max(high, middle), y),
                (5.0, 0.0),
                textcoords="offset points",
                va="center",
                fontsize=6.5,
                color=INK,
                annotation_clip=False,
            )
    labels = [
        f"{try_name(each.burn, each.attempt, tries)}\n{when_words(each.hours)}" for each in tries
    ]
    axes.set_yticks(range(len(tries)), [literal(words) for words in labels], fontsize=7.5)
    axes.set_ylim(len(tries) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_xscale("log")
    axes.set_xlim(LEAST, 110.0)
    axes.set_xticks([0.01, 0.1, 1.0, 10.0, 100.0], ["0.01", "0.1", "1", "10", "100"])
    axes.set_xlabel("share of all flights (%), lines: 95 % interval")
