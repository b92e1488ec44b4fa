"""Figure of a search for a rare event: how probable it is to come so near to it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.colours import INK, MUTED, assign_colours
from sim.report.figures.style import heading, legend_line, margins, marker, new_figure, thousands
from sim.report.results.tail import TailPart, TailResult
from sim.report.text.tail import event_words

UNITS = {"km": "km", "kg": "kg", "deg": "deg", "s": "s"}


def tail_figure(result: TailResult) -> Figure | None:
    """Probability of passing each severity, a line a run, and that of the event with its interval;
    None if no run has a second level.
    """
    plans = [plan for plan in result.plans if _has_curve(plan)]
    if not plans:
        return None
    figure = new_figure(7.5, 4.6)
    axes = figure.subplots()
    margins(figure, left=0.8, top=0.85)
    for plan, colour in zip(plans, assign_colours(plans), strict=True):
        _draw_plan(axes, plan, colour)
    axes.axvline(0.0, color=MUTED, lw=0.8, ls=(0, (4, 2)))
    axes.set_yscale("log")
    unit = UNITS.get(result.answers["unit"], "")
    axes.set_xlabel(f"beyond the limit{f' ({unit})' if unit else ''}; left of 0: short of it")
    axes.set_ylabel("probability")
    thousands(axes.xaxis)
    words = event_words(result.answers["event"])
    heading(figure, words[:1].upper() + words[1:])
    handles = [
        marker("o", plan.label, colour)
        for plan, colour in zip(plans, assign_colours(plans), strict=True)
    ]
    legend_line(figure, [*handles, marker("", "lines: one run each", INK)], down=0.28)
    return figure


def _has_curve(plan: TailPart) -> bool:
    return any(len(run["severity"]) > 1 for run in plan.answer["curve"])


def _draw_plan(axes: Axes, plan: TailPart, colour: str) -> None:
    for run in plan.answer["curve"]:
        reached = [k for k, p in enumerate(run["probability"]) if p > 0.0]
        x = [run["severity"][k] for k in reached]
        axes.plot(x, [run["probability"][k] for k in reached], color=colour, lw=0.8, alpha=0.5)
    chance = plan.answer["probability"]
    if chance["estimate"] > 0.0:
        axes.plot([0.0, 0.0], [chance["low"], chance["high"]], color=colour, lw=2.4)
        axes.plot([0.0], [chance["estimate"]], "o", color=colour, ms=6)
