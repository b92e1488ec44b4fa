"""The work behind ``campaign``: prepare every plan, fly what is missing, answer."""

import hashlib
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from sim._version import __version__
from sim.campaign.run.campaign import CHUNK, Campaign, check_campaign, fly_campaign, fly_chunk
from sim.campaign.run.campaign import Progress as Done
from sim.campaign.run.executor import Chunk, check_scheduler
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.run.store import IDENTITY, Identity, Store, finished_chunks, open_store
from sim.campaign.sampling.dispersion import Dispersion, describe_dispersions
from sim.campaign.sampling.uniform import METHODS
from sim.cli.campaign_plans import dispersed_plans, same_dispersions
from sim.cli.exit_codes import INTERRUPTED
from sim.cli.progress import side_by_side
from sim.data import inventory
from sim.errors import InputError, NoPlanError
from sim.flight.fly import continue_from, fly
from sim.flight.mission import Mission
from sim.flight.propagation_state import FlightProgress
from sim.flight.record import Flight
from sim.flight.status import IN_ORBIT
from sim.formats.json_text import json_text
from sim.lanes import source_digest
from sim.planning.feasibility.limits import find_violations
from sim.report.tables.campaign import campaign_table
from sim.scenario.build.campaign import corridor
from sim.scenario.build.entry import components, entry_options
from sim.scenario.build.mission import build_mission
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned
from sim.scenario.load import scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.run import sought
from sim.workflow.stopping_criterion import Enough, rule_of
from sim.workflow.write_campaign import write_answers

BEGINNINGS = ("burns", "start")


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    files: Sequence[Path]
    samples: int
    seed: int = 1
    method: str = "sobol"
    begin: str = "burns"
    out: Path | None = None
    resume: bool = False
    threads: int | None = None
    workers: int | None = None
    scheduler: str | None = None
    chunk: int = CHUNK
    until: str | None = None
    plots: bool = True
    json: bool = False
    quiet: bool = False
    scenarios: Sequence[Scenario] = ()
    """What the files hold, if they were read already."""

    def __post_init__(self) -> None:
        for option, value, allowed in (
            ("--from", self.begin, BEGINNINGS),
            ("--method", self.method, METHODS),
        ):
            if value not in allowed:
                raise InputError(f"{option} {value}: allowed: {', '.join(allowed)}")


@dataclass(frozen=True)
class Ready:
    """A plan that can be dispersed: its scenario with dated burns, and its experiment."""

    scenario: Scenario
    experiment: Experiment


def run_campaign(request: Request) -> int:
    """Fly (or go on with) a campaign and answer; returns the exit code."""
    scenarios = dispersed_plans(request.files, request.scenarios)
    spread = same_dispersions(scenarios)
    if request.until is not None:
        rule_of(request.until)
    names = [each.name for each in scenarios]
    target = request.out or Path("runs") / f"campaign-{'-'.join(names)}"
    if request.resume and not (target / IDENTITY).is_file():
        raise InputError(f"--resume: {target} holds no campaign to go on with")
    if request.scheduler is not None:
        check_scheduler(request.scheduler)
    identity = _identity(scenarios, spread, request)
    store = open_store(target, identity, resume=request.resume, tables=tables_of(names))
    try:
        return _carried_out(store, scenarios, spread, request)
    except KeyboardInterrupt:
        print(f"interrupted; {_go_on(store)}", file=sys.stderr)
        return INTERRUPTED


def _carried_out(
    store: Store,
    scenarios: Sequence[Scenario],
    spread: tuple[Dispersion, ...],
    request: Request,
) -> int:
    """Plan, fly, answer."""
    names = [each.name for each in scenarios]
    ready = _ready(scenarios, request)
    campaign = _campaign(ready, spread, request)
    _check(campaign)
    rule = None if request.until is None else rule_of(request.until)
    enough = Enough(rule, store, names)
    stopped = _flown(campaign, store, request, enough)
    if len(finished_chunks(store)) < store.identity.chunks and not enough.chunks:
        print(f"interrupted: {_go_on(store)}", file=sys.stderr)
        return INTERRUPTED if stopped else 1
    found = write_answers(
        store,
        campaign,
        [each.scenario for each in ready],
        chunks=enough.chunks or store.identity.chunks,
        facts=_facts(request),
        plots=request.plots,
    )
    if request.json:
        print(json_text(found), end="")
    elif not request.quiet:
        Console().print(campaign_table(found))
    if not request.quiet:
        print(f"Results in {store.path}", file=sys.stderr)
    return 0


