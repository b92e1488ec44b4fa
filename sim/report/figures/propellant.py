"""Where the propellant goes: lowering, each burn, what left with vehicles, what is aboard at the
end.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.report.figures.style import INK, MUTED, PALETTE, legend_line, margins, new_figure, title
from sim.report.results.run import RunResult

CAUSES = (
    ("lowering", PALETTE[5]),
    ("burns before the last", PALETTE[4]),
    ("last burn", PALETTE[1]),
    ("left with vehicles", "#bdbdbd"),
    ("aboard at the end", "#ececec"),
)
"""Parts of a bar and their colours."""


def budget_figure(runs: Sequence[RunResult]) -> Figure | None:
    """A bar of propellant for each run; None if none was available."""
    if not any(run.summary["propellant"]["available_kg"] > 0.0 for run in runs):
        return None
    figure = new_figure(10.0, 1.9 + 0.75 * len(runs))
    axes = figure.subplots()
    widest = max(run.summary["propellant"]["available_kg"] for run in runs) / 1e3
    for k, run in enumerate(runs):
        _bar(axes, k, _parts(run), widest)
    axes.set_yticks(range(len(runs)), [run.label for run in runs])
    axes.set_ylim(len(runs) - 0.4, -0.6)
    axes.set_xlabel("propellant (t)")
    axes.grid(False, axis="y")
    margins(figure, left=1.3, top=0.8)
    title(figure, "propellant", runs)
    shown = {name for run in runs for name, mass in _parts(run).items() if mass > 0.0}
    legend_line(figure, [Patch(fc=c, ec=MUTED, lw=0.4, label=n) for n, c in CAUSES if n in shown])
    return figure


def _parts(run: RunResult) -> dict[str, float]:
    """Tonnes by part of the bar."""
    propellant, burns = run.summary["propellant"], run.summary["burns"]
    last = burns[-1]["propellant_kg"] if burns else 0.0
    masses = (
        run.summary["lowering"]["propellant_kg"],
        sum(burn["propellant_kg"] for burn in burns) - last,
        last,
        propellant["departed_kg"],
        propellant["margin_kg"],
    )
    return {name: mass / 1e3 for (name, _), mass in zip(CAUSES, masses, strict=True)}


def _bar(axes: Axes, k: int, parts: dict[str, float], widest: float) -> None:
    """Parts one after the other, each with its tonnes where there is room."""
    start = 0.0
    for mass, (_, colour) in zip(parts.values(), CAUSES, strict=True):
        axes.barh(k, mass, 0.56, left=start, color=colour, ec=MUTED, lw=0.4)
        if mass > 0.035 * widest:
            axes.text(
                start + 0.5 * mass,
                k,
                f"{mass:.2f}",
                ha="center",
                va="center",
                fontsize=8,
                color=INK,
            )
        start += mass
