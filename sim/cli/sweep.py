"""The command ``sweep``: vary keys of a scenario, plan or fly every point, show the table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    Force,
    Json,
    NoPlots,
    Physics,
    Quiet,
    Resume,
    ScenarioFile,
    Scheduler,
    Seed,
    Threads,
    Workers,
)

if TYPE_CHECKING:
    from sim.workflow.output import Output
    from sim.workflow.sweep.options import SweepOptions

Vary = Annotated[
    list[str],
    typer.Option(
        "--vary",
        metavar="KEY=VALUES",
        help='KEY=FROM:TO:STEP or KEY=a,b,c, with units ("40:60:5 km"); may be repeated.',
    ),
]
Lhs = Annotated[
    int | None,
    typer.Option(metavar="N", help="N points of a Latin hypercube instead of a grid."),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME",
        help="What is noted: a name, or a path in plan.json or summary.json; may be repeated.",
    ),
]
Front = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="Two metrics no point beats another in; min: or max: before each. Default the first.",
    ),
]
SetKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Changes the scenario at every point; may be repeated."
    ),
]


def sweep(
    scenario: ScenarioFile,
    vary: Vary,
    lhs: Lhs = None,
    metric: Metrics = None,
    pareto: Front = None,
    set_keys: SetKeys = None,
    seed: Seed = 1,
    chunk: Annotated[
        int | None, typer.Option(min=1, help="Points worked through and kept together.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the store; default runs/sweep-<name>.")
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
    """Plan or fly a scenario at every point of a grid or Latin hypercube over some of its keys."""
    from sim.cli.flight_commands import output_of
    from sim.workflow.sweep.options import sweep_options
    from sim.workflow.sweep.variation import parse_change

    options = sweep_options(
        vary,
        lhs=lhs,
        seed=seed,
        metrics=tuple(metric or ()),
        pareto=tuple(word.strip() for word in pareto.split(",")) if pareto else (),
        chunk=chunk,
        threads=threads,
        workers=workers,
        scheduler=scheduler,
    )
    changes = dict(parse_change(text) for text in set_keys or ())
    output = output_of(out, force, not no_plots)
    raise SystemExit(_run(scenario, options, output, changes, resume, json, quiet))


def _run(
    scenario: Path,
    options: "SweepOptions",
    output: "Output",
    changes: dict[str, Any],
    resume: bool,
    json: bool,
    quiet: bool,
) -> int:
    """Work the sweep through and show it; returns the exit code."""
    from sim.cli.campaign import exit_code_of_stop, stoppable
    from sim.cli.exit_handling import INTERRUPTED
    from sim.cli.terminal import console, say
    from sim.formats.json_text import json_text
    from sim.report.tables.sweep import sweep_table
    from sim.workflow.sweep.fly import run_sweep

    with exit_code_of_stop() as stopped, stoppable(quiet) as (stop, show):
        result = run_sweep(
            scenario, options, output, changes=changes, resume=resume, on_progress=show, stop=stop
        )
    if stopped:
        return INTERRUPTED
    if json:
        say(json_text(result.answer), end="")
    elif not quiet:
        console().print(sweep_table(result))
    if not quiet:
        say(f"Results in {result.folder}", error=True)
    return 0
