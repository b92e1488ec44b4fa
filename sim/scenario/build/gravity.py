"""A gravity field stated by its coefficients, made ready for flight."""

from typing import TYPE_CHECKING

from sim.scenario.schema.gravity import STATED, GravityField

if TYPE_CHECKING:
    from sim.environment.gravity import Gravity


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
