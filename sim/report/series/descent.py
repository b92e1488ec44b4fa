"""The descent by date: mean orbit, altitude in the entry, and the range over solar activity."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from sim.report.results.run import RunResult
from sim.report.series.thinning import thinned_rows

Columns = Mapping[str, np.ndarray]


class Phase(NamedTuple):
    """Name of a phase, and the first and last row of the trajectory in it."""

    name: str
    first: int
    last: int


class Descent(NamedTuple):
    """Dates and altitudes in km: of the mean orbit, shape (n,), and below the entry interface,
    where there is no orbit, of the stack, shape (m,).
    """

    utc: np.ndarray
    perigee_km: np.ndarray
    mean_km: np.ndarray
    apogee_km: np.ndarray
    entry_utc: np.ndarray
    entry_km: np.ndarray


class ActivityBand(NamedTuple):
    """Dates, and the lowest and highest mean altitude in km over the percentiles flown, (n,)."""

    utc: np.ndarray
    low_km: np.ndarray
    high_km: np.ndarray


class PercentilePath(NamedTuple):
    """Mean altitude in km by date under one percentile of the forecast of solar activity, (n,)."""

    percentile: float
    utc: np.ndarray
    mean_km: np.ndarray


def descent(run: RunResult, most: int) -> Descent:
    """The descent of a run with at most `most` points a line."""
    path = run.trajectory
    has_orbit = np.isfinite(path["mean_altitude_km"])
    orbit, entry = np.flatnonzero(has_orbit), np.flatnonzero(~has_orbit)
    orbit = orbit[thinned_rows(len(orbit), most)]
    if len(entry):  # from the last orbit on, so that the two lines meet
        entry = np.concatenate([orbit[-1:], entry[thinned_rows(len(entry), most)]])
    return Descent(
        path["utc"][orbit],
        path["mean_perigee_km"][orbit],
        path["mean_altitude_km"][orbit],
        path["mean_apogee_km"][orbit],
        path["utc"][entry],
        path["altitude_km"][entry],
    )


def solar_activity_band(forecast: Columns, most: int) -> ActivityBand:
    """Range of the mean altitude over solar activity; a path that has ended keeps its last altitude
    until the others end.

    Parameters
    ----------
    forecast
        Columns `percentile`, `utc` and `mean_altitude_km` of the descents flown.
    most
        Points of the band at most.
    """
    date = np.unique(forecast["utc"])
    lines = []
    for percentile in np.unique(forecast["percentile"]):
        rows = forecast["percentile"] == percentile
        x = _milliseconds(forecast["utc"][rows])
        lines.append(np.interp(_milliseconds(date), x, forecast["mean_altitude_km"][rows]))
    rows = thinned_rows(len(date), most)
    return ActivityBand(date[rows], np.min(lines, axis=0)[rows], np.max(lines, axis=0)[rows])


def extreme_percentiles(forecast: Columns, most: int) -> tuple[PercentilePath, PercentilePath]:
    """The descents under the lowest and the highest percentile flown."""
    paths = []
    for percentile in np.unique(forecast["percentile"])[[0, -1]]:
        rows = np.flatnonzero(forecast["percentile"] == percentile)
        rows = rows[thinned_rows(len(rows), most)]
        path = forecast["utc"][rows], forecast["mean_altitude_km"][rows]
        paths.append(PercentilePath(float(percentile), *path))
    return paths[0], paths[1]


def phases(run: RunResult) -> Iterator[Phase]:
    """The phases of a run in their order."""
    name = run.trajectory["phase"]
    starts = np.concatenate([[0], np.flatnonzero(name[1:] != name[:-1]) + 1])
    ends = np.concatenate([starts[1:] - 1, [len(name) - 1]])
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        yield Phase(str(name[first]), first, last)


def _milliseconds(utc: np.ndarray) -> np.ndarray:
    return utc.astype("datetime64[ms]").astype(np.int64).astype(float)
