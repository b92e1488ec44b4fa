"""How many threads share the rows of a batch: one, unless who flies says otherwise.

Rows do not depend on each other, so neither do results on the number of threads. It belongs to the
flights of one thread; those that it starts for its rows share nothing further.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

from sim.lanes import WIDTH

_THREADS: ContextVar[int] = ContextVar("threads of a batch", default=1)

SHARES = 2
"""Shares of a large batch for each thread, since some rows end sooner than others."""


def processors() -> int:
    """Processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


@contextmanager
def batches_shared(threads: int) -> Iterator[None]:
    """Share the rows of batches that are flown inside among so many threads."""
    token = _THREADS.set(threads)
    try:
        yield
    finally:
        _THREADS.reset(token)


def batch_threads() -> int:
    """How many threads share the rows of a batch."""
    return _THREADS.get()


def shares_of(n: int, threads: int) -> list[slice]:
    """Parts of n rows for some threads; each fills the lanes."""
    if threads == 1:
        return [slice(0, n)]
    groups = -(-n // WIDTH)
    size = WIDTH * max(1, -(-groups // (SHARES * threads)))
    return [slice(k, min(k + size, n)) for k in range(0, n, size)]


def for_shares(work: Callable[[slice], None], n: int) -> None:
    """Call `work` for all rows, in shares side by side if threads share a batch."""
    shares = shares_of(n, batch_threads())
    if len(shares) <= 1:
        work(slice(0, n))
        return
    with ThreadPoolExecutor(min(batch_threads(), len(shares))) as pool:
        list(pool.map(work, shares))
