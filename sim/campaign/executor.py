"""Flying chunks: on threads of this machine, or on the workers of a Dask cluster.

The same function flies a chunk wherever it runs, and a chunk is the same wherever it is flown.
Results come back in any order and are handed on as they come; who writes them is not known here.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, NamedTuple


class Chunk(NamedTuple):
    """Samples `first` to `first + count - 1`."""

    number: int
    first: int
    count: int


def chunks_of(samples: int, size: int) -> list[Chunk]:
    """All chunks of a campaign; only the last may be shorter."""
    return [
        Chunk(k, first, min(size, samples - first))
        for k, first in enumerate(range(0, samples, size))
    ]


class SchedulerError(ConnectionError):
    """A scheduler that can't be reached, or Dask is not installed."""


Work = Callable[[Any, Chunk], Any]
"""Takes the experiment and a chunk; must not depend on anything else."""


def on_threads(
    work: Work,
    experiment: object,
    chunks: Sequence[Chunk],
    *,
    threads: int | None = None,
    stop: threading.Event | None = None,
) -> Iterator[tuple[Chunk, Any]]:
    """Fly chunks on threads; the kernels release the interpreter lock.

    Parameters
    ----------
    work, experiment, chunks
        What is flown.
    threads
        How many; by default as many as this process may use cores.
    stop
        Once set, no further chunk is begun.

    Yields
    ------
    tuple
        Chunk and result, as they are done.
    """
    count = threads or cores()
    waiting = iter(chunks)
    with ThreadPoolExecutor(count, thread_name_prefix="campaign") as pool:
        flying: dict[Future[Any], Chunk] = {}
        while True:
            # no more chunks in the air than threads: what is done is handed on at once
            while len(flying) < count and not (stop is not None and stop.is_set()):
                chunk = next(waiting, None)
                if chunk is None:
                    break
                flying[pool.submit(work, experiment, chunk)] = chunk
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                yield flying.pop(future), future.result()


def on_dask(
    work: Work,
    experiment: object,
    chunks: Sequence[Chunk],
    *,
    address: str | None = None,
    workers: int = 2,
    stop: threading.Event | None = None,
    tell: Callable[[str], None] = lambda text: None,
    ahead: int = 4,
) -> Iterator[tuple[Chunk, Any]]:
    """Fly chunks on a Dask cluster: one that is there, or a local one started for it.

    Parameters
    ----------
    work, experiment, chunks
        What is flown; workers get the experiment once. A chunk whose worker is lost is flown again
        by another, and counted once.
    address
        Of a scheduler, such as ``tcp://host:8786``; None starts `workers` processes here.
    workers
        How many local ones.
    stop
        Once set, no further chunk is begun.
    tell
        Is given the address of the dashboard.
    ahead
        Chunks per worker thread handed to the scheduler ahead of time.

    Raises
    ------
    SchedulerError
        If Dask is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client, LocalCluster, as_completed
    except ImportError as error:
        raise SchedulerError(
            "Dask is not installed: pip install 'iss-deorbit[dask]', or leave --scheduler out"
        ) from error
    cluster = None
    if address is None:
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
        )
    try:
        try:
            client = Client(cluster or address, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise SchedulerError(f"no scheduler answers at {address}: {error}") from error
        with client:
            if client.dashboard_link:
                tell(client.dashboard_link)
            spread = client.scatter(experiment, broadcast=True, hash=False)
            waiting = iter(chunks)
            running: dict[Any, Chunk] = {}

            def more() -> list[Any]:
                chunk = None if stop is not None and stop.is_set() else next(waiting, None)
                if chunk is None:
                    return []
                # pure=False: the same chunk of another campaign is another task
                future = client.submit(work, spread, chunk, pure=False, retries=2)
                running[future.key] = chunk
                return [future]

            slots = max(sum(client.nthreads().values()), 1) * ahead
            first = [future for _ in range(slots) for future in more()]
            queue = as_completed(first, loop=client.loop)
            for future in queue:
                chunk = running.pop(future.key)
                yield chunk, future.result()
                queue.update(more())
    finally:
        if cluster is not None:
            cluster.close()


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
