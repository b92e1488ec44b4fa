"""A reference case and its outcome: one comparison for each quantity."""

import math
from collections.abc import Callable
from dataclasses import dataclass

MET = "met"
MISSED = "missed"
SKIPPED = "skipped"
NOT_SIMULATED = "not simulated"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Reference and computed value of one quantity, with a tolerance.

    Attributes
    ----------
    quantity, unit
        Name of the quantity, and the unit of all numbers.
    reference
        Value of the reference; for a bound on an error, 0.
    computed
        Value of this simulator; NaN where it has no such quantity.
    low, high
        Bounds on the difference, computed minus reference, low <= high.
    reason
        Justification of the bounds.
    """

    quantity: str
    unit: str
    reference: float
    computed: float
    low: float
    high: float
    reason: str

    @property
    def difference(self) -> float:
        """Computed minus reference."""
        return self.computed - self.reference

    @property
    def result(self) -> str:
        """`MET`, `MISSED` or, without a computed value, `NOT_SIMULATED`."""
        if math.isnan(self.computed):
            return NOT_SIMULATED
        return MET if self.low <= self.difference <= self.high else MISSED


@dataclass(frozen=True, kw_only=True)
class ReferenceCase:
    """One entry of the catalogue of reference cases.

    Attributes
    ----------
    name
        Short name, an argument of ``validate``.
    title, source
        Heading of the case, and source of its reference values.
    family
        Heading of the group of cases.
    needs
        Files read from the folder of reference data.
    run
        Runs the simulator and returns the comparisons.
    about
        Explanation of the quantities, in sentences; may be empty.
    """

    name: str
    title: str
    source: str
    family: str
    needs: tuple[str, ...]
    run: Callable[[], list[Comparison]]
    about: str = ""


@dataclass(frozen=True)
class Outcome:
    """Comparisons of a case; `skipped` or `failure` is the reason why there are none."""

    case: ReferenceCase
    comparisons: tuple[Comparison, ...]
    seconds: float
    skipped: str | None = None
    failure: str | None = None


def within(
    quantity: str, unit: str, reference: float, computed: float, tolerance: float, reason: str
) -> Comparison:
    """A comparison with a symmetric tolerance."""
    return Comparison(
        quantity=quantity,
        unit=unit,
        reference=reference,
        computed=float(computed),
        low=-tolerance,
        high=tolerance,
        reason=reason,
    )


def between(
    quantity: str,
    unit: str,
    reference: float,
    computed: float,
    band: tuple[float, float],
    reason: str,
) -> Comparison:
    """A comparison in which every computed value in `band` is accepted."""
    low, high = band
    return Comparison(
        quantity=quantity,
        unit=unit,
        reference=reference,
        computed=float(computed),
        low=low - reference,
        high=high - reference,
        reason=reason,
    )
