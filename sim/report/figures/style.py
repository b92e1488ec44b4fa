"""How figures look: colours that colour-blind people can tell apart, one font size system, and a
stamp of provenance.

Colours after Okabe and Ito, Color Universal Design (2008).
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.report.results.run import RunResult

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
INK = "#222222"
MUTED = "#777777"
FAINT = "#d9d9d9"
LAND = "#b9b2a3"
MOST_POINTS = 4000
"""Points a line keeps; more than the pixels across a figure say nothing."""

SETTINGS = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 1.4,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.facecolor": "white",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "svg.hashsalt": "iss-deorbit",
}


def styled() -> rc_context:
    """The settings of all figures, for a ``with`` block."""
    return rc_context(SETTINGS)


def new_figure(width: float = 10.0, height: float = 5.6) -> Figure:
    """An empty figure, sizes in inches; margins are set by hand, because layout engines draw
    everything twice.
    """
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def margins(
    figure: Figure,
    *,
    left: float = 0.7,
    right: float = 0.25,
    top: float = 0.55,
    bottom: float = 0.75,
    across: float = 0.25,
    down: float = 0.35,
) -> None:
    """Set margins in inches; `across` and `down` are gaps between panels as shares of a panel."""
    width, height = figure.get_size_inches()
    figure.subplots_adjust(
        left / width, bottom / height, 1.0 - right / width, 1.0 - top / height, across, down
    )


def colours(runs: Sequence[RunResult]) -> list[str]:
    """A colour for each run: the one its scenario asks for, unless two would look the same."""
    chosen: list[str] = []
    spare = iter(PALETTE * 4)
    for run in runs:
        wish = str(run.summary.get("colour") or "").lower()
        if not wish or wish in chosen:
            wish = next(c for c in spare if c not in chosen or len(chosen) >= len(PALETTE))
        chosen.append(wish)
    return chosen


class Stamped(Protocol):
    """Results that can say what they were made from."""

    @property
    def stamp(self) -> str:
        """Which scenario and which version."""
        ...


def stamp(figure: Figure, runs: Sequence[Stamped]) -> None:
    """Name in a corner what the figure was made from."""
    text = "   |   ".join(run.stamp for run in runs)
    figure.text(0.995, 0.006, text, ha="right", va="bottom", fontsize=6.0, color=MUTED)


def thinned(n: int, keep: np.ndarray | None = None) -> np.ndarray:
    """Indices of at most `MOST_POINTS` evenly spread samples out of n, with those of `keep` among
    them.
    """
    if n <= MOST_POINTS:
        return np.arange(n)
    even = np.linspace(0, n - 1, MOST_POINTS).astype(int)
    return np.unique(even if keep is None else np.concatenate([even, keep]))


def title(figure: Figure, text: str, runs: Sequence[RunResult]) -> None:
    """Heading of the figure: what it shows, and of whom if it is one run."""
    if len(runs) == 1:
        words = f"{runs[0].summary.get('title') or runs[0].label}: {text}"
    else:
        words = text[0].upper() + text[1:]
    top = 1.0 - 0.12 / figure.get_size_inches()[1]
    figure.text(0.012, top, words, va="top", fontsize=11.5, fontweight="bold", color=INK)


def legend_line(
    figure: Figure, handles: Sequence[object], right: float = 0.99, down: float = 0.0
) -> None:
    """A legend in one row at the upper right, outside the panels; `down` inches below the title's
    line.
    """
    height = figure.get_size_inches()[1]
    figure.legend(
        handles=list(handles),
        loc="upper right",
        bbox_to_anchor=(right, 1.0 - (0.04 + down) / height),
        ncols=len(handles),
        columnspacing=1.4,
        handlelength=1.8,
    )
