"""Flying chunks: on threads of this machine, or on the workers of a Dask cluster.

The same function flies a chunk wherever it runs, and its result does not depend on where that is.
What comes back, small where it comes from afar, is yielded in the order of completion. Works in any
thread, without a console: stopping is an event that the caller sets.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from sim.errors import InputError


class Chunk(NamedTuple):
    """Samples `first` to `first + count - 1`."""

    number: int
    first: int
    count: int


def split_chunks(samples: int, size: int) -> list[Chunk]:
    """All chunks of a campaign; only the last may be shorter."""
    return [
        Chunk(k, first, min(size, samples - first))
        for k, first in enumerate(range(0, samples, size))
    ]


ANSWER_WITHIN = "10s"
"""How long a scheduler may take to answer."""

ONE_THREAD = {
    name: "1"
    for name in (
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
    )
}
"""Environment of a worker process, which flies one chunk on one thread: as many run as were asked
for, and no library starts more.
"""

LIVES = 3
"""Times a chunk is submitted before the loss of its worker is an error."""


class SchedulerError(ConnectionError, InputError):
    """A scheduler that can't be reached, or Dask is not installed."""


Work = Callable[[Any, Chunk], Any]
"""Function of the experiment and a chunk, and of nothing else."""


def fly_on_threads(
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
        Function, what it is applied to, and the chunks.
    threads
        Number of threads; by default that of the cores this process may use.
    stop
        Once set, no further chunk is begun.

    Yields
    ------
    tuple
        Chunk and result, in the order of completion.
    """
    count = threads or count_cores()
    waiting = iter(chunks)
    pool = ThreadPoolExecutor(count, thread_name_prefix="campaign")
    try:
        flying: dict[Future[Any], Chunk] = {}
        while True:
            # no more chunks begun than threads: a result is yielded as soon as it is there
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
    finally:
        # an interrupted caller need not wait for chunks whose results nobody will read
        pool.shutdown(wait=False, cancel_futures=True)


def fly_on_dask(
    work: Work,
    experiment: object,
    chunks: Sequence[Chunk],
    *,
    address: str | None = None,
    workers: int = 2,
    stop: threading.Event | None = None,
    tell: Callable[[str], None] = lambda text: None,
    ahead: int = 2,
) -> Iterator[tuple[Chunk, Any]]:
    """Fly chunks on a Dask cluster: a running one, or a local one that is started for it.

    Parameters
    ----------
    work, experiment, chunks
        Function, what it is applied to, and the chunks. Workers get the experiment once; a chunk
        whose worker is lost is flown again by another, and counted once.
    address
        Of a scheduler, such as ``tcp://host:8786``; None starts `workers` processes here.
    workers
        Number of local worker processes.
    stop
        Once set, no further chunk is begun.
    tell
        Called with the address of the dashboard, and with a message while no worker is there.
    ahead
        Chunks per worker thread submitted ahead of time: one is flown while the next waits beside
        it.

    Yields
    ------
    tuple
        Chunk and result, in the order of completion.

    Raises
    ------
    SchedulerError
        If Dask is not installed, the scheduler does not answer or is lost, or a chunk lost its
        worker again and again.
    """
    with _client(address, workers) as client, _told_of_lost_scheduler(address):
        if client.dashboard_link:
            tell(f"Dashboard: {client.dashboard_link}")
        if not client.nthreads():
            tell("waiting for workers")
            client.wait_for_workers(1)
        yield from _on_client(client, work, experiment, iter(chunks), stop, ahead)


def check_installed() -> None:
    """Check that Dask is installed.

    Raises
    ------
    SchedulerError
        If it is not; the text says how to install it.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise SchedulerError(
            "Dask is not installed: pip install distributed, or leave --scheduler and --workers out"
        ) from error


def check_scheduler(address: str) -> None:
    """Check that a scheduler answers.

    Raises
    ------
    SchedulerError
        If Dask is not installed or the scheduler does not answer within `ANSWER_WITHIN`.
    """
    with _client(address, 0):
        pass


@contextmanager
def _client(address: str | None, workers: int) -> Iterator[Any]:
    """A client of a scheduler, or of a local cluster that is closed with it."""
    check_installed()
    from distributed import Client, LocalCluster

    with ExitStack() as closing:
        cluster = None
        if address is None:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",  # it has no password
                env=ONE_THREAD | {"PYTHONFAULTHANDLER": "1"},
            )
            closing.enter_context(cluster)
        try:
            client = Client(cluster or address, timeout=ANSWER_WITHIN, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise SchedulerError(
                f"no Dask scheduler answers at {address}; start one with `dask scheduler`, or "
                "leave --scheduler out to fly on this machine"
            ) from error
        closing.enter_context(client)
        yield client


class _ChunkError(Exception):
    """Carries an error of the work past those of the cluster."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


@contextmanager
def _told_of_lost_scheduler(address: str | None) -> Iterator[None]:
    """Tell an error of the work from the loss of the scheduler, which Dask has many words for."""
    try:
        yield
    except _ChunkError as failed:
        raise failed.error from None
    except SchedulerError:
        raise
    except OSError as error:
        raise SchedulerError(
            f"the Dask scheduler{f' at {address}' if address else ''} is lost; chunks that were "
            "finished are stored: start one again, and resume"
        ) from error


def _on_client(
    client: Any,
    work: Work,
    experiment: object,
    waiting: Iterator[Chunk],
    stop: threading.Event | None,
    ahead: int,
) -> Iterator[tuple[Chunk, Any]]:
    """Submit chunks, a few ahead of the workers there are, and yield their results."""
    from distributed import as_completed

    scattered = client.scatter(experiment, broadcast=True, hash=False)
    running: dict[Any, tuple[Chunk, int]] = {}

    def submit(chunk: Chunk, lives: int) -> Any:
        # pure=False: the same chunk of another campaign is another task
        future = client.submit(work, scattered, chunk, pure=False)
        running[future.key] = chunk, lives
        return future

    def submit_more() -> list[Any]:
        futures = []
        while len(running) < max(sum(client.nthreads().values()), 1) * ahead:
            chunk = None if stop is not None and stop.is_set() else next(waiting, None)
            if chunk is None:
                break
            futures.append(submit(chunk, LIVES))
        return futures

    queue = as_completed(submit_more(), loop=client.loop)
    for future in queue:
        chunk, lives = running.pop(future.key)
        if future.status == "finished":
            yield chunk, future.result()
            queue.update(submit_more())
        elif _is_lost(future) and lives > 1:
            # the worker is gone, perhaps with the last copy of the experiment
            scattered = client.scatter(experiment, broadcast=True, hash=False)
            queue.add(submit(chunk, lives - 1))
        elif _is_lost(future):
            raise SchedulerError(f"chunk {chunk.number} lost its worker {LIVES} times")
        else:
            raise _ChunkError(future.exception())


def _is_lost(future: Any) -> bool:
    """Whether a chunk was lost with its worker, instead of having raised an error."""
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    if future.status in ("cancelled", "lost"):
        return True
    # not every OSError: one of the worker's machine, such as a full disk, would come again
    lost = (KilledWorker, CommClosedError, ConnectionError, TimeoutError)
    return isinstance(future.exception(), lost)


@contextmanager
def without_worker_slot(on_dask: bool) -> Iterator[None]:
    """Inside a task of Dask, let its worker take other tasks while this one waits for chunks: they
    may have to be flown by the same worker.
    """
    if not (on_dask and _in_dask_task()):
        yield
        return
    from distributed import rejoin, secede

    secede()
    try:
        yield
    finally:
        rejoin()


def _in_dask_task() -> bool:
    """Whether this thread runs a task of a Dask worker."""
    try:
        from distributed import get_worker

        get_worker()
    except (ImportError, ValueError):
        return False
    return True


def count_cores() -> int:
    """Number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
