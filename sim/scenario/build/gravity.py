"""A gravity field stated by its coefficients, made ready for flight."""

import math
from typing import TYPE_CHECKING

from sim.frames.constants import MU, OBLATENESS
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


def scale_of(given: GravityField) -> tuple[float, float]:
    """Gravitational parameter, m3/s2, and J2 times the square of the radius, m2, of a field."""
    if given.field != STATED:
        return MU, OBLATENESS if given.degree >= 2 else 0.0
    c20 = sum(float(each.c) for each in given.harmonics if (each.degree, each.order) == (2, 0))
    return float(given.mu or 0.0), -math.sqrt(5.0) * c20 * float(given.radius or 0.0) ** 2
