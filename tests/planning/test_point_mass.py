"""A plan in the gravity field of a point mass: the longest step has no degree to divide by."""

from pathlib import Path

import numpy as np

from sim.flight.fly import fly
from sim.planning.feasibility.limits import find_violations
from sim.planning.targeting.solve import search_burns
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import problem_of
from sim.scenario.load import loads

SHORT_PLAN = Path(__file__).parents[1] / "cli" / "short_plan.yaml"


def test_a_plan_in_a_field_of_degree_zero() -> None:
    text = SHORT_PLAN.read_text(encoding="utf-8").replace("{degree: 4}", "{degree: 0}")
    # an aim that the track crosses: in such a field the node does not drift
    text = text.replace('longitude: "-120 deg"', 'longitude: "-110 deg"')
    scenario = loads(text, str(SHORT_PLAN))
    assert scenario.environment.gravity.degree == 0
    before = fly(build_mission(scenario))
    plan = search_burns(problem_of(scenario), before, degree=0)
    assert len(plan.calendar.passes) > 10
    # the coarse search flies in the field of the scenario: the passes it finds are those flown
    assert {phase.field_degree for phase in plan.outcome.flight.mission.phases} == {0}
    assert plan.outcome.complete.all()
    np.testing.assert_allclose(plan.outcome.perigee_after[0, -2:], [150e3, 50e3], atol=100.0)
    assert find_violations(plan) == []
    assert np.hypot(plan.outcome.along, plan.outcome.across)[0] < 500.0
