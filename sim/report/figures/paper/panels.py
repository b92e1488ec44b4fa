"""Panels of a figure in as many columns as a width has room for."""

from itertools import groupby, zip_longest

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from sim.report.figures.paper.texts import are_names

PANEL, NAMED, MAP = 1.5, 2.4, 3.0
"""in that a panel, one with names or a bar of colours beside it, and a map need across."""
PAIR = 2.0 * MAP
"""in that two columns of a figure of many panels need."""
SQUAT = 0.7
"""Power of the change of width by which the height of a panel changes: one half as wide is 0.6
times as high.
"""
LEAST, LINE = 0.7, 0.125
"""in, least height of a panel, and of a line of names beside it."""
PAGE = 8.0
"""in, height of one column of panels from which on those of a kind stand side by side."""


def arrange_panels(figure: Figure, width: float) -> dict[Axes, float]:
    """Put panels into columns that fit.

    Parameters
    ----------
    figure
        As drawn for a screen.
    width
        That it gets, in.

    Returns
    -------
    dict of Axes to float
        The first panel of each row, and the height in inches that it should have.
    """
    grids = {spec.get_gridspec() for axes in figure.axes if (spec := axes.get_subplotspec())}
    old_width, old_height = figure.get_size_inches()
    wanted: dict[Axes, float] = {}
    for grid in grids:
        if not isinstance(grid, GridSpec) or grid.figure is not figure:
            continue
        panels = [
            axes
            for axes in figure.axes
            if (spec := axes.get_subplotspec()) and spec.get_gridspec() is grid
        ]
        high = {axes: old_height * axes.get_position().height for axes in panels}
        across = {axes: old_width * axes.get_position().width for axes in panels}
        columns = _columns(panels, grid.ncols, width)
        if columns < grid.ncols and grid.get_width_ratios() == [1] * grid.ncols:
            _move(figure, [axes for axes in panels if axes.get_visible()], columns)
        else:
            columns = grid.ncols
        asked = _heights(panels, high, across, width / columns)
        if grid.ncols == 1 and sum(asked.values()) > PAGE and width >= PAIR:
            _pair(figure, panels)
            asked = _heights(panels, high, across, width / 2)
        wanted |= _on_a_page(asked)
        _set_ratios(wanted)
    return wanted


def _heights(
    panels: list[Axes], high: dict[Axes, float], across: dict[Axes, float], column: float
) -> dict[Axes, float]:
    """The first panel of each row, and its height in inches in a column of a width."""
    return {
        axes: high[axes] * min(0.8 * column / across[axes], 1.0) ** SQUAT
        for axes in panels
        if axes.get_visible() and (spec := axes.get_subplotspec()) and spec.colspan.start == 0
    }


def _on_a_page(wanted: dict[Axes, float]) -> dict[Axes, float]:
    """Heights that fit a page, as far as panels stay high enough for their names."""
    shrunk = PAGE / max(sum(wanted.values()), PAGE)
    return {axes: max(high * shrunk, min(high, _least(axes))) for axes, high in wanted.items()}


def _least(axes: Axes) -> float:
    """in, least height of a panel: a line for each line of the names at its left."""
    names = [label.get_text() for label in axes.get_yticklabels()] if are_names(axes.yaxis) else []
    return max(LEAST, LINE * sum(1 + name.count("\n") for name in names))


def _columns(panels: list[Axes], most: int, width: float) -> int:
    need = PANEL
    beside = any(each.get_label() == "<colorbar>" for each in panels[0].figure.axes)
    if beside or any(are_names(axes.yaxis) for axes in panels):
        need = NAMED
    if any(axes.get_aspect() != "auto" for axes in panels):
        need = MAP
    return max(1, min(most, int(width / need)))


def _move(figure: Figure, panels: list[Axes], columns: int) -> None:
    """Put panels into a new grid, row by row, with the labels that its first column needs."""
    shared = any(not axes.yaxis.get_tick_params().get("labelleft", True) for axes in panels)
    label = next((words for axes in panels if (words := axes.get_ylabel())), "")
    grid = GridSpec(-(-len(panels) // columns), columns, figure=figure)
    for k, axes in enumerate(panels):
        line, column = divmod(k, columns)
        axes.set_subplotspec(grid[line, column])
        axes.tick_params(labelbottom=True)
        if shared:
            axes.tick_params(labelleft=column == 0)
            axes.set_ylabel(label if column == 0 else "")


def _pair(figure: Figure, panels: list[Axes]) -> None:
    """Put panels of one column into two: neighbours of one kind, such as the maps of several runs,
    side by side, a single one across both.
    """
    kinds = [
        list(group)
        for _, group in groupby(
            (axes for axes in panels if axes.get_visible()),
            key=lambda axes: (axes.get_ylabel(), axes.get_aspect() != "auto"),
        )
    ]
    grid = GridSpec(sum(-(-len(kind) // 2) for kind in kinds), 2, figure=figure)
    row = 0
    for kind, below in zip_longest(kinds, kinds[1:]):
        labelled = below is None or min(len(kind), 2) != min(len(below), 2)
        for k, axes in enumerate(kind):
            line, column = divmod(k, 2)
            place = grid[row + line, column] if len(kind) > 1 else grid[row, :]
            axes.set_subplotspec(place)
            if column:
                axes.set_ylabel("")
            if labelled and k >= len(kind) - 2:
                axes.tick_params(labelbottom=True)
                axes.set_xlabel("" if below else kinds[-1][-1].get_xlabel())
        row += -(-len(kind) // 2)


def _set_ratios(wanted: dict[Axes, float]) -> None:
    """Give rows of a grid the heights that their first panels should have."""
    for axes in wanted:
        spec = axes.get_subplotspec()
        assert spec is not None
        grid = spec.get_gridspec()
        ratios = np.asarray(grid.get_height_ratios(), dtype=np.float64).tolist()
        if len(ratios) == sum(
            1 for each in wanted if (s := each.get_subplotspec()) and s.get_gridspec() is grid
        ):
            ratios[spec.rowspan.start] = wanted[axes]
            grid.set_height_ratios(ratios)
