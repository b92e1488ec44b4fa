"""Figures as PNG, SVG or PDF files: the same results make the same files, byte for byte, because
dates and programs are left out of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.data.whole_file import write_whole
from sim.formats.figure_formats import FORMATS, UNDATED
from sim.formats.folder import without_link
from sim.plain_text import HARMFUL
from sim.report.figures.style import Stamped, caption, figure_style, stamp

DOTS_PER_INCH = 150


def save_figures(
    makers: Mapping[str, Callable[[], Figure | None]],
    results: Sequence[Stamped],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Make and save figures.

    Parameters
    ----------
    makers
        Maker of each figure by its file stem; one that returns None is left out.
    results
        What the figures were made from, named in their corner.
    folder
        Where the files go.
    formats
        Keys of `UNDATED`.

    Returns
    -------
    list of pathlib.Path
        Files written.
    """
    written = []
    with figure_style():
        for name, make in makers.items():
            figure = make()
            if figure is None:
                continue
            stamp(figure, results)
            room = caption(figure, results)
            clean_text(figure)
            for ending in formats:
                path = without_link(folder / f"{name}.{ending}")
                write_whole(path, partial(_save, figure, ending, room))
                written.append(path)
    return written


def clean_text(figure: Figure) -> None:
    """Replace what XML or the fonts have no place for; results may come from anywhere."""
    for artist in figure.findobj(Text):
        assert isinstance(artist, Text)
        artist.set_text(HARMFUL.sub("\ufffd", artist.get_text()))


def _save(figure: Figure, ending: str, room: float, path: Path) -> None:
    """Save a figure, with so many inches of room below it."""
    width, height = figure.get_size_inches()
    part = Bbox.from_extents(0.0, -room, width, height) if room else None
    figure.savefig(
        path, format=ending, dpi=DOTS_PER_INCH, metadata=UNDATED[ending], bbox_inches=part
    )
