"""Figures of a results folder for papers, from its files alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.errors import InputError
from sim.formats.figure_formats import FORMATS
from sim.report.contingency.figures import contingency_makers
from sim.report.figures.campaign.draw import CAMPAIGN_FIGURES, TAIL_FIGURES
from sim.report.figures.draw import FIGURES, PLAN_FIGURES, bind_makers
from sim.report.figures.paper.save import PaperFigure, save_for_paper
from sim.report.figures.paper.size import PaperSize
from sim.report.figures.style import Stamped
from sim.report.figures.sweep.draw import SWEEP_FIGURES
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.contingency import FILE as CONTINGENCY
from sim.report.results.contingency import ContingencyResult
from sim.report.results.plan import PlanResult
from sim.report.results.provenance import read_manifest
from sim.report.results.reading import reading, subfolder
from sim.report.results.sweep import ANSWER, SweepResult
from sim.report.results.tail import TAIL, TailResult
from sim.workflow.redraw import read_campaign, read_run

PAPER = "paper"
"""Folder of figures for papers inside that of the results."""

Makers = Mapping[str, Callable[[], Figure | None]]


def draw_for_paper(
    folder: Path, names: Sequence[str], paper: PaperSize, formats: Sequence[str] = FORMATS
) -> Iterator[Path]:
    """Draw figures for a paper into the folder `PAPER` inside that of results; gives the files.

    Parameters
    ----------
    folder
        That a command wrote.
    names
        Of figures; all that have something to show without any.
    paper
        Their size in print.
    formats
        Of the pictures.

    Raises
    ------
    InputError
        If the folder does not hold results, they can't be read, a later version wrote them, there
        is no such figure, or it has nothing to show.
    """
    with reading(folder):
        makers, results = _makers(folder)
        date = _date(folder)
        for name in names:
            if name not in makers:
                raise InputError(
                    f"--figure {name}: no such figure of {folder}; allowed: {', '.join(makers)}"
                )
        target = subfolder(folder, PAPER, folder)
        target.mkdir(exist_ok=True)
        for name in dict.fromkeys(names or makers):
            figure = PaperFigure(name, makers[name], results, [date] * len(results))
            written = save_for_paper(figure, target, paper, formats)
            if names and not written:
                raise InputError(f"--figure {name}: {folder} has nothing to show in it")
            yield from written


def _makers(folder: Path) -> tuple[Makers, Sequence[Stamped]]:
    """Makers of the figures of a folder by their names, and what they are made from."""
    if (folder / TAIL).is_file():
        tail = TailResult.read(folder)
        return bind_makers(TAIL_FIGURES, tail), tail.plans
    if (folder / ANSWER).is_file():
        sweep = SweepResult.read(folder)
        return bind_makers(SWEEP_FIGURES, sweep), [sweep]
    if (folder / CONTINGENCY).is_file():
        contingency = ContingencyResult.read(folder)
        return contingency_makers(contingency), [contingency]
    if (folder / "campaign.json").is_file():
        campaign = read_campaign(folder)
        return bind_makers(CAMPAIGN_FIGURES, campaign), campaign.plans
    if (folder / "plan.json").is_file() and not (folder / "summary.json").is_file():
        plan = PlanResult.read(folder)
        return bind_makers(PLAN_FIGURES, plan), [plan]
    runs = (
        ComparisonResult.read(folder).runs
        if (folder / "comparison.json").is_file()
        else [read_run(folder)]
    )
    return bind_makers(FIGURES, runs), runs


def _date(folder: Path) -> str:
    """Date of the results as their manifest has it; empty where it says nothing."""
    return str(read_manifest(folder).get("created_utc") or "")[:10]
