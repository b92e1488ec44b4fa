"""The work behind ``run`` and ``compare``: load, build, fly, judge, write, tell."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from sim.cli.progress import meanwhile, side_by_side, waiting
from sim.cli.read_inputs import opened
from sim.errors import InputError
from sim.flight.mission import Mission
from sim.formats.folder import check_target, new_folder
from sim.formats.json_text import json_text, write_json
from sim.report.tables.audit import audit_table
from sim.report.tables.run import compare_table, run_table
from sim.scenario.build.mission import build_mission
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import failed, judge
from sim.workflow.audit import AUDITING, travel_audited
from sim.workflow.results import Result, comparison_of, result_of, write_comparison, write_result
from sim.workflow.run import Journey, travel

WRITING = ("writing files", "drawing figures, writing files")
"""What is told while results are written, without and with figures."""


def fly_one(
    file: Path,
    out: Path | None,
    force: bool,
    plots: bool,
    json: bool,
    quiet: bool,
    audited: bool = False,
    scenario: Scenario | None = None,
) -> int:
    """Fly one scenario and write its folder; returns the exit code.

    `scenario` is what the file holds, if that was read already.
    """
    scenarios = opened([file], quiet) if scenario is None else [scenario]
    target = Path("runs") / scenarios[0].name if out is None else out
    check_target(target, force)
    missions = _built(scenarios, plots, quiet)
    if audited:
        flown = side_by_side(
            partial(travel_audited, outlook=plots), scenarios, missions, quiet, [AUDITING]
        )
        result, audit = _judged([file], [flown[0][0]])[0], flown[0][1]
    else:
        result, audit = _flown([file], scenarios, missions, quiet, plots)[0], None
    more = {} if audit is None else {"audit": audit}
    with waiting(WRITING[plots], quiet), new_folder(target, force) as folder:
        write_result(folder, result, plots)
        if audit is not None:
            write_json(folder / "audit.json", audit)
    _tell(json_text(result.summary | more) if json else run_table(result.summary), json, quiet)
    if audit is not None and not json:
        _tell(audit_table(audit), json, quiet)
    _say(f"Results in {target}", quiet)
    return _code([result])


def fly_several(
    files: Sequence[Path],
    out: Path | None,
    force: bool,
    plots: bool,
    json: bool,
    quiet: bool,
    scenarios: Sequence[Scenario] = (),
) -> int:
    """Fly scenarios side by side and write one folder with all of them; returns the exit code.

    `scenarios` is what the files hold, if they were read already.
    """
    scenarios = scenarios or opened(files, quiet)
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError(f"scenarios to compare need different names; given: {', '.join(names)}")
    target = Path("runs") / f"compare-{'-'.join(names)}" if out is None else out
    check_target(target, force)
    missions = _built(scenarios, plots, quiet)
    results = _flown(files, scenarios, missions, quiet, plots)
    comparison = comparison_of(results)
    with waiting(WRITING[plots], quiet), new_folder(target, force) as folder:
        write_comparison(folder, results, comparison, plots)
    _tell(json_text(comparison) if json else compare_table(comparison), json, quiet)
    _say(f"Results in {target}", quiet)
    return _code(results)


def _built(scenarios: Sequence[Scenario], plots: bool, quiet: bool) -> list[Mission]:
    """Missions of scenarios, with the tables of what is around them."""
    if plots:
        meanwhile("sim.report.figures.draw", "sim.report.page.file")
    with waiting("tables of the surroundings", quiet):
        return [build_mission(each) for each in scenarios]


def _flown(
    files: Sequence[Path],
    scenarios: Sequence[Scenario],
    missions: Sequence[Mission],
    quiet: bool,
    outlook: bool,
) -> list[Result]:
    work = partial(travel, outlook=outlook)
    return _judged(files, side_by_side(work, scenarios, missions, quiet))


def _judged(files: Sequence[Path], journeys: Sequence[Journey]) -> list[Result]:
    for file, journey in zip(files, journeys, strict=True):
        judge(journey.flight, journey.scenario, file)
    command = ["iss-deorbit", *sys.argv[1:]]
    return [result_of(journey, command) for journey in journeys]


def _code(results: Sequence[Result]) -> int:
    broken = [result for result in results if failed(result.flight)]
    for result in broken:
        summary = result.summary
        print(f"error: {summary['scenario']}: {summary['status_sentence']}", file=sys.stderr)
    return 1 if broken else 0


def _tell(what: object, json: bool, quiet: bool) -> None:
    """Print a result on stdout; JSON even when quiet, because it was asked for."""
    if json:
        print(what, end="")
    elif not quiet:
        console = Console()
        console.print(what)


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        print(text, file=sys.stderr)
