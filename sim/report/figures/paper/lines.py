"""Lines as wide as print needs them, which differ by more than their colour."""

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.style import DASHES

WIDTH, MARKER = 0.7, 0.75
"""Of lines and of markers in print over those on a screen, where figures are 10 in wide."""
LEAST, MOST = 0.4, 3.0
"""Points of a line."""


def scale_lines(figure: Figure) -> None:
    """Widths of lines and sizes of markers for print."""
    for axes in figure.axes:
        axes.tick_params(which="both", width=0.5, length=2.5, pad=2.0)
        axes.grid(linewidth=0.4, visible=None)
        for side in axes.spines.values():
            side.set_linewidth(0.5)
    for line in _lines(figure):
        line.set_linewidth(_in_print(line.get_linewidth()))
        line.set_markersize(MARKER * line.get_markersize())
        line.set_markeredgewidth(WIDTH * line.get_markeredgewidth())
    for patch in figure.findobj(Patch):
        if isinstance(patch, Patch) and patch.get_linewidth() > 0.0:
            patch.set_linewidth(_in_print(patch.get_linewidth()))
    for group in figure.findobj(Collection):
        assert isinstance(group, Collection)
        group.set_linewidth(
            [_in_print(each) if each else 0.0 for each in np.atleast_1d(group.get_linewidth())]
        )
        if isinstance(group, PathCollection):
            group.set_sizes(MARKER**2 * group.get_sizes())


def distinguish_lines(figure: Figure) -> None:
    """Give lines of one panel that differ by their colour alone dashes too, and so the legend."""
    dashes: dict[tuple[str, object, float], object] = {}
    for axes in figure.axes:
        for style, colours in _alike(axes).items():
            for k, colour in enumerate(colours):
                dashes.setdefault((colour, *style), DASHES[k % len(DASHES)])
    for line in _lines(figure):
        key = (to_hex(line.get_color()), *_style(line))
        if key in dashes:
            line.set_linestyle(dashes[key])  # type: ignore[arg-type]


def _alike(axes: Axes) -> dict[tuple[object, float], list[str]]:
    """Colours of the lines of each style, where they are more than one."""
    found: dict[tuple[object, float], list[str]] = {}
    for line in axes.lines:
        colours = found.setdefault(_style(line), [])
        if drawn_as_line(line) and to_hex(line.get_color()) not in colours:
            colours.append(to_hex(line.get_color()))
    return {style: colours for style, colours in found.items() if len(colours) > 1}


def drawn_as_line(line: Line2D) -> bool:
    """Whether it is a solid line through more than two points: straight ones mark a place."""
    return line.get_linestyle() == "-" and len(line.get_xdata()) > 2  # type: ignore[arg-type]


def _style(line: Line2D) -> tuple[object, float]:
    return line.get_linestyle(), round(float(line.get_linewidth()), 3)


def _lines(figure: Figure) -> Iterator[Line2D]:
    """Lines in panels and in legends, without those of axes."""
    for axes in figure.axes:
        yield from axes.lines
        if legend := axes.get_legend():
            yield from legend.get_lines()
    for legend in figure.legends:
        yield from legend.get_lines()


def _in_print(width: float) -> float:
    return min(max(WIDTH * width, LEAST), MOST)
