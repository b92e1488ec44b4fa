"""Form of ``prediction.json``: what a prediction says, and reading one that was made before."""

import math
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from sim.prediction.calibration import AS_ISSUED, IN_HINDSIGHT, Score
from sim.prediction.ground import casualty_area_by_mass, under_window
from sim.prediction.prediction import Prediction
from sim.report.results.reading import read_content

FILE = "prediction.json"
WARNING = "This is no official warning. Authorities speak through their own services."
MOST_COUNTRIES = 25
Utc = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


class Issue(BaseModel):
    """A prediction in short, for what came after it; dates are UTC or null beyond the horizon."""

    issued_utc: str = Field(pattern=f"^{Utc}$")
    median_utc: str | None = Field(pattern=f"^{Utc}$")
    window_90_utc: tuple[str | None, str | None]


class PredictionFile(Issue):
    """What is read of a file."""

    object_name: str
    object_number: int | None
    history: list[Issue] = Field(default_factory=list, max_length=10_000)


def read_prediction(place: Path) -> PredictionFile:
    """A prediction of a folder or file; ResultsError if it can't be read."""
    file = place / FILE if place.is_dir() else place
    return PredictionFile.model_validate(read_content(file, PredictionFile))


def utc(found: Prediction, seconds: float) -> str | None:
    """Date of so many seconds after the epoch; None beyond the horizon."""
    return found.epoch.utc_iso(seconds) if math.isfinite(seconds) else None


def prediction_figures(
    found: Prediction, made_utc: str, history: list[Issue] | None = None
) -> dict[str, Any]:
    """Content of the file, made at a date."""
    median = found.median_s
    low, high = found.window_s(90)
    year = float(found.epoch.utc_iso(median if math.isfinite(median) else 0.0)[:4])
    under = under_window(found.latitude_deg, found.longitude_deg, year)
    return {
        "made_utc": made_utc,
        "warning": WARNING,
        "object_name": found.name,
        "object_number": found.number,
        "issued_utc": found.issued.utc_iso(),
        "epoch_utc": found.epoch.utc_iso(),
        "age_days": found.issued.seconds_since(found.epoch) / 86400.0,
        "sets": found.sets,
        "altitude_km": found.altitude_km,
        "inclination_deg": found.inclination_deg,
        "horizon_utc": found.epoch.utc_iso(found.horizon_s),
        "comes_down": math.isfinite(median),
        "share_down": found.share_down,
        "median_utc": utc(found, median),
        "window_50_utc": [utc(found, edge) for edge in found.window_s(50)],
        "window_90_utc": [utc(found, low), utc(found, high)],
        "remaining_days": median / 86400.0,
        "half_width_of_remaining": (high - low) / (2.0 * median) if math.isfinite(high) else None,
        "coefficient_m2_kg": found.coefficient,
        "coefficient_sigma": found.coefficient_sigma,
        "arcs": [vars(arc) for arc in found.arcs],
        "notes": list(found.notes),
        "weather": found.weather,
        "air": found.air,
        "members": found.members,
        "seed": found.seed,
        "failed": found.failed,
        "countries": [
            {"name": name, "share_of_ends": share}
            for name, share in under.countries[:MOST_COUNTRIES]
        ],
        "land_share": under.land_share,
        "people_per_km2": under.people_per_km2,
        "risk": _risk(found, under.people_per_km2),
        "calibration": {
            "as_issued": _score(AS_ISSUED),
            "in_hindsight": _score(IN_HINDSIGHT),
        },
        "history": [each.model_dump() for each in history or []],
    }


def _score(score: Score) -> dict[str, float]:
    return dict(score._asdict())


def _risk(found: Prediction, people_per_km2: float) -> dict[str, float | None] | None:
    """Expected casualties; None where nothing is known of what lands."""
    area = found.casualty_area_m2
    if area is None:
        if found.mass_kg is None:
            return None
        area = casualty_area_by_mass(found.mass_kg)
    low, usual, high = (1e-6 * each * people_per_km2 for each in area)
    return {
        "mass_kg": found.mass_kg,
        "casualty_area_m2": area[1],
        "expected_casualties_low": low,
        "expected_casualties": usual,
        "expected_casualties_high": high,
    }


def member_columns(found: Prediction) -> dict[str, np.ndarray]:
    """Where and when members came down, as columns."""
    return {
        "utc": np.array([found.epoch.utc_iso(float(each)) for each in found.end_s], dtype=str),
        "days": found.end_s / 86400.0,
        "latitude_deg": found.latitude_deg,
        "longitude_deg": found.longitude_deg,
    }
