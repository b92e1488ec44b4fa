"""What ``audit.json`` holds: its form as it is written, and what is looked at when it is read."""

from typing import Literal, TypedDict, get_args

from sim.report.results.shape import Date, Line, Name, Number, Shape, StatusText

AuditFigure = Literal["entry_s", "interface_km", "impact_km", "end_km", "propellant_kg"]
AUDIT_FIGURES: tuple[AuditFigure, ...] = get_args(AuditFigure)
"""What two flights differ by: time at the interface in s, distances in km, propellant in kg."""


class DifferenceFigures(TypedDict):
    """Differences to the nominal flight; None where one of two flights has no such point."""

    entry_s: float | None
    interface_km: float | None
    impact_km: float | None
    end_km: float | None
    propellant_kg: float | None


class VariantFigures(DifferenceFigures):
    """A flight with one change: whether of accuracy or of models, and how it ended."""

    kind: str
    name: str
    status: str


class AuditErrors(TypedDict):
    """Where it was flown again from, and the greatest differences of either kind."""

    scenario: str
    from_utc: str
    from_plan: bool
    status: str
    variants: list[VariantFigures]
    numerical_error: DifferenceFigures
    model_error: DifferenceFigures


class AuditFigures(AuditErrors):
    """Form of ``audit.json``: the errors, and a sentence that tells them."""

    sentence: str


class Differences(Shape):
    """Differences between two flights."""

    entry_s: Number | None
    interface_km: Number | None
    impact_km: Number | None
    end_km: Number | None
    propellant_kg: Number | None


class Variant(Differences):
    """A flight with one change."""

    kind: Line
    name: Line
    status: StatusText


class Audit(Shape):
    """``audit.json``."""

    scenario: Name
    from_utc: Date
    from_plan: bool
    status: StatusText
    variants: list[Variant]
    numerical_error: Differences
    model_error: Differences
    sentence: Line
