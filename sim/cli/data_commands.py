"""The commands ``iss-deorbit data``, ``data add`` and ``data remove``, and options all share."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import examples

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]

data = typer.Typer(
    help="Show the data sets in use, or add newer space weather.",
    short_help="Show data sets; add newer space weather.",
    epilog=examples.DATA,
)


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