def _go_on(store: Store) -> str:
    return (
        f"{len(finished_chunks(store))} of {store.identity.chunks} chunks are in {store.path}; "
        "go on with the same command and --resume"
    )


def fly_only(request: Request, number: int) -> int:
    """Fly one sample of a campaign by itself and print its columns; the bits are those it has in
    the whole.
    """
    if not 0 <= number < request.samples:
        raise InputError(f"--only {number}: samples are 0 to {request.samples - 1}")
    scenarios = dispersed_plans(request.files, request.scenarios)
    spread = same_dispersions(scenarios)
    campaign = _campaign(_ready(scenarios, request), spread, request)
    tables = fly_chunk(campaign, Chunk(0, number, 1))
    shown = {
        name: {key: values.tolist() for key, values in table.items()}
        for name, table in tables.items()
    }
    print(json_text(shown), end="")
    return 0


def fly_beside(
    files: Sequence[Path],
    scenarios: Sequence[Scenario],
    samples: int,
    out: Path | None,
    plots: bool,
    quiet: bool,
) -> int:
    """Fly the campaign of scenarios that were compared, into the folder of the comparison."""
    names = [each.name for each in scenarios]
    beside = out or Path("runs") / f"compare-{'-'.join(names)}"
    target = beside / "campaign"
    code = run_campaign(
        Request(files, samples, out=target, plots=plots, quiet=quiet, scenarios=scenarios)
    )
    if code == 0 and plots:
        from sim.report.page.file import write_page

        write_page(beside)  # now with what the campaign came to
    return code


