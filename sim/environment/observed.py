"""Observed space weather by day: F10.7 without days raised by solar flares, and daily Ap."""

import numpy as np

from sim.data import open_data
from sim.environment.date import date_of


def observed_days() -> tuple[int, int]:
    """First and last observed day, modified Julian days."""
    day = open_data("space_weather")["mjd"]
    return int(day[0]), int(day[-1])


def observed(day: np.ndarray, known: int) -> tuple[np.ndarray, np.ndarray]:
    """F10.7 (sfu) and Ap of each day; later than `known`, those of that day.

    Parameters
    ----------
    day
        Shape (n,), modified Julian days in increasing order.
    known
        The last day whose observation may be used.

    Raises
    ------
    ValueError
        If a day lies before the first observation.
    """
    table = open_data("space_weather")
    first = int(table["mjd"][0])
    if known < first or day[0] < first - 1 - len(day):
        raise ValueError(f"space weather is observed from {date_of(first)} on only")
    row = np.clip(day - first, 0, known - first)
    return table["f107_clean_tenths"][row] / 10.0, table["ap"][row].astype(np.float64)
