"""Fragments that count, and where they fall."""

from collections.abc import Sequence

import numpy as np

from sim.entry.footprint import LEAST_ENERGY
from sim.report.results.run import RunResult
from sim.report.series.ground_track import Window, mean_longitude, wrap_longitude

Columns = dict[str, np.ndarray]

SPARE = 10.0
"""deg around what is shown."""
LEAST_HEIGHT = 20.0
"""deg of latitude a window shows at least."""


def hazardous_fragments(run: RunResult, nominal: bool) -> Columns:
    """Fragments over the energy threshold, of the nominal break-up or of the dispersed ones.

    Raises
    ------
    ValueError
        If the run has no fragments.
    """
    table = run.fragments
    if table is None:
        raise ValueError(f"{run.label} has no fragments")
    rows = (table["energy_j"] > LEAST_ENERGY) & ((table["break_up"] == 0) == nominal)
    return {name: column[rows] for name, column in table.items()}


def has_footprint(run: RunResult) -> bool:
    """Whether fragments over the energy threshold reach the ground."""
    return run.fragments is not None and bool(run.debris["footprint"])


def distance_along(run: RunResult, fragments: Columns) -> np.ndarray:
    """Distance of fragments along the track from the reference point of a run, km."""
    reference = run.debris["reference"]
    return fragments["along_track_km"] - (reference["along_km"] if reference else 0.0)


def entry_time(run: RunResult) -> float:
    """Time of the entry interface, s; fall times count from it."""
    path = run.trajectory
    return float(path["time_s"][np.argmax(np.isfinite(path["downrange_km"]))])


def footprint_window(runs: Sequence[RunResult]) -> Window:
    """West, east, south and north in deg around all footprints; west may lie below -180."""
    tables = [hazardous_fragments(run, nominal) for run in runs for nominal in (True, False)]
    rings = [ring for run in runs for rings in run.contours.values() for ring in rings]
    x = np.concatenate([t["longitude_deg"] for t in tables] + [ring[:, 0] for ring in rings])
    y = np.concatenate([t["latitude_deg"] for t in tables] + [ring[:, 1] for ring in rings])
    x = wrap_longitude(x, mean_longitude(x) - 180.0)
    west, east = float(x.min()) - SPARE, float(x.max()) + SPARE
    south, north = float(y.min()) - SPARE, float(y.max()) + SPARE
    lack = max(0.0, LEAST_HEIGHT - (north - south)) / 2.0
    turns = 360.0 * np.ceil(max(east - 180.0, 0.0) / 360.0)
    return west - turns, east - turns, max(south - lack, -89.0), min(north + lack, 89.0)
