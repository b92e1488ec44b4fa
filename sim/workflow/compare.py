"""Comparing scenarios: flown side by side, and one folder with all of them."""

from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError
from sim.formats.figure_formats import FORMATS
from sim.formats.folder import check_target, new_folder
from sim.report.results.comparison_result import ComparisonResult
from sim.scenario.schema.scenario import Scenario
from sim.workflow.build_results import compare_results
from sim.workflow.output import Output
from sim.workflow.progress import OnProgress, ignore_progress, import_in_background
from sim.workflow.run import report_writing, run_scenarios


def compare_to_folder(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    output: Output,
    *,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, ComparisonResult]:
    """Fly scenarios side by side and write one folder with all of them; returns the folder and the
    result.

    Parameters and errors are those of `sim.workflow.run.run_scenarios`.

    Raises
    ------
    InputError
        If names are not different.
    FolderError
        If something is there that may not be replaced, before anything flies.
    """
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError(f"scenarios to compare need different names; given: {', '.join(names)}")
    target = output.target(names, "compare")
    check_target(target, output.force)
    if output.plots:
        import_in_background("sim.report.figures.draw", "sim.report.page.run_page")
    runs = run_scenarios(
        scenarios,
        files,
        command=output.command,
        sensitivity_cases=output.plots,
        on_progress=on_progress,
    )
    result = compare_results(runs)
    with report_writing(output, on_progress), new_folder(target, output.force) as folder:
        write_comparison(folder, result, output.plots, output.formats)
    return target, result


def write_comparison(
    folder: Path, result: ComparisonResult, plots: bool, formats: Sequence[str] = FORMATS
) -> None:
    """Write a result into a folder that exists, with figures and pages if wanted."""
    result.write(folder)
    if plots:
        from sim.report.figures.draw import draw_runs
        from sim.report.page.write import write_page

        for run in result.runs:
            draw_runs([run], folder / run.name, formats)
            write_page(folder / run.name)
        draw_runs(result.runs, folder, formats)
        write_page(folder)
