"""How fast workers write the chunks of a campaign, and what the scheduler has to do with it.

Flights are not flown: every worker waits as long as a chunk takes and then writes a chunk that was
recorded, so that many workers can be held as threads of a few processes. All else is what a
campaign does: scheduler, submission, encoding, files forced to disk, receipts.

    python benchmarks/campaign_writers.py FOLDER --processes 8
    python benchmarks/campaign_writers.py FOLDER --processes 4 --threads 50 --flight 5

FOLDER is that of a finished campaign, whose first chunk is the recording.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from sim.campaign.run.executor import ONE_THREAD, Chunk, fly_on_dask, split_chunks
from sim.campaign.run.place import LocalFolder, open_place
from sim.campaign.run.receipt import Receipt
from sim.campaign.run.store import Identity, Store, open_store, write_chunk

SCHEDULER, WORKER = "distributed.cli.dask_scheduler", "distributed.cli.dask_worker"


def replay(assignment, chunk: Chunk) -> Receipt:
    """Wait for a flight, and write the recording."""
    store, tables, seconds = assignment
    time.sleep(seconds)
    return Receipt(chunk.number, chunk.count, 0, "replay", write_chunk(store, chunk.number, tables))


def read_recording(folder: Path) -> tuple[dict, int]:
    """Tables of the first chunk of a campaign, and its samples."""
    record = json.loads((folder / "campaign.json").read_text(encoding="utf-8"))
    keys = ("scenarios", "seed", "method", "samples", "chunk", "dispersions", "version")
    identity = Identity(**{key: record[key] for key in keys})
    store = Store(LocalFolder(folder), identity, tuple(record["tables"]))
    return {table: store.read(table, 0) for table in store.tables}, identity.chunk


def make_store(where: str, tables: dict, size: int, chunks: int) -> Store:
    """An empty store for so many chunks."""
    identity = Identity(
        scenarios={},
        seed=1,
        method="random",
        samples=size * chunks,
        chunk=size,
        dispersions=[],
        version="replayed",
    )
    return open_store(open_place(where), identity, tables=tuple(tables))


def start_cluster(folder: Path, processes: int, threads: int) -> list[subprocess.Popen]:
    """A scheduler and workers, each a process of its own."""
    told = folder / "scheduler.json"
    words = ["--scheduler-file", str(told), "--no-dashboard"]
    local = ["--host", "127.0.0.1", "--port", "0"]
    each = ["--nthreads", str(threads), "--no-nanny"]
    commands = [[SCHEDULER, *local, *words], *[[WORKER, *each, *words]] * processes]
    kept = psutil.Process().environ()
    # workers find `replay` by the name of this module
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), kept.get("PYTHONPATH"))))
    environment = {**kept, **ONE_THREAD, "PYTHONPATH": path}
    return [
        subprocess.Popen([sys.executable, "-m", *c], stderr=subprocess.DEVNULL, env=environment)
        for c in commands
    ]


def cpu_seconds(process: psutil.Process) -> float:
    """Processor time of a process so far."""
    times = process.cpu_times()
    return times.user + times.system


def measure(given: argparse.Namespace, folder: Path) -> dict:
    """Replay a campaign on a cluster of this machine; rates, bytes, and who was busy."""
    tables, size = read_recording(given.folder)
    store = make_store(given.shards or str(folder / "store"), tables, size, given.chunks)
    started = start_cluster(folder, given.processes, given.threads)
    told = folder / "scheduler.json"
    while not told.is_file():
        time.sleep(0.05)
    address = json.loads(told.read_text(encoding="utf-8"))["address"]
    watched = [psutil.Process(), *(psutil.Process(each.pid) for each in started)]
    try:
        waiting = iter(split_chunks(size * given.chunks, size))
        warm = [next(waiting) for _ in range(given.processes * given.threads)]
        work = (store, tables, 0.0), address
        list(fly_on_dask(replay, work[0], warm, address=address))  # imports and connections
        before = [cpu_seconds(each) for each in watched]
        began, samples, written, told_bytes = time.perf_counter(), 0, 0, 0
        work = (store, tables, given.flight)
        for _, receipt in fly_on_dask(replay, work, list(waiting), address=address):
            samples += receipt.samples
            written += sum(digest.size for digest in receipt.shards.values())
            told_bytes += len(pickle.dumps(receipt))
        seconds = time.perf_counter() - began
        busy = [cpu_seconds(p) - b for p, b in zip(watched, before, strict=True)]
    finally:
        for process in started:
            process.kill()
            process.wait()
    chunks = samples / size
    return {
        "flights": "replayed from a recording",
        "workers": f"{given.processes} processes of {given.threads} threads",
        "flight_s": given.flight,
        "plans": len(tables) // 2,
        "chunk": size,
        "chunks": int(chunks),
        "seconds": round(seconds, 1),
        "samples_per_second": round(samples / seconds, 1),
        "bytes_per_sample": round(written / samples, 1),
        "megabytes_per_second": round(written / seconds / 1e6, 2),
        "bytes_of_a_receipt": round(told_bytes / chunks),
        "cores_of_driver": round(busy[0] / seconds, 3),
        "cores_of_scheduler": round(busy[1] / seconds, 3),
        "cores_of_workers": round(sum(busy[2:]) / seconds, 3),
        "cores_of_machine": psutil.cpu_count(),
        "load_of_machine": psutil.getloadavg()[0],
        "ms_of_scheduler_per_chunk": round(1e3 * busy[1] / chunks, 2),
        "ms_of_driver_per_chunk": round(1e3 * busy[0] / chunks, 2),
        "ms_of_worker_per_chunk": round(1e3 * sum(busy[2:]) / chunks, 2),
    }


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--flight", type=float, default=0.0, help="seconds a chunk is flown")
    parser.add_argument("--chunks", type=int, default=600)
    parser.add_argument("--shards", help="where workers write; default a folder that is deleted")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder.parent) as folder:
        print(json.dumps(measure(given, Path(folder))))


if __name__ == "__main__":
    main()
