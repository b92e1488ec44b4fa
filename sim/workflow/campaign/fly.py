"""A campaign from its scenarios to its answers: prepared, flown into a resumable store, evaluated.

Runs in any thread, in a notebook, and inside a task of Dask: nothing here touches signals, and a
stop is an event that any thread may set.
"""

import errno
import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from sim._version import __version__
from sim.campaign.run.apart import check_apart
from sim.campaign.run.campaign import (
    Campaign,
    check_campaign,
    fly_campaign,
    fly_chunk,
    table_names,
)
from sim.campaign.run.campaign import Progress as CampaignProgress
from sim.campaign.run.damage import set_damaged_aside
from sim.campaign.run.executor import (
    Chunk,
    check_installed,
    check_scheduler,
    without_worker_slot,
)
from sim.campaign.run.place import LocalFolder, PlaceError, open_place
from sim.campaign.run.store import (
    Identity,
    Store,
    begin_store,
    check_store,
    clear_store,
    finished_chunks,
)
from sim.campaign.sampling.dispersion import Dispersion, describe_dispersions
from sim.data import inventory
from sim.errors import InputError
from sim.lanes import source_digest
from sim.report.results.campaign import CampaignResult
from sim.report.results.contents import CampaignSettings
from sim.scenario.build.guidance import with_law
from sim.scenario.load import scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.aim import SearchedPlan
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.campaign.prepare import (
    PreparedPlan,
    check_dispersed,
    prepare_plans,
    shared_dispersions,
)
from sim.workflow.campaign.stopping_criterion import StoppingCriterion, parse_stopping_rule
from sim.workflow.campaign.write import write_results
from sim.workflow.output import Output
from sim.workflow.progress import DONE, OnProgress, Progress, ignore_progress

FLYING = "campaign"

DASK_WORKERS = 2
"""Worker processes where a Dask cluster is asked for without a number."""


class CampaignStoppedError(Exception):
    """A campaign was stopped before it was whole; its text says how much is in its store, which can
    be resumed.
    """


class CampaignInterrupt(KeyboardInterrupt):
    """The same after Ctrl-C."""


class _Stop(threading.Event):
    """Set by the campaign itself, or by whoever holds the outer event, which is left alone."""

    def __init__(self, outer: threading.Event | None) -> None:
        super().__init__()
        self.outer = outer

    def is_set(self) -> bool:
        """Whether either is set."""
        return super().is_set() or (self.outer is not None and self.outer.is_set())


def run_campaign(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: CampaignOptions,
    output: Output,
    *,
    resume: bool = False,
    searched: Mapping[str, SearchedPlan] | None = None,
    on_progress: OnProgress = ignore_progress,
    stop: threading.Event | None = None,
) -> CampaignResult:
    """Fly a campaign, or what its store lacks, and answer: with answers and their store.

    Parameters
    ----------
    scenarios, files, options
        Plans, all flown on the same draws; where they were read from, for messages; how it is drawn
        and flown.
    output
        Where answers and shards go, and whether a campaign that is there is taken away.
    resume
        Whether the store that is there is continued; if there is none, one is made.
    searched
        Burns that are known, see `sim.workflow.campaign.prepare.prepare_plans`.
    on_progress
        Called in this thread.
    stop
        Once set, chunks under way are finished and written, and no more are begun.

    Raises
    ------
    InputError
        If the scenarios make no campaign, the folder holds something else or is in use, or the
        scheduler does not answer; nothing was written then.
    CampaignStoppedError, CampaignInterrupt
        If `stop` was set before it was whole; after Ctrl-C. Whatever ends it has a note on what the
        store holds.
    """
    scenarios = [with_law(scenario, options.guidance) for scenario in scenarios]
    check_dispersed(scenarios, files)
    dispersions = shared_dispersions(scenarios)
    output = output.settled([scenario.name for scenario in scenarios], "campaign")
    store = _checked_store(scenarios, dispersions, options, output, resume)
    check_executor(options.on_dask, options.scheduler)
    plans = prepare_plans(scenarios, options, on_progress, searched)
    campaign = _campaign(plans, dispersions, options)
    _check_draws(campaign)
    with store.place.hold():
        if output.force:
            clear_store(store.place)
        begin_store(store, resume=resume)
        with told_what_is_there(store):
            for text in set_damaged_aside(store):
                send_message(on_progress, text)
            ends = _Stop(stop)
            return _fly_and_answer(store, campaign, plans, options, output, ends, on_progress)


