"""A campaign from its draws to its store: chunks flown somewhere, written as they come."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.campaign.run.apply import apply_draws, find_suffixes
from sim.campaign.run.executor import Chunk, fly_on_dask, fly_on_threads, split_chunks
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.sample import Table, fly_samples, make_failed_samples
from sim.campaign.run.store import Store, finished_chunks, write_chunk, write_draws
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import draw_campaign, draw_samples
from sim.flight.status import failed_texts, failure

CHUNK = 128
"""Samples in a chunk: sixteen lanes deep, seconds of work, and a shard of a few hundred kB."""


@dataclass(frozen=True)
class Campaign:
    """What every worker gets once: plans, dispersions, and how their numbers are drawn."""

    experiments: tuple[Experiment, ...]
    dispersions: tuple[Dispersion, ...]
    seed: int
    samples: int
    method: str = "sobol"
    chunk: int = CHUNK

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of the store: two for each plan."""
        return tuple(
            f"{kind}-{each.name}" for each in self.experiments for kind in ("samples", "fragments")
        )


@dataclass(frozen=True)
class Progress:
    """How far a campaign is: samples done before and now, failures so far, seconds, and how many
    chunks are there without a gap.
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
    out: dict[str, Table] = {}
    for experiment in campaign.experiments:
        own = select_draws(experiment, drawn)
        samples, debris = _flown(experiment, numbers, own)
        samples["weight"] = weight
        out[f"samples-{experiment.name}"] = samples
        out[f"fragments-{experiment.name}"] = debris
    return out


def select_draws(experiment: Experiment, drawn: Table) -> Table:
    """Draws that concern a plan: those of all burns, and of burns and engines it has."""
    known = find_suffixes(experiment.phases)
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
        own = select_draws(experiment, drawn)
        try:
            apply_draws(experiment.mission, experiment.phases, own)
        except ValueError as error:
            raise ValueError(f"{experiment.name}: {error}") from None


def _flown(experiment: Experiment, numbers: np.ndarray, draws: Table) -> tuple[Table, Table]:
    """Fly rows together; if that breaks, each alone, so that only what is at fault is lost."""
    try:
        return fly_samples(experiment, numbers, draws)
    except Exception as error:
        if len(numbers) == 1:
            status = failure(f"{type(error).__name__}: {error}")
            return make_failed_samples(experiment, numbers, str(status)[:200])
    parts = [
        _flown(experiment, numbers[k : k + 1], {n: v[k : k + 1] for n, v in draws.items()})
        for k in range(len(numbers))
    ]
    return _stacked([part[0] for part in parts]), _stacked([part[1] for part in parts])


def _stacked(tables: list[Table]) -> Table:
    names = next((list(table) for table in tables if table), [])
    return {name: np.concatenate([t[name] for t in tables if t]) for name in names}


Executor = Callable[..., Iterator[tuple[Chunk, Any]]]


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
    """Fly what a store still lacks, and write it.

    Parameters
    ----------
    campaign
        What is flown.
    store
        Open, of this campaign. The table of draws is written before anything flies.
    dask
        On a Dask cluster instead of threads.
    options
        Of the executor: ``threads``, or ``address``, ``workers`` and ``tell`` for Dask.
    stop
        Once set, chunks under way are finished and written, and no more are begun.
    tell
        Is told after each chunk how far it is.
    enough
        Asked about the first 1, 2, ... chunks as they are all there, whether they answer sharply
        enough; True stops the campaign, and chunks beyond do not count.
    """
    write_draws(
        store, draw_campaign(campaign.dispersions, campaign.seed, campaign.samples, campaign.method)
    )
    there = set(finished_chunks(store))
    chunks = split_chunks(campaign.samples, campaign.chunk)
    waiting = [chunk for chunk in chunks if chunk.number not in there]
    before = sum(chunk.count for chunk in chunks if chunk.number in there)
    stop = stop or threading.Event()
    executor: Executor = fly_on_dask if dask else fly_on_threads
    began, now, failures, asked = time.perf_counter(), 0, 0, 0

    def told() -> Progress:
        return Progress(campaign.samples, before, now, failures, time.perf_counter() - began, asked)

    def settled() -> bool:
        """Ask about what has become whole, in order, so that it ends at the same chunk however it
        was flown.
        """
        nonlocal asked
        while asked in there:
            asked += 1
            if enough(asked):
                return True
        return False

    if settled():
        return told()
    for chunk, tables in executor(fly_chunk, campaign, waiting, stop=stop, **(options or {})):
        write_chunk(store, chunk.number, tables)
        there.add(chunk.number)
        now += chunk.count
        failures += _failures(tables)
        if not stop.is_set() and settled():
            stop.set()
        tell(told())
    return told()


def _failures(tables: Mapping[str, Table]) -> int:
    """Rows that failed, over all plans."""
    return sum(
        int(failed_texts(table["status"]).sum())
        for name, table in tables.items()
        if name.startswith("samples")
    )
