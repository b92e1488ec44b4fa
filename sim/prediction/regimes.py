"""Which arcs say something about the days to come: those after the last manoeuvre, or the last
change of attitude that shows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.prediction.arcs import Arc
from sim.prediction.coefficients import Coefficient
from sim.prediction.setting import AGREEMENT, Uncertainty

CLEAR = 4.0
"""Deviations that make a change: one in 16,000 by chance."""
LEAST_CHANGE = math.log(1.6)
"""Of a coefficient, below which no change of attitude is taken for sure."""
RAISED = -3.0
"""Deviations of a loss below which the orbit was raised."""


@dataclass(frozen=True, kw_only=True)
class Usable:
    """Arcs to estimate from.

    Attributes
    ----------
    arcs, coefficients
        As many of one as of the other.
    more
        Deviation of the logarithm of the coefficient that comes on top.
    notes
        Sentences that say why.
    agreeing
        Whether two independent fits agree.
    """

    arcs: tuple[Arc, ...]
    coefficients: tuple[Coefficient, ...]
    more: float
    notes: tuple[str, ...]
    agreeing: bool


def usable_arcs(
    arcs: Sequence[Arc], coefficients: Sequence[Coefficient], uncertainty: Uncertainty
) -> Usable:
    """Arcs between sets after the last change; the last set's own decay where none is left."""
    both = list(zip(arcs, coefficients, strict=True))
    between = [pair for pair in both if not pair[0].alone]
    alone = [pair for pair in both if pair[0].alone and pair[1].value > 1e-4]
    first, note = 0, ""
    for k, (arc, found) in enumerate(between):
        if _raised(arc, found, uncertainty):
            first, note = k + 1, "the orbit was raised"
        elif found.value <= 0.0:
            first = k + 1  # nothing shows but noise
        elif k > first and _changed(between[k - 1], between[k], uncertainty):
            first, note = k, "the drag changed by " + _times(between[k - 1][1], found)
    used = between[first:]
    notes, more = [], 0.0
    if note:
        place = "before the last sets" if used else "after the last usable arc"
        notes.append(f"manoeuvre or change of attitude {place}: {note}; the window is wider")
        more = uncertainty.regime
    if not used:
        used = alone
        if used:
            notes.append("the coefficient is the one that the last element set tells by itself")
    if not used:
        notes.append("no element set tells the drag: it is taken from what is given or usual")
    return Usable(
        arcs=tuple(arc for arc, _ in used),
        coefficients=tuple(found for _, found in used),
        more=more,
        notes=tuple(notes),
        agreeing=not note and _agree([found for arc, found in used if not arc.alone]),
    )


def _raised(arc: Arc, found: Coefficient, uncertainty: Uncertainty) -> bool:
    return arc.loss < RAISED * uncertainty.axis_m * math.sqrt(2.0) and found.value <= 0.0


def _changed(
    before: tuple[Arc, Coefficient], after: tuple[Arc, Coefficient], uncertainty: Uncertainty
) -> bool:
    if before[1].value <= 0.0:
        return False
    apart = abs(math.log(after[1].value / before[1].value))
    noise = math.hypot(before[1].sigma, after[1].sigma)
    return apart > max(CLEAR * math.hypot(noise, uncertainty.changing), LEAST_CHANGE)


def _times(before: Coefficient, after: Coefficient) -> str:
    return f"a factor of {after.value / before.value:.2f}"


def _agree(found: Sequence[Coefficient]) -> bool:
    """Whether the last two fits are good and agree."""
    if len(found) < 2:
        return False
    one, other = found[-2:]
    good = max(one.sigma, other.sigma) <= AGREEMENT
    return good and abs(math.log(one.value / other.value)) <= AGREEMENT