def run_campaign_beside(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: CampaignOptions,
    comparison: Output,
    *,
    on_progress: OnProgress = ignore_progress,
    stop: threading.Event | None = None,
) -> CampaignResult:
    """Fly the campaign of scenarios that were compared, into the folder of their comparison, and
    write its page again.

    Parameters and errors are those of `run_campaign`; `comparison` is where the comparison is.
    """
    names = [scenario.name for scenario in scenarios]
    folder = comparison.target(names, "compare")
    output = replace(comparison, folder=folder / "campaign")
    result = run_campaign(scenarios, files, options, output, on_progress=on_progress, stop=stop)
    if comparison.plots:
        from sim.report.page.write import write_page

        write_page(folder)
    return result


def _fly_and_answer(
    store: Store,
    campaign: Campaign,
    plans: Sequence[PreparedPlan],
    options: CampaignOptions,
    output: Output,
    stop: threading.Event,
    on_progress: OnProgress,
) -> CampaignResult:
    """Fly what the store lacks, and evaluate it."""
    rule = None if options.until is None else parse_stopping_rule(options.until)
    criterion = StoppingCriterion(rule, store, [plan.scenario.name for plan in plans])
    _fly_missing(campaign, store, options, criterion, stop, on_progress)
    if len(finished_chunks(store)) < store.identity.chunks and criterion.chunks is None:
        raise CampaignStoppedError(state_of(store))
    return write_results(
        store,
        campaign,
        [plan.scenario for plan in plans],
        chunks=criterion.chunks or store.identity.chunks,
        facts=_facts(options),
        output=output,
    )


def _checked_store(
    scenarios: Sequence[Scenario],
    dispersions: Sequence[Dispersion],
    options: CampaignOptions,
    output: Output,
    resume: bool,
) -> Store:
    """The store a campaign will have, once nothing stands against it; it is not made yet."""
    if resume and output.force:
        raise OptionError("resume", " and --force: a campaign is resumed or taken away")
    identity = identity_of(scenarios, dispersions, options)
    folder = output.target([])
    place = LocalFolder(folder) if output.shards is None else open_place(output.shards)
    store = Store(place, identity, table_names([scenario.name for scenario in scenarios]))
    check_store(store, resume=resume, force=output.force)
    if output.shards is not None:
        check_apart(store, folder, resume=resume, force=output.force)
    return store


def check_executor(on_dask: bool, scheduler: str | None) -> None:
    """Refuse a cluster that can't be had, before the plans are prepared."""
    if on_dask:
        check_installed()
    if scheduler is not None:
        check_scheduler(scheduler)


@contextmanager
def told_what_is_there(store: Store) -> Iterator[None]:
    """Say with whatever ends a campaign how much of it is there, and how it goes on."""
    try:
        yield
    except KeyboardInterrupt:
        raise CampaignInterrupt(state_of(store)) from None
    except CampaignStoppedError:
        raise
    except Exception as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        way = "make room, then resume" if full else "resume"
        error.add_note(f"{state_of(store)}; {way} with the same command and --resume")
        raise


def state_of(store: Store) -> str:
    """How much of a campaign is there, in words."""
    try:
        count = len(finished_chunks(store))
    except PlaceError:  # what ended the campaign may be that it does not answer
        return f"the chunks that were finished are in {store.place}"
    return f"{count} of {store.identity.chunks} chunks are in {store.place}"


