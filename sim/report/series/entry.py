"""The flight below the entry interface: rows of the trajectory, and minutes since it was passed."""

import numpy as np

from sim.report.results.run import RunResult


def entry_rows(run: RunResult) -> np.ndarray:
    """Rows of the trajectory from the entry interface on."""
    return np.flatnonzero(np.isfinite(run.trajectory["downrange_km"]))


def entry_minutes(run: RunResult, rows: np.ndarray) -> np.ndarray:
    """Minutes since the entry interface of rows of the trajectory."""
    time = run.trajectory["time_s"]
    return (time[rows] - time[entry_rows(run)[0]]) / 60.0
