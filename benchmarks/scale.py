"""How a campaign scales: measured with Dask on this machine, and by a model beyond.

    python benchmarks/scale.py [--quick] [--write docs/performance.md]

Measured are strong scaling (the same samples) and weak scaling (as many for each worker) of pairs
of both plans, guided as they are; and, with workers that only wait and write a recorded chunk
(`campaign_writers`), what a chunk costs the scheduler, the process that started the campaign, and
the worker. The model: a worker takes the seconds of a chunk's samples and of writing it, workers
take chunks in rounds, the last round waits for its slowest chunk, no round can be shorter than
what scheduler or starter need for all chunks of it, and once, before and after, there is what one
process does alone: finding the plans, and answering.
"""

import argparse
import json
import math
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import campaign_writers
import numpy as np
from marks import markdown_table, write_page
from whole_job import HERE

from sim.campaign.run.campaign import Campaign, fly_and_write, table_names
from sim.campaign.run.executor import Chunk, fly_on_dask, split_chunks
from sim.campaign.run.receipt import Assignment
from sim.campaign.run.store import Identity, open_store
from sim.campaign.sampling.dispersion import describe_dispersions
from sim.scenario.load import load
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.campaign.prepare import prepare_plans, shared_dispersions
from sim.workflow.progress import ignore_progress

PLANS = tuple(HERE / "scenarios" / f"{name}.yaml" for name in ("usdv", "progress"))
SHORT = HERE / "tests" / "campaign" / "short.yaml"
"""A fall without a plan, for trials."""
CHUNK, CHUNKS_EACH = 8, 8
"""Pairs of a chunk, and chunks for each worker in the weak case."""
MILLION = 1_000_000
WORKERS = (10, 100, 1000, 10_000)
CHUNKS = (8, 32, 128, 512, 1024)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the model is made of.

    Attributes
    ----------
    pair, slowest
        s of a core for a pair of samples; the slowest chunk over the mean.
    one, two, half
        s for all samples on one worker and on two, and for half of them on one.
    samples
        Pairs flown in `one` and `two`.
    alone
        s of one process before and after the flights.
    scheduler, starter, worker
        s of a core for a chunk that is written: who hands it out, who collects, who writes.
    sent, stored
        Bytes that come back of a chunk, and bytes on disk of a pair.
    """

    pair: float
    slowest: float
    one: float
    two: float
    half: float
    samples: int
    alone: float
    scheduler: float
    starter: float
    worker: float
    sent: float
    stored: float

    @property
    def strong(self) -> float:
        """Time of one worker over that of two, for the same samples."""
        return self.one / self.two

    @property
    def weak(self) -> float:
        """Rate of two workers with twice the samples over that of one."""
        return 2.0 * self.half / self.two

    @property
    def hours(self) -> float:
        """Core hours of a million pairs."""
        return MILLION * self.pair / 3600.0

    def seconds(self, workers: int, chunk: int, samples: int = MILLION) -> float:
        """Seconds of the flights of a campaign on so many workers, by the model."""
        chunks = math.ceil(samples / chunk)
        each = chunk * self.pair + self.worker
        # independent deviations of samples average out in larger chunks
        wait = (self.slowest - 1.0) * math.sqrt(CHUNK / chunk) * each
        rounds = math.ceil(chunks / workers)
        return max(rounds * each, chunks * max(self.scheduler, self.starter)) + wait

    def efficiency(self, workers: int, chunk: int, samples: int = MILLION) -> float:
        """Seconds of cores that the samples need, over those that are held."""
        return samples * self.pair / (workers * self.seconds(workers, chunk, samples))

    def full(self, chunk: int) -> float:
        """Workers that scheduler or starter can serve."""
        return (chunk * self.pair + self.worker) / max(self.scheduler, self.starter)


def measure(quick: bool = False, report: Callable[[str], None] = print) -> Measured:
    """Fly and replay; a minute and a half of two quiet cores without the plans."""
    began = time.perf_counter()
    samples = CHUNK * 2 if quick else CHUNK * CHUNKS_EACH * 2
    options = CampaignOptions(samples=samples, begin="start" if quick else "burns")
    scenarios = [load(file) for file in ([SHORT] if quick else PLANS)]
    report("finds the plans of the campaign")
    plans = prepare_plans(scenarios, options, ignore_progress)
    alone = time.perf_counter() - began
    dispersions = shared_dispersions(scenarios)
    with tempfile.TemporaryDirectory() as place:

        def flown(workers: int, samples: int) -> tuple[float, list[float]]:
            """Seconds of all, and of each chunk where one worker flies them."""
            report(f"{samples} samples by {workers} Dask workers")
            campaign = Campaign(
                tuple(plan.experiment for plan in plans), dispersions, 1, samples, "sobol", CHUNK
            )
            store = open_store(
                Path(place) / f"{workers}-{samples}",
                Identity(
                    scenarios={}, seed=1, method="sobol", chunk=CHUNK, version="measured",
                    samples=samples + CHUNK * workers,  # those beyond warm the workers up
                    dispersions=describe_dispersions(dispersions),
                ),
                tables=table_names([plan.scenario.name for plan in plans]),
            )  # fmt: skip
            chunks = split_chunks(samples, CHUNK)
            with _cluster(Path(place), workers) as address:
                work = fly_and_write, Assignment(campaign, store)
                warm = [Chunk(len(chunks) + k, 0, 1) for k in range(workers)]
                list(fly_on_dask(*work, warm, address=address))
                begun, ends = time.perf_counter(), []
                for _ in fly_on_dask(*work, chunks, address=address):
                    ends.append(time.perf_counter() - begun)
            return ends[-1], list(np.diff([0.0, *ends]))

        one, each = flown(1, samples)
        two, _ = flown(2, samples)
        half, _ = flown(1, samples // 2)
        report("replays the campaign by workers that only write")
        given = {"processes": 2, "threads": 1, "flight": 0.0, "shards": None}
        told = campaign_writers.measure(
            Namespace(folder=Path(place) / f"1-{samples}", chunks=40 if quick else 400, **given),
            Path(place),
        )
    return Measured(
        pair=one / samples,
        slowest=max(each) / float(np.mean(each)),
        one=one,
        two=two,
        half=half,
        samples=samples,
        alone=alone,
        scheduler=told["ms_of_scheduler_per_chunk"] / 1e3,
        starter=told["ms_of_driver_per_chunk"] / 1e3,
        worker=told["ms_of_worker_per_chunk"] / 1e3,
        sent=told["bytes_of_a_receipt"],
        stored=told["bytes_per_sample"],
    )


@contextmanager
def _cluster(place: Path, workers: int) -> Iterator[str]:
    """Address of a scheduler with workers of one thread."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        started = campaign_writers.start_cluster(Path(folder), workers, 1)
        told = Path(folder) / "scheduler.json"
        while not told.is_file():
            time.sleep(0.05)
        try:
            yield json.loads(told.read_text(encoding="utf-8"))["address"]
        finally:
            for process in started:
                process.kill()
                process.wait()


