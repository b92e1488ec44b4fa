"""What the guidance of a plan needs besides the plan: its footprint, which later revolutions serve,
how long the stack stays up, rules and failures.
"""

from sim.campaign.run.guided import GuidedPlan
from sim.operations.aim_choice import AimChoice
from sim.operations.backup_revolution import BackupRevolution, fly_backups
from sim.operations.guidance.landing import Landing, thin_shape
from sim.operations.land_clearance import build_grid
from sim.operations.measure_plan import PlanClearance, measure_plan
from sim.planning.feasibility.go_no_go import find_lifetimes
from sim.scenario.build.decisions import failing_burns, failure_model, rules_of
from sim.scenario.build.plan import aim_choice_of
from sim.scenario.schema.guidance import GuidanceModel
from sim.scenario.schema.scenario import Scenario
from sim.workflow.aim import TOLERANCE, SearchedPlan, station_model


def guided_plan(scenario: Scenario, searched: SearchedPlan) -> GuidedPlan:
    """A plan that was found, with what its guidance needs."""
    plan = searched.plan
    choice, clearance, backups = _footprint(scenario, searched)
    given = scenario.guidance or GuidanceModel()
    final = plan.problem.final.name
    return GuidedPlan(
        plan=plan,
        rules=rules_of(given.rules),
        failures=failure_model(scenario),
        failing=failing_burns(scenario, plan.problem.burns, plan.before.mission.vehicles),
        landing=None if clearance is None else _landing(choice, clearance),
        revolutions_left=tuple(each.revolutions for each in find_lifetimes(plan)),
        backups=sum(each.serves for each in backups if each.skipped == final),
    )


def _footprint(
    scenario: Scenario, searched: SearchedPlan
) -> tuple[AimChoice, PlanClearance | None, list[BackupRevolution]]:
    """Box, footprint and backup revolutions of a plan: as its aim was chosen, or flown for it."""
    if searched.aim is not None:
        aim = searched.aim
        return aim.choice, aim.clearance, list(aim.backups)
    choice, model = aim_choice_of(scenario), station_model(scenario, searched.plan.before)
    measured = None if model is None else measure_plan(searched.plan, model, choice.share)
    degree = scenario.environment.gravity.degree
    backups = fly_backups(searched.plan, choice.box, measured, degree=degree, tolerance=TOLERANCE)
    return choice, measured, backups


def _landing(choice: AimChoice, found: PlanClearance) -> Landing:
    return Landing(
        box=choice.box,
        grid=build_grid(choice.box),
        shape=thin_shape(found.shape),
        inclination=found.inclination,
        share=choice.share,
    )
