"""Form of the summary of a failure map, as `plan.json` holds it under ``failures``.

Units are in the names; what each means is in `docs/outputs.md`. What does not exist is None.
"""

from typing import TypedDict


class OverflownFigures(TypedDict):
    """A country under the ground track."""

    country: str
    over_s: float


class FailureModeFigures(TypedDict):
    """A failure mode, and where and when the intact stack then comes down."""

    label: str
    fraction: float
    perigee_after_km: float | None
    hours_to_entry: float | None
    revolutions: float | None
    body_along_track_km: float | None
    body_latitude_deg: float | None
    body_longitude_deg: float | None
    countries: int
    longest_over: list[OverflownFigures]


class FailureMapFigures(TypedDict):
    """A failure map in sum."""

    rows: int
    rows_by_kind: dict[str, int]
    wall_s: float
    down: int
    still_in_orbit: int
    revolutions_later: int
    without_final_burn: FailureModeFigures
    longest_until_entry: FailureModeFigures
    farthest_from_plan: FailureModeFigures
    least_fraction_same_revolution: float | None
    worst_engine_out: FailureModeFigures | None
    worst_attitude: FailureModeFigures | None
    countries_under_any: int
