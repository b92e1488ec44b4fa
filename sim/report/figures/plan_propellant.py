"""The propellant of a plan by vehicle and cause: what is burned, what attitude control and reserve
take, and what is left over.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report.figures.style import INK, MUTED, PALETTE, margins, new_figure
from sim.report.results.plan import PlanResult

PARTS = (
    ("rendezvous", "rendezvous", PALETTE[3]),
    ("lowering", "lowering", PALETTE[5]),
    ("perigee_burns", "perigee burns", PALETTE[4]),
    ("final_burn", "final burn", PALETTE[1]),
    ("attitude_control", "attitude control", PALETTE[2]),
    ("reserve", "reserve", "#7fb2d6"),
    ("margin", "margin", "#ececec"),
    ("departed", "left with the vehicle", "#bdbdbd"),
)
"""Key, word and colour of the parts of a bar."""
LEAST_SHARE = 0.027
"""Of the widest bar: parts narrower than that bear no number."""


def plan_budget_figure(result: PlanResult) -> Figure | None:
    """A bar of propellant for each vehicle; None without a budget."""
    budget = result.answer.get("budget")
    if not budget or not any(row["loaded_kg"] > 0.0 for row in budget["by_vehicle"]):
        return None
    rows = [row for row in budget["by_vehicle"] if row["loaded_kg"] + row["rendezvous_kg"] > 0.0]
    figure = new_figure(10.0, 1.75 + 0.5 * len(rows))
    axes = figure.subplots()
    widest = max(sum(max(kg, 0.0) for kg in parts_of(row).values()) for row in rows) / 1e3
    for k, row in enumerate(rows):
        _bar(axes, k, row, widest)
    axes.set_yticks(range(len(rows)), [row["vehicle"] for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.12 * widest)
    axes.set_xlabel("propellant (t)")
    axes.grid(False, axis="y")
    margins(figure, left=1.1, top=0.75, bottom=0.65)
    height = figure.get_size_inches()[1]
    words = f"{result.label}: propellant budget"
    top = 1.0 - 0.1 / height
    figure.text(0.012, top, words, va="top", fontsize=11.5, fontweight="bold", color=INK)
    shown = {name for row in rows for name, kg in parts_of(row).items() if kg > 0.0}
    handles = [Patch(fc=c, ec=MUTED, lw=0.4, label=n) for key, n, c in PARTS if key in shown]
    figure.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(0.99, 1.0 - 0.32 / height),
        ncols=len(handles),
        columnspacing=1.2,
        handlelength=1.4,
    )
    return figure


def parts_of(row: dict[str, Any]) -> dict[str, float]:
    """Kilograms by part of the bar of a vehicle; what pumping moved is in the margin."""
    keys = ("rendezvous", "lowering", "perigee_burns", "final_burn", "attitude_control", "reserve")
    found = {key: row[f"{key}_kg"] for key in keys}
    here = row["aboard_at_end"]
    found["margin"] = row["margin_kg"] if here else 0.0
    found["departed"] = 0.0 if here else row["left_kg"]
    return found


def _bar(axes: Axes, k: int, row: dict[str, Any], widest: float) -> None:
    start = 0.0
    parts = parts_of(row)
    for key, _, colour in PARTS:
        tonnes = parts[key] / 1e3
        if tonnes <= 0.0:
            continue
        axes.barh(k, tonnes, 0.56, left=start, color=colour, ec=MUTED, lw=0.4)
        if tonnes > LEAST_SHARE * widest:
            at = start + 0.5 * tonnes, k
            how = {"ha": "center", "va": "center", "fontsize": 7.5, "color": INK}
            axes.text(*at, f"{tonnes:.2f}", **how)
        start += tonnes
    if row["aboard_at_end"] and parts["margin"] < 0.0:
        missing = f"{-parts['margin']:,.0f} kg short"
        axes.text(start + 0.01 * widest, k, missing, va="center", fontsize=8, color=PALETTE[1])
