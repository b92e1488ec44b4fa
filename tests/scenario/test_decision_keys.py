"""Rules and failures of a scenario: what is built from them, and which contradict."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.campaign.sampling.draws import draw_campaign
from sim.operations.decisions.rules import Rules
from sim.operations.failures import FailureModel, draw_failures
from sim.scenario.build.decisions import (
    failing_burns,
    failure_dispersions,
    failure_model,
    rules_of,
)
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import problem_of
from sim.scenario.checks.decisions import check_decisions
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads, resolved_yaml
from sim.scenario.schema.guidance import HoldModel, RulesModel

BURNS = ("burn_1", "burn_2", "burn_3", "burn_4", "final_burn")


@pytest.fixture(scope="module")
def shipped():
    return guided()


def guided(guidance: str = "{}", plan: str = "usdv"):
    return loads(f"include: shipped:{plan}\nguidance: {guidance}\n")


@pytest.mark.parametrize("plan", ["usdv", "progress"])
def test_the_shipped_rules_are_all_asked_with_where_they_come_from(plan):
    given = guided(plan=plan).guidance.rules
    rules = rules_of(given)
    asked = {each.name for each in fields(Rules) if getattr(rules, each.name) is not None}
    # no later revolution of the backup keeps every fragment clear of land
    left_out = {"backups"} if plan == "progress" else set()
    assert asked == {each.name for each in fields(Rules)} - left_out
    assert rules.attitude == pytest.approx(np.radians(5.0)) and rules.state_age == 4 * 3600.0
    assert (rules.computers, rules.thrusters) == (2, 2)
    for name in ("aborts", "state_age", "storm", "reboost", "computers"):
        assert getattr(given, name).assumption


def test_a_rule_that_is_left_out_is_absent():
    assert rules_of(RulesModel()) == Rules()
    off = rules_of(guided("{rules: {storm: null, thrusters: null}}").guidance.rules)
    assert off.storm is None and off.thrusters is None and off.computers == 2


CONTRADICTIONS = {
    "may never wait": (
        "rules: {hold: {most: 0}}",
        r"guidance\.rules\.hold\.most: a burn that breaks aborts may not wait",
    ),
    "longer than the plan": (
        "rules: {hold: {revolutions: 200}}",
        r"hold\.revolutions: the stack .* at most 113",
    ),
    "backup later than the next pair": (
        "rules: {hold: {final_burn: 17}}",
        r"hold\.final_burn: .*at most 16",
    ),
    "no data as young": (
        'rules: {state_age: {value: "3 h", assumption: "a"}}',
        r"state_age: every burn .* at least 3\.5 h",
    ),
    "more strings than there are": (
        "rules: {computers: {value: 4, assumption: a}}",
        r"rules\.computers: .*at most 3",
    ),
    "strings nobody counts": (
        "failures: {thrusters: null}",
        r"rules\.thrusters: .*how many strings",
    ),
    "unknown strings": (
        "rules: {gyroscopes: {value: 2, assumption: a}}",
        r"gyroscopes: .*computers",
    ),
    "a chance out of its range": (
        "failures: {engine: {value: 0.1, low: 0.2, high: 0.3, assumption: a}}",
        r"failures\.engine\.value",
    ),
    "a rule without a source": ("rules: {storm: 80}", r"rules\.storm: .*no source"),
    "freeze longer than the plan": (
        'freeze: "5 d"',
        r"guidance\.freeze: commands would be frozen",
    ),
}


@pytest.mark.parametrize(("given", "told"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_contradicts_is_one_error_with_its_place(given, told):
    with pytest.raises(ScenarioError, match=told) as caught:
        guided("{" + given + "}")
    about = [issue for issue in caught.value.issues if "guidance" in issue.key]
    assert about and all(issue.line is not None for issue in about)


def test_rules_that_need_more_than_a_flight():
    text = "include: shipped:usdv\nentry: null\ncampaign: null\n"
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    told = {issue.key: str(issue) for issue in caught.value.issues}
    assert "no `entry`, and so no footprint" in told["guidance.rules.clear_of_land"]
    assert "burn_rates" in told["guidance.failures.interruptions"]
    loads("include: shipped:descent\nentry: null\ncampaign: null\n")  # no plan, nothing asked
    # other laws decide nothing, and their states may be of any age
    loads('include: shipped:usdv\nguidance: {law: clock, rules: {state_age: {value: "1 h", '
          'assumption: "a"}}}\n')  # fmt: skip


@given(st.integers(0, 3), st.integers(1, 400), st.sampled_from(["go", "reboost", "accept"]))
def test_holds_are_accepted_or_refused_in_words(shipped, most, revolutions, otherwise):
    changed = {"hold": HoldModel(most=most, revolutions=revolutions), "otherwise": otherwise}
    rules = shipped.guidance.rules.model_copy(update=changed)
    guidance = shipped.guidance.model_copy(update={"rules": rules})
    scenario = shipped.model_copy(update={"guidance": guidance})
    issues = list(check_decisions(scenario))
    assert bool(issues) == ((most == 0 and otherwise == "go") or (most > 0 and revolutions > 113))
    assert all(issue.key[:3] == ("guidance", "rules", "hold") for issue in issues)


def test_rules_and_failures_are_resolved_and_read_back():
    scenario = guided("{rules: {storm: null}}")
    assert loads(resolved_yaml(scenario)) == scenario


def test_failures_draw_a_chance_per_sample_and_a_number_per_burn():
    scenario = guided()
    model = failure_model(scenario)
    drawn = failure_dispersions(model, BURNS)
    names = [each.name for each in drawn]
    assert len(names) == len(set(names)) == 6 + 5 * len(BURNS)
    assert {"interrupted_rate", "engine_rate", "recovery.final_burn"} <= set(names)
    kept = failure_dispersions(model, BURNS, ["interruption.final_burn", "recovery"])
    assert {each.name for each in drawn} - {each.name for each in kept} == {
        "interruption.final_burn", *(f"recovery.{burn}" for burn in BURNS)}  # fmt: skip
    mission = build_mission(scenario)
    burns = failing_burns(scenario, problem_of(scenario).burns, mission.vehicles)
    assert [burn.name for burn in burns] == list(BURNS)
    assert [burn.is_first_firing for burn in burns] == [True, False, False, False, False]
    assert burns[0].engines == 30
    draws = draw_campaign(drawn, 3, 4096, "sobol")
    failures = draw_failures(model, burns, draws, 4096)
    shares = [failures.is_interrupted(k).mean() for k in range(5)]
    # a triangle's mean: a third of its ends and its mode
    assert shares[0] == pytest.approx((0.03 + 0.10 + 0.25) / 3.0, abs=0.02)
    assert shares[1:] == pytest.approx([(0.01 + 0.02 + 0.04) / 3.0] * 4, abs=0.01)


def test_nothing_fails_where_the_scenario_does_not_say():
    assert failure_model(guided("{failures: null, rules: {computers: null}}")) == FailureModel()
    assert failure_dispersions(FailureModel(), BURNS) == ()
