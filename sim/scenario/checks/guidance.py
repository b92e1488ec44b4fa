"""Checks of guidance: what is asked for must be possible with the plan there is."""

from collections.abc import Iterator

from sim.scenario.error import Issue
from sim.scenario.schema.scenario import Scenario


def check_guidance(scenario: Scenario) -> Iterator[Issue]:
    """Burns are planned again only where they are planned; commands freeze before the plan ends."""
    given, plan = scenario.guidance, scenario.plan
    if given is None:
        return
    if given.law == "replan" and plan is None and scenario.phases[-1].burn is None:
        yield Issue(("guidance", "law"), "needs burns that are planned", given.law, "orbit, clock")
    if plan is None:
        return
    before = [float(burn.before_final) for burn in plan.burns if burn.before_final is not None]
    length = max(before, default=0.0)
    asked = float(given.freeze) + float(given.latest_data)
    if 0.0 < length < asked:
        allowed = f"together with latest_data at most {length / 3600.0:g} h, as long as the plan is"
        problem = "commands would be frozen before the plan begins"
        yield Issue(("guidance", "freeze"), problem, given.freeze.given, allowed)
