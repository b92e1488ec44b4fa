"""Observed space weather by day: F10.7 without days raised by solar flares, Ap, 3-hourly ap."""

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


def observed_ap3(day: np.ndarray, known: int) -> np.ndarray:
    """3-hourly ap of each day, shape (n, 8); NaN where none may be used: before the first
    observation and later than `known`, which is as for `observed`.
    """
    table = open_data("space_weather")
    first = int(table["mjd"][0])
    row = np.clip(day - first, 0, known - first)
    is_known = (day >= first) & (day <= known)
    return np.where(is_known[:, None], table["ap3"][row].astype(np.float64), np.nan)
