"""Form of ``search.json``; keys are defined in `docs/outputs.md`."""

from typing import Any, TypedDict


class BackupCandidateFigures(TypedDict):
    """A supply and an order of burns that was flown: a row of ``candidates.csv``, and dates."""

    ships: int
    kept: int
    launches_per_year: float
    cross_feed: str
    finisher: str
    ship_burns: int
    station_burns: int
    parking_km: float
    perigee_km: float
    left_for_burns_kg: float
    propellant_kg: float
    delta_v_m_s: float
    longest_burn_s: float
    margin_kg: float
    flight_path_angle_deg: float
    perigee_reached_km: float
    feasible: bool
    fails: str
    docking_utc: list[str]


class ChangeFigures(TypedDict):
    """A change beyond what is known to work, tried alone, and its best candidate."""

    name: str
    says: str
    feasible: bool
    best: BackupCandidateFigures


class BackupSearchFigures(TypedDict):
    """The set as the scenario states it, how much of it was flown, the best of it, and what each
    change would give.
    """

    scenario: str
    title: str
    set: dict[str, Any]
    candidates: int
    flown: int
    feasible: int
    best: list[BackupCandidateFigures]
    changes: list[ChangeFigures]
