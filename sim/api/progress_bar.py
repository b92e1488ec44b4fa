"""A progress bar in a notebook, shown by itself for calls that take long."""

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from sim.report.page.markup import tag, text
from sim.report.text.formatting import utc_minutes
from sim.workflow.progress import DONE, OnProgress, Progress, ignore_progress

KERNEL = "ZMQInteractiveShell"
"""IPython's shell where a notebook is in front of it; a terminal has another."""


def progress_of(asked: OnProgress | None) -> OnProgress:
    """What is handed in, else a bar where a notebook can show one, else nothing."""
    if asked is not None:
        return asked
    shell = _shell()
    return ProgressBar() if type(shell).__name__ == KERNEL else ignore_progress


def _shell() -> Any:
    """IPython's shell, if this runs in one; IPython is not imported for it."""
    module = sys.modules.get("IPython")
    return None if module is None else module.get_ipython()


class ProgressBar:
    """Takes progress and shows it in one output of a notebook, over and over again."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._shown = ""

    def __call__(self, progress: Progress) -> None:
        """Show how far a workflow is; nothing where that would look the same."""
        markup = bar_html(progress)
        if markup == self._shown:
            return
        self._shown = markup
        shown = import_module("IPython.display")  # what runs the notebook has brought it
        if self._handle is None:
            self._handle = shown.display(shown.HTML(markup), display_id=True)
        else:
            self._handle.update(shown.HTML(markup))


def bar_html(progress: Progress) -> str:
    """A bar with what is done now beside it.

    Examples
    --------
    >>> bar_html(Progress(stage="sweep", share=0.5, samples=8, samples_done=4, seconds_left=90.0))
    '<div><progress max="1" value="0.5"></progress> sweep, 4 of 8, 1.5 min left</div>'
    """
    words = ", ".join(_words(progress))
    if progress.stage == DONE:
        return tag("div", text(words), style="color:gray")
    share = {} if progress.share is None else {"value": f"{progress.share:.3g}"}
    return tag("div", tag("progress", max="1", **share) + f" {text(words)}")


def _words(progress: Progress) -> Iterable[str]:
    if progress.scenario:
        yield progress.scenario
    yield progress.stage
    if progress.samples:
        yield f"{progress.samples_done:,} of {progress.samples:,}"
        if 0.0 < progress.seconds_left < float("inf"):
            yield f"{progress.seconds_left / 60.0:.1f} min left"
    elif progress.utc and progress.stage != DONE:
        yield utc_minutes(progress.utc)