def fly_sample(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: CampaignOptions,
    number: int,
    on_progress: OnProgress = ignore_progress,
) -> dict[str, dict[str, np.ndarray]]:
    """Fly one sample of a campaign by itself; bit for bit what it is in the whole.

    Returns
    -------
    dict
        Columns by the name of their table.

    Raises
    ------
    InputError
        If there is no such sample, or the scenarios make no campaign.
    """
    if not 0 <= number < options.samples:
        raise OptionError("only", f" {number}: samples are 0 to {options.samples - 1}")
    scenarios = [with_law(scenario, options.guidance) for scenario in scenarios]
    check_dispersed(scenarios, files)
    dispersions = shared_dispersions(scenarios)
    campaign = _campaign(prepare_plans(scenarios, options, on_progress), dispersions, options)
    return fly_chunk(campaign, Chunk(0, number, 1))


def identity_of(
    scenarios: Sequence[Scenario], dispersions: Sequence[Dispersion], options: CampaignOptions
) -> Identity:
    """What decides every bit of a campaign. The plan is found again from the scenario."""
    return Identity(
        scenarios={f"{each.name} from {options.begin}": scenario_hash(each) for each in scenarios},
        seed=options.seed,
        method=options.method,
        samples=options.samples,
        chunk=options.chunk,
        dispersions=describe_dispersions(dispersions),
        version=version_of_bits(),
    )


def version_of_bits() -> str:
    """What of the program decides every bit: its version, kernels and data."""
    data = hashlib.sha256("".join(sorted(row["sha256"] for row in inventory())).encode())
    return f"{__version__}, kernels {source_digest()[:12]}, data {data.hexdigest()[:12]}"


def _campaign(
    plans: Sequence[PreparedPlan], dispersions: tuple[Dispersion, ...], options: CampaignOptions
) -> Campaign:
    return Campaign(
        tuple(plan.experiment for plan in plans),
        dispersions,
        options.seed,
        options.samples,
        options.method,
        options.chunk,
    )


def _check_draws(campaign: Campaign) -> None:
    try:
        check_campaign(campaign)
    except ValueError as error:
        raise InputError(str(error)) from None


def _fly_missing(
    campaign: Campaign,
    store: Store,
    options: CampaignOptions,
    criterion: StoppingCriterion,
    stop: threading.Event,
    on_progress: OnProgress,
) -> None:
    """Fly what the store lacks, until it is whole, precise enough, or stopped."""

    def tell(state: CampaignProgress) -> None:
        on_progress(_progress(state))

    executor = executor_options(options, on_progress)
    on_progress(Progress(stage=FLYING, samples=campaign.samples))
    with without_worker_slot(options.on_dask):
        end = fly_campaign(
            campaign,
            store,
            dask=options.on_dask,
            options=executor,
            stop=stop,
            tell=tell,
            enough=criterion,
        )
    message = ""
    if end.now:
        message = (
            f"{end.now} samples in {end.seconds:.1f} s, {end.rate:.1f} a second, "
            f"{end.failures} failed"
        )
    on_progress(Progress(stage=DONE, share=1.0, message=message))


def executor_options(options: CampaignOptions, on_progress: OnProgress) -> dict[str, object]:
    """What `fly_on_threads` or `fly_on_dask` is asked for."""
    if not options.on_dask:
        return {"threads": options.threads}
    return {
        "address": options.scheduler,
        "workers": options.workers or DASK_WORKERS,
        "tell": partial(send_message, on_progress),
    }


def _progress(state: CampaignProgress) -> Progress:
    return Progress(
        stage=FLYING,
        share=(state.before + state.now) / state.samples,
        samples=state.samples,
        samples_done=state.before + state.now,
        rate=state.rate,
        seconds_left=float(state.left),
        failures=state.failures,
    )


def send_message(on_progress: OnProgress, text: str) -> None:
    """Send a sentence as progress."""
    on_progress(Progress(stage=FLYING, message=text))


def _facts(options: CampaignOptions) -> CampaignSettings:
    """What the answers say of how they were made."""
    return {
        "samples": options.samples,
        "seed": options.seed,
        "method": options.method,
        "from": options.begin,
        "until": options.until,
        "version": __version__,
    }
