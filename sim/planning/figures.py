"""Form of the figures of a plan, as `plan.json` holds them.

Units are in the names; what each means is in `docs/outputs.md`. What does not exist is None.
"""

from typing import NotRequired, TypedDict


class ViolationFigures(TypedDict):
    """A limit that a plan does not satisfy."""

    constraint: str
    needed: float | None
    allowed: float | None
    unit: str
    sentence: str
    remedy: str


class AimPointFigures(TypedDict):
    """Where the reference piece is to fall, and what it is."""

    latitude_deg: float
    longitude_deg: float
    ballistic_coefficient_kg_m2: float | None
    release_km: float


class PlannedBurnFigures(TypedDict):
    """A burn, as it was flown last."""

    name: str
    ignition_utc: str | None
    before_final_h: float
    duration_s: float | None
    longest_s: float | None
    delta_v_m_s: float | None
    propellant_kg: float | None
    perigee_before_km: float | None
    apogee_before_km: float | None
    perigee_after_km: float | None
    complete: bool


class MissFigures(TypedDict):
    """Where the reference piece falls, and how far from the aim point."""

    along_km: float
    across_km: float
    total_km: float
    perigee_before_final_km: float | None
    impact_latitude_deg: float
    impact_longitude_deg: float
    impact_utc: str


class PlannedEntryFigures(TypedDict):
    """State at the entry interface."""

    flight_path_angle_deg: float | None
    burning_at_interface: bool


class PhasingFigures(TypedDict):
    """How the nominal sequence was changed so that it leads over the aim point."""

    leg: str
    stretch: float
    shift: float
    place_deg: float
    across_without_km: float | None


class AlternativeFigures(TypedDict):
    """Another pass that was tried."""

    final_burn_utc: str | None
    miss_km: float


class SearchFigures(TypedDict):
    """Work of the search."""

    passes: int
    opportunities: int
    iterations: int
    alternatives: list[AlternativeFigures]
    wall_s: NotRequired[float]


class PassFigures(TypedDict):
    """A pass of the window, and where its debris would fall."""

    first_burn_utc: str | None
    final_burn_utc: str | None
    leg: str
    impact_latitude_deg: float
    impact_longitude_deg: float
    along_km: float
    across_km: float
    flight_path_angle_deg: float | None
    can_meet_aim: bool
    effort: float | None
    backup_1_longitude_deg: float | None
    backup_2_longitude_deg: float | None


class LifetimeFigures(TypedDict):
    """Orbit after a burn, and how long it lasts without another; None: longer than was flown."""

    after: str
    perigee_km: float
    apogee_km: float
    hours_to_entry: float | None
    revolutions_to_entry: float | None


class NoPlanFigures(TypedDict):
    """Everything there is where nothing could be planned."""

    scenario: str
    feasible: bool
    findings: list[ViolationFigures]
    burns: list[PlannedBurnFigures]
    calendar: list[PassFigures]
    begins_utc: str | None
    miss: MissFigures | None
    entry: PlannedEntryFigures | None
    phasing: PhasingFigures | None
    last_go_no_go: LifetimeFigures | None


class PlanFigures(NoPlanFigures):
    """Everything about a plan that was searched."""

    aim: AimPointFigures
    search: SearchFigures
    without_further_burns: list[LifetimeFigures]
