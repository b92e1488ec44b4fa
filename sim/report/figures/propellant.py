"""Where the propellant goes: lowering, each burn, what left with vehicles, what is aboard at the
end.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report.colours import INK, MUTED
from sim.report.figures.style import legend_line, literal, margins, new_figure, thousands, title
from sim.report.results.run import RunResult
from sim.report.series.propellant import PARTS, propellant_by_part

LEAST_SHARE = 0.035
"""Of the longest bar: parts narrower than that bear no number."""


def budget_figure(runs: Sequence[RunResult]) -> Figure | None:
    """A bar of propellant for each run; None if none was available."""
    if not any(run.summary["propellant"]["available_kg"] > 0.0 for run in runs):
        return None
    figure = new_figure(10.0, 1.9 + 0.75 * len(runs))
    axes = figure.subplots()
    longest = max(run.summary["propellant"]["available_kg"] for run in runs) / 1e3
    bars = [propellant_by_part(run) for run in runs]
    for k, masses in enumerate(bars):
        _draw_bar(axes, k, masses, longest)
    axes.set_yticks(range(len(runs)), [literal(run.label) for run in runs])
    axes.set_ylim(len(runs) - 0.4, -0.6)
    axes.set_xlabel("propellant (t)")
    axes.grid(False, axis="y")
    thousands(axes.xaxis)
    margins(figure, left=1.3, top=0.8)
    title(figure, "propellant", runs)
    shown = {part for masses in bars for part, mass_kg in masses.items() if mass_kg > 0.0}
    handles = [
        Patch(fc=colour, ec=MUTED, lw=0.4, label=part)
        for part, colour in PARTS.items()
        if part in shown
    ]
    legend_line(figure, handles)
    return figure


def _draw_bar(axes: Axes, k: int, masses: dict[str, float], longest: float) -> None:
    """Parts one after the other, each with its tonnes where there is room."""
    start = 0.0
    for part, mass_kg in masses.items():
        tonnes = mass_kg / 1e3
        axes.barh(k, tonnes, 0.56, left=start, color=PARTS[part], ec=MUTED, lw=0.4)
        if tonnes > LEAST_SHARE * longest:
            middle = start + 0.5 * tonnes
            axes.text(middle, k, f"{tonnes:.2f}", ha="center", va="center", fontsize=8, color=INK)
        start += tonnes
