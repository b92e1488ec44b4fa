"""The probability of a rare event of one or more plans, from runs of subset simulation that are
flown into a resumable store like the chunks of a campaign.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim._version import __version__
from sim.campaign.analysis.severity import RareEvent, parse_event
from sim.campaign.analysis.subset_simulation import MOST_LEVELS
from sim.campaign.analysis.tail import TailStudy, fly_run, summarise_runs, tail_tables
from sim.campaign.error import InvalidParameterError
from sim.campaign.run.damage import set_damaged_aside
from sim.campaign.run.executor import (
    fly_on_dask,
    fly_on_threads,
    split_chunks,
    without_worker_slot,
)
from sim.campaign.run.merge import read_chunks
from sim.campaign.run.place import LocalFolder
from sim.campaign.run.store import (
    Store,
    begin_store,
    check_store,
    clear_store,
    finished_chunks,
    write_chunk,
)
from sim.campaign.sampling.dispersion import Dispersion
from sim.report.results.provenance import Provenance
from sim.report.results.tail import TailPlan, TailResult
from sim.scenario.load import scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.build_results import weather_source
from sim.workflow.campaign.fly import (
    FLYING,
    CampaignStoppedError,
    check_executor,
    executor_options,
    identity_of,
    send_message,
    state_of,
    told_what_is_there,
)
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.campaign.prepare import (
    PreparedPlan,
    check_dispersed,
    prepare_plans,
    shared_dispersions,
)
from sim.workflow.output import Output
from sim.workflow.progress import DONE, OnProgress, Progress, ignore_progress


@dataclass(frozen=True, kw_only=True)
class TailOptions:
    """How a rare event is looked for.

    Attributes
    ----------
    event
        A key of `sim.campaign.analysis.severity.GUIDES`, or ``COLUMN<VALUE``, ``COLUMN>VALUE``.
    runs
        Independent runs, two or more: their scatter gives the interval.
    campaign
        Seed, beginning and executor; `samples` are the flights of a level.

    Raises
    ------
    OptionError
        If a value is not allowed.
    """

    event: str
    runs: int
    campaign: CampaignOptions

    def __post_init__(self) -> None:
        try:
            parse_event(self.event)
        except InvalidParameterError as error:
            problem = f" {self.event}: {error.problem}; allowed: {error.allowed}"
            raise OptionError("event", problem) from None
        for option, number, least in (
            ("runs", self.runs, 2),
            ("samples", self.campaign.samples, 20),
        ):
            if number < least:
                raise OptionError(option, f" {number}: allowed: {least} or more")


def run_tail(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: TailOptions,
    output: Output,
    *,
    resume: bool = False,
    on_progress: OnProgress = ignore_progress,
    stop: threading.Event | None = None,
) -> TailResult:
    """Find how probable a rare event is; parameters and errors as of
    `sim.workflow.campaign.fly.run_campaign`.
    """
    check_dispersed(scenarios, files)
    dispersions = shared_dispersions(scenarios)
    store = _checked_store(scenarios, dispersions, options, output, resume)
    check_executor(options.campaign.on_dask, options.campaign.scheduler)
    plans = prepare_plans(scenarios, options.campaign, on_progress)
    study = TailStudy(
        experiments=tuple(plan.experiment for plan in plans),
        dispersions=dispersions,
        seed=options.campaign.seed,
        event=parse_event(options.event),
        samples=options.campaign.samples,
    )
    with store.place.hold():
        if output.force:
            clear_store(store.place)
        begin_store(store, resume=resume)
        with told_what_is_there(store):
            for text in set_damaged_aside(store):
                send_message(on_progress, text)
            _fly_missing(study, store, options, stop or threading.Event(), on_progress)
            if len(finished_chunks(store)) < store.identity.chunks:
                raise CampaignStoppedError(state_of(store))
            return _write(store, study, plans, options, output)


def _checked_store(
    scenarios: Sequence[Scenario],
    dispersions: Sequence[Dispersion],
    options: TailOptions,
    output: Output,
    resume: bool,
) -> Store:
    """The store a search will have, once nothing stands against it: a run is a chunk of it."""
    if resume and output.force:
        raise OptionError("resume", " and --force: a search is resumed or taken away")
    names = [scenario.name for scenario in scenarios]
    span = options.campaign.samples * MOST_LEVELS
    identity = replace(
        identity_of(scenarios, dispersions, options.campaign),
        method=f"subset simulation of {options.event}",
        samples=options.runs * span,
        chunk=span,
    )
    place = LocalFolder(output.target(names, "tail"))
    store = Store(place, identity, tail_tables(names), "search")
    check_store(store, resume=resume, force=output.force)
    return store


def _fly_missing(
    study: TailStudy,
    store: Store,
    options: TailOptions,
    stop: threading.Event,
    on_progress: OnProgress,
) -> None:
    """Fly the runs that the store lacks."""
    finished = finished_chunks(store)
    runs = split_chunks(store.identity.samples, store.identity.chunk)
    waiting = [run for run in runs if run.number not in finished]
    done, flown, begun = len(finished), 0, time.monotonic()
    state = Progress(stage=FLYING, share=done / len(runs), samples=len(runs), unit="runs")
    on_progress(replace(state, samples_done=done))
    on_dask = options.campaign.on_dask
    executor = fly_on_dask if on_dask else fly_on_threads
    given: dict[str, Any] = executor_options(options.campaign, on_progress)
    with without_worker_slot(on_dask):
        for run, tables in executor(fly_run, study, waiting, stop=stop, **given):
            write_chunk(store, run.number, tables)
            done, seconds = done + 1, time.monotonic() - begun
            flown += sum(
                len(tables[f"flights-{each.name}"]["sample"]) for each in study.experiments
            )
            left = (len(runs) - done) * seconds / (done - len(finished))
            share, rate = done / len(runs), flown / seconds
            state = replace(state, share=share, samples_done=done, rate=rate, seconds_left=left)
            on_progress(state)
    on_progress(Progress(stage=DONE, share=1.0))


def _write(
    store: Store,
    study: TailStudy,
    plans: Sequence[PreparedPlan],
    options: TailOptions,
    output: Output,
) -> TailResult:
    """Answer, and write the answer beside the store."""
    made: dict[str, TailPlan] = {}
    for plan in plans:
        scenario = plan.scenario
        levels, flights = (
            list(_tables(store, f"{kind}-{scenario.name}")) for kind in ("levels", "flights")
        )
        made[scenario.name] = {
            "label": scenario.comparison.label or scenario.name,
            "depends_on": scenario.depends_on,
            "colour": scenario.comparison.colour,
            "scenario_sha256": scenario_hash(scenario),
            **summarise_runs(levels, flights),
        }
    result = TailResult(
        folder=store.path,
        answers={
            "event": options.event,
            "unit": event_unit(study.event),
            "runs": options.runs,
            "samples": study.samples,
            "seed": study.seed,
            "from": options.campaign.begin,
            "version": __version__,
            "plans": made,
        },
        manifest=Provenance(
            scenarios={plan.scenario.name: scenario_hash(plan.scenario) for plan in plans},
            statuses=[],
            weather={
                plan.scenario.name: weather_source(plan.scenario, plan.experiment.mission)
                for plan in plans
            },
            command=output.command,
        ),
    )
    result.write()
    if output.plots:
        from sim.report.figures.campaign.draw import draw_tail

        draw_tail(result, store.path)
    return result


def event_unit(event: RareEvent) -> str:
    """Unit of the severity of an event, as a name of a column ends."""
    return {"keep_out": "km", "outside_corridor": "km", "reserve_touched": "kg"}.get(
        event.name, event.column.rpartition("_")[2] if event.column else "deg"
    )


def _tables(store: Store, table: str) -> Iterator[dict[str, Any]]:
    return read_chunks(store, table)
