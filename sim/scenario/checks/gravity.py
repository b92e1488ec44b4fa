"""Checks of a gravity field stated by its coefficients."""

from collections.abc import Iterator

from sim.scenario.error import Issue
from sim.scenario.schema.gravity import STATED
from sim.scenario.schema.scenario import Scenario


def check_gravity(scenario: Scenario) -> Iterator[Issue]:
    """Report a stated field where other degrees are flown too, or a phase that asks for more."""
    given = scenario.environment.gravity
    if given.field != STATED:
        return
    for name in ("plan", "entry", "campaign"):
        if getattr(scenario, name) is not None:
            problem = f"a scenario with `{name}` flies other degrees too"
            yield Issue(("environment", "gravity", "field"), problem, STATED, "egm2008, egm96")
    for i, phase in enumerate(scenario.phases):
        if phase.field_degree is not None and phase.field_degree > given.degree:
            allowed = f"at most {given.degree}, the degree of the stated field"
            yield Issue(("phases", i, "field_degree"), "", phase.field_degree, allowed)
