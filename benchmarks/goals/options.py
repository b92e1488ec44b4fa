"""What a run of the goals is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir


def silent(message: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How goals are measured.

    Attributes
    ----------
    beside
        Source tree of the earlier version.
    place
        Folder of this run, whose caches of compiled kernels the measurements share.
    quick
        Sizes so small that figures mean nothing: only whether everything runs.
    report
        Called with messages on progress.
    tables
        Further tables for a page, by the name of their place, which measurements put there.
    """

    beside: Path | None = None
    place: Path = field(default_factory=lambda: Path(gettempdir()) / "goals")
    quick: bool = False
    report: Callable[[str], None] = silent
    tables: dict[str, str] = field(default_factory=dict)
