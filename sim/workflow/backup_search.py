"""The search for a backup: the lowering before it flown once, then every candidate of the set."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.errors import InputError
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.status import FlightProgress
from sim.formats.csv_text import csv_text
from sim.formats.folder import check_target, new_folder
from sim.formats.json_text import write_json
from sim.frames.earth_orientation import inclination_of_date
from sim.operations.aim_choice import AimBox
from sim.operations.backup.search import BackupSearch, Candidate, search_backup
from sim.operations.backup.sequence import Orbit
from sim.operations.backup.supply import lowering_demand
from sim.planning.feasibility.hardware import without_limits
from sim.planning.problem import PlanningProblem, UnaimedProblem
from sim.planning.targeting.calendar import ARC, crossing_argument
from sim.report.results.backup_search import BackupCandidateFigures, BackupSearchFigures
from sim.report.results.provenance import Provenance, write_manifest
from sim.report.text.backup_search import search_markdown
from sim.scenario.build.backup_search import build_search, search_of
from sim.scenario.build.plan import aim_choice_of, problem_of
from sim.scenario.load import scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.output import Output
from sim.workflow.progress import OnProgress, ignore_progress, process_side_by_side
from sim.workflow.run import build_missions, report_writing

LOOKING = "looking through the set"
WITHOUT_SEARCH = (
    "{file}: {name} has no `plan: search`, so there is no set to look through; "
    "scenarios/variants/progress_as_announced.yaml has one"
)


def search_to_folder(
    scenario: Scenario,
    file: Path,
    output: Output,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, BackupSearchFigures]:
    """Look through the set that a scenario states; returns the folder and the answer.

    Raises
    ------
    InputError
        If the scenario states no set.
    FolderError
        If something is there that may not be replaced, before anything flies.
    """
    if scenario.plan is None or scenario.plan.search is None:
        raise InputError(WITHOUT_SEARCH.format(file=file, name=scenario.name))
    target = output.target([scenario.name], "search")
    check_target(target, output.force)
    missions = build_missions([scenario], on_progress)
    stages = [*(phase.name for phase in missions[0].phases), LOOKING]
    (backup_search,) = process_side_by_side(_search, [scenario], missions, [stages], on_progress)
    answer = summarise_search(backup_search, scenario, missions[0])
    with (
        report_writing(replace(output, plots=False), on_progress),
        new_folder(target, output.force) as folder,
    ):
        write_json(folder / "search.json", answer)
        write_whole_text(folder / "search.md", search_markdown(answer))
        write_whole_text(folder / "candidates.csv", csv_text(tabulate(backup_search.candidates)))
        write_manifest(folder, _provenance(scenario, output.command))
    return target, answer


def _search(scenario: Scenario, mission: Mission, live: FlightProgress) -> BackupSearch:
    """Fly the lowering with ships that never run dry, then every candidate."""
    hardware, search_set, favours, limits = build_search(scenario, mission)
    given = search_of(scenario)
    endless = replace(mission, vehicles=tuple(without_limits(v) for v in mission.vehicles))
    before = fly(endless, live)
    per_pair = 0.0 if given.turn_propellant is None else float(given.turn_propellant)
    demand = lowering_demand(before, per_pair)
    live.phase = LOOKING
    problem = problem_of(scenario)
    inclination = inclination_of_date(before.t[0], before.y[0], mission.world.orientation)
    orbit = Orbit(
        height=220e3 if problem.altitude is None else problem.altitude,
        inclination=inclination,
        burn_centre=burn_centre(problem, aim_choice_of(scenario).box, inclination),
        time=demand.until,
    )
    return search_backup(
        mission, hardware, search_set, favours, demand=demand, orbit=orbit, limits=limits
    )


def _provenance(scenario: Scenario, command: str) -> Provenance:
    return Provenance(
        scenarios={scenario.name: scenario_hash(scenario)},
        statuses=[],
        weather={scenario.name: None},
        command=command,
    )


def burn_centre(problem: UnaimedProblem, box: AimBox, inclination: float) -> float:
    """Argument of latitude in rad from which debris comes down at the latitude of the aim; at the
    south side of its box where it is still to be chosen.
    """
    latitude = problem.aim.latitude if isinstance(problem, PlanningProblem) else box.south
    crossings = (
        crossing_argument(latitude, inclination, direction) for direction in problem.directions
    )
    crossing = next((each for each in crossings if each is not None), 0.0)
    return (crossing - ARC) % (2.0 * np.pi)


def summarise_search(
    searched: BackupSearch, scenario: Scenario, mission: Mission
) -> BackupSearchFigures:
    """What ``search.json`` holds of a search."""
    feasible = [candidate for candidate in searched.candidates if candidate.feasible]
    best = (feasible or list(searched.candidates))[:5]
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "set": search_of(scenario).model_dump(mode="json", exclude_none=True),
        "candidates": searched.search_set.size,
        "flown": len(searched.candidates),
        "feasible": len(feasible),
        "best": [_candidate_figures(candidate, mission) for candidate in best],
        "changes": [
            {
                "name": favour.name,
                "says": favour.sentence,
                "feasible": candidate.feasible,
                "best": _candidate_figures(candidate, mission),
            }
            for favour, candidate in searched.favours
        ],
    }


def _candidate_figures(candidate: Candidate, mission: Mission) -> BackupCandidateFigures:
    """Its row of the table of candidates, and when its ships dock."""
    figures = {name: values[0].item() for name, values in tabulate([candidate]).items()}
    docking = [mission.epoch.utc_iso(float(t)) for t in candidate.supply.docking]
    return cast("BackupCandidateFigures", figures | {"docking_utc": docking})


def tabulate(candidates: Sequence[Candidate]) -> dict[str, np.ndarray]:
    """Columns of candidates, with units in their names."""
    return {
        "ships": np.array([c.supply.ships for c in candidates]),
        "kept": np.array([c.supply.kept for c in candidates]),
        "launches_per_year": np.array([c.supply.launches_per_year for c in candidates]),
        "cross_feed": np.array([c.sequence.cross_feed for c in candidates]),
        "finisher": np.array([c.sequence.finisher for c in candidates]),
        "ship_burns": np.array([c.sequence.ship_burns for c in candidates]),
        "station_burns": np.array([c.sequence.station_burns for c in candidates]),
        "parking_km": np.array([c.parking / 1e3 for c in candidates]),
        "perigee_km": np.array([c.perigee / 1e3 for c in candidates]),
        "left_for_burns_kg": np.array([c.left_for_burns for c in candidates]),
        "propellant_kg": np.array([c.propellant for c in candidates]),
        "delta_v_m_s": np.array([c.delta_v for c in candidates]),
        "longest_burn_s": np.array([c.longest_burn for c in candidates]),
        "margin_kg": np.array([c.margin for c in candidates]),
        "flight_path_angle_deg": np.degrees([c.flight_path_angle for c in candidates]),
        "perigee_reached_km": np.array([c.perigee_reached / 1e3 for c in candidates]),
        "feasible": np.array([c.feasible for c in candidates]),
        "fails": np.array([c.fails for c in candidates], dtype=str),
    }
