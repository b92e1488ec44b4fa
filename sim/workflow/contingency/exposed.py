"""The risk of the station on days: its exposure, at the altitude planned for them."""

from collections.abc import Sequence

import numpy as np

from sim.entry.risk.casualty import Span
from sim.operations.contingency.exposure import Exposure, casualties_at, expose
from sim.workflow.contingency.day import Day, planned_altitude


def expose_station(
    day: Day, lost: np.ndarray, area: Span, percentiles: Sequence[float]
) -> Exposure:
    """Exposure on days (s since the day asked about), the station as heavy as on that day, at its
    planned altitude.
    """
    dates = [day.mission.epoch.utc_iso(float(t)) for t in lost]
    return expose(
        day.decay,
        day.mission.epoch,
        lost,
        np.array([planned_altitude(day.model, f"{date[:19]}Z") for date in dates]),
        np.full(len(lost), day.ballistic(day.model.lost)),
        percentiles,
        area,
        float(np.degrees(day.inclination)),
    )


def risk_of(day: Day, end: np.ndarray, area: Span) -> list[Span]:
    """Expected casualties of uncontrolled entries that end at given times, s since the day."""
    casualties = casualties_at(day.mission.epoch, end, area, float(np.degrees(day.inclination)))[1]
    return [Span(*(float(each) for each in row)) for row in casualties.T]
