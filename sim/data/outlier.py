"""Days of F10.7 that say nothing of the Sun's disk: flares at the time of measurement, and faulty
readings.
"""

import numpy as np

FLARE = 1.12
"""A day stands out when it exceeds the higher of its neighbours by more than this factor: between
the smallest of the known flare days (2011-09-24, 1.128) and the Sun's rotation."""

DROPOUT = 1.25
"""A day below its lower neighbour by more than this factor is a faulty reading (1997-03-01 and
1998-03-02: 53.5 and 56.8 sfu, under the level of the quiet Sun, about 64)."""


def without_outliers(f107: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Daily F10.7 with flare days and faulty readings replaced by the mean of their neighbours.

    A day is replaced when it exceeds the higher of the nearest remaining days before and after it
    by more than 12 %, or stays below the lower of them by more than a factor of 1.25; this is
    repeated on what remains until nothing stands out, so that two flare days in a row are both
    found. Replacements are linear in time between the remaining days: the mean of the two
    neighbours for a single day.

    Parameters
    ----------
    f107
        Shape (n,), daily values in sfu (1e-22 W m-2 Hz-1), one per day without gaps.

    Returns
    -------
    clean
        Shape (n,), sfu. The first and last day are always kept.
    replaced
        Shape (n,), True where a value was replaced.
    """
    day = np.arange(len(f107))
    kept = np.ones(len(f107), dtype=bool)
    while True:
        i = day[kept]
        before, value, after = f107[i[:-2]], f107[i[1:-1]], f107[i[2:]]
        high = value > FLARE * np.maximum(before, after)
        low = value * DROPOUT < np.minimum(before, after)
        found = i[1:-1][high | low]
        if len(found) == 0:
            return np.interp(day, i, f107[i]), ~kept
        kept[found] = False


def tenths(values: np.ndarray) -> np.ndarray:
    """Values as whole tenths, the precision of the published table."""
    return np.round(10.0 * values).astype("u2")
