"""The burns a scenario asks for, and before them the aim point where it is to be chosen."""

from dataclasses import dataclass

import numpy as np

from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.flight.interface import propellant_aboard
from sim.flight.record import Flight
from sim.operations.backup_revolution import fly_backups
from sim.operations.break_up import StationModel
from sim.operations.choose_aim import AimStudy, choose_aim
from sim.operations.figures import BackupFigures, PlanClearanceFigures
from sim.operations.measure_plan import measure_plan
from sim.operations.perigee_and_thrust import tabulate_curves
from sim.operations.summary import summarise_backups, summarise_choice, summarise_clearance
from sim.planning.plan_summary import summarise_plan
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.solve import BurnPlan, SearchScope, search_burns
from sim.report.results.contents import RunPlanFigures
from sim.scenario.build.entry import components, entry_options, expected_aboard
from sim.scenario.build.plan import aim_choice_of, problem_of
from sim.scenario.schema.scenario import Scenario

OPERATIONS = "backup revolutions, perigee and thrust"
"""What a plan is doing then, for people who watch."""

TOLERANCE = 1e-10
"""Relative, of the flights with a burn that comes late."""


@dataclass(frozen=True)
class SearchedPlan:
    """A plan, feasible or not, and how its aim point was chosen; None where that was given."""

    plan: BurnPlan
    aim: AimStudy | None = None

    def figures(self, scenario_name: str) -> RunPlanFigures:
        """The figures of the plan, with how the aim point was chosen."""
        figures: RunPlanFigures = {**summarise_plan(self.plan, scenario_name)}
        if self.aim is not None:
            figures["aim_choice"] = summarise_choice(self.aim, self.plan.before.mission.epoch)
        return figures


def search_aim_and_burns(
    scenario: Scenario, before: Flight, scope: SearchScope | None = None
) -> SearchedPlan:
    """Search the burns of a scenario from where the flight before has ended.

    Parameters
    ----------
    scenario
        With a `plan`.
    before
        Ended in orbit.
    scope
        What is known of the window of the plan, and asked beside its burns.

    Raises
    ------
    NoAimError
        If the aim point is to be chosen and no burns lead into its box.
    ValueError
        If it is to be chosen and the scenario says not what breaks up.
    """
    problem, degree = problem_of(scenario), scenario.environment.gravity.degree
    if isinstance(problem, PlanningProblem):
        return SearchedPlan(search_burns(problem, before, degree=degree, scope=scope))
    model = station_model(scenario, before)
    if model is None:
        raise ValueError(f"{scenario.name} has no `entry`: nothing tells where debris falls")
    choice = aim_choice_of(scenario)
    study = choose_aim(problem, choice, before, model, degree=degree, scope=scope)
    return SearchedPlan(study.plan, study)


def station_model(scenario: Scenario, before: Flight) -> StationModel | None:
    """What breaks up, and how; None without an entry. In its tanks is what a flight has before the
    burns: they burn it, and the trajectories know what the stack then weighs.
    """
    if scenario.entry is None:
        return None
    aboard = expected_aboard(scenario, propellant_aboard(before.final))
    columns = catalogue_columns(components(scenario, aboard))
    return StationModel(columns, entry_options(scenario.entry))


@dataclass(frozen=True)
class OperationsStudy:
    """What is asked about a plan that was flown: distance from land, later revolutions, and the
    table of footprint and clearance against final perigee and thrust; None where nothing breaks up.
    """

    clearance: PlanClearanceFigures | None
    backups: list[BackupFigures]
    curves: dict[str, np.ndarray] | None


def study_operations(
    scenario: Scenario, searched: SearchedPlan, *, with_curves: bool = True
) -> OperationsStudy:
    """Clearance of a plan that was flown, which later revolutions would serve, and its curves."""
    plan, aim = searched.plan, searched.aim
    model = station_model(scenario, plan.before)
    epoch, degree = plan.before.mission.epoch, scenario.environment.gravity.degree
    if aim is not None:
        clearance, backups = aim.clearance, list(aim.backups)
    else:
        choice = aim_choice_of(scenario)
        clearance = None if model is None else measure_plan(plan, model, choice.share)
        backups = fly_backups(plan, choice.box, clearance, degree=degree, tolerance=TOLERANCE)
    return OperationsStudy(
        clearance=None if clearance is None else summarise_clearance(clearance),
        backups=summarise_backups(backups, epoch),
        curves=None
        if clearance is None or model is None or not with_curves
        else tabulate_curves(plan, model, clearance),
    )
