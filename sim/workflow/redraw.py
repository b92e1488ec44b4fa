"""Drawing the figures of a results folder again, from its files alone."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.errors import InputError
from sim.formats.figure_formats import FORMATS
from sim.report.contingency.figures import draw_contingency
from sim.report.contingency.page import write_contingency_page
from sim.report.figures.campaign.draw import draw_campaign, draw_tail
from sim.report.figures.draw import draw_plan, draw_runs
from sim.report.figures.sweep.draw import draw_sweep
from sim.report.page.write import write_page
from sim.report.results.campaign import CampaignResult
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.contingency import FILE as CONTINGENCY
from sim.report.results.contingency import ContingencyResult
from sim.report.results.plan import PlanResult
from sim.report.results.reading import ResultsError, reading, subfolder
from sim.report.results.run import RunResult
from sim.report.results.sweep import ANSWER, SweepResult
from sim.report.results.tail import TAIL, TailResult


def redraw(folder: Path, formats: Sequence[str] = FORMATS) -> Iterator[Path]:
    """Draw again what `run`, `compare`, `plan`, `sweep` or `campaign` drew; gives the files.

    Raises
    ------
    InputError
        If the folder does not hold results, they can't be read, or a later version wrote them.
    """
    with reading(folder):
        if (folder / TAIL).is_file():
            yield from draw_tail(TailResult.read(folder), folder, formats)
            return
        if (folder / ANSWER).is_file():
            yield from draw_sweep(SweepResult.read(folder), folder, formats)
            return
        if (folder / CONTINGENCY).is_file():
            yield from draw_contingency(ContingencyResult.read(folder), folder, formats)
            yield write_contingency_page(folder)
            return
        if (folder / "campaign.json").is_file():
            yield from draw_campaign(read_campaign(folder), folder, formats)
        elif (folder / "comparison.json").is_file():
            comparison = ComparisonResult.read(folder)
            for run in comparison.runs:
                yield from draw_runs([run], folder / run.name, formats)
                yield write_page(folder / run.name)
            yield from draw_runs(comparison.runs, folder, formats)
        elif (folder / "plan.json").is_file() and not (folder / "summary.json").is_file():
            yield from draw_plan(PlanResult.read(folder), folder, formats)
        else:
            yield from draw_runs([read_run(folder)], folder, formats)
        yield write_page(folder)
    if (folder / "comparison.json").is_file() and (folder / "campaign/answers.json").is_file():
        yield from redraw(subfolder(folder, "campaign", folder), formats)


def read_run(folder: Path) -> RunResult:
    """Read a folder of one run.

    Raises
    ------
    InputError
        If it is none, is damaged, or a later version wrote it.
    """
    missing = [
        name
        for name in ("summary.json", "trajectory.parquet", "events.parquet")
        if not (folder / name).is_file()
    ]
    if missing:
        raise InputError(
            f"{folder} does not hold results; missing: {', '.join(missing)}. "
            "Give a folder that `iss-deorbit run`, `compare` or `plan` wrote"
        )
    return RunResult.read(folder)


def read_campaign(folder: Path) -> CampaignResult:
    """Read the store of a finished campaign.

    Raises
    ------
    InputError
        If it is not finished, is damaged, or a later version wrote it.
    """
    try:
        result = CampaignResult.read(folder)
        _ = result.plans  # its tables are there
    except ResultsError as error:
        raise InputError(
            f"{folder}: the campaign is not whole ({error}); resume it with --resume"
        ) from error
    return result
