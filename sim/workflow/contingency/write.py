"""The command as a workflow: a question answered, and the folder of its answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.formats.folder import check_target, new_folder
from sim.report.results.contingency import ContingencyResult
from sim.workflow.contingency.answer import contingency_result
from sim.workflow.contingency.study import (
    ContingencyStudy,
    LeftAlone,
    Question,
    study_contingency,
)
from sim.workflow.output import Output
from sim.workflow.progress import OnProgress, ignore_progress, import_in_background
from sim.workflow.run import report_writing, write_run

DEORBIT, DECAY = "deorbit", "uncontrolled"
"""Folders of the flights inside that of the answer."""


def answer_contingency(
    file: Path,
    changes: Mapping[str, Any],
    question: Question,
    command: str = "",
    on_progress: OnProgress = ignore_progress,
    left: LeftAlone | None = None,
) -> tuple[ContingencyStudy, ContingencyResult]:
    """Answer a question; parameters and errors are those of `study_contingency`."""
    study = study_contingency(file, changes, question, on_progress, left)
    return study, contingency_result(study, command)


def contingency_to_folder(
    file: Path,
    changes: Mapping[str, Any],
    question: Question,
    output: Output,
    on_progress: OnProgress = ignore_progress,
    left: LeftAlone | None = None,
) -> tuple[Path, ContingencyResult]:
    """Answer a question and write its folder, with the flights beside it; returns the folder and
    the answer. Other parameters as for `study_contingency`.

    Raises
    ------
    FolderError
        If something is there that may not be replaced, before anything flies.
    """
    target = output.target([question.date[:10]], "contingency")
    check_target(target, output.force)
    if output.plots:
        import_in_background("sim.report.figures.draw", "sim.report.page.run_page")
    study, result = answer_contingency(file, changes, question, output.command, on_progress, left)
    flights = {DECAY: study.uncontrolled, DEORBIT: study.deorbit}
    with report_writing(output, on_progress), new_folder(target, output.force) as folder:
        result.write(folder)
        for name, run in flights.items():
            if run is not None:
                (folder / name).mkdir()
                write_run(folder / name, run, output.plots)
        if output.plots:
            from sim.report.contingency.figures import draw_contingency
            from sim.report.contingency.page import write_contingency_page

            draw_contingency(result, folder)
            write_contingency_page(folder)
    return target, result
