"""The commands that fly: ``run``, ``compare``, ``plan``, ``search``, ``attitude``,
``campaign`` and ``tail``.
"""

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.exit_handling import LIMIT_BROKEN
from sim.cli.options import (
    Begin,
    Force,
    Formats,
    Json,
    NoPlots,
    Physics,
    PlanFiles,
    Quiet,
    Resume,
    ScenarioFile,
    Scheduler,
    Seed,
    Shards,
    Strict,
    Threads,
    Until,
    Workers,
    shipped_names,
)

if TYPE_CHECKING:
    from sim.workflow.output import Output


def run(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/<name>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    formats: Formats = None,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Fly again with finer steps and other models; tell errors."),
    ] = False,
    strict: Strict = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly one scenario and write summary, trajectory, events, manifest and figures."""
    from sim.cli.read_inputs import read_inputs

    (checked,) = read_inputs([scenario], quiet)
    from sim.cli.run import run_one

    output = output_of(out, force, not no_plots, formats)
    raise typer.Exit(
        run_one(checked, scenario, output, audited=audit, strict=strict, json=json, quiet=quiet)
    )


def compare(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO",
            help="Two or more scenario files, or shipped scenarios by name; one with --against.",
            autocompletion=shipped_names,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/compare-<a>-<b>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    formats: Formats = None,
    strict: Strict = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
    samples: Annotated[
        int | None,
        typer.Option(min=1, help="Also fly this many dispersed flights, into campaign/."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ephemeris (OEM, STK) to set one scenario beside."),
    ] = None,
) -> None:
    """Fly several scenarios side by side, or one beside an ephemeris, and write what differs."""
    from sim.cli.read_inputs import read_inputs, require_two

    if against is not None:
        from sim.cli.predict import compare_against

        output = output_of(out, force, not no_plots)
        compare_against(scenarios, against, output, json=json, quiet=quiet)
        return
    checked = read_inputs(require_two(scenarios), quiet)
    from sim.cli.run import compare_several

    output = output_of(out, force, not no_plots, formats)
    shown = {"strict": strict, "json": json, "quiet": quiet}
    if samples is None:
        raise typer.Exit(compare_several(checked, scenarios, output, **shown))
    from sim.cli.campaign import fly_campaign_beside
    from sim.workflow.campaign.prepare import check_dispersed

    check_dispersed(checked, scenarios)
    code = compare_several(checked, scenarios, output, **shown)
    if code in (0, LIMIT_BROKEN):
        quiet = json or quiet
        code = fly_campaign_beside(checked, scenarios, samples, output, quiet=quiet) or code
    raise typer.Exit(code)


def plan(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/plan-<name>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    formats: Formats = None,
    no_failures: Annotated[
        bool, typer.Option("--no-failures", help="Make no map of failures of the final burn.")
    ] = False,
    strict: Strict = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the burns a scenario asks for; write them dated, with budget, margins and failures."""
    from sim.cli.read_inputs import read_inputs

    (checked,) = read_inputs([scenario], quiet)
    from sim.cli.run import plan_one

    output = output_of(out, force, not no_plots, formats)
    shown = {"strict": strict, "json": json, "quiet": quiet}
    raise typer.Exit(plan_one(checked, scenario, output, with_failures=not no_failures, **shown))


def search(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/search-<name>.")
    ] = None,
    force: Force = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Look through a stated set of ships, ports, dates, lines and burns for a backup that flies."""
    from sim.cli.read_inputs import read_inputs

    (checked,) = read_inputs([scenario], quiet)
    from sim.cli.run import search_one

    output = output_of(out, force, plots=False)
    raise typer.Exit(search_one(checked, scenario, output, json=json, quiet=quiet))


def attitude(
    scenario: ScenarioFile,
    engines_out: Annotated[
        int | None,
        typer.Option(min=1, max=100, help="Engines out in the burn; default a tenth of them."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/attitude-<name>.")
    ] = None,
    force: Force = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What the attitude decides of a stack whose last burn and way down are flown as a rigid body:
    down to where thrusters hold it, what that takes, what a thrust line off the centre of mass and
    engines out do to the burn and to where it comes down, its drag as it tumbles, and for how long
    control may fail.
    """
    from sim.cli.read_inputs import read_inputs

    (checked,) = read_inputs([scenario], quiet)
    from sim.cli.run import ask_attitude

    output = output_of(out, force, plots=False)
    ask_attitude(checked, output, engines_out, json=json, quiet=quiet)


