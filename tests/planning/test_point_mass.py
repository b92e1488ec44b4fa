"""A plan in the gravity field of a point mass: the longest step has no degree to divide by."""

from pathlib import Path

from sim.flight.fly import fly
from sim.planning.feasibility.limits import find_violations
from sim.planning.targeting.solve import search_burns
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import problem_of
from sim.scenario.load import loads

SHORT_PLAN = Path(__file__).parents[1] / "cli" / "short_plan.yaml"


def test_a_plan_in_a_field_of_degree_zero() -> None:
    text = SHORT_PLAN.read_text(encoding="utf-8").replace("{degree: 4}", "{degree: 0}")
    scenario = loads(text, str(SHORT_PLAN))
    assert scenario.environment.gravity.degree == 0
    before = fly(build_mission(scenario))
    plan = search_burns(problem_of(scenario), before, degree=0)
    assert len(plan.calendar.passes) > 10
    assert plan.closed and find_violations(plan) == []
    assert {phase.field_degree for phase in plan.outcome.flight.mission.phases} == {0}
