"""A point of a sweep: its scenario read, planned or flown, and the figures asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.campaign.run.executor import Chunk
from sim.errors import FlightError, InputError, NoPlanError
from sim.flight.figures import FlightFigures
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.flight.status import FlightProgress
from sim.flight.summary import summary
from sim.own.known import Registered, all_registered
from sim.scenario.build.mission import build_mission
from sim.scenario.error import LocatedIssue, ScenarioError
from sim.scenario.load import validated
from sim.scenario.reading.override import changed
from sim.scenario.reading.text import Node
from sim.scenario.schema.scenario import Scenario
from sim.workflow.acceptance import check_completed
from sim.workflow.build_results import run_result
from sim.workflow.flown_scenario import run_scenario
from sim.workflow.plan_study import study_plan
from sim.workflow.sweep.design import Point
from sim.workflow.sweep.metrics import Figures, Metric, choose_metrics, parts_of
from sim.workflow.sweep.share import SharedFlights
from sim.workflow.sweep.together import Builder, fly_together

FEASIBLE, FLOWN = "feasible", "flown"
INFEASIBLE, INVALID, FAILED = "infeasible", "invalid", "failed"
"""What became of a point: its plan keeps its limits, or it was flown; its plan breaks one, its
scenario can't be, or its flight failed numerically."""

TEXT, NUMBER = "", np.nan
"""What stands where a metric of text, or of numbers, has no value."""


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What every chunk of a sweep needs; it travels to workers.

    Attributes
    ----------
    tree, issues
        The scenario as it was read.
    file
        Where from, for messages.
    keys, points
        What is varied, and its values by point.
    metrics
        Names of what is noted.
    planned, aim_chosen
        Whether points are planned, and choose their aim point.
    own
        Functions of one's own that the scenario may name.
    """

    tree: Node
    issues: tuple[LocatedIssue, ...]
    file: Path
    keys: tuple[str, ...]
    points: tuple[Point, ...]
    metrics: tuple[str, ...]
    planned: bool
    aim_chosen: bool
    own: Registered = field(default_factory=all_registered)
    shared: SharedFlights = field(default_factory=SharedFlights)

    def scenario(self, point: Point) -> Scenario:
        """The scenario of a point.

        Raises
        ------
        ScenarioError
            With everything wrong.
        """
        changes = dict(zip(self.keys, point, strict=True))
        return validated(changed(self.tree, changes), self.issues)

    @property
    def chosen(self) -> tuple[Metric, ...]:
        """The metrics."""
        return choose_metrics(self.metrics, planned=self.planned, aim_chosen=self.aim_chosen)


class Outcome(NamedTuple):
    """What became of a point, why it is no better in a word and in sentences, and its figures;
    empty where there are none.
    """

    status: str
    cause: str
    reason: str
    figures: Figures


def work_through(experiment: Experiment, chunk: Chunk) -> dict[str, dict[str, np.ndarray]]:
    """The table of a chunk: number of each point (``sample``), what became of it, metrics."""
    metrics = experiment.chosen
    points = experiment.points[chunk.first : chunk.first + chunk.count]
    if experiment.planned or not is_light(metrics):
        outcomes = [evaluate_point(experiment, metrics, point) for point in points]
    else:
        outcomes = _fly_points(experiment, points)
    table = {
        "sample": np.arange(chunk.first, chunk.first + chunk.count),
        "status": np.array([each.status for each in outcomes]),
        "cause": np.array([each.cause for each in outcomes]),
        "reason": np.array([each.reason for each in outcomes]),
    }
    for metric in metrics:
        found = [metric.find(each.figures) if each.figures else None for each in outcomes]
        table[metric.name] = column_of(found, metric.name)
    return {"samples": table}


def column_of(values: Sequence[Any], name: str) -> np.ndarray:
    """Values of a metric as a column: text of dates and words, else numbers, NaN where none is."""
    if name.endswith("utc") or any(isinstance(value, str) for value in values):
        return np.array([TEXT if value is None else str(value) for value in values], dtype=str)
    return np.array([NUMBER if value is None else float(value) for value in values])


def evaluate_point(experiment: Experiment, metrics: Sequence[Metric], point: Point) -> Outcome:
    """Plan or fly one point; what can't be planned is an outcome, no error."""
    try:
        scenario = experiment.scenario(point)
        if experiment.planned:
            return _plan(experiment, parts_of(metrics), scenario)
        return _fly(experiment, scenario)
    except NoPlanError as error:
        return Outcome(INFEASIBLE, "no plan", _one_line(error), {})
    except ScenarioError as error:
        return _invalid(error)
    except FlightError as error:
        return _failed(error)


