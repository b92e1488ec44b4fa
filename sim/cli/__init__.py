"""The command line: ``iss-deorbit new | run | compare | plan | campaign | plot | check | explain |
validate | bench | export | schema | data``.

Kept light: whatever takes long to import is imported when a command needs it. Results go to stdout,
everything else to stderr. Exit codes: 0 done, 2 the input is at fault, 3 no plan is feasible, 1 a
flight failed numerically or something unforeseen happened, 130 interrupted.
"""

import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sim.cli import examples
from sim.cli.data import data
from sim.cli.exit_handling import (
    INTERRUPTED,
    NOTHING_WRITTEN,
    exit_process,
    raise_interrupt,
    report_error,
)
from sim.cli.options import Force, Json, NoPlots, Quiet
from sim.errors import InputHint

if TYPE_CHECKING:
    from sim.workflow.output import Output

app = typer.Typer(
    name="iss-deorbit",
    help="How the International Space Station comes down: fly deorbit plans and compare them.",
    epilog=examples.ALL,
    no_args_is_help=True,
    context_settings={"max_content_width": 100},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _shipped(start: str) -> list[str]:
    """Names of shipped scenarios, for the shell."""
    from sim.scenario.reading.shipped import scenarios

    return [name for name in scenarios() if name.startswith(start)]


def _keys(start: str) -> list[str]:
    """Paths of keys, for the shell."""
    from sim.cli.explain import completions

    return completions(start)


def _output(out: Path | None, force: bool, plots: bool) -> "Output":
    """Where a command puts its results."""
    from sim.workflow.output import Output

    command = shlex.join(["iss-deorbit", *sys.argv[1:]])
    return Output(folder=out, force=force, plots=plots, command=command)


def _show_version(wanted: bool) -> None:
    if wanted:
        from sim._version import __version__

        typer.echo(f"iss-deorbit {__version__}")
        raise typer.Exit


ScenarioFile = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help="Scenario file (usdv.yaml, ./usdv), or a shipped scenario by name (usdv).",
        autocompletion=_shipped,
    ),
]


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


