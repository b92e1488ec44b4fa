"""The work behind ``validate``: run reference cases, print what was found, write the page."""

from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from sim.cli.terminal import console, say
from sim.errors import InputError
from sim.formats.json_text import json_text
from sim.validation.comparison import MET, MISSED, Outcome
from sim.validation.document import cells, page, record, tally, tally_sentence
from sim.validation.registry import chosen, outcome

STYLES = {MET: "", MISSED: "bold red"}


def validate_all(names: Sequence[str], out: Path | None, json: bool, quiet: bool) -> int:
    """Run the named reference cases, or all; returns 1 if anything was missed or broke."""
    try:
        cases = chosen(names)
    except ValueError as error:
        raise InputError(str(error)) from error
    if out is not None and (out.is_dir() or (out.parent.exists() and not out.parent.is_dir())):
        raise InputError(f"--out {out}: not a file in a folder")
    outcomes = []
    with Progress(console=console(error=True, quiet=quiet), transient=True) as bar:
        task = bar.add_task("", total=len(cases))
        for case in cases:
            bar.update(task, description=case.name)
            outcomes.append(outcome(case))
            bar.advance(task)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(outcomes), encoding="utf-8")
    count = tally(outcomes)
    if json:
        found = {"tally": count, "cases": [record(each) for each in outcomes]}
        say(json_text(found), end="")
    elif not quiet:
        screen = console()
        for each in outcomes:
            screen.print(_shown(each))
        screen.print(tally_sentence(outcomes))
    return 1 if count[MISSED] or count["broken"] else 0


def _shown(each: Outcome) -> RenderableType:
    """A case as a heading, its source and a table."""
    case = each.case
    heading = Text(f"{case.name}: {case.title}", style="bold")
    parts: list[RenderableType] = [heading, Text(case.source, style="dim")]
    if each.skipped or each.failure:
        word = "skipped" if each.skipped else "broken"
        style = "yellow" if each.skipped else "bold red"
        return Group(*parts, Text(f"{word}: {each.skipped or each.failure}", style=style), "")
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    for head in ("Quantity", "Reference", "Ours", "Difference", "Allowed", "", "Why so much"):
        number = head in ("Reference", "Ours", "Difference", "Allowed")
        justify = "right" if number else "left"
        table.add_column(head, justify=justify, no_wrap=number, overflow="fold")
    for finding in each.findings:
        table.add_row(*cells(finding), style=STYLES.get(finding.verdict, "yellow"))
    return Group(*parts, table, "")
