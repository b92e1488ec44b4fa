"""The command line: ``iss-deorbit new | run | compare | plan | search | contingency | attitude |
campaign | tail | value | sweep | predict | fit | explore | plot | check | explain | validate |
bench | export | schema | data``.

Kept light: whatever takes long to import is imported when a command needs it. Results go to stdout,
everything else to stderr. Exit codes: 0 done, 2 the input is at fault, 3 no plan is feasible, 4 a
limit is broken (with ``--strict``), 1 a flight failed numerically or something unforeseen happened,
130 interrupted.
"""

import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from sim.cli import examples
from sim.cli.contingency import contingency
from sim.cli.data import data
from sim.cli.exit_handling import (
    INTERRUPTED,
    NOTHING_WRITTEN,
    exit_process,
    raise_interrupt,
    report_error,
    trace_crashes,
)
from sim.cli.explore import explore
from sim.cli.flight_commands import (
    attitude,
    campaign,
    compare,
    plan,
    run,
    search,
    tail,
    value,
)
from sim.cli.options import Formats, Json, Physics, Quiet, shipped_names
from sim.cli.predict import fit, predict
from sim.cli.sweep import sweep
from sim.cli.terminal import say, use_any_encoding
from sim.errors import InputHint

app = typer.Typer(
    name="iss-deorbit",
    help="How the International Space Station comes down: fly deorbit plans and compare them.",
    epilog=examples.ALL,
    no_args_is_help=True,
    context_settings={"max_content_width": 100},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _keys(start: str) -> list[str]:
    """Paths of keys, for the shell."""
    from sim.cli.explain import completions

    return completions(start)


def _show_version(wanted: bool) -> None:
    if wanted:
        from sim._version import __version__

        say(f"iss-deorbit {__version__}")
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


@app.command(epilog=examples.NEW, short_help="Write a scenario to change.")
def new(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Of the scenario; default my_<like>.")
    ] = None,
    like: Annotated[
        str,
        typer.Option(
            help="Shipped scenario to start from: usdv, progress, drift, ...; or a file.",
            autocompletion=shipped_names,
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
        say(path)


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


app.command(epilog=examples.RUN, short_help="Fly one scenario to its end.")(run)
app.command(epilog=examples.COMPARE, short_help="Fly several scenarios side by side.")(compare)
app.command(epilog=examples.PLAN, short_help="Find the burns a scenario asks for.")(plan)
app.command(epilog=examples.SEARCH, short_help="Look through a set for a backup that flies.")(
    search
)
app.command(epilog=examples.CONTINGENCY, short_help="What if it had to come down on a day.")(
    contingency
)
app.command(epilog=examples.ATTITUDE, short_help="What the attitude of a stack decides.")(attitude)
app.command(epilog=examples.CAMPAIGN, short_help="Fly many dispersed flights; probabilities.")(
    campaign
)
app.command(epilog=examples.TAIL, short_help="How probable a rare event of a plan is.")(tail)
app.command(epilog=examples.SWEEP, short_help="Vary keys; plan or fly every point.")(sweep)
app.command(epilog=examples.VALUE, short_help="What better knowledge or guidance is worth.")(value)

app.command(epilog=examples.PREDICT, short_help="Predict when and where an object comes down.")(
    predict
)
app.command(epilog=examples.FIT, short_help="Fit orbit and drag to element sets.")(fit)


app.command(epilog=examples.EXPLORE, short_help="Drag a burn and see the debris move.")(explore)


@app.command(epilog=examples.PLOT, short_help="Draw the figures of results again.")
def plot(
    folder: Annotated[Path, typer.Argument(help="Folder of results.")],
    figure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="For a paper: only this; may be repeated."),
    ] = None,
    width: Annotated[
        str | None,
        typer.Option(metavar="LENGTH", help="For a paper: 85mm, 17cm, 3.3in; default 85mm."),
    ] = None,
    height: Annotated[
        str | None,
        typer.Option(metavar="LENGTH", help="For a paper; default what the content needs."),
    ] = None,
    formats: Formats = None,
    quiet: Quiet = False,
) -> None:
    """Draw the figures of a results folder again, from its files alone.

    With --figure, --width or --height: for a paper, into its folder paper, each with its caption.
    """
    from sim.cli.draw_figures import draw_figures

    for path in draw_figures(folder, figure or [], width, height, formats):
        if not quiet:
            say(path)


@app.command(epilog=examples.CHECK, short_help="Say what is wrong with scenarios; fly nothing.")
def check(
    scenarios: Annotated[
        list[Path],
        typer.Argument(
            metavar="SCENARIO",
            help="Scenario files, or shipped scenarios by name.",
            autocompletion=shipped_names,
        ),
    ],
    physics: Physics = None,
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
    goals: Annotated[
        bool, typer.Option("--goals", help="Each goal of speed and scale with its figure.")
    ] = False,
    part: Annotated[
        list[str] | None, typer.Option(help="Only this part of the goals; may be repeated.")
    ] = None,
    beside: Annotated[
        Path | None, typer.Option(help="Source tree of the earlier version goals compare with.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option(help="Append the goals and figures to this history file.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Put the tables into this page, between their marks.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Goals with tiny sizes: only whether all of it runs.")
    ] = False,
) -> None:
    """Measure speed: ours over time, the roofline, goals, or side by side with other
    propagators.
    """
    from sim.cli.bench import bench_all, bench_goals

    if goals:
        raise typer.Exit(bench_goals(part or [], beside, quick, json, write))
    raise typer.Exit(
        bench_all(peers, roofline, peer or [], problem or [], seconds, threads, out, write)
    )


@app.command(epilog=examples.EXPORT, short_help="Write a flight for other programs.")
def export(
    source: Annotated[
        Path, typer.Argument(metavar="RUN", help="Results folder, or scenario file to be flown.")
    ],
    to: Annotated[
        str,
        typer.Option(
            help="czml, kml, geojson, csv, oem, stk, spk, tle, omm; of a scenario gmat, orekit."
        ),
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
        say(line)


app.add_typer(data, name="data")


def _show_hint(message: Warning | str, *_: object) -> None:
    """A hint on stderr, without the place in the program it comes from."""
    say(message, error=True)


def main() -> NoReturn:
    """Run the command line and leave with its exit code; no traceback unless asked for with
    ``--debug``.
    """
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    trace_crashes()
    signal.signal(signal.SIGTERM, raise_interrupt)
    use_any_encoding()
    if not debug:
        import warnings

        if "--help" not in arguments:  # which draws nothing, and comes sooner without the module
            import logging

            logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of its cache folder
        warnings.simplefilter("ignore")
        warnings.filterwarnings("always", category=InputHint)
        warnings.showwarning = _show_hint
    try:
        code = app(arguments, prog_name="iss-deorbit", standalone_mode=False)
    except BaseException as error:
        code = report_error(error, debug)
    else:
        if code == INTERRUPTED:  # Ctrl-C, as the parser of the command line hands it on
            say(NOTHING_WRITTEN, error=True)
    exit_process(code or 0)
