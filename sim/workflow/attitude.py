"""What the attitude decides of a scenario, and the folder of the answer."""

from pathlib import Path

from sim._version import __version__
from sim.formats.folder import check_target, new_folder
from sim.formats.json_text import write_json
from sim.operations.attitude.answers import AttitudeFigures, answer_attitude
from sim.report.results.provenance import Provenance, write_manifest
from sim.scenario.build.mission import build_mission
from sim.scenario.load import scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.build_results import weather_source
from sim.workflow.output import Output
from sim.workflow.progress import BUILDING, OnProgress, ignore_progress, report_stage

ASKING = "asking about the attitude"


class AttitudeAnswerFigures(AttitudeFigures):
    """Form of ``attitude.json``."""

    scenario: str
    title: str
    scenario_sha256: str
    version: str


def attitude_to_folder(
    scenario: Scenario,
    output: Output,
    engines_out: int | None = None,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, AttitudeAnswerFigures]:
    """Answer for one scenario and write its folder; returns the folder and the answer.

    Raises
    ------
    FolderError
        If something is there that may not be replaced, before anything flies.
    InputError
        If the scenario has no burn, or no way down, as a rigid body that thrusters hold.
    """
    target = output.target([scenario.name], "attitude")
    check_target(target, output.force)
    with report_stage(BUILDING, on_progress):
        mission = build_mission(scenario)
    with report_stage(ASKING, on_progress):
        figures = answer_attitude(mission, engines_out)
    digest = scenario_hash(scenario)
    answer: AttitudeAnswerFigures = {
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_sha256": digest,
        "version": __version__,
        **figures,
    }
    made = Provenance(
        scenarios={scenario.name: digest},
        statuses=[],
        weather={scenario.name: weather_source(scenario, mission)},
        command=output.command,
    )
    with new_folder(target, output.force) as folder:
        write_json(folder / "attitude.json", answer)
        write_manifest(folder, made)
    return target, answer
