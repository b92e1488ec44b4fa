"""The work behind ``validate``: run reference cases, print their comparisons, write the page."""

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
from sim.validation.registry import run_case, select_cases

NUMBERS = ("Reference", "Computed", "Difference", "Tolerance")
HEADS = ("Quantity", *NUMBERS, "Result", "Reason for the tolerance")
STYLES = {MET: "", MISSED: "bold red"}


def validate_all(names: Sequence[str], out: Path | None, json: bool, quiet: bool) -> int:
    """Run the named reference cases, or all; returns 1 if anything was missed or broke."""
    try:
        cases = select_cases(names)
    except ValueError as error:
        raise InputError(str(error)) from error
    if out is not None and (out.is_dir() or (out.parent.exists() and not out.parent.is_dir())):
        raise InputError(f"--out {out}: not a file in a folder")
    outcomes = []
    with Progress(console=console(error=True, quiet=quiet), transient=True) as bar:
        task = bar.add_task("", total=len(cases))
        for case in cases:
            bar.update(task, description=case.name)
            outcomes.append(run_case(case))
            bar.advance(task)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(outcomes), encoding="utf-8")
    count = tally(outcomes)
    if json:
        answer = {"tally": count, "cases": [record(outcome) for outcome in outcomes]}
        say(json_text(answer), end="")
    elif not quiet:
        screen = console()
        for outcome in outcomes:
            screen.print(_outcome_table(outcome))
        screen.print(tally_sentence(outcomes))
    return 1 if count[MISSED] or count["failed"] else 0


def _outcome_table(outcome: Outcome) -> RenderableType:
    """A case as a heading, its source and a table of its comparisons."""
    case = outcome.case
    heading = Text(f"{case.name}: {case.title}", style="bold")
    parts: list[RenderableType] = [heading, Text(case.source, style="dim")]
    if outcome.skipped or outcome.failure:
        status = "skipped" if outcome.skipped else "failed"
        style = "yellow" if outcome.skipped else "bold red"
        reason = outcome.skipped or outcome.failure
        return Group(*parts, Text(f"{status}: {reason}", style=style), "")
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    for head in HEADS:
        number = head in NUMBERS
        justify = "right" if number else "left"
        table.add_column(head, justify=justify, no_wrap=number, overflow="fold")
    for comparison in outcome.comparisons:
        table.add_row(*cells(comparison), style=STYLES.get(comparison.result, "yellow"))
    return Group(*parts, table, "")
