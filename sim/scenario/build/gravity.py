"""A field stated by its coefficients, made ready for flight, and what can be asked of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.checks.issue import Complaint
from sim.scenario.schema.gravity import STATED, GravityField
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from sim.environment.gravity import Gravity


def gravity_complaints(scenario: Scenario) -> Iterator[Complaint]:
    """Complain of a stated field where others are flown as well, or a phase that asks for more."""
    given = scenario.environment.gravity
    if given.field != STATED:
        return
    for name in ("plan", "entry", "campaign"):
        if getattr(scenario, name) is not None:
            problem = f"a scenario with `{name}` flies other degrees too"
            yield Complaint(("environment", "gravity", "field"), problem, STATED, "egm2008, egm96")
    for i, phase in enumerate(scenario.phases):
        if phase.field_degree is not None and phase.field_degree > given.degree:
            allowed = f"at most {given.degree}, the degree of the stated field"
            yield Complaint(("phases", i, "field_degree"), "", phase.field_degree, allowed)


def stated_fields(given: GravityField) -> "dict[int, Gravity]":
    """A stated field cut at every degree up to its own; nothing for a shipped one."""
    if given.field != STATED:
        return {}
    import numpy as np

    from sim.environment.gravity import from_coefficients

    c, s = np.zeros((2, given.degree + 1, given.degree + 1))
    c[0, 0] = 1.0
    for each in given.harmonics:
        c[each.degree, each.order] = float(each.c)
        s[each.degree, each.order] = float(each.s)
    scale = {"mu": float(given.mu or 0.0), "radius": float(given.radius or 0.0)}
    return {n: from_coefficients(c, s, n, **scale) for n in range(given.degree + 1)}
