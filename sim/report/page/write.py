"""Writing the page of a results folder, whichever command wrote the folder."""

from pathlib import Path

from sim.data.whole_file import write_whole_text
from sim.formats.folder import without_link
from sim.report.page.campaign_page import campaign_page
from sim.report.page.plan_page import plan_page
from sim.report.page.run_page import comparison_page, run_page

PAGE = "report.html"


def make_page(folder: Path) -> str:
    """Make the page of a folder that `run`, `compare`, `plan` or `campaign` wrote.

    Raises
    ------
    OSError, ValueError
        If a file is missing or damaged.
    """
    if (folder / "campaign.json").is_file():
        return campaign_page(folder)
    if (folder / "comparison.json").is_file():
        return comparison_page(folder)
    if (folder / "summary.json").is_file():
        return run_page(folder)
    return plan_page(folder)


def write_page(folder: Path) -> Path:
    """Write `report.html` into a folder of results; returns the file."""
    file = without_link(folder / PAGE)
    write_whole_text(file, make_page(folder))
    return file
