"""A campaign from its draws to its store: who flies a chunk writes it, and hands in a receipt."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.campaign.run.apply import apply_draws, find_suffixes
from sim.campaign.run.executor import Chunk, fly_on_dask, fly_on_threads, split_chunks
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.receipt import Assignment, Receipt, check_arrived
from sim.campaign.run.sample import SampleTables, Table, fly_samples, make_failed_samples
from sim.campaign.run.store import Store, finished_chunks, write_chunk, write_draws
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import draw_campaign, draw_samples
from sim.errors import FlightError
from sim.flight.status import failed_texts, failure

CHUNK = 128
"""Samples in a chunk: 16 per SIMD lane, seconds of work, and a shard of a few hundred kB."""


def table_names(plans: Sequence[str]) -> tuple[str, ...]:
    """Tables of the store of some plans: `SampleTables` of each."""
    return tuple(f"{kind}-{plan}" for plan in plans for kind in SampleTables._fields)


@dataclass(frozen=True)
class Campaign:
    """Plans, dispersions, and how samples are drawn."""

    experiments: tuple[Experiment, ...]
    dispersions: tuple[Dispersion, ...]
    seed: int
    samples: int
    method: str = "sobol"
    chunk: int = CHUNK

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of the store: `SampleTables` of each plan."""
        return table_names([each.name for each in self.experiments])


@dataclass(frozen=True)
class Progress:
    """Progress of a campaign.

    Attributes
    ----------
    samples
        Of the whole campaign.
    before, now
        Samples that the store held already, and those flown since.
    failures
        Samples flown since that failed, over all plans.
    seconds
        Time since the start.
    whole
        Number of chunks that are there without a gap, from the first on.
    """

    samples: int
    before: int
    now: int
    failures: int
    seconds: float
    whole: int = 0

    @property
    def rate(self) -> float:
        """Samples per second, of those flown now."""
        return self.now / self.seconds if self.seconds > 0.0 else 0.0

    @property
    def left(self) -> float:
        """Seconds left at that rate."""
        rest = self.samples - self.before - self.now
        return rest / self.rate if self.rate > 0.0 else np.inf


def fly_chunk(campaign: Campaign, chunk: Chunk) -> dict[str, Table]:
    """Fly a chunk of every plan; the columns of each table.

    The same draws go to all plans, each taking those that concern it: that is what pairs them.
    """
    numbers = np.arange(chunk.first, chunk.first + chunk.count)
    drawn = draw_samples(
        campaign.dispersions,
        campaign.seed,
        campaign.samples,
        campaign.method,
        first=chunk.first,
        count=chunk.count,
    )
    weight = drawn.pop("weight")
    tables: dict[str, Table] = {}
    for experiment in campaign.experiments:
        draws = select_draws(experiment, drawn)
        flown = fly_or_mark_failed(experiment, numbers, draws)
        flown.samples["weight"] = weight
        tables |= {f"{kind}-{experiment.name}": each for kind, each in flown._asdict().items()}
    return tables


def fly_and_write(assignment: Assignment, chunk: Chunk) -> Receipt:
    """Fly a chunk and write its shards, in the process it is flown in."""
    tables = fly_chunk(assignment.campaign, chunk)
    shards = write_chunk(assignment.store, chunk.number, tables)
    writer = f"process {os.getpid()} on {socket.gethostname()}"
    return Receipt(chunk.number, chunk.count, _count_failures(tables), writer, shards)


def select_draws(experiment: Experiment, drawn: Table) -> Table:
    """Draws that concern a plan: those without a suffix, and those of its burns, engines and
    tanks.
    """
    known = find_suffixes(experiment.phases, experiment.mission.vehicles)
    return {
        name: values
        for name, values in drawn.items()
        if "." not in name or name.partition(".")[2] in known
    }


def check_campaign(campaign: Campaign) -> None:
    """Apply the first draws to every plan without flying.

    Raises
    ------
    ValueError
        If a plan can't be dispersed like that; the message names it.
    """
    drawn = draw_samples(
        campaign.dispersions, campaign.seed, campaign.samples, campaign.method, first=0, count=1
    )
    drawn.pop("weight")
    for experiment in campaign.experiments:
        draws = select_draws(experiment, drawn)
        try:
            apply_draws(experiment.mission, experiment.phases, draws)
        except ValueError as error:
            raise ValueError(f"{experiment.name}: {error}") from None


