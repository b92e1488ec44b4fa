"""Panels of a figure in as many columns as a width has room for."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

PANEL, MAP = 1.5, 3.0
"""in that a panel and a map need across."""
SQUAT = 0.7
"""Power of the change of width by which the height of a panel changes: one half as wide is 0.6
times as high.
"""


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
        new = width / columns * 0.8
        for axes in panels:
            spec = axes.get_subplotspec()
            if axes.get_visible() and spec and spec.colspan.start == 0:
                wanted[axes] = high[axes] * min(new / across[axes], 1.0) ** SQUAT
        _set_ratios(wanted)
    return wanted


def _columns(panels: list[Axes], most: int, width: float) -> int:
    maps = any(axes.get_aspect() != "auto" for axes in panels)
    return max(1, min(most, int(width / (MAP if maps else PANEL))))


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
