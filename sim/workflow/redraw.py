"""Drawing the figures of a results folder again, from its files alone."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from sim.errors import InputError
from sim.formats.manifest import FormatError
from sim.report.figures.draw import draw_campaign, draw_plan, draw_runs
from sim.report.figures.save import FORMATS, UNDATED
from sim.report.page.write import write_page
from sim.report.results.campaign import CampaignResult
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.plan import PlanResult
from sim.report.results.run import RunResult

R = TypeVar("R")


def parse_formats(text: str | None) -> Sequence[str]:
    """Formats of figures in a list with commas, each once; the usual ones without a list.

    Raises
    ------
    InputError
        If there is no such format.
    """
    if text is None:
        return FORMATS
    formats = list(dict.fromkeys(each.strip().lower() for each in text.split(",")))
    for each in formats:
        if each not in UNDATED:
            raise InputError(f"--format {text}: {each!r}; allowed: {', '.join(UNDATED)}")
    return formats


def redraw(folder: Path, formats: Sequence[str] = FORMATS) -> Iterator[Path]:
    """Draw again what `run`, `compare`, `plan` or `campaign` drew; gives the files written.

    Raises
    ------
    InputError
        If the folder does not hold results, or a later version wrote it.
    """
    if (folder / "campaign.json").is_file():
        yield from draw_campaign(read_campaign(folder), folder, formats)
    elif (folder / "comparison.json").is_file():
        comparison = read_comparison(folder)
        for run in comparison.runs:
            yield from draw_runs([run], folder / run.name, formats)
            yield _write_page(folder / run.name)
        yield from draw_runs(comparison.runs, folder, formats)
    elif (folder / "plan.json").is_file() and not (folder / "summary.json").is_file():
        yield from draw_plan(_read(PlanResult.read, folder), folder, formats)
    else:
        yield from draw_runs([read_run(folder)], folder, formats)
    yield _write_page(folder)
    if (folder / "comparison.json").is_file() and (folder / "campaign/answers.json").is_file():
        yield from redraw(folder / "campaign", formats)


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
    return _read(RunResult.read, folder)


def read_comparison(folder: Path) -> ComparisonResult:
    """Read a folder of several runs; errors are those of `read_run`."""
    return _read(ComparisonResult.read, folder)


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
    except FormatError:
        raise
    except (ValueError, KeyError, OSError) as error:
        raise InputError(
            f"{folder}: the campaign is not whole ({error}); resume it with --resume"
        ) from error
    return result


def _read(read: Callable[[Path], R], folder: Path) -> R:
    try:
        return read(folder)
    except FormatError:
        raise
    except (ValueError, KeyError, OSError) as error:
        raise InputError(f"{folder}: results can't be read: {error}") from error


def _write_page(folder: Path) -> Path:
    try:
        return write_page(folder)
    except (ValueError, KeyError, OSError) as error:
        raise InputError(f"{folder}: results can't be read: {error}") from error
