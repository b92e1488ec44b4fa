"""Texts of a figure fitted to paper: as large as print needs, on the canvas, over no other."""

import itertools
from collections.abc import Iterator

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.figures.paper.fit import fit_to_paper
from sim.report.figures.paper.size import parse_paper
from sim.report.figures.style import figure_style

WIDTHS = ("85mm", "170mm")


def fit(make, result, width: str) -> Figure:
    """A figure of results, fitted to a width and drawn."""
    with figure_style():
        figure = make(result)
        fit_to_paper(figure, parse_paper(width))
        FigureCanvasAgg(figure).draw()
    assert abs(figure.get_size_inches()[0] * 25.4 - parse_paper(width).width_mm) < 0.01
    return figure


def seen(figure: Figure) -> Iterator[Text]:
    """Texts that are drawn: those of axes, in panels and in legends."""
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield tick.label1
            yield from (axis.label, axis.get_offset_text())
        yield from (each for each in axes.get_children() if isinstance(each, Text))
        if legend := axes.get_legend():
            yield from legend.get_texts()
    for legend in figure.legends:
        yield from legend.get_texts()


def check_texts(figure: Figure) -> None:
    """Every text is of 7 to 9 points, on the canvas, and lies over no other."""
    texts = [each for each in seen(figure) if each.get_visible() and each.get_text().strip()]
    assert texts
    assert all(7.0 <= each.get_fontsize() <= 9.0 for each in texts)
    boxes = [(each.get_text(), each.get_window_extent().padded(-1.0)) for each in texts]
    wide, high = figure.bbox.width, figure.bbox.height
    for words, box in boxes:
        assert box.x0 >= 0 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= high, words
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        assert not a.overlaps(b), (one, two)
