"""Figures of a campaign: how measures are distributed, which parameters drive their variance, and
how plans differ sample by sample.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.campaign.analysis.figures import DifferenceFigures, SobolFigures, known_interval
from sim.report.colours import FAINT, INK, MUTED, assign_colours
from sim.report.figures.style import (
    DASHES,
    legend_line,
    literal,
    margins,
    marker,
    new_figure,
    thousands,
    title,
)
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.series.campaign import (
    EXPLAINED,
    MEASURES,
    MOST_BINS,
    bin_edges,
    distribution,
    measure_values,
    measure_varies,
    sobol_indices,
    varying_measures,
)
from sim.report.text.formatting import short_percent
from sim.report.text.names import parameter_name

PANELS = 6
"""Measures that are shown, the first that vary."""
MOST_BARS = 6
MOST_MEASURES = 5
DAY = 86400.0


def distributions_figure(result: CampaignResult) -> Figure | None:
    """A histogram of each measure that varies, all plans in one panel; None if none does."""
    names = varying_measures(result.plans, PANELS)
    if not names:
        return None
    figure, panels = _grid(len(names))
    colours = assign_colours(result.plans)
    for axes, name in zip(panels, names, strict=True):
        _draw_histograms(axes, result.plans, name, colours)
    handles: list[Artist] = [
        Patch(fc=colour, alpha=0.5, label=literal(plan.label))
        for plan, colour in zip(result.plans, colours, strict=True)
    ]
    legend_line(figure, [*handles, Line2D([], [], color=INK, lw=1.3, label="median")])
    title(figure, f"distributions of {result.samples:,} flights", result.plans)
    return figure


def _draw_histograms(
    axes: Axes, plans: Sequence[PlanOutcome], name: str, colours: Sequence[str]
) -> None:
    """Shares of flights in equal bins, and the median of each plan."""
    columns = measure_values(plans, name, DAY)
    edges = bin_edges(columns)
    for k, (plan, values, colour) in enumerate(zip(plans, columns, colours, strict=True)):
        dashes = DASHES[k % len(DASHES)]
        spread = distribution(values, plan.samples["weight"], edges)
        if spread is None:
            continue
        axes.stairs(spread.in_bins, edges, fill=True, color=colour, alpha=0.35, lw=0)
        axes.stairs(spread.in_bins, edges, color=colour, lw=1.1, ls=dashes)
        axes.axvline(spread.median, color=colour, lw=1.3, ls=dashes)
    axes.set_xlabel(MEASURES[name])
    axes.set_ylabel("flights (%)")
    thousands(axes.xaxis)


def variance_figure(result: CampaignResult) -> Figure | None:
    """Total Sobol indices of each measure and plan with their intervals, and first-order ones as
    ticks; None if there are none.
    """
    plans = result.plans
    names = [n for n in EXPLAINED if any(sobol_indices(plan, n) is not None for plan in plans)]
    names = names[:MOST_MEASURES]
    if not names:
        return None
    columns = len(plans)
    figure = new_figure(5.2 * columns + (1.5 if columns == 1 else 0.6), 1.55 * len(names) + 1.1)
    panels = figure.subplots(len(names), columns, squeeze=False, sharex=True)
    for axes_row, name in zip(panels, names, strict=True):
        for axes, plan, colour in zip(axes_row, plans, assign_colours(plans), strict=True):
            _draw_bars(axes, sobol_indices(plan, name), colour)
            axes.set_title(literal(f"{plan.label}: {EXPLAINED[name]}"), fontsize=9, pad=3)
    for axes in panels[-1]:
        axes.set_xlabel("share of the variance")
        axes.set_xlim(0.0, None)
    margins(figure, left=2.2, top=0.85, bottom=0.6, across=0.72, down=0.45)
    handles: list[Artist] = [
        Patch(fc=MUTED, alpha=0.6, label="with interactions (total)"),
        marker("|", "alone (first order)", ms=9, mew=1.6),
        Line2D([], [], color=INK, lw=0.9, label="95 % interval"),
    ]
    title(figure, "what drives the variance", plans)
    legend_line(figure, handles, down=0.28)
    return figure


def _draw_bars(axes: Axes, indices: SobolFigures | None, colour: str) -> None:
    axes.grid(visible=False, axis="y")
    if indices is None:
        axes.set_yticks([])
        return
    total = list(indices["total"].items())[:MOST_BARS]
    for k, (name, index) in enumerate(total):
        axes.barh(k, index["estimate"], color=colour, alpha=0.6, height=0.66)
        axes.plot([index["low"], index["high"]], [k, k], color=INK, lw=0.9)
        alone = indices["first"].get(name)
        if alone is not None:
            axes.plot([alone["estimate"]], [k], "|", color=INK, ms=9, mew=1.6)
    axes.set_yticks(
        range(len(total)), [literal(parameter_name(name)) for name, _ in total], fontsize=7.5
    )
    axes.set_ylim(len(total) - 0.5, -0.5)


def differences_figure(result: CampaignResult) -> Figure | None:
    """Of the first two plans, how measures differ sample by sample; None for a single plan."""
    if not result.differences:
        return None
    pair = result.differences[0]
    plans = {plan.name: plan for plan in result.plans}
    first, second = plans[pair["first"]], plans[pair["second"]]
    differences = pair["second_less_first"]
    names = [
        name
        for name in MEASURES
        if name in differences and name != "end_time_s" and measure_varies((first, second), name)
    ][:PANELS]
    if not names:
        return None
    figure, panels = _grid(len(names))
    for axes, name in zip(panels, names, strict=True):
        _draw_difference(axes, first, second, name, differences[name])
    handles: list[Artist] = [
        Patch(fc=FAINT, ec=MUTED, label="pairs of flights"),
        Line2D([], [], color=INK, lw=1.3, label="mean"),
        Patch(fc=INK, alpha=0.25, label="its 95 % interval"),
    ]
    legend_line(figure, handles)
    words = f"{second.label} less {first.label}, {result.samples:,} pairs of flights"
    title(figure, words, (first, second))
    return figure


def _draw_difference(
    axes: Axes, first: PlanOutcome, second: PlanOutcome, name: str, answer: DifferenceFigures
) -> None:
    """Shares of pairs in equal bins, the mean difference with its interval, and zero."""
    change = second.samples[name] - first.samples[name]
    finite = np.isfinite(change)
    share = 100.0 * first.samples["weight"][finite] / first.samples["weight"].sum()
    bins = int(np.clip(np.sqrt(finite.sum()) * 1.2, 8, MOST_BINS))
    in_bins, edges = np.histogram(change[finite], bins, weights=share)
    axes.stairs(in_bins, edges, fill=True, color=FAINT, lw=0)
    axes.stairs(in_bins, edges, color=MUTED, lw=1.0)
    if (mean := known_interval(answer["mean"])) is not None:
        axes.axvspan(mean[1], mean[2], color=INK, alpha=0.25, lw=0)
        axes.axvline(mean[0], color=INK, lw=1.3)
    axes.axvline(0.0, color=MUTED, lw=0.8, ls=(0, (4, 2)))
    axes.set_xlabel(MEASURES[name])
    axes.set_ylabel("pairs (%)")
    thousands(axes.xaxis)
    if (lower := answer["second_lower"]["estimate"]) is not None:
        words = f"{second.label} lower in {short_percent(lower)} %"
        axes.set_title(literal(words), fontsize=8.5, pad=4)


def _grid(count: int) -> tuple[Figure, list[Axes]]:
    """Panels three in a line."""
    lines = -(-count // 3)
    figure = new_figure(10.0, 2.7 * lines + 0.95)
    panels = list(figure.subplots(lines, 3, squeeze=False).ravel())
    for axes in panels[count:]:
        axes.remove()
    margins(figure, top=0.75, bottom=0.7, across=0.3, down=0.5)
    for axes in panels[:count]:
        axes.locator_params(axis="x", nbins=5)
    return figure, panels[:count]
