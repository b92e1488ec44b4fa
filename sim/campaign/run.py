"""A campaign from its draws to its store: chunks flown somewhere, written as they come."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.campaign.apply import suffixes
from sim.campaign.dispersion import Dispersion
from sim.campaign.draws import draw, draw_rows
from sim.campaign.executor import Chunk, chunks_of, on_dask, on_threads
from sim.campaign.sample import Experiment, Table, fly_rows
from sim.campaign.store import Store, done, write_chunk, write_draws

CHUNK = 128
"""Samples in a chunk: sixteen lanes deep, seconds of work, and a shard of a few hundred kB."""

FAILED = "failed"


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
    """How far a campaign is: samples done before and now, failures so far, seconds."""

    samples: int
    before: int
    now: int
    failures: int
    seconds: float

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
    drawn = draw_rows(
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
        known = suffixes(experiment.phases)
        own = {
            name: values
            for name, values in drawn.items()
            if "." not in name or name.partition(".")[2] in known
        }
        samples, debris = _flown(experiment, numbers, own)
        samples["weight"] = weight
        out[f"samples-{experiment.name}"] = samples
        out[f"fragments-{experiment.name}"] = debris
    return out


def _flown(experiment: Experiment, numbers: np.ndarray, draws: Table) -> tuple[Table, Table]:
    """Fly rows together; if that breaks, each alone, so that only what is at fault is lost."""
    try:
        return fly_rows(experiment, numbers, draws)
    except Exception as error:
        if len(numbers) == 1:
            return _lost(experiment, numbers, draws, error)
    parts = [
        _flown(experiment, numbers[k : k + 1], {n: v[k : k + 1] for n, v in draws.items()})
        for k in range(len(numbers))
    ]
    return _stacked([part[0] for part in parts]), _stacked([part[1] for part in parts])


def _lost(
    experiment: Experiment, numbers: np.ndarray, draws: Table, error: Exception
) -> tuple[Table, Table]:
    """The row of a sample that could not be flown: its number and why, and nothing else.

    The columns are those of the nominal row.
    """
    nominal = {name: _neutral(name, len(values)) for name, values in draws.items()}
    samples, debris = fly_rows(experiment, numbers, nominal)
    for name, values in samples.items():
        if values.dtype.kind == "f":
            samples[name] = np.full(len(numbers), np.nan)
    words = f"{FAILED}_{type(error).__name__}: {error}"[:200]
    samples["status"] = np.array([words] * len(numbers), dtype=str)
    samples["burns_complete"] = np.zeros(len(numbers), dtype=bool)
    return samples, {name: values[:0] for name, values in debris.items()}


def _neutral(name: str, n: int) -> np.ndarray:
    """The value of a parameter that changes nothing."""
    stem = name.partition(".")[0]
    return np.ones(n) if stem.endswith("factor") or stem == "fragment_drag" else np.zeros(n)


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
    enough: Callable[[], bool] = lambda: False,
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
        Asked after each chunk whether the answer is sharp enough; True stops the campaign.
    """
    write_draws(store, draw(campaign.dispersions, campaign.seed, campaign.samples, campaign.method))
    there = done(store)
    chunks = chunks_of(campaign.samples, campaign.chunk)
    waiting = [chunk for chunk in chunks if chunk.number not in there]
    before = sum(chunk.count for chunk in chunks if chunk.number in there)
    stop = stop or threading.Event()
    executor: Executor = on_dask if dask else on_threads
    began, now, failures = time.perf_counter(), 0, 0
    for chunk, tables in executor(fly_chunk, campaign, waiting, stop=stop, **(options or {})):
        if chunk.number in done(store):
            continue  # a chunk that was flown twice counts once
        write_chunk(store, chunk.number, tables)
        now += chunk.count
        failures += _failures(tables)
        seconds = time.perf_counter() - began
        tell(Progress(campaign.samples, before, now, failures, seconds))
        if enough():
            stop.set()
    return Progress(campaign.samples, before, now, failures, time.perf_counter() - began)


def _failures(tables: Mapping[str, Table]) -> int:
    """Rows that failed, over all plans."""
    return sum(
        int(np.char.startswith(table["status"].astype(str), FAILED).sum())
        for name, table in tables.items()
        if name.startswith("samples")
    )
