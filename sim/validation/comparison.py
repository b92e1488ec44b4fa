"""What a reference case is, and what comes out of it: one finding for each quantity compared."""

import math
from collections.abc import Callable
from dataclasses import dataclass

MET = "met"
MISSED = "missed"
SKIPPED = "skipped"
NOT_SIMULATED = "not simulated"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One quantity of a case.

    Attributes
    ----------
    quantity, unit
        What is compared, and in which unit all numbers are.
    reference
        Value of the reference; for a bound on an error, 0.
    ours
        Value found here; NaN where the simulator has no such quantity.
    low, high
        Bounds on the difference ours less reference, low <= high.
    why
        Where the bounds come from.
    """

    quantity: str
    unit: str
    reference: float
    ours: float
    low: float
    high: float
    why: str

    @property
    def difference(self) -> float:
        """Ours less reference."""
        return self.ours - self.reference

    @property
    def verdict(self) -> str:
        """`MET`, `MISSED` or, without a value of ours, `NOT_SIMULATED`."""
        if math.isnan(self.ours):
            return NOT_SIMULATED
        return MET if self.low <= self.difference <= self.high else MISSED


@dataclass(frozen=True, kw_only=True)
class ReferenceCase:
    """A case of the catalogue.

    Attributes
    ----------
    name
        Short, as typed after ``validate``.
    title, source
        What it is, and where its numbers come from.
    family
        Heading it stands under.
    needs
        Files of the reference folder it reads.
    run
        Flies it and compares.
    about
        What a reader has to know to read its quantities, in sentences; may be empty.
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
    """A case that was run, or why it was not; a broken one has its `failure`."""

    case: ReferenceCase
    findings: tuple[Comparison, ...]
    seconds: float
    skipped: str | None = None
    failure: str | None = None


def within(
    quantity: str, unit: str, reference: float, ours: float, tolerance: float, why: str
) -> Comparison:
    """A finding that may be off by a tolerance either way."""
    return Comparison(
        quantity=quantity,
        unit=unit,
        reference=reference,
        ours=float(ours),
        low=-tolerance,
        high=tolerance,
        why=why,
    )


def between(
    quantity: str, unit: str, reference: float, ours: float, band: tuple[float, float], why: str
) -> Comparison:
    """A finding that may lie anywhere in a band of values round the reference."""
    low, high = band
    return Comparison(
        quantity=quantity,
        unit=unit,
        reference=reference,
        ours=float(ours),
        low=low - reference,
        high=high - reference,
        why=why,
    )
