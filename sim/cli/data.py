"""``iss-deorbit data``: the data sets in use, and newer editions of space weather."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from sim.data import inventory
from sim.data.edition import add_edition, remove_edition
from sim.formats.json_text import json_text


def show_data(json: bool) -> None:
    """Print every data set with its source, edition, coverage, licence and hash."""
    rows = inventory()
    if json:
        print(json_text(rows), end="")
        return
    table = Table(title="Data in use", show_lines=True)
    table.add_column("Name", no_wrap=True)
    table.add_column("What it is", overflow="fold")
    for row in rows:
        table.add_row(row["name"], "\n".join(f"{key}: {row[key]}" for key in row if key != "name"))
    Console().print(table)


def add_data(file: Path, quiet: bool) -> None:
    """Check a downloaded file, use it from now on, and say so."""
    facts = add_edition(file)
    if not quiet:
        print(f"{facts['name']}: {facts['coverage']}; new from {facts['added_from']}")
        print(
            f"sha256 {facts['sha256']}; take it away with: iss-deorbit data remove {facts['name']}"
        )


def remove_data(name: str, quiet: bool) -> None:
    """Go back to the shipped edition, and say so."""
    folder = remove_edition(name)
    if not quiet:
        print(f"{name}: the edition in {folder} was taken away; the shipped one is in use again")
