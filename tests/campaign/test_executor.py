"""Where chunks are flown makes no difference, also when a worker dies half-way; a scheduler that
isn't there is told at once."""

import builtins
import os
import signal
import threading
from dataclasses import replace

import pytest

from sim.campaign.run import executor
from sim.campaign.run.campaign import fly_campaign
from sim.campaign.run.executor import (
    Chunk,
    SchedulerError,
    check_installed,
    check_scheduler,
    count_cores,
    fly_on_dask,
    fly_on_threads,
    split_chunks,
)

distributed = pytest.importorskip("distributed")

HANGS = 300.0
"""s after which something that waits is taken to wait for ever."""


@pytest.fixture
def cluster():
    """A scheduler and two workers, each a process."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as made:
        yield made


def test_chunks_hold_every_sample_once():
    chunks = split_chunks(20, 8)
    assert chunks == [Chunk(0, 0, 8), Chunk(1, 8, 8), Chunk(2, 16, 4)]
    assert split_chunks(8, 8) == [Chunk(0, 0, 8)]
    assert split_chunks(3, 100) == [Chunk(0, 0, 3)]


def test_threads_hold_no_more_than_they_fly():
    flying, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(3)

    def work(_, chunk):
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        together.wait(HANGS)
        with lock:
            flying -= 1
        return chunk.number

    taken = [result for _, result in fly_on_threads(work, None, split_chunks(30, 1), threads=3)]
    assert sorted(taken) == list(range(30)) and most == 3


def test_an_interrupt_does_not_wait_for_chunks_under_way():
    release, ended = threading.Event(), []

    def work(_, chunk):
        if chunk.number:
            release.wait(HANGS)
            ended.append(chunk.number)

    flown = fly_on_threads(work, None, split_chunks(4, 1), threads=2)
    next(flown)
    flown.close()
    assert ended == []
    release.set()


def test_what_goes_wrong_in_a_chunk_is_raised():
    def work(_, chunk):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(fly_on_threads(work, None, split_chunks(4, 1)))


def test_dask_with_a_worker_killed_gives_the_same_bytes(campaign, new_store, cluster):
    many = replace(campaign, chunk=2)
    plain = new_store(many, "threads")
    fly_campaign(many, plain, options={"threads": 2})
    store = new_store(many, "dask")
    killed, told = [], []

    with distributed.Client(cluster, set_as_default=False) as client:

        def tell(now):
            if len(killed) == 0 and now.now >= 2:
                pids = client.run(os.getpid)
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        end = fly_campaign(
            many,
            store,
            dask=True,
            options={"address": cluster.scheduler_address, "tell": told.append},
            tell=tell,
        )
    assert killed and end.now == many.samples and end.failures == 0
    assert any("127.0.0.1" in text for text in told)
    one, other = ({p.name: p.read_bytes() for p in (s.path / "shards").iterdir()} for s in
                  (plain, store))  # fmt: skip
    assert one == other
    assert (plain.path / "draws.parquet").read_bytes() == (
        store.path / "draws.parquet"
    ).read_bytes()


def test_local_workers_and_a_stop():
    # a function of the test's own travels to a worker by value: tests are no package there
    def scaled(experiment: float, chunk: Chunk) -> float:
        return experiment * chunk.first

    stop, taken = threading.Event(), []
    for chunk, value in fly_on_dask(scaled, 2.0, split_chunks(50, 1), workers=1, stop=stop):
        assert value == 2.0 * chunk.first
        taken.append(chunk.number)
        stop.set()
    # one flown and those handed out with it
    assert 1 <= len(taken) <= 2


def test_local_workers_listen_to_this_machine_alone_and_fly_on_one_thread_each():
    import psutil

    def environment(_, chunk: Chunk) -> dict[str, str]:
        return dict(os.environ)

    flown = fly_on_dask(environment, None, split_chunks(2, 1), workers=1)
    _, seen = next(flown)
    ours = psutil.Process()
    places = {
        each.laddr.ip
        for process in (ours, *ours.children(recursive=True))
        for each in getattr(process, "net_connections", process.connections)("inet")
        if each.status == psutil.CONN_LISTEN
    }
    list(flown)
    assert places == {"127.0.0.1"}
    for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        assert seen[name] == "1", name


def test_an_error_of_the_machine_of_a_worker_is_no_lost_worker():
    tries = []

    def full(_, chunk: Chunk) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left on device"):
        for chunk, _ in fly_on_dask(full, None, split_chunks(1, 1), workers=1):
            tries.append(chunk)
    assert not tries


def test_no_scheduler_is_told_within_seconds(monkeypatch):
    assert executor.ANSWER_WITHIN == "10s"
    monkeypatch.setattr(executor, "ANSWER_WITHIN", "1s")
    with pytest.raises(SchedulerError, match=r"tcp://127\.0\.0\.1:9.*dask scheduler"):
        check_scheduler("tcp://127.0.0.1:9")


def test_an_address_that_is_none():
    with pytest.raises(SchedulerError, match="no Dask scheduler answers at nonsense"):
        check_scheduler("nonsense://")


def test_without_dask(monkeypatch):
    true_import = builtins.__import__

    def without(name, *rest):
        if name == "distributed":
            raise ImportError(name)
        return true_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    for check in (check_installed, lambda: check_scheduler("tcp://127.0.0.1:9")):
        with pytest.raises(SchedulerError, match="pip install distributed, or leave --scheduler"):
            check()


def test_as_many_threads_as_cores():
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
