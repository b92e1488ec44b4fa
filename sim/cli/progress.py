"""Progress on stderr: a bar for each scenario, one for a campaign, a spinner for the rest. Where
stderr is no terminal, a campaign says a line each minute.
"""

import time
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bars
from rich.status import Status

from sim.cli.terminal import console
from sim.lanes import cache_notice
from sim.workflow.progress import COMPILING, DONE, Progress

COLD = (
    "First run on this machine: compiling the propagator, about a minute. "
    "Later runs start in about a second."
)


LINE_INTERVAL = 60.0
"""s between two lines of a campaign, where nobody sees a bar."""


class ProgressDisplay:
    """Shows the progress of a workflow while the block runs; hand it in as the callback."""

    def __init__(self, quiet: bool) -> None:
        self.console = console(error=True, quiet=quiet)
        self._status: Status | None = None
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._cold = False
        self._said = time.monotonic()

    def __enter__(self) -> Self:
        if cache_notice():
            self.console.print(cache_notice(), markup=False, highlight=False, soft_wrap=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def __call__(self, progress: Progress) -> None:
        """Show how far a workflow is."""
        if progress.stage == COMPILING and not self._cold:
            self._cold = True
            self.console.print(COLD)
        if progress.samples:
            self._show_samples(progress)
        elif progress.scenario:
            self._show_flight(progress)
        else:
            self._clear()
            if progress.stage != DONE and not progress.message:
                self._status = self.console.status(progress.stage)
                self._status.start()
        if progress.message:
            self._say(progress.message)

    def _say(self, line: str) -> None:
        """Print a line as it is; a path must not be broken where a narrow screen ends."""
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _show_flight(self, progress: Progress) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.fields[name]}", markup=False),  # a name may hold brackets
            BarColumn(bar_width=24),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
        )
        date = progress.utc[:16].replace("T", " ")
        bars, task = self._task(progress.scenario, *columns)
        words = progress.stage if progress.stage == COMPILING else f"{progress.stage}  {date}"
        bars.update(task, completed=progress.share or 0.0, description=words.strip())

    def _show_samples(self, progress: Progress) -> None:
        done = f"{progress.samples_done}/{progress.samples} {progress.unit}"
        minutes = progress.seconds_left / 60.0
        left = f"{minutes:.1f} min left" if minutes < float("inf") else ""
        state = f"{progress.rate:.1f}/s  {left}  {progress.failures} failed"
        if not self.console.is_terminal:
            self._clear()
            now = time.monotonic()
            if now - self._said >= LINE_INTERVAL:
                self._said = now
                self._say(f"{progress.stage}  {done}  {state}")
            return
        columns = (
            TextColumn(progress.stage),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[done]}  {task.description}"),
        )
        bars, task = self._task("", *columns)
        bars.update(task, completed=progress.share or 0.0, done=done, description=state)

    def _task(self, name: str, *columns: ProgressColumn) -> tuple[Bars, TaskID]:
        """The bar of a scenario, or of a campaign (no name); made when it is first asked for."""
        if self._bars is not None and (name == "") != ("" in self._tasks):
            self._clear()
        if self._status is not None:
            self._clear()
        if self._bars is None:
            self._bars = Bars(*columns, console=self.console, transient=True, refresh_per_second=8)
            self._bars.start()
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task("", total=1.0, name=name, done="")
        return self._bars, self._tasks[name]

    def _clear(self) -> None:
        """Take away what is shown."""
        if self._status is not None:
            self._status.stop()
        if self._bars is not None:
            self._bars.stop()
        self._status, self._bars, self._tasks = None, None, {}