def _plan(experiment: Experiment, parts: frozenset[str], scenario: Scenario) -> Outcome:
    """The plan of a point, as `iss-deorbit plan` finds it."""
    mission, before, starts = experiment.shared.beginning(scenario)
    study = study_plan(scenario, mission, FlightProgress(), parts, before, starts)
    check_completed(study.flight, study.scenario, experiment.file, disposals=())
    answer: Mapping[str, Any] = study.answer
    found = answer["findings"]
    causes = dict.fromkeys(each["constraint"] for each in found)
    reasons = [f"{each['sentence']}; {each['remedy']}" for each in found]
    status = FEASIBLE if answer["feasible"] else INFEASIBLE
    return Outcome(status, ", ".join(causes), ". ".join(reasons), answer)


def is_light(metrics: Sequence[Metric]) -> bool:
    """Whether metrics of a flight need nothing but the flight."""
    plain = set(FlightFigures.__annotations__)
    return all(set(each.parts) <= plain for each in metrics)


def _fly(experiment: Experiment, scenario: Scenario) -> Outcome:
    """The flight of a point with its debris, as `iss-deorbit run` flies it."""
    flown = run_scenario(scenario, build_mission(scenario), FlightProgress())
    check_completed(flown.flight, flown.scenario, experiment.file, flown.disposals)
    return Outcome(*_status_of(flown.flight), run_result(flown).summary)


def _fly_points(experiment: Experiment, points: Sequence[Point]) -> list[Outcome]:
    """Flights of points without their debris, those of one structure in one batch."""
    outcomes: dict[int, Outcome] = {}
    built: list[tuple[int, Scenario, Mission]] = []
    builder = Builder()
    for k, point in enumerate(points):
        try:
            scenario = experiment.scenario(point)
            built.append((k, scenario, builder.build(scenario)))
        except ScenarioError as error:
            outcomes[k] = _invalid(error)
    for (k, scenario, _), flight in zip(built, _fly_all([m for _, _, m in built]), strict=True):
        if isinstance(flight, FlightError):
            outcomes[k] = _failed(flight)
            continue
        try:
            check_completed(flight, scenario, experiment.file)
            outcomes[k] = Outcome(*_status_of(flight), summary(flight, scenario.name))
        except ScenarioError as error:
            outcomes[k] = _invalid(error)
    return [outcomes[k] for k in range(len(points))]


def _fly_all(missions: Sequence[Mission]) -> list[Flight | FlightError]:
    """Flights, or why one can't be flown."""
    try:
        return [*fly_together(missions)]
    except FlightError:
        return [_fly_or_tell(mission) for mission in missions]


def _fly_or_tell(mission: Mission) -> Flight | FlightError:
    try:
        return fly(mission)
    except FlightError as error:
        return error


def _status_of(flight: Flight) -> tuple[str, str, str]:
    status = flight.status[0]
    return (FAILED, str(status), status.sentence) if status.failed else (FLOWN, "", "")


def _invalid(error: ScenarioError) -> Outcome:
    return Outcome(INVALID, error.issues[0].key or INVALID, _one_line(error), {})


def _failed(error: FlightError) -> Outcome:
    return Outcome(FAILED, FAILED, _one_line(error), {})


def _one_line(error: InputError | FlightError) -> str:
    return " ".join(str(error).split())
