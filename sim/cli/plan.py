"""The command ``plan``: find the burns, study them, write and tell the answer, feasible or not."""

import json as plain_json
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from sim._version import __version__
from sim.cli.progress import meanwhile, side_by_side, waiting
from sim.cli.read_inputs import opened
from sim.errors import InputError
from sim.formats.folder import check_target, new_folder
from sim.formats.json_text import json_text, write_json
from sim.formats.manifest import manifest
from sim.formats.parquet import write_table
from sim.report.tables.plan import plan_table
from sim.scenario.build.mission import build_mission
from sim.scenario.load import resolved_yaml, scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import judge
from sim.workflow.plan import STAGES, Study, study
from sim.workflow.results import weather_of, write_failures

INFEASIBLE = 3
"""Exit code where no plan is feasible."""
WITHOUT_PLAN = (
    "{file}: {name} has no `plan`, so there is nothing to look for. Add one:\n"
    "plan: {{aim: {{latitude: ..., longitude: ...}}, entry_attitude: ..., burns: [...]}}\n"
    "docs/scenario.md explains its keys; scenarios/usdv.yaml has an example"
)


def plan_one(
    file: Path,
    out: Path | None,
    force: bool,
    plots: bool,
    failures: bool,
    json: bool,
    quiet: bool,
    scenario: Scenario | None = None,
) -> int:
    """Plan one scenario and write its folder; returns the exit code.

    `scenario` is what the file holds, if that was read already.

    Raises
    ------
    InputError
        If the scenario asks for no plan.
    """
    if scenario is None:
        (scenario,) = opened([file], quiet)
    if scenario.plan is None:
        raise InputError(WITHOUT_PLAN.format(file=file, name=scenario.name))
    target = Path("runs") / f"plan-{scenario.name}" if out is None else out
    check_target(target, force)
    if plots:
        meanwhile("sim.report.figures.plan_draw", "sim.report.page.file")
    with waiting("tables of the surroundings", quiet):
        mission = build_mission(scenario)
    work = study(failures)
    (made,) = side_by_side(work, [scenario], [mission], quiet, STAGES)
    judge(made.flight, made.scenario, file)
    answer = _headed(made, scenario_hash(scenario))
    with waiting("writing results", quiet), new_folder(target, force) as folder:
        _write(folder, made, answer)
        if plots:
            from sim.report.figures.plan_draw import draw_plan
            from sim.report.page.file import write_page
            from sim.report.results.plan import PlanResult

            draw_plan(PlanResult.read(folder), folder)
            write_page(folder)
    told = json_text(answer)
    if json:
        print(told, end="")
    elif not quiet:
        Console().print(plan_table(plain_json.loads(told)))
    if not quiet:
        print(f"Results in {target}", file=sys.stderr)
    for each in answer["findings"]:
        sentence = f"{scenario.name}: no feasible plan: {each['sentence']}; {each['remedy']}"
        print(f"error: {sentence}", file=sys.stderr)
    return 0 if answer["feasible"] else INFEASIBLE


def _headed(made: Study, digest: str) -> dict[str, Any]:
    """The answer under the names of its scenario, as it was asked for, and of the program."""
    scenario = made.scenario
    names = {
        "scenario": scenario.name,
        "title": scenario.title,
        "label": scenario.comparison.label or scenario.name,
        "scenario_sha256": digest,
        "version": __version__,
    }
    return names | made.answer


def _write(folder: Path, made: Study, answer: dict[str, Any]) -> None:
    """Write everything but the figures."""
    facts = {name: str(answer[name]) for name in ("scenario", "scenario_sha256", "version")}
    write_json(folder / "plan.json", answer)
    (folder / "scenario.yaml").write_text(resolved_yaml(made.scenario), encoding="utf-8")
    if made.calendar is not None:
        write_table(folder / "calendar.parquet", made.calendar, facts)
    if made.torque is not None:
        write_table(folder / "control.parquet", made.torque, facts)
    if made.courses is not None:
        write_table(folder / "lowering.parquet", made.courses, facts)
    if made.failures is not None:
        write_failures(folder, made.failures, facts)
    write_json(
        folder / "manifest.json",
        manifest(
            {answer["scenario"]: answer["scenario_sha256"]},
            [str(status) for status in made.flight.status],
            weather={answer["scenario"]: weather_of(made.scenario, made.flight.mission)},
            created_utc=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            command=[shlex.join(["iss-deorbit", *sys.argv[1:]])],
        ),
    )
