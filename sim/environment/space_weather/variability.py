"""Day-to-day variability from history: what each observed day was against its 13-month mean.

Forecasts are 13-month smoothed; a stretch of history divided by its own 13-month mean gives back
what the smoothing took: the 27-day rotation, the growth of active regions, storms, and how F10.7
and Ap go together. For F10.7 the ratio is of the excess over a quiet Sun, because its scatter grows
with activity: 0.18 to 0.32 of the excess from minimum to maximum, 0.04 to 0.18 of the whole.
"""

from functools import cache

import numpy as np

from sim.data import open_data, provenance
from sim.environment.space_weather.date import date_of, mjd_of
from sim.environment.space_weather.forecast import sun_distance_term
from sim.frames.epoch import DAY, Epoch
from sim.lanes import cubic_table

QUIET_SUN = 55.0
"""sfu, from which the excess is counted. assumption: where its relative scatter varies least."""
MONTH_DAYS = 30
YEAR_DAYS = 366
HALF_MEAN = (MONTH_DAYS + YEAR_DAYS) // 2 - 1
"""Days on either side of the 13-month mean: a month's mean averaged over a year."""
HALF_WINDOW = 40


def smoothed(daily: np.ndarray) -> np.ndarray:
    """13-month mean of daily values, shorter by `HALF_MEAN` days at either end."""
    weight = np.convolve(np.full(MONTH_DAYS, 1.0 / MONTH_DAYS), np.full(YEAR_DAYS, 1.0 / YEAR_DAYS))
    return np.convolve(daily, weight, "valid")


def history(sun_distance: bool = False) -> tuple[int, np.ndarray]:
    """First day (MJD, its noon is the first knot) and the table of ratios.

    Parameters
    ----------
    sun_distance
        Whether the ratios are of the flux at the Sun's mean distance, for a forecast that follows
        the distance itself: history is laid over other seasons.

    Returns
    -------
    day : int
    table : numpy.ndarray
        Shape (days, 12): monotone cubics from noon to noon of the ratios of F10.7 of the previous
        day, of its 81-day mean (both of the excess over `QUIET_SUN`) and of Ap. The last row leads
        back to the first day.
    """
    return _history(provenance("space_weather")["sha256"], sun_distance)


def no_history() -> np.ndarray:
    """A table of ones, for weather that never asks."""
    return cubic_table(np.ones((4, 3)), kind="monotone")


def history_span(
    epoch: Epoch, duration_s: float, *, known_until: str | None = None
) -> tuple[float, float]:
    """Least and most `history_shift` in s that keep a mission inside the history.

    A shift of s lays the variability of the date epoch + s over t = 0; it is negative.

    Parameters
    ----------
    epoch, duration_s
        Of the mission.
    known_until
        Last day whose observation may be used, as for `weather`.

    Raises
    ------
    ValueError
        If the mission is longer than the history.
    """
    day, table = history()
    first, last = day, day + len(table) - 1
    if known_until is not None:
        last = min(last, mjd_of(known_until) - HALF_MEAN)
    now = epoch.day + epoch.seconds / DAY
    least, most = (
        (edge - now + sign) * DAY for edge, sign in ((first + 0.5, 2.0), (last + 0.5, -2.0))
    )
    if not 0.0 <= duration_s <= most - least:
        raise ValueError(
            f"duration_s is {duration_s}; the history of {date_of(first)} to {date_of(last)} "
            f"allows 0 to {max(most - least, 0.0)}"
        )
    return least, most - duration_s


@cache
def _history(edition: str, sun_distance: bool) -> tuple[int, np.ndarray]:
    """The same, once per edition of the observations."""
    data = open_data("space_weather")
    f107, ap = data["f107_clean_tenths"] / 10.0, data["ap"].astype(np.float64)
    if sun_distance:
        f107 = f107 / sun_distance_term(data["mjd"])
    inside = slice(HALF_MEAN, len(f107) - HALF_MEAN)
    before = slice(HALF_MEAN - 1, len(f107) - HALF_MEAN - 1)
    count = 2 * HALF_WINDOW + 1
    f107a = np.convolve(f107, np.full(count, 1.0 / count), "same")
    excess = smoothed(f107) - QUIET_SUN
    ratios = np.stack(
        [
            (f107[before] - QUIET_SUN) / excess,
            (f107a[inside] - QUIET_SUN) / excess,
            ap[inside] / smoothed(ap),
        ],
        axis=1,
    )
    edge = 3
    ring = np.concatenate([ratios[-edge:], ratios, ratios[: edge + 1]])
    table = np.ascontiguousarray(cubic_table(ring, kind="monotone")[edge:-edge])
    table.setflags(write=False)
    return int(data["mjd"][0]) + HALF_MEAN, table
