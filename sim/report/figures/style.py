"""How figures look: one font size system, margins, titles, legends, and a stamp of provenance."""

import textwrap
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Protocol

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from sim.report.colours import INK, MUTED, WARNING
from sim.report.text.dependence import dependence
from sim.report.text.formatting import typographic_minus

_DRAWING = threading.RLock()

MOST_POINTS = 4000
"""Points a line keeps; more than the pixels across a figure are not seen."""

NOTEBOOK_DOTS_PER_INCH = 90
HEADING = "heading"
"""Label of the words at the upper left, by which paper finds them to leave them out."""
LONGEST_TITLE = 60
"""Letters of the title of a scenario that fit."""
LETTERS_PER_INCH, CAPTION_LINE = 15, 0.17
"""Letters of a caption that fit in an inch, and the height of its lines in inches."""
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)))
"""Of the lines of several results in one panel, so that none hides another."""

SETTINGS: dict[Any, Any] = {
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


@contextmanager
def figure_style() -> Iterator[None]:
    """The settings of all figures, for a ``with`` block; matplotlib has them once for the process,
    so that one thread draws at a time.
    """
    with _DRAWING, rc_context(SETTINGS):
        yield


class ShownFigure(Figure):
    """A figure that a notebook shows by itself, whatever its back end is, and that is saved with
    its fonts embedded whatever the settings are.
    """

    def savefig(self, *args: Any, **options: Any) -> None:
        """Save it in the style of all figures; arguments as of `matplotlib.figure.Figure`."""
        with figure_style():
            super().savefig(*args, **options)

    def _repr_png_(self) -> bytes:
        """The picture, for IPython."""
        picture = BytesIO()
        self.savefig(picture, format="png", dpi=NOTEBOOK_DOTS_PER_INCH)
        return picture.getvalue()


def new_figure(width: float = 10.0, height: float = 5.6) -> Figure:
    """An empty figure, sizes in inches; margins are set by hand, because layout engines draw
    everything twice.
    """
    figure = ShownFigure(figsize=(width, height))
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


class Stamped(Protocol):
    """Results that can say what they were made from."""

    @property
    def stamp(self) -> str:
        """Which scenario and which version."""
        ...

    @property
    def label(self) -> str:
        """Short name."""
        ...

    @property
    def depends_on(self) -> str:
        """What the answer hangs on; empty where nothing is said."""
        ...


class Titled(Protocol):
    """Results that have a short name, and a title in their summary."""

    @property
    def label(self) -> str:
        """Short name."""
        ...

    @property
    def summary(self) -> Mapping[str, Any]:
        """Figures of the results by their keys."""
        ...


def literal(text: str) -> str:
    """Text of a scenario, in which a dollar begins no formula."""
    return text.replace("$", r"\$")


def thousands(*axes: Axis) -> None:
    """Numbers along axes with thousands separators."""
    for axis in axes:
        axis.set_major_formatter(FuncFormatter(_thousands))


def _thousands(value: float, _: int) -> str:
    return typographic_minus(f"{round(value, 9) + 0.0:,.12g}")


def stamp(figure: Figure, results: Sequence[Stamped]) -> None:
    """Name in a corner what the figure was made from."""
    text = "   |   ".join(result.stamp for result in results)
    figure.text(0.995, 0.006, literal(text), ha="right", va="bottom", fontsize=6.0, color=MUTED)


def caption(figure: Figure, results: Sequence[Stamped]) -> float:
    """Write what the results depend on below a figure; returns the room it takes, inches."""
    sentences = (dependence(result.label, result.depends_on) for result in results)
    width, height = figure.get_size_inches()
    lines = [
        line
        for sentence in sentences
        for line in textwrap.wrap(sentence, int(LETTERS_PER_INCH * width))
    ]
    for k, line in enumerate(lines):
        place = -(k + 0.5) * CAPTION_LINE / height
        figure.text(0.012, place, literal(line), va="center", fontsize=8.0, color=WARNING)
    return CAPTION_LINE * len(lines) + (0.06 if lines else 0.0)


def title(figure: Figure, text: str, results: Sequence[Titled]) -> None:
    """Title of the figure: what it shows, and of which result if it is one."""
    if len(results) == 1:
        name = str(results[0].summary.get("title") or results[0].label)
        heading(figure, f"{_shortened(name)}: {text}")
    else:
        heading(figure, text[0].upper() + text[1:])


def _shortened(words: str) -> str:
    """The beginning of a title that would leave the picture."""
    return words if len(words) <= LONGEST_TITLE else f"{words[:LONGEST_TITLE].rstrip()}…"


def heading(figure: Figure, words: str) -> None:
    """Bold words at the upper left."""
    top = 1.0 - 0.12 / figure.get_size_inches()[1]
    style = {"va": "top", "fontsize": 11.5, "fontweight": "bold", "color": INK}
    figure.text(0.012, top, literal(words), label=HEADING, **style)


def legend_line(
    figure: Figure, handles: Sequence[Artist], right: float = 0.99, down: float = 0.0
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


def marker(shape: str, label: str, colour: str = INK, **style: Any) -> Line2D:
    """A legend's marker without a line."""
    return Line2D([], [], color=colour, marker=shape, ls="", label=label, **style)


def date_axis(axes: Axes, least: int = 4, most: int = 10) -> None:
    """Dates along x, written as short as they can be."""
    locator = AutoDateLocator(minticks=least, maxticks=most)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
