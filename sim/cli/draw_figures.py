"""What ``iss-deorbit plot`` draws: all figures again, or some for a paper."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.formats.figure_formats import parse_formats
from sim.report.figures.paper.size import SINGLE, paper_of, parse_paper


def draw_figures(
    folder: Path,
    names: Sequence[str],
    width: str | None,
    height: str | None,
    formats: str | None,
) -> Iterator[Path]:
    """Draw figures of a results folder; gives the files.

    Raises
    ------
    InputError
        If an option or the folder is at fault.
    """
    kinds, paper = parse_formats(formats), paper_of(width, height)
    if paper is None and not names:
        from sim.workflow.redraw import redraw

        return redraw(folder, kinds)
    from sim.workflow.draw_for_paper import draw_for_paper

    return draw_for_paper(folder, names, paper or parse_paper(SINGLE), kinds)
