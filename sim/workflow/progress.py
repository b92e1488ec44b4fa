"""Progress of a workflow, and scenarios processed side by side while it is reported.

Who calls a workflow may hand in a function that takes a `Progress`. It is called only from the
thread that called the workflow, so it may draw, log, or update a widget without a lock.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Generic, TypeVar

from sim.flight.mission import Mission
from sim.flight.status import FlightProgress
from sim.integrate.threads import batches_shared, processors
from sim.lanes import is_warm, prune_caches
from sim.scenario.schema.scenario import Scenario

COMPILING = "compiling the propagator"
BUILDING = "tables of the environment"
WRITING, DRAWING = "writing files", "drawing figures, writing files"
DONE = "done"
SWEEPING = "sweep"
"""Stages that belong to no phase of a flight."""

INTERVAL = 0.05
"""s between two reports of flights under way."""

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a workflow is.

    Attributes
    ----------
    stage
        What is done now: a phase of the flight, or a stage such as `BUILDING`.
    scenario
        Name of the scenario; empty where the stage concerns all of them.
    share
        Stages done, 0 to 1; None where that can't be counted. With `stage` being `DONE` it is 1.
    utc
        Date the flight has reached; empty where nothing is flown.
    samples, samples_done, unit
        Of a campaign: dispersed flights wanted, and flown so far; both 0 elsewhere. Of a search for
        a rare event they are runs, of a sweep points, as `unit` says.
    rate, seconds_left
        Flights a second, and seconds left at that rate (infinite before the first).
    failures
        Samples that failed numerically, over all plans.
    message
        A sentence to be shown once, such as the address of a dashboard; else empty.
    """

    stage: str
    scenario: str = ""
    share: float | None = None
    utc: str = ""
    samples: int = 0
    samples_done: int = 0
    unit: str = "samples"
    rate: float = 0.0
    seconds_left: float = float("inf")
    failures: int = 0
    message: str = ""


OnProgress = Callable[[Progress], None]
"""Takes the progress of a workflow."""

Work = Callable[[Scenario, Mission, FlightProgress], R]
"""Processes one scenario and its mission; writes into the last argument how far it is."""


def ignore_progress(progress: Progress) -> None:
    """Take progress and do nothing with it."""


class _Worker(threading.Thread, Generic[R]):
    """One scenario in a thread of its own; a daemon, so that an interrupt need not wait for the
    stretch it is in.
    """

    def __init__(
        self, work: Work[R], scenario: Scenario, mission: Mission, stages: Sequence[str]
    ) -> None:
        super().__init__(daemon=True, name=f"fly {mission.name}")
        self.work = work
        self.scenario = scenario
        self.mission = mission
        self.stages = stages
        self.live = FlightProgress()
        self.results: list[R] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Process the scenario; an exception is kept for the thread that waits."""
        try:
            with batches_shared(processors()):
                self.results.append(self.work(self.scenario, self.mission, self.live))
        except BaseException as error:
            self.error = error

    def progress(self, cold: bool) -> Progress:
        """Stage, share of the stages and date."""
        if not self.is_alive():
            return Progress(stage=DONE, scenario=self.mission.name, share=1.0)
        phase, times = self.live.phase, self.live.t
        seconds = float(times.min()) if len(times) else 0.0
        count = self.stages.index(phase) if phase in self.stages else 0
        return Progress(
            stage=COMPILING if cold and seconds <= 0.0 else phase,
            scenario=self.mission.name,
            share=count / max(len(self.stages), 1),
            utc=self.mission.epoch.utc_iso(seconds),
        )


def process_side_by_side(
    work: Work[R],
    scenarios: Sequence[Scenario],
    missions: Sequence[Mission],
    stages: Sequence[Sequence[str]],
    on_progress: OnProgress = ignore_progress,
) -> list[R]:
    """Process scenarios side by side, in one thread each; kernels release the interpreter lock.

    Parameters
    ----------
    work
        What is done with each scenario.
    scenarios, missions
        As many of one as of the other.
    stages
        Of each scenario, the names that `FlightProgress.phase` goes through, in their order.
    on_progress
        Called for every scenario each `INTERVAL`, and once when it is done.

    Returns
    -------
    list
        What `work` returned, in the order of the scenarios.

    Raises
    ------
    Exception
        The first one, in the order of the scenarios, that `work` raised.
    """
    cold = not is_warm()
    workers = [_Worker(work, *each) for each in zip(scenarios, missions, stages, strict=True)]
    try:
        for worker in workers:
            worker.start()
        _wait(workers, cold, on_progress)
    except BaseException:
        for worker in workers:
            worker.live.stopped = True  # an interrupt, or an error of the caller's
        raise
    for worker in workers:
        if worker.error is not None:
            raise worker.error
    if cold:
        prune_caches()
    return [worker.results[0] for worker in workers]


def _wait(workers: Sequence[_Worker], cold: bool, on_progress: OnProgress) -> None:
    """Report until all have ended."""
    flying = list(workers)
    while flying:
        for worker in flying:
            on_progress(worker.progress(cold))
        flying[0].join(INTERVAL)
        ended = [worker for worker in flying if not worker.is_alive()]
        for worker in ended:
            flying.remove(worker)
            on_progress(worker.progress(cold))


@contextmanager
def report_stage(stage: str, on_progress: OnProgress) -> Iterator[None]:
    """Report a stage that has no measurable progress, and its end, also by an error."""
    on_progress(Progress(stage=stage))
    try:
        yield
    finally:
        on_progress(Progress(stage=DONE))


def import_in_background(*modules: str) -> None:
    """Import modules that will be needed after the flight while it is under way."""
    for name in modules:
        threading.Thread(target=import_module, args=(name,), daemon=True, name=name).start()
