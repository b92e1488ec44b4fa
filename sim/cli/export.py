"""The command ``export``: files for other programs, written and listed."""

from pathlib import Path

from sim.cli.exit_handling import FAILED
from sim.cli.progress import ProgressDisplay
from sim.cli.run import report_failures
from sim.cli.terminal import say
from sim.data.whole_file import write_whole_bytes, write_whole_text
from sim.errors import InputError
from sim.workflow.export.export import export


def export_one(source: Path, to: str, out: Path | None, quiet: bool) -> int:
    """Write a scenario or a results folder for another program; returns the exit code.

    Raises
    ------
    InputError
        If it can't be written so.

    The folder is made where it is missing.
    """
    folder = Path() if out is None else out
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--out {folder}: not a folder")
    with ProgressDisplay(quiet) as display:
        exported = export(source, to, display)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in exported.texts.items():
        if isinstance(text, bytes):
            write_whole_bytes(folder / name, text)
        else:
            write_whole_text(folder / name, text)
        if not quiet:
            say(folder / name)
    report_failures(exported.failed)
    return FAILED if exported.failed else 0
