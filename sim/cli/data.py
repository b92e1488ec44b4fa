"""The commands ``iss-deorbit data``, ``data add`` and ``data remove``."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import examples
from sim.cli.options import Json, Quiet
from sim.cli.terminal import console, say

data = typer.Typer(
    help="Show the data sets in use, or add newer space weather.",
    short_help="Show data sets; add newer space weather.",
    epilog=examples.DATA,
)


@data.callback(invoke_without_command=True)
def _data(context: typer.Context, json: Json = False) -> None:
    if context.invoked_subcommand is None:
        _show(json)


@data.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="Of CelesTrak, GFZ, NASA MSFC, or finals2000A of the IERS.")
    ],
    quiet: Quiet = False,
) -> None:
    """Use a newer file of space weather, after checking all of it."""
    from sim.data.edition import add_edition

    facts = add_edition(file)
    if "damaged" in facts:
        say(f"warning: left out what was added before: {facts['damaged']}", error=True)
    if not quiet:
        say(f"{facts['name']}: {facts['coverage']}; new from {facts['added_from']}")
        for remark in facts.get("remarks", []):
            say(f"  {remark}")
        say(f"sha256 {facts['sha256']}; take it away with: iss-deorbit data remove {facts['name']}")


@data.command()
def remove(
    name: Annotated[str, typer.Argument(help="space_weather or msafe.")], quiet: Quiet = False
) -> None:
    """Go back to the shipped edition."""
    from sim.data.edition import remove_edition

    folder = remove_edition(name)
    if not quiet:
        say(f"{name}: the edition in {folder} was taken away; the shipped one is in use again")


def _show(json: bool) -> None:
    """Print every data set with its source, edition, coverage, licence and hash."""
    from rich.table import Table
    from rich.text import Text

    from sim.data import inventory
    from sim.formats.json_text import json_text

    rows = inventory()
    if json:
        say(json_text(rows), end="")
        return
    table = Table(title="Data in use", show_lines=True)
    table.add_column("Name", no_wrap=True)
    table.add_column("What it is", overflow="fold")
    for row in rows:
        facts = "\n".join(f"{key}: {row[key]}" for key in row if key != "name")
        table.add_row(row["name"], Text(facts))  # no markup: an edition holds the name of a file
    console().print(table)