def check_dispersed(files: Sequence[Path], scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that can't be flown as a campaign, before anything flies."""
    same_dispersions(dispersed_plans(files, scenarios))


def tables_of(names: Sequence[str]) -> tuple[str, ...]:
    """Tables of a store: two for each plan."""
    return tuple(f"{kind}-{name}" for name in names for kind in ("samples", "fragments"))


def _identity(
    scenarios: Sequence[Scenario], spread: Sequence[Dispersion], request: Request
) -> Identity:
    """What decides about every bit of a campaign. The plan is found again from the scenario."""
    data = hashlib.sha256("".join(sorted(row["sha256"] for row in inventory())).encode())
    version = f"{__version__}, kernels {source_digest()[:12]}, data {data.hexdigest()[:12]}"
    return Identity(
        {f"{each.name} from {request.begin}": scenario_hash(each) for each in scenarios},
        request.seed,
        request.method,
        request.samples,
        request.chunk,
        describe_dispersions(spread),
        version,
    )


def _campaign(ready: Sequence[Ready], spread: tuple[Dispersion, ...], request: Request) -> Campaign:
    return Campaign(
        tuple(each.experiment for each in ready),
        spread,
        request.seed,
        request.samples,
        request.method,
        request.chunk,
    )


def _check(campaign: Campaign) -> None:
    try:
        check_campaign(campaign)
    except ValueError as error:
        raise InputError(str(error)) from None


def _ready(scenarios: Sequence[Scenario], request: Request) -> list[Ready]:
    """Fly every plan to where the campaign begins, and prepare it."""
    missions = [build_mission(scenario) for scenario in scenarios]

    def work(scenario: Scenario, mission: Mission, live: FlightProgress) -> Ready:
        return _prepared(scenario, mission, live, request)

    return side_by_side(work, scenarios, missions, request.quiet)


def _prepared(
    scenario: Scenario, mission: Mission, live: FlightProgress, request: Request
) -> Ready:
    given, aim = scenario.campaign, None
    if request.begin == "start":
        made, begin = scenario, mission
    else:
        made, begin, aim = _to_the_burns(scenario, mission, live)
    live.phase = "nominal flight"
    entry = made.entry
    experiment, nominal = prepare_experiment(
        made.name,
        begin,
        request.seed,
        families=() if entry is None else components(entry),
        options=None if entry is None else entry_options(entry),
        aim=aim,
        year=_year(begin),
        pieces=given.pieces,
        degree=given.field_degree,
        tolerance=float(given.relative_tolerance),
        corridor=corridor(scenario),
        reserve=_reserve(scenario),
    )
    if any(status.failed for status in nominal.status):
        raise InputError(f"{made.name}: the nominal flight failed: {nominal.status[0]}")
    return Ready(made, experiment)


def _reserve(scenario: Scenario) -> dict[str, float]:
    """What must stay in vehicles, kg by their names."""
    if scenario.plan is None:
        return {}
    return {name: float(mass) for name, mass in scenario.plan.limits.reserve.items()}


def _to_the_burns(
    scenario: Scenario, mission: Mission, live: FlightProgress
) -> tuple[Scenario, Mission, tuple[float, float] | None]:
    """Fly to the first deorbit burn: planned, or as the phases have it."""
    if scenario.plan is not None:
        found = sought(scenario, mission, live)
        reasons = find_violations(found)
        if reasons:
            raise NoPlanError(
                scenario.name, [f"{each.sentence}; {each.remedy}" for each in reasons]
            )
        made = planned(scenario, found)
        phases = phases_of(made, mission.epoch)[len(mission.phases) :]
        aim = (found.problem.aim.latitude, found.problem.aim.longitude)
        return made, continue_from(found.before, phases), aim
    burning = [k for k, phase in enumerate(mission.phases) if phase.burn is not None]
    if not burning:
        raise InputError(
            f"{scenario.name}: no burns to begin at; use --from start, or add a `plan`"
        )
    # with the coast before the first burn, so that its ignition can be early or late
    first = max(burning[0] - 1, 0)
    if first == 0:
        return scenario, mission, None
    before: Flight = fly(replace(mission, phases=mission.phases[:first]), live)
    if before.status[0] != IN_ORBIT:
        raise InputError(f"{scenario.name}: the flight does not reach its burns")
    return scenario, continue_from(before, mission.phases[first:]), None


def _year(mission: Mission) -> float:
    """Year of the end of what the tables cover: about when the stack enters."""
    begin = float(np.max(mission.start))
    text = mission.epoch.utc_iso(begin)
    return int(text[:4]) + (int(text[5:7]) - 1) / 12.0


def _flown(campaign: Campaign, store: Store, request: Request, enough: Enough) -> bool:
    """Fly what is missing; True if it was stopped by a signal. Ctrl-C ends after the chunks under
    way.
    """
    stop, told = threading.Event(), threading.Event()

    def hold(number: int, frame: object) -> None:
        if told.is_set():
            raise KeyboardInterrupt
        told.set()
        stop.set()
        print("stopping after the chunks under way; once more to stop now", file=sys.stderr)

    console = Console(stderr=True, quiet=request.quiet)
    dask = request.scheduler is not None or request.workers is not None
    options: dict[str, Any] = {"threads": request.threads}
    if dask:
        options = {
            "address": request.scheduler,
            "workers": request.workers or 2,
            "tell": console.print,
        }
    columns = (
        TextColumn("campaign"),
        BarColumn(bar_width=30),
        TextColumn("{task.completed}/{task.total} samples  {task.description}"),
    )
    before = {name: signal.signal(name, hold) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", total=campaign.samples)

            def tell(now: Done) -> None:
                left = f"{now.left / 60.0:.1f} min left" if np.isfinite(now.left) else ""
                words = f"{now.rate:.1f}/s  {left}  {now.failures} failed"
                bar.update(task, completed=now.before + now.now, description=words)

            end = fly_campaign(
                campaign, store, dask=dask, options=options, stop=stop, tell=tell, enough=enough
            )
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    if end.now:
        console.print(
            f"{end.now} samples in {end.seconds:.1f} s, {end.rate:.1f} a second, "
            f"{end.failures} failed"
        )
    return told.is_set()


def _facts(request: Request) -> dict[str, Any]:
    return {
        "samples": request.samples,
        "seed": request.seed,
        "method": request.method,
        "from": request.begin,
        "until": request.until,
        "version": __version__,
    }
