"""Figures of a campaign: where debris falls, how measures are distributed, which unknown matters,
and how plans differ sample by sample.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.campaign_map import campaign_map_figure
from sim.report.figures.draw import FORMATS, saved
from sim.report.figures.style import (
    FAINT,
    INK,
    MUTED,
    colours,
    legend_line,
    margins,
    new_figure,
    title,
)
from sim.report.results.campaign import CampaignResult, PlanOutcome

DISTRIBUTIONS = {
    "entry_angle_deg": "flight-path angle at the interface (deg)",
    "margin_kg": "propellant beyond the reserve (kg)",
    "length_km": "length of the footprint (km)",
    "centre_km": "centre of debris beyond the aim (km)",
    "cross_km": "centre of debris to the right of the track (km)",
    "casualty_area_m2": "casualty area (m²)",
    "end_time_s": "end of the flight (days from the median)",
    "propellant_used_kg": "propellant used (kg)",
    "delta_v_m_s": "velocity change of the burns (m/s)",
}
"""Measures that are shown, in words; the first `PANELS` that vary."""
PANELS = 6

MATTERS = {
    "length_km": "length of the footprint",
    "centre_km": "centre of debris",
    "margin_kg": "propellant beyond the reserve",
    "entry_angle_deg": "entry angle",
    "casualty_area_m2": "casualty area",
    "end_time_s": "end of the flight",
    "propellant_used_kg": "propellant used",
}
MOST_BARS = 6
MOST_MEASURES = 5
BINS = 40
DAY = 86400.0


def draw_campaign(
    result: CampaignResult, folder: Path, formats: Sequence[str] = FORMATS
) -> list[Path]:
    """Draw every figure that has something to show; returns the files written."""
    makers = {
        "campaign_footprint": campaign_map_figure,
        "campaign_distributions": distributions_figure,
        "campaign_what_matters": what_matters_figure,
        "campaign_differences": differences_figure,
    }
    made = {name: partial(make, result) for name, make in makers.items()}
    return saved(made, result.plans, folder, formats)


def distributions_figure(result: CampaignResult) -> Figure | None:
    """A histogram of each measure that varies, all plans in one panel; None if none does."""
    shown = [name for name in DISTRIBUTIONS if varies(result.plans, name)][:PANELS]
    if not shown:
        return None
    figure, panels = _grid(len(shown))
    shades = colours(result.plans)
    for axes, name in zip(panels, shown, strict=True):
        values = [plan.samples[name] for plan in result.plans]
        if name == "end_time_s":
            middle = np.nanmedian(np.concatenate(values))
            values = [(each - middle) / DAY for each in values]
        weights = [plan.samples["weight"] for plan in result.plans]
        _histograms(axes, values, weights, shades)
        axes.set_xlabel(DISTRIBUTIONS[name])
    named = [
        Patch(fc=colour, alpha=0.5, label=plan.label)
        for plan, colour in zip(result.plans, shades, strict=True)
    ]
    legend_line(figure, [*named, Line2D([], [], color=INK, lw=1.3, label="median")])
    title(figure, f"distributions of {result.samples:,} flights", result.plans)
    return figure


def _histograms(
    axes: Axes,
    values: Sequence[np.ndarray],
    weights: Sequence[np.ndarray],
    shades: Sequence[str],
) -> None:
    """Shares of flights in equal bins, and each plan's median."""
    edges = bins_of(values)
    for each, weight, colour in zip(values, weights, shades, strict=True):
        there = np.isfinite(each)
        if not there.any():
            continue
        share = 100.0 * weight[there] / weight.sum()
        held, _ = np.histogram(each[there], edges, weights=share)
        axes.stairs(held, edges, fill=True, color=colour, alpha=0.35, lw=0)
        axes.stairs(held, edges, color=colour, lw=1.1)
        order = np.argsort(each[there])
        reached = np.cumsum(weight[there][order])
        median = each[there][order][np.searchsorted(reached, 0.5 * reached[-1])]
        axes.axvline(median, color=colour, lw=1.3)
    axes.set_ylabel("flights (%)")


def bins_of(values: Sequence[np.ndarray]) -> np.ndarray:
    """Edges of equal bins over the values of all plans, more the more values there are."""
    joined = np.concatenate([each[np.isfinite(each)] for each in values])
    number = int(np.clip(np.sqrt(len(joined) / len(values)) * 1.2, 8, BINS))
    return np.linspace(joined.min(), joined.max(), number * len(values) + 1)


