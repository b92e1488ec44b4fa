"""What a machine can do to a campaign: its scheduler is killed, its disk is full, a worker sees
another folder. Nothing half-written counts, and what was finished is kept.
"""

import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sim.campaign.run import executor, receipt
from sim.campaign.run.campaign import fly_and_write, fly_campaign
from sim.campaign.run.damage import set_damaged_aside
from sim.campaign.run.executor import Chunk, SchedulerError
from sim.campaign.run.receipt import Assignment, check_arrived
from sim.campaign.run.store import StoreError, finished_chunks, open_store

from .test_store import IDENTITY, flown, merged, whole

__all__ = ["whole"]  # a fixture


def contents(store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store.path / "shards").iterdir()}


@pytest.fixture
def cluster(tmp_path):
    """The process of a scheduler, its address, and a worker that is no child of it."""
    pytest.importorskip("distributed")
    told = tmp_path / "scheduler.json"
    words = ("--scheduler-file", str(told))
    started = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{name}", *words, *more, "--no-dashboard"],
            stderr=subprocess.DEVNULL,
        )
        for name, *more in (
            ("scheduler", "--host", "127.0.0.1", "--port", "0"),
            ("worker", "--nthreads", "1", "--no-nanny"),
        )
    ]
    while not told.is_file():
        assert started[0].poll() is None
        time.sleep(0.05)
    address = re.search(r"tcp://[\d.:]+", told.read_text())
    yield started[0], address[0], started[1]
    for process in started:
        process.kill()
        process.wait()


def test_a_scheduler_that_is_killed_is_one_error_and_loses_nothing(
    campaign, new_store, cluster, monkeypatch
):
    monkeypatch.setattr(executor, "ANSWER_WITHIN", "3s")
    scheduler, address, worker = cluster
    many = replace(campaign, chunk=2)
    plain = new_store(many, "threads")
    fly_campaign(many, plain, options={"threads": 2})
    store = new_store(many, "dask")
    with pytest.raises(SchedulerError, match=rf"scheduler at {address} is lost; .* resume"):
        fly_campaign(
            many, store, dask=True, options={"address": address}, tell=lambda _: scheduler.kill()
        )
    worker.kill()
    worker.wait()
    assert set_damaged_aside(store) == []
    assert 0 < len(finished_chunks(store)) < 10
    again = new_store(many, "dask", resume=True)
    fly_campaign(many, again, options={"threads": 2})
    assert contents(again) == contents(plain)


FULL = """
import errno, subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_store
from sim.campaign.run.executor import fly_on_dask, split_chunks

def work(store, chunk):
    import test_store
    test_store.write_chunk(store, chunk.number, test_store.tables(chunk.number))

if __name__ == "__main__":
    folder = Path(sys.argv[2])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=44k", "tmpfs", folder], check=True)
    store = test_store.flown(folder / "store", chunks=())
    try:
        for _ in fly_on_dask(work, store, split_chunks(50, 8), workers=1):
            pass
    except OSError as error:
        assert error.errno == errno.ENOSPC and error.filename.endswith(".parquet"), error
    else:
        raise AssertionError("the disk was not full")
    from sim.campaign.run.damage import set_damaged_aside
    assert set_damaged_aside(store) == []
    assert 0 < len(test_store.finished_chunks(store)) < 7
    assert not list(folder.rglob("*.partial"))
    subprocess.run(["mount", "-o", "remount,size=1m", folder], check=True)
    store = test_store.flown(folder / "store", resume=True)
    for name, content in test_store.merged(store).items():
        Path(sys.argv[3], name).write_bytes(content)
"""
"""A disk of 44 kB, a worker process that fills it, then room, and a campaign resumed."""


def may_mount() -> list[str] | None:
    """The words by which a process may mount a file system that only it sees."""
    for words in (["unshare", "-m"], ["unshare", "-rm"]):
        try:
            done = subprocess.run(
                [*words, "mount", "-t", "tmpfs", "x", "/mnt"], capture_output=True
            )
        except OSError:
            return None
        if done.returncode == 0:
            return words
    return None


def test_a_full_disk_loses_nothing(tmp_path, whole):
    pytest.importorskip("distributed")
    words = may_mount()
    if words is None:
        pytest.skip("no file system may be mounted here")
    for name in ("disk", "merged"):
        (tmp_path / name).mkdir()
    script = tmp_path / "full.py"
    script.write_text(FULL)
    here = str(Path(__file__).parent)
    folders = [str(tmp_path / name) for name in ("disk", "merged")]
    done = subprocess.run(
        [*words, sys.executable, str(script), here, *folders],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {path.name: path.read_bytes() for path in (tmp_path / "merged").iterdir()}
    assert found == whole


LIMITED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_store
store = test_store.flown(Path(sys.argv[2]), chunks=[0])
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
try:
    test_store.write_chunk(store, 1, test_store.tables(1))
except OSError as error:
    print(error.strerror, error.filename)
"""
"""Files longer than 1,000 bytes are refused in the middle, as by a quota."""


def test_a_file_that_is_refused_half_way_is_not_there(tmp_path, whole):
    pytest.importorskip("resource")
    path = tmp_path / "store"
    words = [sys.executable, "-c", LIMITED, str(Path(__file__).parent), str(path)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "File too large" in said and str(path / "shards" / "fragments-000001.parquet") in said
    store = open_store(path, IDENTITY, resume=True)
    assert finished_chunks(store) == {0} and not list(path.rglob("*.partial"))
    assert merged(flown(path, resume=True)) == whole


def test_a_worker_that_writes_to_another_folder_of_that_name_is_told_of(
    campaign, new_store, monkeypatch
):
    monkeypatch.setattr(receipt, "ARRIVES_WITHIN", 0.05)
    seen, written = new_store(campaign, "seen"), new_store(campaign, "written")
    receipt_of = fly_and_write(Assignment(campaign, written), Chunk(2, 16, 4))
    assert receipt_of.failures == 0 and receipt_of.samples == 4
    check_arrived(written, receipt_of)
    with pytest.raises(StoreError, match=r"has written .* which is not there on .* shared folder"):
        check_arrived(seen, receipt_of)
    # and a worker that does not see the folder of the campaign at all writes nothing
    (written.path / "campaign.json").unlink()
    with pytest.raises(StoreError, match="choose a place that all workers see"):
        fly_and_write(Assignment(campaign, written), Chunk(1, 8, 8))
