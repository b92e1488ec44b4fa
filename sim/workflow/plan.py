"""Planning: the burns a scenario asks for, studied, and the folder of their answer."""

from functools import partial
from pathlib import Path

from sim.errors import InputError
from sim.formats.folder import check_target, new_folder
from sim.report.results.plan import PlanResult
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import check_completed
from sim.workflow.build_results import plan_result
from sim.workflow.output import Output
from sim.workflow.plan_study import PARTS, PlanStudy, plan_stage_names, study_plan
from sim.workflow.progress import (
    OnProgress,
    ignore_progress,
    import_in_background,
    process_side_by_side,
)
from sim.workflow.run import build_missions, report_writing

WITHOUT_PLAN = (
    "{file}: {name} has no `plan`, so there is nothing to look for. Add one:\n"
    "plan: {{aim: {{latitude: ..., longitude: ...}}, entry_attitude: ..., burns: [...]}}\n"
    "docs/scenario.md explains its keys; scenarios/usdv.yaml has an example"
)


def plan_scenario(
    scenario: Scenario,
    file: Path,
    *,
    with_failures: bool = True,
    on_progress: OnProgress = ignore_progress,
) -> PlanStudy:
    """Search the burns a scenario asks for, and answer everything about them.

    Parameters
    ----------
    scenario
        With a `plan`.
    file
        Where it was read from, for messages.
    with_failures
        Whether to map the failures of the final burn.
    on_progress
        Called in this thread.

    Raises
    ------
    InputError
        If the scenario asks for no plan.
    ScenarioError
        If a burn has nothing to burn or a phase does not end.
    """
    require_plan(scenario, file)
    missions = build_missions([scenario], on_progress)
    (study,) = process_side_by_side(
        partial(study_plan, parts=PARTS if with_failures else PARTS - {"failures"}),
        [scenario],
        missions,
        [plan_stage_names(scenario, missions[0])],
        on_progress,
    )
    # ships that can't deorbit themselves are violations, which the answer tells
    check_completed(study.flight, study.scenario, file, disposals=())
    return study


def plan_to_folder(
    scenario: Scenario,
    file: Path,
    output: Output,
    *,
    with_failures: bool = True,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, PlanResult]:
    """Plan one scenario and write its folder, feasible or not; returns the folder and the result.

    Parameters and errors are those of `plan_scenario`.

    Raises
    ------
    FolderError
        If something is there that may not be replaced, before anything flies.
    """
    require_plan(scenario, file)
    target = output.target([scenario.name], "plan")
    check_target(target, output.force)
    if output.plots:
        import_in_background("sim.report.figures.draw", "sim.report.page.plan_page")
    study = plan_scenario(scenario, file, with_failures=with_failures, on_progress=on_progress)
    result = plan_result(study, scenario, output.command)
    with report_writing(output, on_progress), new_folder(target, output.force) as folder:
        result.write(folder)
        if output.plots:
            from sim.report.figures.draw import draw_plan
            from sim.report.page.write import write_page

            draw_plan(result, folder, output.formats)
            write_page(folder)
    return target, result


def require_plan(scenario: Scenario, file: Path) -> None:
    """Refuse a scenario that asks for no plan.

    Raises
    ------
    InputError
        With how to add one.
    """
    if scenario.plan is None:
        raise InputError(WITHOUT_PLAN.format(file=file, name=scenario.name))