def what_matters_figure(result: CampaignResult) -> Figure | None:
    """Total Sobol indices of each measure and plan with their intervals, and first-order ones as
    ticks; None if there are none.
    """
    shown = [
        name for name in MATTERS if any(indices_of(plan, name) is not None for plan in result.plans)
    ][:MOST_MEASURES]
    if not shown:
        return None
    columns = len(result.plans)
    figure = new_figure(4.9 * columns + (1.5 if columns == 1 else 0.6), 1.55 * len(shown) + 1.1)
    panels = figure.subplots(len(shown), columns, squeeze=False, sharex=True)
    for axes_row, name in zip(panels, shown, strict=True):
        for axes, plan, colour in zip(axes_row, result.plans, colours(result.plans), strict=True):
            _bars(axes, indices_of(plan, name), colour)
            axes.set_title(f"{plan.label}: {MATTERS[name]}", fontsize=9, pad=3)
    for axes in panels[-1]:
        axes.set_xlabel("share of the variance")
        axes.set_xlim(0.0, None)
    margins(figure, left=1.75, top=0.85, bottom=0.6, across=0.62, down=0.45)
    handles = [
        Patch(fc=MUTED, alpha=0.6, label="with interactions (total)"),
        Line2D([], [], color=INK, marker="|", ms=9, mew=1.6, ls="", label="alone (first order)"),
        Line2D([], [], color=INK, lw=0.9, label="95 % interval"),
    ]
    title(figure, "which unknown matters", result.plans)
    legend_line(figure, handles, down=0.28)
    return figure


def _bars(axes: Axes, found: Mapping[str, Any] | None, colour: str) -> None:
    axes.grid(visible=False, axis="y")
    if found is None:
        axes.set_yticks([])
        return
    total = list(found["total"].items())[:MOST_BARS]
    for k, (name, each) in enumerate(total):
        axes.barh(k, each["estimate"], color=colour, alpha=0.6, height=0.66)
        axes.plot([each["low"], each["high"]], [k, k], color=INK, lw=0.9)
        alone = found["first"].get(name)
        if alone is not None:
            axes.plot([alone["estimate"]], [k], "|", color=INK, ms=9, mew=1.6)
    axes.set_yticks(range(len(total)), [name.replace("_", " ") for name, _ in total], fontsize=7.5)
    axes.set_ylim(len(total) - 0.5, -0.5)


def differences_figure(result: CampaignResult) -> Figure | None:
    """Of the first two plans, how measures differ sample by sample; None for a single plan."""
    if not result.differences:
        return None
    pair = result.differences[0]
    plans = {plan.name: plan for plan in result.plans}
    first, second = plans[pair["first"]], plans[pair["second"]]
    told = pair["second_less_first"]
    shown = [
        name
        for name in DISTRIBUTIONS
        if name in told and name != "end_time_s" and varies((first, second), name)
    ][:PANELS]
    if not shown:
        return None
    figure, panels = _grid(len(shown))
    for axes, name in zip(panels, shown, strict=True):
        change = second.samples[name] - first.samples[name]
        there = np.isfinite(change)
        share = 100.0 * first.samples["weight"][there] / first.samples["weight"].sum()
        bins = int(np.clip(np.sqrt(there.sum()) * 1.2, 8, BINS))
        held, edges = np.histogram(change[there], bins, weights=share)
        axes.stairs(held, edges, fill=True, color=FAINT, lw=0)
        axes.stairs(held, edges, color=MUTED, lw=1.0)
        mean = told[name]["mean"]
        axes.axvspan(mean["low"], mean["high"], color=INK, alpha=0.25, lw=0)
        axes.axvline(mean["estimate"], color=INK, lw=1.3)
        axes.axvline(0.0, color=MUTED, lw=0.8, ls=(0, (4, 2)))
        axes.set_xlabel(DISTRIBUTIONS[name])
        axes.set_ylabel("pairs (%)")
        lower = 100.0 * told[name]["second_lower"]["estimate"]
        axes.set_title(f"{second.label} lower in {lower:.3g} %", fontsize=8.5, pad=4)
    handles = [
        Patch(fc=FAINT, ec=MUTED, label="pairs of flights"),
        Line2D([], [], color=INK, lw=1.3, label="mean"),
        Patch(fc=INK, alpha=0.25, label="its 95 % interval"),
    ]
    legend_line(figure, handles)
    figure_title = f"{second.label} less {first.label}, {result.samples:,} pairs of flights"
    title(figure, figure_title, (first, second))
    return figure


def _grid(count: int) -> tuple[Figure, list[Axes]]:
    """Panels three in a row."""
    rows = -(-count // 3)
    figure = new_figure(10.0, 2.7 * rows + 0.95)
    panels = list(figure.subplots(rows, 3, squeeze=False).ravel())
    for axes in panels[count:]:
        axes.remove()
    margins(figure, top=0.75, bottom=0.7, across=0.3, down=0.5)
    for axes in panels[:count]:
        axes.locator_params(axis="x", nbins=5)
    return figure, panels[:count]


def varies(plans: Sequence[PlanOutcome], name: str) -> bool:
    """Whether a measure has values that differ; the end of a flight only where nothing enters."""
    if name == "end_time_s" and any("entry_time_s" in plan.samples for plan in plans):
        return False
    values = [plan.samples[name] for plan in plans if name in plan.samples]
    if len(values) < len(plans):
        return False
    joined = np.concatenate(values)
    joined = joined[np.isfinite(joined)]
    return len(joined) > 1 and float(np.ptp(joined)) > 0.0


def indices_of(plan: PlanOutcome, name: str) -> Mapping[str, Any] | None:
    """Sobol indices of a measure; None if there are none."""
    found = plan.answer["what_matters"].get(name)
    return None if not found else found["sobol"]
