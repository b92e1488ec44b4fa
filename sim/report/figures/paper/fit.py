"""A drawn figure fitted to a width on paper, where text is as large whatever the width: its panels
in fewer columns, its legend below, no heading (the caption says it) and nothing that overlaps.
"""

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.figures.paper.legend import put_legend_below
from sim.report.figures.paper.lines import distinguish_lines, scale_lines
from sim.report.figures.paper.panels import arrange_panels
from sim.report.figures.paper.size import PaperSize
from sim.report.figures.paper.texts import clear_texts, size_texts, thin_ticks, wrap_texts
from sim.report.figures.style import HEADING

DOTS_PER_INCH = 300
LAYOUT_DOTS = 144
"""Dots per inch while things are measured."""
ROUNDS = 3
"""Of layout: wrapped labels and thinner ticks change the room that panels have."""
GAP = 0.03
"""in around panels."""
LEAST_PANEL = 0.7
"""in, height of a panel."""


def fit_to_paper(figure: Figure, paper: PaperSize) -> None:
    """Fit a figure, which is changed, to its size in print.

    Notes
    -----
    Text is of 7 and 8 points, lines of 0.4 to 3 points, at every width.
    """
    for text in [each for each in figure.texts if each.get_label() == HEADING]:
        text.remove()
    FigureCanvasAgg(figure)
    figure.set_dpi(LAYOUT_DOTS)
    size_texts(figure)
    distinguish_lines(figure)
    scale_lines(figure)
    width = paper.width_mm / 25.4
    wanted = arrange_panels(figure, width)
    height = paper.height_mm / 25.4 if paper.height_mm else sum(wanted.values()) + 0.5
    figure.set_size_inches(width, height)
    put_legend_below(figure)
    words: dict[Text, str] = {}
    wrap_texts(figure, words)  # long labels leave panels no room at all
    for k in range(ROUNDS):
        _lay_out(figure, "constrained")
        wrap_texts(figure, words)
        if k == ROUNDS - 1:
            thin_ticks(figure)
        if not paper.height_mm:
            _set_height(figure, wanted)
    maps = any(axes.get_aspect() != "auto" for axes in figure.axes)
    _lay_out(figure, "compressed" if maps else "constrained")
    figure.set_layout_engine("none")
    clear_texts(figure)
    figure.set_dpi(DOTS_PER_INCH)


def heading_of(figure: Figure) -> str:
    """What the heading says that paper does without."""
    return " ".join(each.get_text() for each in figure.texts if each.get_label() == HEADING)


def all_texts(figure: Figure) -> list[Text]:
    """Every text that is seen."""
    return [
        each
        for each in figure.findobj(Text)
        if isinstance(each, Text) and each.get_visible() and each.get_text().strip()
    ]


def _lay_out(figure: Figure, engine: Literal["constrained", "compressed"]) -> None:
    """Place panels so that nothing beside them overlaps; compressed, maps leave no gaps."""
    figure.set_layout_engine(engine, w_pad=GAP, h_pad=GAP, wspace=0.02, hspace=0.02)
    figure.draw_without_rendering()


def _set_height(figure: Figure, wanted: dict[Axes, float]) -> None:
    """Make the figure as high as its panels need; `wanted` are their heights in inches."""
    width, height = figure.get_size_inches()
    more = 0.0
    for axes, high in wanted.items():
        box = axes.get_position()
        if axes.get_aspect() != "auto":
            (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
            slot = axes.get_position(original=True)
            high = slot.width * width * float(axes.get_aspect()) * (north - south) / (east - west)
            box = slot
        more += max(high, LEAST_PANEL) - box.height * height
    figure.set_size_inches(width, float(np.clip(height + more, 1.2, 60.0)))
