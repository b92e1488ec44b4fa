"""Flying scenarios in threads of their own, with a line for each that tells phase and date while it
lasts.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sim.flight.mission import Mission
from sim.flight.propagation_state import FlightProgress
from sim.lanes import is_warm, prune_caches
from sim.scenario.schema.scenario import Scenario
from sim.workflow.run import Work, stages

COLD = (
    "First run on this machine: compiling the propagator, about a minute. "
    "Later runs start in about a second."
)


class _Pilot(threading.Thread):
    """One scenario in the air; a daemon, so that an interrupt need not wait for it."""

    def __init__(
        self, work: Work, scenario: Scenario, mission: Mission, more: Sequence[str]
    ) -> None:
        super().__init__(daemon=True, name=f"fly {mission.name}")
        self.work = work
        self.scenario = scenario
        self.mission = mission
        self.stages = [*stages(scenario, mission), *more]
        self.live = FlightProgress()
        self.outcome: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Fly; an exception is kept for the main thread."""
        try:
            self.outcome = self.work(self.scenario, self.mission, self.live)
        except BaseException as error:
            self.error = error

    def words(self, cold: bool) -> str:
        """Phase and date."""
        seconds = float(self.live.t.min()) if len(self.live.t) else 0.0
        if cold and seconds <= 0.0:
            return "compiling the propagator"
        return f"{self.live.phase}  {self.mission.epoch.utc_iso(seconds)[:16].replace('T', ' ')}"

    def share(self) -> int:
        """How many phases are done."""
        return self.stages.index(self.live.phase) if self.live.phase in self.stages else 0


@contextmanager
def waiting(text: str, quiet: bool) -> Iterator[None]:
    """Say on stderr, while it lasts, what is being done that has no phases to count."""
    console = Console(stderr=True, quiet=quiet)
    with console.status(text):
        yield


def meanwhile(*modules: str) -> None:
    """Import modules beside the flight that will be asked for after it."""
    for name in modules:
        threading.Thread(target=import_module, args=(name,), daemon=True, name=name).start()


def side_by_side(
    work: Work,
    scenarios: Sequence[Scenario],
    missions: Sequence[Mission],
    quiet: bool,
    more: Sequence[str] = (),
) -> list[Any]:
    """Do some work for scenarios side by side; returns what it gives for each.

    Parameters
    ----------
    work
        Takes a scenario, its mission, and something to say in how far it is.
    scenarios, missions
        One thread each; kernels release the interpreter lock.
    quiet
        Whether to keep the progress to oneself.
    more
        Names of what the work goes through after the flight.

    Raises
    ------
    Exception
        The first one that any of them ended with.
    """
    console = Console(stderr=True, quiet=quiet)
    cold = not is_warm()
    if cold:
        console.print(COLD)
    pilots = [_Pilot(work, *each, more) for each in zip(scenarios, missions, strict=True)]
    for pilot in pilots:
        pilot.start()
    _watch(pilots, console, cold)
    for pilot in pilots:
        if pilot.error is not None:
            raise pilot.error
    if cold:
        prune_caches()
    return [pilot.outcome for pilot in pilots]


def _watch(pilots: Sequence[_Pilot], console: Console, cold: bool) -> None:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[name]}"),
        BarColumn(bar_width=24),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, refresh_per_second=8) as progress:
        tasks = [progress.add_task("", name=p.mission.name, total=len(p.stages)) for p in pilots]
        while any(pilot.is_alive() for pilot in pilots):
            for pilot, task in zip(pilots, tasks, strict=True):
                if pilot.is_alive():
                    progress.update(task, completed=pilot.share(), description=pilot.words(cold))
                else:
                    progress.update(task, completed=len(pilot.stages), description="done")
            time.sleep(0.05)
