"""Flying missions in threads of their own, with a line for each that tells phase and date while it
lasts.
"""

import threading
import time
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from sim.flight.course import Live
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.lanes import is_warm, prune_caches

COLD = (
    "First run on this machine: compiling the propagator, about a minute. "
    "Later runs start in about a second."
)


class _Pilot(threading.Thread):
    """One mission in the air; a daemon, so that an interrupt need not wait for it."""

    def __init__(self, mission: Mission) -> None:
        super().__init__(daemon=True, name=f"fly {mission.name}")
        self.mission = mission
        self.live = Live()
        self.flight: Flight | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Fly; an exception is kept for the main thread."""
        try:
            self.flight = fly(self.mission, self.live)
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
        names = [phase.name for phase in self.mission.phases]
        return names.index(self.live.phase) if self.live.phase in names else 0


def fly_all(missions: Sequence[Mission], quiet: bool) -> list[Flight]:
    """Fly missions side by side.

    Parameters
    ----------
    missions
        One thread each; kernels release the interpreter lock.
    quiet
        Whether to keep the progress to oneself.

    Raises
    ------
    Exception
        The first one that any flight ended with.
    """
    console = Console(stderr=True, quiet=quiet)
    cold = not is_warm()
    if cold:
        console.print(COLD)
    pilots = [_Pilot(mission) for mission in missions]
    for pilot in pilots:
        pilot.start()
    _watch(pilots, console, cold)
    for pilot in pilots:
        if pilot.error is not None:
            raise pilot.error
    if cold:
        prune_caches()
    return [pilot.flight for pilot in pilots if pilot.flight is not None]


def _watch(pilots: Sequence[_Pilot], console: Console, cold: bool) -> None:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[name]}"),
        BarColumn(bar_width=24),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, refresh_per_second=8) as progress:
        tasks = [
            progress.add_task("", name=p.mission.name, total=len(p.mission.phases)) for p in pilots
        ]
        while any(pilot.is_alive() for pilot in pilots):
            for pilot, task in zip(pilots, tasks, strict=True):
                if pilot.is_alive():
                    progress.update(task, completed=pilot.share(), description=pilot.words(cold))
                else:
                    progress.update(task, completed=len(pilot.mission.phases), description="done")
            time.sleep(0.05)