def campaign(
    scenarios: PlanFiles,
    samples: Annotated[int, typer.Option(min=1, help="Dispersed flights of each plan.")] = 1024,
    seed: Seed = 1,
    method: Annotated[str, typer.Option(help="random, lhs or sobol.")] = "sobol",
    begin: Begin = "burns",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the answers; default runs/campaign-<names>.")
    ] = None,
    shards: Shards = None,
    resume: Resume = False,
    force: Force = False,
    only: Annotated[
        int | None, typer.Option(help="Fly this sample by itself and print it.")
    ] = None,
    threads: Threads = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    chunk: Annotated[int, typer.Option(min=1, help="Samples in a chunk.")] = 128,
    until: Until = None,
    guidance: Annotated[
        str | None,
        typer.Option(help="replan, orbit or clock, instead of what the scenarios say."),
    ] = None,
    no_plots: NoPlots = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly many dispersed flights of one or more plans and answer with probabilities."""
    from sim.cli.read_inputs import read_inputs

    checked = read_inputs(scenarios, quiet)
    from sim.cli.campaign import fly_campaign, fly_one_sample

    options = {
        "samples": samples, "seed": seed, "method": method, "begin": begin, "chunk": chunk,
        "until": until, "guidance": guidance, "threads": threads, "workers": workers,
        "scheduler": scheduler,
    }  # fmt: skip
    if only is not None:
        raise typer.Exit(fly_one_sample(checked, scenarios, options, only, quiet=quiet))
    output = replace(output_of(out, force, not no_plots), shards=shards)
    # an interrupted campaign has its own words: what is in its store, and how to resume it
    raise SystemExit(
        fly_campaign(checked, scenarios, options, output, resume=resume, json=json, quiet=quiet)
    )


def tail(
    scenarios: PlanFiles,
    event: Annotated[
        str,
        typer.Option(help="keep_out, outside_corridor, reserve_touched, ...; or margin_kg<500."),
    ] = "keep_out",
    runs: Annotated[int, typer.Option(min=2, help="Independent runs, for the interval.")] = 12,
    samples: Annotated[int, typer.Option(min=20, help="Flights of a level of a run.")] = 500,
    seed: Seed = 1,
    begin: Begin = "burns",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the store; default runs/tail-<names>.")
    ] = None,
    resume: Resume = False,
    force: Force = False,
    threads: Threads = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    no_plots: NoPlots = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find how probable a rare event is, down to 1e-5 and below, by subset simulation."""
    from sim.cli.read_inputs import read_inputs

    checked = read_inputs(scenarios, quiet)
    from sim.cli.campaign import fly_tail

    options = {
        "samples": samples, "seed": seed, "begin": begin,
        "threads": threads, "workers": workers, "scheduler": scheduler,
    }  # fmt: skip
    output = output_of(out, force, not no_plots)
    shown = {"resume": resume, "json": json, "quiet": quiet}
    raise SystemExit(fly_tail(checked, scenarios, event, runs, options, output, **shown))


def value(
    scenarios: PlanFiles,
    switches: Annotated[
        str | None,
        typer.Option(help="clock, orbit, navigation, forecast, ..., with commas; default all."),
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="Dispersed flights of each plan.")] = 1024,
    seed: Seed = 1,
    begin: Begin = "burns",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the campaigns; default runs/value-<names>.")
    ] = None,
    resume: Resume = False,
    force: Force = False,
    threads: Threads = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    no_plots: NoPlots = False,
    physics: Physics = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell what better navigation, forecasts, burns or another law of guidance are worth."""
    from sim.cli.read_inputs import read_inputs

    checked = read_inputs(scenarios, quiet)
    from sim.cli.campaign import fly_value

    options = {
        "samples": samples, "seed": seed, "begin": begin,
        "threads": threads, "workers": workers, "scheduler": scheduler,
    }  # fmt: skip
    output = output_of(out, force, not no_plots)
    shown = {"resume": resume, "json": json, "quiet": quiet}
    raise SystemExit(fly_value(checked, scenarios, switches, options, output, **shown))


def output_of(out: Path | None, force: bool, plots: bool, formats: str | None = None) -> "Output":
    """Where a command puts its results."""
    import shlex

    from sim.errors import InputError
    from sim.formats.figure_formats import parse_formats
    from sim.workflow.output import Output

    if out is not None and re.match(r"[a-z0-9]{2,}:/", str(out)):  # a path has one slash left
        raise InputError(
            f"--out {out}: results are written to a folder of this machine; the shards of a "
            "campaign go to an object store with --shards s3://bucket/prefix"
        )
    command = shlex.join(["iss-deorbit", *sys.argv[1:]])
    return Output(
        folder=out, force=force, plots=plots, formats=parse_formats(formats), command=command
    )
