"""Observed space weather by day: F10.7 without days raised by solar flares, and daily Ap."""

import numpy as np

from sim.data import open_data


def observed_days() -> tuple[int, int]:
    """First and last observed day, modified Julian days."""
    day = open_data("space_weather")["mjd"]
    return int(day[0]), int(day[-1])


def observed(day: np.ndarray, known: int) -> tuple[np.ndarray, np.ndarray]:
    """F10.7 (sfu) and Ap of each day; later than `known`, those of that day.

    Parameters
    ----------
    day
        Shape (n,), modified Julian days; before the first observation its values are held.
    known
        The last day whose observation may be used; not before the first one there is.
    """
    table = open_data("space_weather")
    first = int(table["mjd"][0])
    row = np.clip(day - first, 0, known - first)
    return table["f107_clean_tenths"][row] / 10.0, table["ap"][row].astype(np.float64)
