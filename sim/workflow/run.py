"""Running scenarios: environment, flight, acceptance, results, and the folder of one run."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from sim.flight.mission import Mission
from sim.formats.figure_formats import FORMATS
from sim.formats.folder import check_target, new_folder
from sim.report.results.run import RunResult
from sim.scenario.build.mission import build_mission
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import check_completed
from sim.workflow.audit import AUDITING, run_audited_scenario
from sim.workflow.build_results import run_result
from sim.workflow.flown_scenario import run_scenario, stage_names
from sim.workflow.output import Output
from sim.workflow.progress import (
    BUILDING,
    DRAWING,
    WRITING,
    OnProgress,
    ignore_progress,
    import_in_background,
    process_side_by_side,
    report_stage,
)


def run_scenarios(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    *,
    command: str = "",
    sensitivity_cases: bool = False,
    audited: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> list[RunResult]:
    """Fly scenarios side by side to their ends.

    Parameters
    ----------
    scenarios
        What is flown; one with a `plan` is planned on the way.
    files
        Where they were read from, for messages.
    command
        What was asked for, for the manifests.
    sensitivity_cases
        Whether to fly the descent under low and high solar activity and the failures of the final
        burn too.
    audited
        Whether to fly each again with finer steps and other models.
    on_progress
        Called in this thread.

    Raises
    ------
    ScenarioError
        If a burn has nothing to burn or a phase does not end.
    NoPlanError
        If a plan is asked for and none is feasible.

    Notes
    -----
    A numerical failure does not raise: see `RunResult.has_failed`.
    """
    missions = build_missions(scenarios, on_progress)
    stages = [stage_names(*pair) for pair in zip(scenarios, missions, strict=True)]
    if audited:
        work = partial(run_audited_scenario, sensitivity_cases=sensitivity_cases)
        stages = [[*names, AUDITING] for names in stages]
        flown, audits = zip(
            *process_side_by_side(work, scenarios, missions, stages, on_progress), strict=True
        )
    else:
        work = partial(run_scenario, sensitivity_cases=sensitivity_cases)
        flown = process_side_by_side(work, scenarios, missions, stages, on_progress)
        audits = [None] * len(flown)
    for file, each in zip(files, flown, strict=True):
        check_completed(each.flight, each.scenario, file, each.disposals)
    return [run_result(each, command, audit) for each, audit in zip(flown, audits, strict=True)]


def run_to_folder(
    scenario: Scenario,
    file: Path,
    output: Output,
    *,
    audited: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, RunResult]:
    """Fly one scenario and write its folder; returns the folder and the result.

    Parameters and errors are those of `run_scenarios`.

    Raises
    ------
    FolderError
        If something is there that may not be replaced, before anything flies.
    """
    target = output.target([scenario.name])
    check_target(target, output.force)
    if output.plots:
        import_in_background("sim.report.figures.draw", "sim.report.page.run_page")
    (result,) = run_scenarios(
        [scenario],
        [file],
        command=output.command,
        sensitivity_cases=output.plots,
        audited=audited,
        on_progress=on_progress,
    )
    with report_writing(output, on_progress), new_folder(target, output.force) as folder:
        write_run(folder, result, output.plots, output.formats)
    return target, result


def build_missions(
    scenarios: Sequence[Scenario], on_progress: OnProgress = ignore_progress
) -> list[Mission]:
    """Missions of scenarios, with the tables of their environment."""
    with report_stage(BUILDING, on_progress):
        return [build_mission(scenario) for scenario in scenarios]


def write_run(
    folder: Path, result: RunResult, plots: bool, formats: Sequence[str] = FORMATS
) -> None:
    """Write a result into a folder that exists, with figures and page if wanted."""
    result.write(folder)
    if plots:
        from sim.report.figures.draw import draw_runs
        from sim.report.page.write import write_page

        draw_runs([result], folder, formats)
        write_page(folder)


def report_writing(output: Output, on_progress: OnProgress) -> AbstractContextManager[None]:
    """Report that files are written, or figures drawn as well."""
    return report_stage(DRAWING if output.plots else WRITING, on_progress)
