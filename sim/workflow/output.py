"""Where the results of a workflow go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sim.formats.figure_formats import FORMATS

RUNS = Path("runs")
"""Folder in which results are put that were given no other one."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """Where results go, and what their manifest says of their making.

    Attributes
    ----------
    folder
        Made as a whole, or not at all; None takes one in `RUNS`, named after the scenarios.
    shards
        Where a campaign keeps its draws and shards, if not in the folder: another folder or an
        object store that all its workers see (`sim.campaign.run.place.open_place`).
    force
        Whether results that are there may be replaced.
    plots
        Whether figures are drawn and the page is written.
    formats
        Of the figures, see `sim.formats.figure_formats`.
    command
        What was asked for: a command line, or a line of Python.
    """

    folder: Path | None = None
    shards: str | None = None
    force: bool = False
    plots: bool = True
    formats: Sequence[str] = FORMATS
    command: str = ""

    def target(self, names: Sequence[str], kind: str = "") -> Path:
        """The folder; by default ``runs/<kind>-<name>-<name>``."""
        words = ([kind] if kind else []) + list(names)
        return RUNS / "-".join(words) if self.folder is None else self.folder

    def settled(self, names: Sequence[str], kind: str = "") -> "Output":
        """The same with its folder chosen."""
        return replace(self, folder=self.target(names, kind))


def utc_now() -> str:
    """The present date, as a manifest has it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
