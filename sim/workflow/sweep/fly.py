"""A sweep from its scenario to its table: laid out, worked through into a resumable store, written.

The store is that of a campaign (`sim.campaign.run.store`): points are its samples. Runs in any
thread; a stop is an event that any thread may set.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.campaign.run.damage import set_damaged_aside
from sim.campaign.run.executor import (
    Chunk,
    fly_on_dask,
    fly_on_threads,
    split_chunks,
    without_worker_slot,
)
from sim.campaign.run.place import LocalFolder
from sim.campaign.run.store import (
    Identity,
    Store,
    begin_store,
    check_store,
    clear_store,
    finished_chunks,
    write_chunk,
)
from sim.report.results.sweep import SweepResult
from sim.scenario.load import scenario_hash, validated
from sim.scenario.reading.include import read_tree
from sim.scenario.reading.override import changed
from sim.scenario.schema.scenario import Scenario
from sim.workflow.campaign.fly import (
    DASK_WORKERS,
    CampaignStoppedError,
    check_executor,
    state_of,
    told_what_is_there,
    version_of_bits,
)
from sim.workflow.output import Output
from sim.workflow.progress import DONE, SWEEPING, OnProgress, Progress, ignore_progress
from sim.workflow.sweep.check import check_variations
from sim.workflow.sweep.design import GRID, HYPERCUBE
from sim.workflow.sweep.evaluate import Experiment, work_through
from sim.workflow.sweep.metrics import choose_metrics
from sim.workflow.sweep.options import SweepOptions
from sim.workflow.sweep.variation import SweepError
from sim.workflow.sweep.write import check_pareto, write_sweep

PLANNED_AT_ONCE, FLOWN_AT_ONCE = 4, 16
"""Points in a chunk: seconds to minutes of work, and so much is lost by a stop."""

TABLES = ("samples",)


def run_sweep(
    file: Path,
    options: SweepOptions,
    output: Output,
    *,
    changes: dict[str, Any] | None = None,
    resume: bool = False,
    on_progress: OnProgress = ignore_progress,
    stop: threading.Event | None = None,
) -> SweepResult:
    """Plan or fly every point of a sweep, or those its store lacks, and write the table.

    Parameters
    ----------
    file, changes
        The scenario, and what is laid over it at every point.
    options
        What is varied and noted.
    output
        Where store and results go, and whether a sweep that is there is taken away.
    resume
        Whether the store that is there is continued; if there is none, one is made.
    on_progress
        Called in this thread.
    stop
        Once set, chunks under way are finished and written, and no more are begun.

    Raises
    ------
    InputError
        If the scenario, a key, value or metric can't be, the folder holds something else or is in
        use; nothing was written then.
    CampaignStoppedError, CampaignInterrupt
        If `stop` was set before it was whole; after Ctrl-C.
    """
    experiment, scenario = make_experiment(file, options, dict(changes or {}))
    pareto = check_pareto(options.pareto, experiment.chosen)
    output = output.settled([scenario.name], SWEEPING)
    if resume and output.force:
        raise SweepError("--resume and --force: a sweep is resumed or taken away")
    identity = _identity(experiment, scenario, options)
    store = Store(LocalFolder(output.target([])), identity, TABLES, SWEEPING)
    check_store(store, resume=resume, force=output.force)
    check_executor(options.on_dask, options.scheduler)
    with store.place.hold():
        if output.force:
            clear_store(store.place)
        begin_store(store, resume=resume)
        with told_what_is_there(store):
            for text in set_damaged_aside(store):
                on_progress(Progress(stage=SWEEPING, message=text))
            _work_missing(experiment, store, options, on_progress, stop)
            if len(finished_chunks(store)) < store.identity.chunks:
                raise CampaignStoppedError(state_of(store))
            return write_sweep(store, experiment, scenario, options, pareto, output)


def make_experiment(
    file: Path, options: SweepOptions, changes: dict[str, Any]
) -> tuple[Experiment, Scenario]:
    """The sweep of a scenario, once nothing stands against it."""
    tree, issues = read_tree(file)
    tree = changed(tree, changes) if changes else tree
    scenario = validated(tree, issues)
    points = options.points
    check_variations(tree, issues, options.vary)
    plan = scenario.plan
    aim_chosen = plan is not None and plan.aim.choose is not None
    metrics = choose_metrics(options.metrics, planned=plan is not None, aim_chosen=aim_chosen)
    return Experiment(
        tree=tree,
        issues=tuple(issues),
        file=file,
        keys=tuple(each.key for each in options.vary),
        points=points,
        metrics=tuple(each.name for each in metrics),
        planned=plan is not None,
        aim_chosen=aim_chosen,
    ), scenario


def _identity(experiment: Experiment, scenario: Scenario, options: SweepOptions) -> Identity:
    """What decides every bit of a sweep."""
    varied = [
        {"name": each.key, "values": [str(v) for v in each.values], "step": each.step}
        for each in options.vary
    ]
    usual = PLANNED_AT_ONCE if experiment.planned else FLOWN_AT_ONCE
    return Identity(
        scenarios={scenario.name: scenario_hash(scenario)},
        seed=options.seed if options.lhs else 0,
        method=HYPERCUBE if options.lhs else GRID,
        samples=len(experiment.points),
        chunk=options.chunk or usual,
        dispersions=[*varied, {"name": "metrics", "values": list(experiment.metrics)}],
        version=version_of_bits(),
    )


def _work_missing(
    experiment: Experiment,
    store: Store,
    options: SweepOptions,
    on_progress: OnProgress,
    stop: threading.Event | None,
) -> None:
    """Work through the chunks the store lacks; each is written by this process as it comes."""
    identity = store.identity
    chunks = split_chunks(identity.samples, identity.chunk)
    done = finished_chunks(store)
    missing = [chunk for chunk in chunks if chunk.number not in done]
    before = sum(chunk.count for chunk in chunks if chunk.number in done)
    began, now, failures = time.perf_counter(), 0, 0
    on_progress(
        Progress(stage=SWEEPING, samples=identity.samples, samples_done=before, unit="points")
    )
    with without_worker_slot(options.on_dask):
        for chunk, tables in _worked(experiment, missing, options, on_progress, stop):
            write_chunk(store, chunk.number, tables)
            now += chunk.count
            status = tables["samples"]["status"]
            failures += int((status == "failed").sum())
            rate = now / max(time.perf_counter() - began, 1e-9)
            on_progress(
                Progress(
                    stage=SWEEPING,
                    unit="points",
                    share=(before + now) / identity.samples,
                    samples=identity.samples,
                    samples_done=before + now,
                    rate=rate,
                    seconds_left=(identity.samples - before - now) / rate,
                    failures=failures,
                )
            )
    seconds = time.perf_counter() - began
    message = f"{now} points in {seconds:.1f} s, {now / seconds:.2g} a second" if now else ""
    on_progress(Progress(stage=DONE, share=1.0, message=message))


def _worked(
    experiment: Experiment,
    chunks: list[Chunk],
    options: SweepOptions,
    on_progress: OnProgress,
    stop: threading.Event | None,
) -> Iterator[tuple[Chunk, Any]]:
    """Chunks and their tables, in the order of completion."""
    if not options.on_dask:
        return fly_on_threads(work_through, experiment, chunks, threads=options.threads, stop=stop)
    return fly_on_dask(
        work_through,
        experiment,
        chunks,
        address=options.scheduler,
        workers=options.workers or DASK_WORKERS,
        stop=stop,
        tell=lambda text: on_progress(Progress(stage=SWEEPING, message=text)),
    )
