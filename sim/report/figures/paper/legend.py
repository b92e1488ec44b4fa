"""One legend below the panels of a figure, in as many columns as fit."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from sim.report.figures.paper.texts import SMALL

BESIDE = 0.97
"""Share of the width that a legend may take."""


def put_legend_below(figure: Figure) -> None:
    """Join the legends of a figure, each entry once, and put them below its panels."""
    old = [*figure.legends]
    old += [legend for axes in figure.axes if (legend := axes.get_legend()) is not None]
    entries: dict[str, Artist] = {}
    for legend in old:
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            if handle is not None:
                entries.setdefault(text.get_text(), handle)
    for legend in old:
        legend.remove()
    if not entries:
        return
    room = BESIDE * figure.bbox.width
    for columns in range(len(entries), 0, -1):
        legend = _legend(figure, entries, columns)
        if columns == 1 or legend.get_window_extent().width <= room:
            return
        legend.remove()


def _legend(figure: Figure, entries: dict[str, Artist], columns: int) -> Legend:
    return figure.legend(
        list(entries.values()),
        list(entries),
        loc="outside lower center",
        ncols=columns,
        fontsize=SMALL,
        columnspacing=1.0,
        handlelength=2.0,
        handletextpad=0.5,
        borderaxespad=0.1,
        labelspacing=0.25,
    )