def tables(found: Measured) -> dict[str, str]:
    """Markdown by the name of its place in a page."""
    ms = 1e3
    facts = [
        ("measured", "figure"),
        (f"{found.samples} pairs by one Dask worker; by two",
         f"{found.one:.1f} s; {found.two:.1f} s"),
        ("strong scaling, the same pairs", f"{found.strong:.2f} times"),
        ("weak scaling, twice the pairs on two workers", f"{found.weak:.2f} times"),
        ("a pair on one core", f"{found.pair:.2f} s"),
        (f"slowest of the chunks of {CHUNK} over their mean", f"{found.slowest:.2f}"),
        ("a chunk for scheduler, starter, and the worker that writes it",
         f"{ms * found.scheduler:.1f}, {ms * found.starter:.1f}, {ms * found.worker:.1f} ms"),
        ("back from a worker for a chunk; on disk for a pair",
         f"{found.sent / 1e3:.1f} kB; {found.stored / 1e3:.1f} kB"),
        ("plans, by one process before any flight", f"{found.alone:.0f} s"),
        ("a million pairs", f"{found.hours:,.0f} core hours, {found.stored / 1e3:.1f} GB"),
    ]  # fmt: skip
    heads = ["pairs in a chunk", *(f"{n:,} workers" for n in WORKERS), "full at"]
    rows = [
        [
            f"{chunk:,}",
            *(
                f"{found.seconds(n, chunk) / 3600.0:.2g} h, {found.efficiency(n, chunk):.0%}"
                for n in WORKERS
            ),
            f"{found.full(chunk):,.2g} workers" if found.full(chunk) < 1e3
            else f"{float(f'{found.full(chunk):.2g}'):,.0f} workers",
        ]
        for chunk in CHUNKS
    ]  # fmt: skip
    return {"scale": markdown_table(facts), "thousand": markdown_table([heads, *rows])}


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few samples, only whether it runs")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    given = parser.parse_args()
    texts = tables(measure(given.quick))
    for name, text in texts.items():
        print(f"\n{name}\n\n{text}")
    if given.write is not None:
        write_page(given.write, texts)


if __name__ == "__main__":
    main()
