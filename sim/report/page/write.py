"""Writing the page of a results folder, whichever command wrote the folder.

Pages of one kind are made without importing the other kinds.
"""

from pathlib import Path

from sim.data.whole_file import write_whole_text
from sim.formats.folder import without_link

PAGE = "report.html"


def make_page(folder: Path) -> str:
    """Make the page of a folder that `run`, `compare`, `plan` or `campaign` wrote.

    Raises
    ------
    OSError, ValueError
        If a file is missing or damaged.
    """
    if (folder / "campaign.json").is_file():
        from sim.report.page.campaign_page import campaign_page

        return campaign_page(folder)
    if (folder / "comparison.json").is_file():
        from sim.report.page.run_page import comparison_page

        return comparison_page(folder)
    if (folder / "summary.json").is_file():
        from sim.report.page.run_page import run_page

        return run_page(folder)
    from sim.report.page.plan_page import plan_page

    return plan_page(folder)


def write_page(folder: Path) -> Path:
    """Write `report.html` into a folder of results; returns the file."""
    file = without_link(folder / PAGE)
    write_whole_text(file, make_page(folder))
    return file
