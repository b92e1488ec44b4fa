"""Results from finished work: the tables and figures that are written, drawn, and handed on."""

import json
from collections.abc import Sequence
from typing import Any

from sim._version import __version__
from sim.entry.disposal import disposal_columns
from sim.environment.space_weather.indices import weather_coverage
from sim.flight.event_table import events
from sim.flight.mission import Mission
from sim.flight.motion.path import motion_path, stack_shape
from sim.flight.record import Flight
from sim.flight.summary import summary
from sim.flight.trajectory import trajectory
from sim.formats.json_text import json_text
from sim.planning.failures.impact_map import FailureMap, failure_features
from sim.planning.margins.usable import margin_of_flight
from sim.report.results.audit import AuditFigures
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.contents import PlanAnswerFigures, RunFigures
from sim.report.results.plan import PlanResult
from sim.report.results.provenance import Provenance, join_provenances
from sim.report.results.run import RunResult
from sim.report.text.comparison import compare_summaries, markdown
from sim.scenario.build.mission import weather_options
from sim.scenario.load import resolved_yaml, scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.aim import SearchedPlan
from sim.workflow.flown_scenario import FlownScenario
from sim.workflow.plan_study import PlanStudy
from sim.workflow.reentry import summarize_debris
from sim.workflow.reentry_files import fragment_columns, reentry_files


def run_result(
    flown: FlownScenario, command: str = "", audit: AuditFigures | None = None
) -> RunResult:
    """Tables, summary and texts of a flown scenario.

    Parameters
    ----------
    flown
        The flight and what was computed for it.
    command
        What was asked for, for the manifest.
    audit
        Of the same flight, if it was audited.
    """
    scenario, flight = flown.scenario, flown.flight
    path, digest = trajectory(flight), scenario_hash(scenario)
    plan = None
    if flown.plan is not None:
        plan = SearchedPlan(flown.plan, flown.aim).figures(scenario.name)
    figures: RunFigures = {
        "scenario": scenario.name,
        "title": scenario.title,
        "label": scenario.comparison.label or scenario.name,
        "depends_on": scenario.depends_on,
        "colour": scenario.comparison.colour,
        "scenario_sha256": digest,
        "version": __version__,
        **summary(flight, scenario.name, path=path),
    }
    reserve = None if flown.plan is None else flown.plan.problem.limits.reserve
    figures["margin"] = margin_of_flight(flight, path, reserve)
    debris: dict[str, Any] = {}
    if flown.reentry is not None:
        figures["debris"] = summarize_debris(flown.reentry, plan, figures["impact"])
        columns = fragment_columns(flown.reentry)
        reference = figures["debris"]["reference"]
        debris = {"fragments": columns} | reentry_files(
            flown.reentry, columns, scenario.title, reference, scenario.depends_on
        )
    more = {**debris, **_disposals(flown, figures), **_motion(flight)}
    return RunResult(
        summary=figures,
        trajectory=path,
        events=events(flight),
        scenario_yaml=resolved_yaml(scenario),
        manifest=Provenance(
            scenarios={scenario.name: digest},
            statuses=[str(status) for status in flight.status],
            weather={scenario.name: weather_source(scenario, flight.mission)},
            command=command,
        ),
        plan=plan,
        failures=None if flown.failures is None else flown.failures.columns,
        failure_features=_failure_features(flown.failures),
        forecast=flown.solar_activity,
        audit=audit,
        flight=flight,
        **more,
    )


def _motion(flight: Flight) -> dict[str, Any]:
    """How the stack turned and what it looks like, where it was a rigid body."""
    return {"motion": motion_path(flight), "stack_shape": stack_shape(flight)}


def _disposals(flown: FlownScenario, figures: RunFigures) -> dict[str, Any]:
    """Table of ships that left, whose figures are added to those of the summary."""
    ships = [ship.figures for ship in flown.disposals]
    if not ships:
        return {}
    figures["disposals"] = ships
    return {"disposals": disposal_columns(ships)}


def plan_result(study: PlanStudy, asked: Scenario, command: str = "") -> PlanResult:
    """Answer and tables of a plan.

    Parameters
    ----------
    study
        The plan and what was asked about it.
    asked
        The scenario as it was, whose digest the answer names.
    command
        What was asked for, for the manifest.
    """
    scenario, digest = study.scenario, scenario_hash(asked)
    answer: PlanAnswerFigures = {
        "scenario": scenario.name,
        "title": scenario.title,
        "label": scenario.comparison.label or scenario.name,
        "depends_on": scenario.depends_on,
        "scenario_sha256": digest,
        "version": __version__,
        **study.answer,
    }
    return PlanResult(
        answer=json.loads(json_text(answer)),  # as it is read again
        scenario_yaml=resolved_yaml(scenario),
        manifest=Provenance(
            scenarios={scenario.name: digest},
            statuses=[str(status) for status in study.flight.status],
            weather={scenario.name: weather_source(scenario, study.flight.mission)},
            command=command,
        ),
        calendar=study.calendar,
        torque=study.torque,
        lowering=study.lowering,
        curves=study.curves,
        failures=None if study.failures is None else study.failures.columns,
        failure_features=_failure_features(study.failures),
    )


def _failure_features(failures: FailureMap | None) -> dict[str, Any] | None:
    return None if failures is None else failure_features(failures.columns, failures.tracks)


def weather_source(scenario: Scenario, mission: Mission) -> dict[str, Any] | None:
    """Where space weather came from; None if the atmosphere does not ask for it."""
    environment = scenario.environment
    if not environment.atmosphere.asks_for_weather:
        return None
    constant = environment.space_weather.constant
    if constant is not None:
        return {
            "constant": {
                "f107_sfu": float(constant.f107),
                "f107a_sfu": float(constant.f107a),
                "ap": float(constant.ap),
            },
            "storms": len(environment.space_weather.storms),
        }
    options: dict[str, Any] = dict(weather_options(environment.space_weather))
    return weather_coverage(mission.epoch, mission.horizon, **options)._asdict()


def compare_results(runs: Sequence[RunResult]) -> ComparisonResult:
    """Compare results of different names, the first with each of the others."""
    figures = compare_summaries([run.summary for run in runs])
    new = [run.manifest for run in runs if isinstance(run.manifest, Provenance)]
    return ComparisonResult(
        runs=tuple(runs),
        figures=figures,
        table=markdown(figures),
        manifest=join_provenances(new) if len(new) == len(runs) else {},
    )
