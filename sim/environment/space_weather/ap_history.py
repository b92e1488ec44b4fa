"""The 3-hourly ap of the last 57 hours, as NRLMSISE-00 takes it instead of the daily Ap.

The model asks for six values at each time: ap of the 3 hours around it, of 3, 6 and 9 hours before,
and the means of the eight ap from 12 to 33 and from 36 to 57 hours before. They stand at the middle
of the 3 hours of an index, where they are exact, and monotone cubics join them, so that the air
does not jump every 3 hours. The table holds how far each lies above the Ap that is flown without
it; whatever moves that for one trajectory (forecast error, variability of days) then moves all six
alike. Where nothing is observed 3-hourly the Ap of the time stands for its ap.
"""

from typing import NamedTuple

import numpy as np

from sim.lanes import cubic, cubic_table, kernel, maximum, place

SLOT = 3.0 * 3600.0
"""s of one index."""
SLOTS_A_DAY = 8
DAYS_BEFORE = 3
"""Whole days that hold the 19 slots before a time."""


class ApHistory(NamedTuple):
    """What `past_ap` reads.

    Attributes
    ----------
    origin, step
        TAI seconds since the epoch of the first knot, the middle of a slot, and between knots.
    table
        Shape (n, 24): cubics of the six values above the Ap of the time.
    """

    origin: float
    step: float
    table: np.ndarray


def tabulate_history(begin: float, ap: np.ndarray, ap3: np.ndarray) -> ApHistory:
    """Table of days in a row.

    Parameters
    ----------
    begin
        TAI seconds since the epoch of midnight before the first day.
    ap
        Ap that is flown without it in the middle of each slot, shape (8 days,).
    ap3
        ap of each slot, NaN where none is known, shape (8 days,).

    Raises
    ------
    ValueError
        If there are not the days before a time and one more.
    """
    least = SLOTS_A_DAY * (DAYS_BEFORE + 1)
    if not len(ap) == len(ap3) >= least:
        raise ValueError(
            f"{len(ap)} and {len(ap3)} slots; as many, and at least {least}, are wanted"
        )
    slots = np.where(np.isnan(ap3), ap, ap3)
    first = SLOTS_A_DAY * DAYS_BEFORE
    total = np.concatenate([[0.0], np.cumsum(slots)])
    knot = np.arange(first, len(slots))
    columns = [slots[knot - back] for back in range(4)]
    columns += [(total[knot - last + 1] - total[knot - last - 7]) / 8.0 for last in (4, 12)]
    table = cubic_table(np.stack(columns, axis=1) - ap[knot][:, None], kind="monotone")
    return ApHistory(begin + (first + 0.5) * SLOT, SLOT, table)


@kernel
def past_ap(t, ap, past):
    """The seven values of `sim.environment.atmosphere.nrlmsise00` at a time: Ap of the time, and
    the six above it.
    """
    i, w = place(t, past.origin, past.step, past.table)
    return (
        ap,
        maximum(ap + cubic(past.table, i, w, 0), 0.0),
        maximum(ap + cubic(past.table, i, w, 1), 0.0),
        maximum(ap + cubic(past.table, i, w, 2), 0.0),
        maximum(ap + cubic(past.table, i, w, 3), 0.0),
        maximum(ap + cubic(past.table, i, w, 4), 0.0),
        maximum(ap + cubic(past.table, i, w, 5), 0.0),
    )