def fly_or_mark_failed(experiment: Experiment, numbers: np.ndarray, draws: Table) -> SampleTables:
    """Fly samples together; if numbers of one can't be flown, each alone, so that one is lost.

    Any other error is one of the program or the machine, and ends the campaign: it must not be
    counted as something that happened to a station.
    """
    try:
        return fly_samples(experiment, numbers, draws)
    except (FlightError, ArithmeticError) as error:
        if len(numbers) == 1:
            status = failure(f"{type(error).__name__}: {error}")
            return make_failed_samples(experiment, numbers, str(status)[:200])
    parts = [
        fly_or_mark_failed(
            experiment, numbers[k : k + 1], {n: v[k : k + 1] for n, v in draws.items()}
        )
        for k in range(len(numbers))
    ]
    return SampleTables(*(_concatenate(list(tables)) for tables in zip(*parts, strict=True)))


def _concatenate(tables: list[Table]) -> Table:
    names = next((list(table) for table in tables if table), [])
    return {name: np.concatenate([t[name] for t in tables if t]) for name in names}


Executor = Callable[..., Iterator[tuple[Chunk, Receipt]]]


@dataclass(kw_only=True)
class _Tally:
    """Chunks of a campaign that are finished, and how many in their order met no criterion yet."""

    samples: int
    before: int
    finished: set[int]
    met: Callable[[int], bool]
    began: float = field(default_factory=time.perf_counter)
    now: int = 0
    failures: int = 0
    whole: int = 0

    def progress(self) -> Progress:
        seconds = time.perf_counter() - self.began
        return Progress(self.samples, self.before, self.now, self.failures, seconds, self.whole)

    def count(self, receipt: Receipt) -> None:
        self.finished.add(receipt.chunk)
        self.now += receipt.samples
        self.failures += receipt.failures

    def met_criterion(self) -> bool:
        """Check the criterion in the order of the chunks, not of their completion: a campaign stops
        at the same chunk however it is executed.
        """
        while self.whole in self.finished:
            self.whole += 1
            if self.met(self.whole):
                return True
        return False


def fly_campaign(
    campaign: Campaign,
    store: Store,
    *,
    dask: bool = False,
    options: Mapping[str, Any] | None = None,
    stop: threading.Event | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
    enough: Callable[[int], bool] = lambda chunks: False,
) -> Progress:
    """Fly the chunks that a store lacks. Each is written by the worker that flies it.

    Works in any thread and without a console: progress is a callback, stopping an event.

    Parameters
    ----------
    campaign
        Plans and dispersions.
    store
        Open, of this campaign. The table of draws is written before anything flies.
    dask
        On a Dask cluster instead of threads.
    options
        Of the executor: ``threads``, or ``address``, ``workers`` and ``tell`` for Dask.
    stop
        Once set, chunks under way are finished and written, and no more are begun.
    tell
        Called with the progress after each chunk.
    enough
        Called with 1, 2, ... as the first so many chunks are all there: whether they meet the
        stopping criterion. True stops the campaign, and chunks beyond do not count.

    Returns
    -------
    Progress
        At the end.

    Raises
    ------
    StoreError
        If a worker writes to another place than is seen here under the same name.
    """
    write_draws(
        store, draw_campaign(campaign.dispersions, campaign.seed, campaign.samples, campaign.method)
    )
    finished = set(finished_chunks(store))
    chunks = split_chunks(campaign.samples, campaign.chunk)
    waiting = [chunk for chunk in chunks if chunk.number not in finished]
    before = campaign.samples - sum(chunk.count for chunk in waiting)
    stop = stop or threading.Event()
    tally = _Tally(samples=campaign.samples, before=before, finished=finished, met=enough)
    if tally.met_criterion():
        return tally.progress()
    assignment, options = Assignment(campaign, store), {**(options or {}), "stop": stop}
    for receipt in _fly_chunks(assignment, waiting, dask, options):
        tally.count(receipt)
        if not stop.is_set() and tally.met_criterion():
            stop.set()
        tell(tally.progress())
    return tally.progress()


def _fly_chunks(
    assignment: Assignment, chunks: Sequence[Chunk], dask: bool, options: Mapping[str, Any]
) -> Iterator[Receipt]:
    """Receipts as they come in; the first of each writer is compared with what is seen here."""
    fly: Executor = fly_on_dask if dask else fly_on_threads
    writers: set[str] = set()
    for _, receipt in fly(fly_and_write, assignment, chunks, **options):
        if receipt.writer not in writers:
            check_arrived(assignment.store, receipt)
            writers.add(receipt.writer)
        yield receipt


def _count_failures(tables: Mapping[str, Table]) -> int:
    """Samples that failed, over all plans."""
    return sum(
        int(failed_texts(table["status"]).sum())
        for name, table in tables.items()
        if name.startswith("samples")
    )
