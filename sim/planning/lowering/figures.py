"""Form of the study of an altitude lowering, as `plan.json` holds it under ``lowering``.

Units are in the names; what each means is in `docs/outputs.md`. What does not exist is None.
"""

from typing import TypedDict


class AttitudeSpanFigures(TypedDict):
    """An attitude and the dates between which it is flown."""

    attitude: str
    from_utc: str | None
    to_utc: str | None


class CostFigures(TypedDict):
    """Cost of a lowering, and when it arrives."""

    feasible: bool
    reason: str
    burn_dates: int
    delta_v_m_s: float
    delta_v_error_m_s: float
    propellant_kg: float
    arrival_utc: str | None
    days_late: float | None
    attitudes: list[AttitudeSpanFigures]


class PercentileFigures(TypedDict):
    """Lowering at one percentile of solar activity."""

    percentile: float
    cheapest: CostFigures
    cheapest_any_attitude: CostFigures
    profile: CostFigures
    earliest_utc: str | None
    drag_alone_utc: str | None
    drag_alone_days_late: float | None
    latest_utc: str | None
    drag_alone_extrapolated: bool
    latest_extrapolated: bool


class GoalFigures(TypedDict):
    """Altitude to be reached by a date."""

    utc: str
    altitude_km: float


class LoweringStudyFigures(TypedDict):
    """The lowering a scenario flies beside the cheapest one."""

    goals: list[GoalFigures]
    usual_attitude: str
    other_attitudes: list[str]
    known_until_utc: str | None
    by_percentile: list[PercentileFigures]
