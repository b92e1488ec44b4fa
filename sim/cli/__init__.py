"""The command line: ``iss-deorbit run | compare | plan | campaign | plot | check | validate |
export | schema | data``.

Kept light: whatever takes long to import is imported when a command needs it. Results go to stdout,
everything else to stderr. Exit codes: 0 done, 2 the input is at fault, 3 no plan is feasible, 1 a
flight failed numerically or something unforeseen happened, 130 interrupted.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="iss-deorbit",
    help="How the International Space Station comes down: fly deorbit plans and compare them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

NOTHING_WRITTEN = "interrupted; nothing was written"
INTERRUPTED = 130
"""Exit code after Ctrl-C or a request to stop."""

Force = Annotated[bool, typer.Option("--force", help="Replace results that are there, as a whole.")]
NoPlots = Annotated[bool, typer.Option("--no-plots", help="Draw no figures.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="Scenario file, YAML.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        import sim

        typer.echo(f"iss-deorbit {sim.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks and warnings of the program.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/<name>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Fly again with finer steps and other models; tell errors."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly one scenario and write summary, trajectory, events, manifest and figures."""
    from sim.cli.work import fly_one

    raise typer.Exit(fly_one(scenario, out, force, not no_plots, json, quiet, audit))


@app.command()
def compare(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="A B [MORE]...", help="Two or more scenario files.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/compare-<a>-<b>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    json: Json = False,
    quiet: Quiet = False,
    samples: Annotated[
        int | None,
        typer.Option(min=1, help="Also fly this many dispersed flights, into campaign/."),
    ] = None,
) -> None:
    """Fly several scenarios side by side and write what differs."""
    from sim.cli.work import fly_several

    if samples is None:
        raise typer.Exit(fly_several(scenarios, out, force, not no_plots, json, quiet))
    from sim.cli.campaign import check_dispersed, fly_beside

    check_dispersed(scenarios)
    code = fly_several(scenarios, out, force, not no_plots, json, quiet)
    raise typer.Exit(code or fly_beside(scenarios, samples, out, not no_plots, json or quiet))


@app.command()
def plan(
    scenario: ScenarioFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/plan-<name>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    no_failures: Annotated[
        bool, typer.Option("--no-failures", help="Make no map of failures of the final burn.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the burns a scenario asks for; write them dated, with budget, margins and failures."""
    from sim.cli.plan import plan_one

    raise typer.Exit(plan_one(scenario, out, force, not no_plots, not no_failures, json, quiet))


@app.command()
def campaign(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="SCENARIO [MORE]...", help="Plans, flown on one draw.")
    ],
    samples: Annotated[int, typer.Option(min=1, help="Dispersed flights of each plan.")] = 1024,
    seed: Annotated[int, typer.Option(min=0, help="Root of all random numbers.")] = 1,
    method: Annotated[str, typer.Option(help="random, lhs or sobol.")] = "sobol",
    begin: Annotated[
        str, typer.Option("--from", help="burns: where the deorbit burns begin; or start.")
    ] = "burns",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the store; default runs/campaign-<names>.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a store.")] = False,
    only: Annotated[
        int | None, typer.Option(help="Fly this sample by itself and print it.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads; default one for each core.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Dask worker processes started here.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, tcp://host:8786.")
    ] = None,
    chunk: Annotated[int, typer.Option(min=1, help="Samples in a chunk.")] = 128,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="MEASURE=WIDTH",
            help="Stop when its 95 % interval is that narrow: outside_corridor=0.01, "
            "entry_angle_deg=0.002, toe_km@0.95=50.",
        ),
    ] = None,
    no_plots: NoPlots = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly many dispersed flights of one or more plans and answer with probabilities."""
    from sim.cli.campaign import Request, fly_only, run_campaign

    request = Request(
        scenarios, samples, seed, method, begin, out, resume, threads, workers, scheduler, chunk,
        until, not no_plots, json, quiet,
    )  # fmt: skip
    # an interrupted campaign has its own words: what is in its store, and how to go on
    raise SystemExit(run_campaign(request) if only is None else fly_only(request, only))


@app.command()
def plot(
    folder: Annotated[Path, typer.Argument(help="Folder of results.")],
    quiet: Quiet = False,
) -> None:
    """Draw the figures of a results folder again, from its files alone."""
    from sim.cli.redraw import redraw

    for path in redraw(folder):
        if not quiet:
            typer.echo(path)


@app.command()
def check(
    scenarios: Annotated[
        list[Path], typer.Argument(metavar="SCENARIO...", help="Scenario files, YAML.")
    ],
    quiet: Quiet = False,
) -> None:
    """Read scenarios, report everything wrong with them, and fly nothing."""
    from sim.cli.work import check_all

    check_all(scenarios, quiet)


@app.command()
def validate(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE]...", help="Names or patterns; default all."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Markdown file to write, such as docs/validation.md.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the simulator against what really happened and against codes others trust."""
    from sim.cli.validate import validate_all

    raise typer.Exit(validate_all(cases or [], out, json, quiet))


