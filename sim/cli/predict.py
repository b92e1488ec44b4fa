"""The commands ``predict`` and ``fit``: what is known of an orbit in, an answer out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import Force, Json, NoPlots, Quiet
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.workflow.output import Output
    from sim.workflow.prediction.inputs import Body

OrbitFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE", help="Element sets or ephemerides (TLE, OMM, OEM, STK); or iss."
    ),
]
Object = Annotated[
    str | None,
    typer.Option("--object", metavar="N", help="Number, name or designator, if there are several."),
]
MassKg = Annotated[float | None, typer.Option("--mass", metavar="KG", help="If it is known.")]
AreaM2 = Annotated[float | None, typer.Option("--area", metavar="M2", help="Across the flow.")]
Cd = Annotated[float | None, typer.Option("--cd", help="Drag coefficient; 2.2 with an area.")]
Issued = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Nothing dated later is used: 2026-04-26 (its end), or a UTC instant."
    ),
]


def predict(
    files: OrbitFiles,
    wanted: Object = None,
    mass: MassKg = None,
    area: AreaM2 = None,
    cd: Cd = None,
    issued: Issued = None,
    horizon: Annotated[str, typer.Option(help="After the issue: 36h, 30d, 1y.")] = "1y",
    members: Annotated[
        int | None,
        typer.Option(
            min=8, max=100_000, help="Flights; default 1000, fewer where they take months."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Root of all random numbers.")] = 1,
    air: Annotated[str, typer.Option(help="nrlmsise00, nrlmsis21.")] = "nrlmsise00",
    since: Annotated[
        Path | None, typer.Option(help="Results of an earlier prediction, to show what moved.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/predict-<object>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predict when and where an object comes down by itself, with windows that have been tested."""
    from sim.workflow.prediction.inputs import parse_horizon, parse_issued, read_known

    instant, span = parse_issued(issued), parse_horizon(horizon)
    known = read_known(files, wanted, _body(mass, area, cd))
    from sim.cli.flight_commands import output_of
    from sim.cli.progress import ProgressDisplay
    from sim.cli.terminal import say
    from sim.formats.json_text import json_text
    from sim.report.text.prediction.lines import prediction_lines
    from sim.workflow.prediction.predict import predict_to_folder, question_of

    if known.say and not quiet:
        say(known.say, error=json)
    question = question_of(known, instant, span, members=members, seed=seed, air=air)
    with ProgressDisplay(json or quiet) as display:
        output = output_of(out, force, not no_plots)
        folder, found = predict_to_folder(known, question, output, since, display)
    if json:
        say(json_text(found.figures), end="")
        return
    for line in prediction_lines(found.figures):
        say(line)
    if not quiet:
        say(f"results in {folder}", error=True)


def fit(
    files: OrbitFiles,
    scenario: Annotated[Path, typer.Option("--scenario", "-o", help="Scenario file to write.")],
    wanted: Object = None,
    mass: MassKg = None,
    area: AreaM2 = None,
    cd: Cd = None,
    issued: Issued = None,
    air: Annotated[str, typer.Option(help="nrlmsise00, nrlmsis21.")] = "nrlmsise00",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit an orbit and its drag to many element sets or an ephemeris; write them as a scenario."""
    from sim.cli.terminal import say
    from sim.formats.json_text import json_text
    from sim.workflow.prediction.fit import fit_figures, fit_known, fit_lines, write_scenario
    from sim.workflow.prediction.inputs import parse_issued, read_known

    known = read_known(files, wanted, _body(mass, area, cd))
    fitted = fit_known(known, parse_issued(issued), air)
    write_scenario(fitted, known, scenario, air, force)
    if json:
        say(json_text(fit_figures(fitted)), end="")
        return
    if not quiet:
        for line in fit_lines(fitted):
            say(line)
        say(scenario)


def compare_against(
    scenarios: list[Path], file: Path, output: "Output", *, json: bool, quiet: bool
) -> None:
    """Fly one scenario and show how far it is off an ephemeris.

    Raises
    ------
    InputError
        If there are several scenarios.
    """
    from sim.cli.progress import ProgressDisplay
    from sim.cli.read_inputs import read_inputs
    from sim.cli.terminal import say
    from sim.formats.json_text import json_text
    from sim.workflow.prediction.against import against_lines, against_to_folder

    if len(scenarios) != 1:
        raise InputError("--against takes one scenario; allowed: compare SCENARIO --against FILE")
    (checked,) = read_inputs(scenarios, quiet)
    with ProgressDisplay(json or quiet) as display:
        folder, figures = against_to_folder(checked, scenarios[0], file, output, display)
    if json:
        say(json_text(figures), end="")
        return
    for line in against_lines(figures):
        say(line)
    if not quiet:
        say(f"results in {folder}", error=True)


def _body(mass: float | None, area: float | None, cd: float | None) -> "Body":
    from sim.workflow.prediction.inputs import Body

    return Body(mass_kg=mass, area_m2=area, cd=cd)
