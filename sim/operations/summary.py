"""What operations have found, as plain figures with units in their names; keys are defined in
`docs/outputs.md`.
"""

from collections.abc import Sequence

import numpy as np

from sim.entry.risk.keep_out import CLASSES
from sim.frames.epoch import Epoch
from sim.operations.aim_choice import AimCandidate, AimChoice
from sim.operations.backup_revolution import BackupRevolution
from sim.operations.choose_aim import AimStudy
from sim.operations.figures import (
    AimChoiceFigures,
    BackupFigures,
    BoxFigures,
    CandidateFigures,
    PlanClearanceFigures,
)
from sim.operations.land_clearance import limits_of_classes
from sim.operations.measure_plan import PlanClearance


def summarise_choice(study: AimStudy, epoch: Epoch) -> AimChoiceFigures:
    """How the aim point was chosen."""
    return {
        "box": _box(study.choice),
        "passes": study.passes,
        "places": study.places,
        "share": study.choice.share,
        "clearance_over_limit": None if study.clearance is None else study.clearance.clearance,
        "has_backup": study.has_backup,
        "shortcut_error": study.shortcut_error,
        "chosen": study.chosen,
        "candidates": [_candidate(each, epoch) for each in study.candidates],
    }


def summarise_clearance(clearance: PlanClearance) -> PlanClearanceFigures:
    """Clearance of the plan's own break-ups."""
    return {
        "share": clearance.share,
        "over_limit": clearance.clearance,
        "least_over_limit": clearance.least,
        "by_class": [
            {"land": land, "limit_km": limit / 1e3, "share_km": some / 1e3, "least_km": least / 1e3}
            for land, limit, some, least in zip(
                CLASSES,
                limits_of_classes(),
                clearance.by_class,
                clearance.least_by_class,
                strict=True,
            )
        ],
    }


def summarise_backups(backups: Sequence[BackupRevolution], epoch: Epoch) -> list[BackupFigures]:
    """What is left when a burn is skipped, a row for each burn and revolution."""
    return [
        {
            "skipped": each.skipped,
            "revolutions_late": each.revolutions,
            "final_burn_utc": _utc(each.ignition, epoch),
            "impact_latitude_deg": _degrees(each.latitude),
            "impact_longitude_deg": _degrees(each.longitude),
            "delta_v_m_s": _number(each.delta_v),
            "complete": each.complete,
            "in_box": each.in_box,
            "clearance_over_limit": _number(each.clearance),
            "foreign_land_km": _number(each.distance[0] / 1e3),
            "serves": each.serves,
        }
        for each in backups
    ]


def _box(choice: AimChoice) -> BoxFigures:
    box = choice.box
    return {
        "south_deg": float(np.degrees(box.south)),
        "north_deg": float(np.degrees(box.north)),
        "west_deg": float(np.degrees(box.west)),
        "east_deg": float(np.degrees(box.east)),
    }


def _candidate(each: AimCandidate, epoch: Epoch) -> CandidateFigures:
    return {
        "final_burn_utc": _utc(each.ignition, epoch),
        "leg": "northbound" if each.direction > 0 else "southbound",
        "latitude_deg": float(np.degrees(each.latitude)),
        "longitude_deg": float(np.degrees(each.longitude)),
        "moved_over_limit": each.clearance,
        "flown_over_limit": each.flown,
        "backup_over_limit": [_number(value) for value in each.backup_clearance],
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _degrees(angle: float) -> float | None:
    return float(np.degrees(angle)) if np.isfinite(angle) else None


def _utc(seconds: float, epoch: Epoch) -> str | None:
    return epoch.utc_iso(float(seconds), 3) if np.isfinite(seconds) else None
