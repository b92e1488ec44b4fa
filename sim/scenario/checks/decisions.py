"""Checks of go/no-go rules and failures: rules that contradict each other or the plan."""

import math
from collections.abc import Iterator

from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.scenario.checks.entry import check_rate
from sim.scenario.error import Issue, Key
from sim.scenario.schema.guidance import FailuresModel, GuidanceModel, RulesModel
from sim.scenario.schema.plan import PlanModel
from sim.scenario.schema.scenario import Scenario

RULES: Key = ("guidance", "rules")
FAILURES: Key = ("guidance", "failures")
HOLD: Key = (*RULES, "hold")
ASKED = (
    "aborts",
    "state_age",
    "attitude",
    "computers",
    "thrusters",
    "storm",
    "clear_of_land",
    "backups",
)
"""Keys of the rules."""
LOW = 200e3
"""m, mean altitude of a revolution where the plan has none. assumption: 100 km change its length by
2 %.
"""


def check_decisions(scenario: Scenario) -> Iterator[Issue]:
    """Everything wrong with rules and failures of a scenario; nothing without a plan they are
    about.
    """
    guidance = scenario.guidance
    if guidance is None or scenario.plan is None:
        return
    yield from _check_holds(scenario.plan, guidance.rules)
    yield from _check_age(guidance)
    share = guidance.rules.clear_of_land
    if share is not None and scenario.entry is None:
        problem = "the scenario has no `entry`, and so no footprint"
        key = (*RULES, "clear_of_land")
        yield Issue(key, problem, share.given, "a key `entry`, or no such rule")
    if guidance.failures is not None:
        yield from _check_failures(scenario, guidance.failures)
        yield from _check_strings(guidance.rules, guidance.failures)


def _check_holds(plan: PlanModel, rules: RulesModel) -> Iterator[Issue]:
    """A burn that a rule stops can wait, and no longer than the plan does."""
    hold = rules.hold
    asked = [name for name in ASKED if getattr(rules, name) is not None]
    if asked and hold.most == 0 and rules.otherwise == "go":
        problem = f"a burn that breaks {asked[0]} may not wait, and is flown all the same"
        allowed = "1 or more, or otherwise: reboost or accept"
        yield Issue((*HOLD, "most"), problem, hold.most, allowed)
    if hold.final_burn > hold.revolutions:
        allowed = f"at most {hold.revolutions.given}, the next pair of revolutions"
        yield Issue((*HOLD, "final_burn"), "", hold.final_burn.given, allowed)
    if hold.most == 0:
        return
    axis = EQUATORIAL_RADIUS + (LOW if plan.altitude is None else float(plan.altitude))
    revolution = 2.0 * math.pi * math.sqrt(axis**3 / MU)
    if hold.revolutions * revolution > plan.window:
        most = math.floor(plan.window / revolution)
        problem = "the stack is not to stay up as long before its first burn"
        allowed = f"at most {most}, which is the window of the plan, {plan.window.given}"
        yield Issue((*HOLD, "revolutions"), problem, hold.revolutions.given, allowed)


def _check_age(guidance: GuidanceModel) -> Iterator[Issue]:
    """A state can be as young as is asked when commands freeze before the burn."""
    age = guidance.rules.state_age
    least = float(guidance.freeze) + float(guidance.latest_data)
    if age is not None and guidance.law in (None, "replan") and age < least:
        problem = "every burn would break it"
        allowed = f"at least {least / 3600.0:g} h, freeze and latest_data together"
        yield Issue((*RULES, "state_age"), problem, age.given, allowed)


def _check_failures(scenario: Scenario, failures: FailuresModel) -> Iterator[Issue]:
    """Chances lie in their ranges, and interruptions have one."""
    has_rates = scenario.entry is not None and scenario.entry.burn_rates is not None
    if failures.interruptions and not has_rates:
        problem = "the scenario has no `entry: burn_rates`, which say how often"
        yield Issue((*FAILURES, "interruptions"), problem, True, "false, or those rates")
    if failures.engine is not None:
        yield from check_rate((*FAILURES, "engine"), failures.engine)
    for name in ("computers", "thrusters"):
        strings = getattr(failures, name)
        if strings is not None:
            yield from check_rate((*FAILURES, name, "down"), strings.down)


def _check_strings(rules: RulesModel, failures: FailuresModel) -> Iterator[Issue]:
    """Rules ask for strings that are counted, and for no more than there are."""
    for name in ("computers", "thrusters"):
        least, strings = getattr(rules, name), getattr(failures, name)
        if least is None:
            continue
        if strings is None:
            problem = f"guidance.failures does not say how many strings of {name} there are"
            allowed = f"failures: {{{name}: ...}}, or no such rule"
            yield Issue((*RULES, name), problem, least.given, allowed)
        elif least > strings.strings:
            allowed = f"at most {strings.strings.given}, as many as there are"
            yield Issue((*RULES, name), "", least.given, allowed)
