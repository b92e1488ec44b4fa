"""Drawing the figures of a results folder again, from its files alone."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.errors import InputError
from sim.formats.json_text import read_json
from sim.report.figures.campaign import draw_campaign
from sim.report.figures.draw import FORMATS, UNDATED, draw
from sim.report.figures.plan_draw import draw_plan
from sim.report.page.file import write_page
from sim.report.results.campaign import CampaignResult
from sim.report.results.plan import PlanResult
from sim.report.results.run import RunResult


def formats_in(text: str | None) -> Sequence[str]:
    """Formats in a list with commas, each once; what is usual without one."""
    if text is None:
        return FORMATS
    found = list(dict.fromkeys(each.strip().lower() for each in text.split(",")))
    for each in found:
        if each not in UNDATED:
            raise InputError(f"--format {text}: {each!r}; allowed: {', '.join(UNDATED)}")
    return found


def redraw(folder: Path, formats: Sequence[str] = FORMATS) -> Iterator[Path]:
    """Draw again what `run`, `compare`, `plan` or `campaign` drew; gives the files written.

    Raises
    ------
    InputError
        If the folder does not hold results.
    """
    if (folder / "campaign.json").is_file():
        yield from draw_campaign(_campaign(folder), folder, formats)
        yield _page(folder)
        return
    if (folder / "comparison.json").is_file():
        names = read_json(folder / "comparison.json")["scenarios"]
        runs = [read_folder(folder / name) for name in names]
        for name, run in zip(names, runs, strict=True):
            yield from draw([run], folder / name, formats)
            yield _page(folder / name)
        yield from draw(runs, folder, formats)
        yield _page(folder)
        if (folder / "campaign" / "answers.json").is_file():
            yield from redraw(folder / "campaign", formats)
        return
    if (folder / "plan.json").is_file() and not (folder / "summary.json").is_file():
        yield from draw_plan(_plan(folder), folder, formats)
        yield _page(folder)
        return
    yield from draw([read_folder(folder)], folder, formats)
    yield _page(folder)


def _page(folder: Path) -> Path:
    try:
        return write_page(folder)
    except (ValueError, KeyError, OSError) as error:
        raise InputError(f"{folder}: results can't be read: {error}") from error


def read_folder(folder: Path) -> RunResult:
    """A folder of one run; InputError if it is none."""
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
    try:
        return RunResult.read(folder)
    except (ValueError, KeyError, OSError) as error:
        raise InputError(f"{folder}: results can't be read: {error}") from error


def _campaign(folder: Path) -> CampaignResult:
    try:
        return CampaignResult.read(folder)
    except (ValueError, KeyError, OSError) as error:
        raise InputError(
            f"{folder}: the campaign is not whole ({error}); go on with it with --resume"
        ) from error


def _plan(folder: Path) -> PlanResult:
    try:
        return PlanResult.read(folder)
    except (ValueError, KeyError, OSError) as error:
        raise InputError(f"{folder}: results can't be read: {error}") from error
