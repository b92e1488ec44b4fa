"""The command ``contingency``: the deorbit nobody planned, asked about a day."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import Force, Json, NoPlots, Quiet, shipped_names

if TYPE_CHECKING:
    from sim.workflow.output import Output


def contingency(
    scenario: Annotated[
        Path,
        typer.Argument(
            metavar="SCENARIO",
            help="Scenario with a `contingency`; default the shipped one.",
            autocompletion=shipped_names,
        ),
    ] = Path("contingency"),
    date: Annotated[
        str, typer.Option(help="The day it is about, UTC: 2026-12-01 to 2030-12-28.")
    ] = "2026-12-01",
    ships: Annotated[int, typer.Option(min=0, max=8, help="How many ships can come.")] = 2,
    after: Annotated[
        float | None,
        typer.Option(min=1.0, help="Days until the first docks; default as the scenario says."),
    ] = None,
    control: Annotated[
        str, typer.Option(help="kept or lost: whether the attitude is under control.")
    ] = "kept",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; default runs/contingency-<date>.")
    ] = None,
    force: Force = False,
    no_plots: NoPlots = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What if the station had to come down now: without deorbit vehicle and crew, with what is
    docked and in the tanks on a day, and ships that come later. Earliest controlled entry, where,
    with which propellant; the risk of letting it decay; and when it is too late.
    """
    from sim.cli.flight_commands import output_of

    asked = {"date": date, "ships": ships, "after": after, "control": control}
    output = output_of(out, force, not no_plots)
    _answer(scenario, asked, output, json=json, quiet=quiet)


def _answer(
    scenario: Path, asked: dict[str, Any], output: "Output", *, json: bool, quiet: bool
) -> None:
    """Answer, write and say it."""
    from sim.cli.progress import ProgressDisplay
    from sim.cli.terminal import say
    from sim.errors import InputError
    from sim.formats.json_text import json_text
    from sim.frames.epoch import DAY
    from sim.report.contingency.words import NO_WARNING, sentences
    from sim.scenario.reading.shipped import scenario_file
    from sim.workflow.contingency.study import Question
    from sim.workflow.contingency.write import contingency_to_folder

    control, after = asked["control"], asked["after"]
    if control not in ("kept", "lost"):
        raise InputError(f"--control {control}: allowed are kept, lost")
    question = Question(
        date=asked["date"],
        ships=asked["ships"],
        after=None if after is None else after * DAY,
        control=control == "kept",
    )
    with ProgressDisplay(quiet or json) as display:
        file = Path(scenario_file(scenario))
        folder, result = contingency_to_folder(file, {}, question, output, display)
    if json:
        say(json_text(result.answer), end="")
    elif not quiet:
        for sentence in (*sentences(result.answer), NO_WARNING):
            say(f"{sentence}\n")
    if not quiet:
        say(folder, error=True)
