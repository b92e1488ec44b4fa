"""Form of what operations find out about a plan, as `plan.json` holds it.

Units are in the names; what each means is in `docs/outputs.md`. What does not exist is None.
"""

from typing import TypedDict


class BoxFigures(TypedDict):
    """Borders of an area."""

    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float


class CandidateFigures(TypedDict):
    """An aim point that was flown."""

    final_burn_utc: str | None
    leg: str
    latitude_deg: float
    longitude_deg: float
    moved_over_limit: float
    flown_over_limit: float
    backup_over_limit: list[float | None]


class AimChoiceFigures(TypedDict):
    """How an aim point was chosen."""

    box: BoxFigures
    passes: int
    places: int
    share: float
    clearance_over_limit: float | None
    has_backup: bool
    shortcut_error: float
    chosen: int
    candidates: list[CandidateFigures]


class ClassClearanceFigures(TypedDict):
    """Distance of debris from a class of land."""

    land: str
    limit_km: float
    share_km: float
    least_km: float


class PlanClearanceFigures(TypedDict):
    """Distance of the debris of a plan from land."""

    share: float
    over_limit: float
    least_over_limit: float
    by_class: list[ClassClearanceFigures]


class BackupFigures(TypedDict):
    """What is left of a plan when a burn is skipped, and it and all after it come late."""

    skipped: str
    revolutions_late: int
    final_burn_utc: str | None
    impact_latitude_deg: float | None
    impact_longitude_deg: float | None
    delta_v_m_s: float | None
    complete: bool
    in_box: bool
    clearance_over_limit: float | None
    foreign_land_km: float | None
    serves: bool
