"""The propellant of a plan by vehicle and cause: what is burned, what attitude control and reserve
take, and what is left over.
"""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.planning.margins.figures import VehicleBudget
from sim.report.colours import INK, MUTED, PALETTE
from sim.report.figures.style import heading, legend_line, literal, margins, new_figure
from sim.report.results.plan import PlanResult
from sim.report.series.propellant import PLAN_PARTS, budget_rows, vehicle_parts
from sim.report.text.formatting import amount
from sim.report.text.names import human_name

LEAST_SHARE = 0.032
"""Of the longest bar: parts narrower than that bear no number."""


def plan_budget_figure(result: PlanResult) -> Figure | None:
    """A bar of propellant for each vehicle; None without a budget."""
    rows = budget_rows(result.answer)
    if not any(row["loaded_kg"] > 0.0 for row in rows):
        return None
    figure = new_figure(10.0, 1.75 + 0.5 * len(rows))
    axes = figure.subplots()
    bars = [vehicle_parts(row) for row in rows]
    longest = max(sum(max(kg, 0.0) for kg in masses.values()) for masses in bars) / 1e3
    for k, row in enumerate(rows):
        _draw_bar(axes, k, row, longest)
    axes.set_yticks(range(len(rows)), [literal(human_name(row["vehicle"])) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.12 * longest)
    axes.set_xlabel("propellant (t)")
    axes.grid(False, axis="y")
    margins(figure, left=1.1, top=0.75, bottom=0.65)
    heading(figure, f"{result.label}: propellant budget")
    shown = {key for masses in bars for key, kg in masses.items() if kg > 0.0}
    handles = [
        Patch(fc=colour, ec=MUTED, lw=0.4, label=words)
        for key, words, colour in PLAN_PARTS
        if key in shown
    ]
    legend_line(figure, handles, down=0.28)
    return figure


def _draw_bar(axes: Axes, k: int, row: VehicleBudget, longest: float) -> None:
    start, masses = 0.0, vehicle_parts(row)
    for key, _, colour in PLAN_PARTS:
        tonnes = masses[key] / 1e3
        if tonnes <= 0.0:
            continue
        axes.barh(k, tonnes, 0.56, left=start, color=colour, ec=MUTED, lw=0.4)
        if tonnes > LEAST_SHARE * longest:
            middle = start + 0.5 * tonnes
            axes.text(middle, k, f"{tonnes:.2f}", ha="center", va="center", fontsize=7.5, color=INK)
        start += tonnes
    if row["aboard_at_end"] and masses["margin"] < 0.0:
        missing = f"{amount(-masses['margin'], 'kg')} short"
        axes.text(start + 0.01 * longest, k, missing, va="center", fontsize=8, color=PALETTE[1])
