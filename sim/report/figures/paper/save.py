"""Figures for papers as files, each with its caption beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from sim.data.whole_file import write_whole
from sim.formats.figure_formats import UNDATED
from sim.formats.folder import without_link
from sim.report.figures.paper.caption import caption_text, file_facts
from sim.report.figures.paper.fit import DOTS_PER_INCH, fit_to_paper, heading_of
from sim.report.figures.paper.size import PaperSize
from sim.report.figures.save import clean_text
from sim.report.figures.style import Stamped, figure_style


@dataclass(frozen=True)
class PaperFigure:
    """A figure that can be drawn.

    Attributes
    ----------
    name
        File stem.
    make
        Its maker; it returns None when there is nothing to show.
    results
        What it is made from.
    dates
        Date of each of them, ``2026-11-30``; empty where it isn't known.
    """

    name: str
    make: Callable[[], Figure | None]
    results: Sequence[Stamped]
    dates: Sequence[str]


def save_for_paper(
    figure: PaperFigure, folder: Path, paper: PaperSize, formats: Sequence[str]
) -> list[Path]:
    """Draw a figure for a paper; returns the files written, none where it has nothing to show.

    Parameters
    ----------
    figure
        What to draw.
    folder
        Where the files go, such as ``entry-85mm.pdf`` and ``entry-85mm.caption.txt``.
    paper
        Its size in print.
    formats
        Keys of `UNDATED`.
    """
    with figure_style():
        drawn = figure.make()
        if drawn is None:
            return []
        heading = heading_of(drawn)
        clean_text(drawn)
        fit_to_paper(drawn, paper)
        words = caption_text(figure.name, heading, figure.results, figure.dates)
        stem = f"{figure.name}-{paper.words}"
        written = []
        for ending in formats:
            facts = {**UNDATED[ending], **file_facts(ending, heading, words)}
            path = without_link(folder / f"{stem}.{ending}")
            write_whole(
                path,
                partial(drawn.savefig, format=ending, dpi=DOTS_PER_INCH, metadata=facts),
            )
            written.append(path)
    path = without_link(folder / f"{stem}.caption.txt")
    write_whole(path, lambda file: file.write_text(f"{words}\n", encoding="utf-8"))
    return [*written, path]
