"""From finished flights to the files of a results folder."""

import json as plain_json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from sim._version import __version__
from sim.environment.space_weather.indices import weather_coverage
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.flight.summary import events, summary
from sim.flight.trajectory import trajectory
from sim.formats.json_text import write_json
from sim.formats.manifest import manifest
from sim.formats.parquet import write_table
from sim.planning.failures.impact_map import FailureMap, failure_features
from sim.planning.plan_summary import summarise_plan
from sim.report.results.comparison import comparison, markdown
from sim.report.results.run import RunResult, contours
from sim.scenario.build.weather import weather_options
from sim.scenario.load import resolved_yaml, scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.reentry import EntryResult, debris_figures
from sim.workflow.run import Journey
from sim.workflow.write_reentry import footprint_features, fragment_columns, write_entry


@dataclass(frozen=True)
class Result:
    """A flight with its tables, its summary, and what its manifest says of its making."""

    scenario: Scenario
    flight: Flight
    path: dict[str, np.ndarray]
    events: dict[str, np.ndarray]
    summary: dict[str, Any]
    digest: str
    command: list[str]
    plan: dict[str, Any] | None = None
    entry: EntryResult | None = None
    failures: FailureMap | None = None
    suns: dict[str, np.ndarray] | None = None

    @property
    def run(self) -> RunResult:
        """What figures and tables are made from."""
        if self.entry is None:
            return RunResult(
                summary=self.summary,
                trajectory=self.path,
                events=self.events,
                forecast=self.suns,
            )
        columns = fragment_columns(self.entry)
        features = footprint_features(self.entry, columns, self.summary["debris"]["reference"])
        shares = contours(features)
        return RunResult(
            summary=self.summary,
            trajectory=self.path,
            events=self.events,
            fragments=columns,
            contours=shares,
            forecast=self.suns,
        )


def result_of(journey: Journey, command: Sequence[str]) -> Result:
    """Work out the tables and the summary of a flight."""
    scenario, flight = journey.scenario, journey.flight
    path, digest = trajectory(flight), scenario_hash(scenario)
    figures = summary(flight, scenario.name, path=path)
    name = {
        "scenario": scenario.name,
        "title": scenario.title,
        "label": scenario.comparison.label or scenario.name,
        "colour": scenario.comparison.colour,
        "scenario_sha256": digest,
        "version": __version__,
    }
    found = None if journey.plan is None else summarise_plan(journey.plan, scenario.name)
    if journey.entry is not None:
        figures["debris"] = debris_figures(journey.entry, found, figures["impact"])
    return Result(
        scenario,
        flight,
        path,
        events(flight),
        name | figures,
        digest,
        [shlex.join(command)],
        found,
        journey.entry,
        journey.failures,
        journey.suns,
    )


def write_result(folder: Path, result: Result, plots: bool) -> None:
    """Write everything `run` promises into a folder that exists."""
    facts = {
        "scenario": result.scenario.name,
        "scenario_sha256": result.digest,
        "version": __version__,
        "epoch_utc": result.summary["start_utc"],
        "time_s": "TAI seconds since epoch_utc",
        "frame": "positions and velocities in GCRF, latitude and altitude on WGS84",
    }
    write_json(folder / "summary.json", result.summary)
    write_table(folder / "trajectory.parquet", result.path, facts)
    write_table(folder / "events.parquet", result.events, facts)
    (folder / "scenario.yaml").write_text(resolved_yaml(result.scenario), encoding="utf-8")
    write_json(folder / "manifest.json", manifest_of([result]))
    if result.plan is not None:
        write_json(folder / "plan.json", result.plan)
    if result.entry is not None:
        reference = result.summary["debris"]["reference"]
        write_entry(folder, result.entry, facts, result.scenario.title, reference)
    if result.failures is not None:
        write_failures(folder, result.failures, facts)
    if result.suns is not None:
        write_table(folder / "forecast.parquet", result.suns, facts)
    if plots:
        from sim.report.figures.draw import draw
        from sim.report.page.file import write_page

        draw([result.run], folder)
        write_page(folder)


def write_failures(folder: Path, found: FailureMap, facts: Mapping[str, str]) -> None:
    """Write the failures of a final burn as a table and as features."""
    write_table(folder / "failure_map.parquet", found.columns, facts)
    features = failure_features(found.columns, found.tracks)
    text = plain_json.dumps(features, ensure_ascii=False, allow_nan=False)
    (folder / "failure_map.geojson").write_text(text + "\n", encoding="utf-8")


def write_comparison(
    folder: Path, results: Sequence[Result], figures: dict[str, Any], plots: bool
) -> None:
    """Write a folder for each scenario and what they come to side by side."""
    for result in results:
        own = folder / result.scenario.name
        own.mkdir()
        write_result(own, result, plots)
    write_json(folder / "comparison.json", figures)
    (folder / "comparison.md").write_text(markdown(figures), encoding="utf-8")
    write_json(folder / "manifest.json", manifest_of(results))
    if plots:
        from sim.report.figures.draw import draw
        from sim.report.page.file import write_page

        draw([result.run for result in results], folder)
        write_page(folder)


def comparison_of(results: Sequence[Result]) -> dict[str, Any]:
    """Figures of several results side by side."""
    return comparison([result.summary for result in results])


def manifest_of(results: Sequence[Result]) -> dict[str, Any]:
    """Manifest of one or several results."""
    return manifest(
        {result.scenario.name: result.digest for result in results},
        [str(status) for result in results for status in result.flight.status],
        weather={
            result.scenario.name: weather_of(result.scenario, result.flight.mission)
            for result in results
        },
        created_utc=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        command=results[0].command,
    )


def weather_of(scenario: Scenario, mission: Mission) -> dict[str, Any] | None:
    """Where space weather came from; None if the air did not ask for it."""
    given = scenario.environment
    if not given.atmosphere.asks_for_weather:
        return None
    options = weather_options(given.space_weather)
    if "constant" in options:
        f107, f107a, ap = options["constant"]
        held = {"f107_sfu": f107, "f107a_sfu": f107a, "ap": ap}
        return {"constant": held, "storms": len(given.space_weather.storms)}
    return weather_coverage(mission.epoch, mission.horizon, **options)._asdict()
