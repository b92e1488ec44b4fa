"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Force = Annotated[bool, typer.Option("--force", help="Replace results that are there, as a whole.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 4 if a limit is broken, such as that on risk.")
]
NoPlots = Annotated[bool, typer.Option("--no-plots", help="Draw no figures.")]
Formats = Annotated[
    str | None,
    typer.Option("--format", help="Of figures: png, svg, pdf, with commas; default png,svg."),
]

Shards = Annotated[
    str | None,
    typer.Option(
        metavar="PLACE",
        help="Where workers write: a folder that all see, or s3://bucket/prefix; default the "
        "folder of the answers.",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="MEASURE=WIDTH",
        help="Stop when its 95 % interval is that narrow: outside_corridor=0.01, "
        "entry_angle_deg=0.002, toe_km@0.95=50.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Root of all random numbers.")]
Begin = Annotated[
    str, typer.Option("--from", help="burns: where the deorbit burns begin; or start.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with what is there, or begin if nothing is.")
]


def _run_physics(files: list[Path] | None) -> list[Path] | None:
    """Run files of functions before a scenario that names them is read."""
    for file in files or ():
        from sim.own.registry import run_file

        run_file(file)
    return files


Physics = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE.py",
        callback=_run_physics,
        help="Python file, run first, that registers functions the scenario names.",
    ),
]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; default one for each core.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Dask worker processes started here.")]
Scheduler = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler, tcp://host:8786.")
]


def shipped_names(start: str) -> list[str]:
    """Names of shipped scenarios, for the shell."""
    from sim.scenario.reading.shipped import scenarios

    return [name for name in scenarios() if name.startswith(start)]


ScenarioFile = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help="Scenario file (usdv.yaml, ./usdv), or a shipped scenario by name (usdv).",
        autocompletion=shipped_names,
    ),
]
PlanFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="SCENARIO", help="Plans, flown on one draw.", autocompletion=shipped_names
    ),
]
