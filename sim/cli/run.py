"""The commands ``run``, ``compare`` and ``plan``: show what came of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import RenderableType

from sim.cli.exit_handling import FAILED, INFEASIBLE, LIMIT_BROKEN
from sim.cli.progress import ProgressDisplay
from sim.cli.terminal import console, say
from sim.formats.json_text import json_text
from sim.report.results.run import RunResult
from sim.report.tables.audit import audit_table
from sim.report.tables.plan import plan_table
from sim.report.tables.run import compare_table, run_table
from sim.report.text.flight import end_remarks
from sim.report.text.limits import BrokenLimit, broken_limits, broken_plan_limits
from sim.scenario.schema.scenario import Scenario
from sim.workflow.compare import compare_to_folder
from sim.workflow.output import Output
from sim.workflow.plan import plan_to_folder
from sim.workflow.run import run_to_folder


def run_one(
    scenario: Scenario,
    file: Path,
    output: Output,
    *,
    audited: bool = False,
    strict: bool = False,
    json: bool = False,
    quiet: bool = False,
) -> int:
    """Fly one scenario, write its folder and show its summary; returns the exit code."""
    with ProgressDisplay(quiet) as display:
        folder, result = run_to_folder(scenario, file, output, audited=audited, on_progress=display)
    broken = report_shortfalls([result])
    audit = result.audit
    if json:
        say(json_text(result.summary | ({} if audit is None else {"audit": audit})), end="")
    else:
        tables = [run_table(result.summary)]
        show_tables(tables if audit is None else [*tables, audit_table(audit)], quiet)
    _say_where(folder, quiet)
    report_failures([result])
    return FAILED if result.has_failed else broken_code(broken, strict)


def compare_several(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    output: Output,
    *,
    strict: bool = False,
    json: bool = False,
    quiet: bool = False,
) -> int:
    """Fly scenarios side by side, write one folder with all of them and show what differs; returns
    the exit code.
    """
    with ProgressDisplay(quiet) as display:
        folder, result = compare_to_folder(scenarios, files, output, on_progress=display)
    broken = report_shortfalls(result.runs)
    if json:
        say(json_text(result.figures), end="")
    else:
        show_tables([compare_table(result.figures)], quiet)
    _say_where(folder, quiet)
    report_failures(result.runs)
    return FAILED if any(run.has_failed for run in result.runs) else broken_code(broken, strict)


def plan_one(
    scenario: Scenario,
    file: Path,
    output: Output,
    *,
    with_failures: bool = True,
    strict: bool = False,
    json: bool = False,
    quiet: bool = False,
) -> int:
    """Plan one scenario, write its folder and show the answer; returns the exit code."""
    with ProgressDisplay(quiet) as display:
        folder, result = plan_to_folder(
            scenario, file, output, with_failures=with_failures, on_progress=display
        )
    broken = report_broken(broken_plan_limits(result.answer))
    if json:
        say(json_text(result.answer), end="")
    else:
        show_tables([plan_table(result.answer)], quiet)
    _say_where(folder, quiet)
    for reason in result.reasons:
        say(f"error: {scenario.name}: no feasible plan: {reason}", error=True)
    return broken_code(broken, strict) if result.feasible else INFEASIBLE


def search_one(
    scenario: Scenario, file: Path, output: Output, *, json: bool = False, quiet: bool = False
) -> int:
    """Look through the set a scenario states and show the answer; returns the exit code."""
    from sim.report.text.backup_search import search_headline, search_markdown
    from sim.workflow.backup_search import search_to_folder

    with ProgressDisplay(quiet) as display:
        folder, answer = search_to_folder(scenario, file, output, on_progress=display)
    say(json_text(answer) if json else search_markdown(answer), end="")
    _say_where(folder, quiet)
    if answer["feasible"]:
        return 0
    say(f"error: {scenario.name}: {search_headline(answer)}", error=True)
    return INFEASIBLE


def ask_attitude(
    scenario: Scenario,
    output: Output,
    engines_out: int | None,
    *,
    json: bool = False,
    quiet: bool = False,
) -> None:
    """Ask what the attitude of a stack decides and show the answer."""
    from sim.report.tables.attitude import attitude_tables
    from sim.workflow.attitude import attitude_to_folder

    with ProgressDisplay(quiet) as display:
        folder, answer = attitude_to_folder(scenario, output, engines_out, display)
    if json:
        say(json_text(answer), end="")
    else:
        show_tables([attitude_tables(answer)], quiet)
    _say_where(folder, quiet)


def report_shortfalls(runs: Iterable[RunResult]) -> bool:
    """Say on stderr which limits flights break, and what else a reader should not overlook; returns
    whether a limit is broken.
    """
    flown = list(runs)
    broken = report_broken(each for run in flown for each in broken_limits(run.summary))
    for run in flown:
        for remark in end_remarks(run.summary):
            say(f"warning: {run.label}: {remark}", error=True)
    return broken


def report_broken(limits: Iterable[BrokenLimit]) -> bool:
    """Say on stderr which limits are broken, a line each; returns whether any is."""
    broken = list(limits)
    for each in broken:
        say(f"limit broken: {each.sentence}", error=True)
    return bool(broken)


def broken_code(broken: bool, strict: bool) -> int:
    """Exit code of a flight that did not fail."""
    return LIMIT_BROKEN if broken and strict else 0


def show_tables(tables: Iterable[RenderableType], quiet: bool) -> None:
    """Print tables on stdout."""
    screen = console(quiet=quiet)
    for table in tables:
        screen.print(table)


def report_failures(results: Iterable[RunResult]) -> None:
    """Say on stderr which flights failed numerically, and how."""
    for result in results:
        if result.has_failed:
            sentence = result.summary["status_sentence"]
            say(f"error: {result.name}: {sentence}", error=True)


def _say_where(folder: Path, quiet: bool) -> None:
    if not quiet:
        say(f"Results in {folder}", error=True)