@app.command(epilog=examples.NEW, short_help="Write a scenario to change.")
def new(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Of the scenario; default my_<like>.")
    ] = None,
    like: Annotated[
        str,
        typer.Option(
            help="Shipped scenario to start from: usdv, progress, drift, ...; or a file.",
            autocompletion=_shipped,
        ),
    ] = "usdv",
    out: Annotated[Path, typer.Option(help="Folder to write into; default here.")] = Path(),
    whole: Annotated[
        bool, typer.Option("--whole", help="Write every value; the file then needs no other one.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write a scenario that can be flown as it stands, with comments on what to change."""
    from sim.cli.new import write_new

    path = write_new(name, like, out, whole, force)
    if not quiet:
        typer.echo(path)


@app.command(epilog=examples.EXPLAIN, short_help="Say what a key of a scenario means.")
def explain(
    key: Annotated[
        str | None,
        typer.Argument(metavar="KEY", help="Path or end of one.", autocompletion=_keys),
    ] = None,
    within: Annotated[
        Path | None, typer.Option("--in", help="Show the values of this scenario.")
    ] = None,
    json: Json = False,
) -> None:
    """Say what a key of a scenario means: unit, default, what is allowed, what shipped scenarios
    have there and on whose word.
    """
    from sim.cli.explain import explain

    explain(key, within, json)


@app.command(epilog=examples.RUN, short_help="Fly one scenario to its end.")
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
    from sim.cli.read_inputs import read_inputs

    (checked,) = read_inputs([scenario], quiet)
    from sim.cli.run import run_one

    output = _output(out, force, not no_plots)
    raise typer.Exit(run_one(checked, scenario, output, audited=audit, json=json, quiet=quiet))


@app.command(epilog=examples.COMPARE, short_help="Fly several scenarios side by side.")
def compare(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO",
            help="Two or more scenario files, or shipped scenarios by name.",
            autocompletion=_shipped,
        ),
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
    from sim.cli.read_inputs import read_inputs, require_two

    checked = read_inputs(require_two(scenarios), quiet)
    from sim.cli.run import compare_several

    output = _output(out, force, not no_plots)
    if samples is None:
        raise typer.Exit(compare_several(checked, scenarios, output, json=json, quiet=quiet))
    from sim.cli.campaign import fly_campaign_beside
    from sim.workflow.campaign.prepare import check_dispersed

    check_dispersed(checked, scenarios)
    code = compare_several(checked, scenarios, output, json=json, quiet=quiet)
    raise typer.Exit(
        code or fly_campaign_beside(checked, scenarios, samples, output, quiet=json or quiet)
    )


@app.command(epilog=examples.PLAN, short_help="Find the burns a scenario asks for.")
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
    from sim.cli.read_inputs import read_inputs

    (checked,) = read_inputs([scenario], quiet)
    from sim.cli.run import plan_one

    output = _output(out, force, not no_plots)
    raise typer.Exit(
        plan_one(checked, scenario, output, with_failures=not no_failures, json=json, quiet=quiet)
    )


@app.command(epilog=examples.CAMPAIGN, short_help="Fly many dispersed flights; probabilities.")
def campaign(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO", help="Plans, flown on one draw.", autocompletion=_shipped
        ),
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
    from sim.cli.read_inputs import read_inputs

    checked = read_inputs(scenarios, quiet)
    from sim.cli.campaign import fly_campaign, fly_one_sample

    options = {
        "samples": samples,
        "seed": seed,
        "method": method,
        "begin": begin,
        "chunk": chunk,
        "until": until,
        "threads": threads,
        "workers": workers,
        "scheduler": scheduler,
    }
    if only is not None:
        raise typer.Exit(fly_one_sample(checked, scenarios, options, only, quiet=quiet))
    output = _output(out, False, not no_plots)
    # an interrupted campaign has its own words: what is in its store, and how to resume it
    raise SystemExit(
        fly_campaign(checked, scenarios, options, output, resume=resume, json=json, quiet=quiet)
    )


@app.command(epilog=examples.PLOT, short_help="Draw the figures of results again.")
def plot(
    folder: Annotated[Path, typer.Argument(help="Folder of results.")],
    formats: Annotated[
        str | None, typer.Option("--format", help="png, svg, pdf, with commas; default png,svg.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Draw the figures of a results folder again, from its files alone."""
    from sim.workflow.redraw import parse_formats, redraw

    for path in redraw(folder, parse_formats(formats)):
        if not quiet:
            typer.echo(path)


@app.command(epilog=examples.CHECK, short_help="Say what is wrong with scenarios; fly nothing.")
def check(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO",
            help="Scenario files, or shipped scenarios by name.",
            autocompletion=_shipped,
        ),
    ],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read scenarios, report everything wrong with them, and fly nothing."""
    from sim.cli.read_inputs import check_scenarios

    check_scenarios(scenarios, json, quiet)


@app.command(epilog=examples.VALIDATE, short_help="Check against what really happened.")
def validate(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="CASE", help="Names or patterns; default all."),
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


@app.command(epilog=examples.BENCH, short_help="Measure speed, alone or beside peers.")
def bench(
    peers: Annotated[
        bool, typer.Option("--peers", help="The same flights by every other propagator installed.")
    ] = False,
    roofline: Annotated[
        bool, typer.Option("--roofline", help="Share of the processor's peak that is reached.")
    ] = False,
    peer: Annotated[
        list[str] | None, typer.Option(help="Only peers whose name begins so; may be repeated.")
    ] = None,
    problem: Annotated[
        list[str] | None,
        typer.Option(help="Only this: a8 a20 b20 b36 b70 c d-b20 d-c; may be repeated."),
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=0.5, help="In flight for each peer and problem.")
    ] = 4.0,
    threads: Annotated[
        int, typer.Option(min=1, help="Most threads for 1,024 samples (problems d).")
    ] = 2,
    out: Annotated[Path | None, typer.Option(help="Folder; default runs/bench.")] = None,
) -> None:
    """Measure speed: ours over time, the roofline, or side by side with other propagators."""
    from sim.cli.bench import bench_all

    raise typer.Exit(bench_all(peers, roofline, peer or [], problem or [], seconds, threads, out))


@app.command(epilog=examples.EXPORT, short_help="Write a flight for other programs.")
def export(
    source: Annotated[
        Path, typer.Argument(metavar="RUN", help="Results folder, or scenario file to be flown.")
    ],
    to: Annotated[
        str,
        typer.Option(help="czml, kml, geojson, csv, oem; of a scenario also gmat, orekit."),
    ],
    out: Annotated[Path | None, typer.Option(help="Folder to write into; default here.")] = None,
    quiet: Quiet = False,
) -> None:
    """Write results as files other programs show, or a scenario for one to fly again."""
    from sim.cli.export import export_one

    raise typer.Exit(export_one(source, to, out, quiet))


@app.command(epilog=examples.SCHEMA, short_help="Print the JSON Schema of scenario files.")
def schema(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write all schema files into; default: print.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite schema files.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.cli.explain import write_schemas

    for line in write_schemas(out, force):
        typer.echo(line)


app.add_typer(data, name="data")


def _show_hint(message: Warning | str, *_: object) -> None:
    """A hint on stderr, without the place in the program it comes from."""
    print(message, file=sys.stderr)


def main() -> NoReturn:
    """Run the command line and leave with its exit code; no traceback unless asked for with
    ``--debug``.
    """
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    signal.signal(signal.SIGTERM, raise_interrupt)
    if not debug:
        import warnings

        warnings.simplefilter("ignore")
        warnings.filterwarnings("always", category=InputHint)
        warnings.showwarning = _show_hint
    try:
        code = app(arguments, prog_name="iss-deorbit", standalone_mode=False)
    except BaseException as error:
        code = report_error(error, debug)
    else:
        if code == INTERRUPTED:  # Ctrl-C, as the parser of the command line hands it on
            print(NOTHING_WRITTEN, file=sys.stderr)
    exit_process(code or 0)