@app.command()
def export(
    scenario: ScenarioFile,
    to: Annotated[str, typer.Option(help="gmat (a script) or orekit (a Python program).")],
    out: Annotated[Path | None, typer.Option(help="Folder to write into; default here.")] = None,
    quiet: Quiet = False,
) -> None:
    """Fly a scenario and write it for another program to fly again."""
    from sim.cli.export import export_one

    export_one(scenario, to, out, quiet)


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write all schema files into; default: print.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite schema files.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.cli.schema_files import write_schemas

    for line in write_schemas(out, force):
        typer.echo(line)


data = typer.Typer(help="Show the data sets in use, or add newer space weather.")
app.add_typer(data, name="data")


@data.callback(invoke_without_command=True)
def _data(context: typer.Context, json: Json = False) -> None:
    from sim.cli.data import show_data

    if context.invoked_subcommand is None:
        show_data(json)


@data.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="SW-All.csv of CelesTrak, or a bulletin of NASA MSFC.")
    ],
    quiet: Quiet = False,
) -> None:
    """Use a newer file of space weather, after checking all of it."""
    from sim.cli.data import add_data

    add_data(file, quiet)


@data.command()
def remove(
    name: Annotated[str, typer.Argument(help="space_weather or msafe.")], quiet: Quiet = False
) -> None:
    """Go back to the shipped edition."""
    from sim.cli.data import remove_data

    remove_data(name, quiet)


def main() -> NoReturn:
    """Run the command line and leave with its exit code; no traceback unless asked for with
    ``--debug``.
    """
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    signal.signal(signal.SIGTERM, _stop)
    if not debug:
        import warnings

        warnings.simplefilter("ignore")
    try:
        code = app(arguments, prog_name="iss-deorbit", standalone_mode=False)
    except BaseException as error:
        code = _told(error, debug)
    else:
        if code == INTERRUPTED:  # Ctrl-C, as the parser of the command line hands it on
            print(NOTHING_WRITTEN, file=sys.stderr)
    _leave(code or 0)


def _told(error: BaseException, debug: bool) -> int:
    """Say on stderr what went wrong; returns the exit code."""
    if debug and not isinstance(error, (SystemExit, KeyboardInterrupt)):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        print(NOTHING_WRITTEN, file=sys.stderr)
        return INTERRUPTED
    if hasattr(error, "format_message"):  # click's own: a wrong option or argument
        print(f"error: {error.format_message()}\nTry: iss-deorbit --help", file=sys.stderr)
        return 2
    from sim.cli.message import code_of, message_of

    print(message_of(error), file=sys.stderr)
    return code_of(error)


def _stop(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _leave(code: int) -> NoReturn:
    """End the process now, also while a flight in another thread is still under way."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code)
