"""Weights of the multistep method: the acceleration at the last `POINTS` equal steps, continued
as a polynomial, and corrected by one evaluation at the predicted place.

The predictor integrates the polynomial once for the velocity and twice for the position (the idea
of Adams and Störmer without differences; Hairer, Norsett and Wanner, Solving Ordinary Differential
Equations I, sections III.1 and III.10). The corrector adds the polynomial that vanishes at all
earlier points and takes up the difference between evaluated and continued acceleration: the
interpolation through all points and the new one. One evaluation a step.
"""

from fractions import Fraction
from math import comb
from typing import NamedTuple

import numpy as np

POINTS = 9
"""Accelerations kept; the corrector is exact for polynomials of this degree.

Seven to twelve were tried (docs/decisions/0007-multistep.md): more points allow longer steps until
they turn unstable, at 9 beyond 0.12 rad of the orbit, at 10 at 0.12, at 12 at 0.06.
"""

LONGEST_ANGLE = 0.108
"""rad of the orbit in one step, below the limit of stability."""


class Multistep(NamedTuple):
    """Weights (POINTS, 3 POINTS) of velocity, position and the continued acceleration for each slot
    of a ring, a row for each place of the newest slot; and the two of the correction.
    """

    ring: np.ndarray
    velocity: float
    position: float


def _integrals(polynomial: list[Fraction]) -> tuple[Fraction, Fraction]:
    """Integral from 0 to 1, and integral of that integral."""
    once = sum((a / (i + 1) for i, a in enumerate(polynomial)), Fraction(0))
    twice = sum((a / ((i + 1) * (i + 2)) for i, a in enumerate(polynomial)), Fraction(0))
    return once, twice


def _product(nodes: list[int]) -> list[Fraction]:
    """Coefficients, lowest first, of the polynomial that vanishes at the nodes."""
    found = [Fraction(1)]
    for node in nodes:
        raised = [Fraction(0), *found]
        found = [a - node * b for a, b in zip(raised, [*found, Fraction(0)], strict=True)]
    return found


def multistep() -> Multistep:
    """Build the weights, exact to the last bit, as read-only arrays."""
    nodes = [-j for j in range(POINTS)]
    plain = np.empty((POINTS, 3))
    for j, node in enumerate(nodes):
        others = [other for other in nodes if other != node]
        scale = Fraction(1)
        for other in others:
            scale *= node - other
        once, twice = _integrals(_product(others))
        plain[j] = once / scale, twice / scale, (-1) ** j * comb(POINTS, j + 1)
    ring = np.empty((POINTS, 3 * POINTS))
    for newest in range(POINTS):
        for slot in range(POINTS):
            ring[newest, 3 * slot : 3 * slot + 3] = plain[(newest - slot) % POINTS]
    ring.setflags(write=False)
    vanishing = _product(nodes)
    once, twice = _integrals(vanishing)
    return Multistep(ring, float(once / sum(vanishing)), float(twice / sum(vanishing)))
