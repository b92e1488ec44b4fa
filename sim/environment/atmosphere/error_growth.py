"""How the changing error of an atmosphere model grows with time, and the sizes of the processes
that make it grow so: plain numbers, which scenarios are checked with.
"""

from itertools import product
from typing import NamedTuple

import numpy as np

from sim.frames.epoch import DAY

FAST = 0.02 * DAY
MEDIUM = 0.3 * DAY
SLOW = 8.0 * DAY
"""s, memory of the processes. assumption: their choice; which lets the change grow as usual to 2 %,
and to 4 times that of a day in the end.
"""

REVOLUTION = 92.0 * 60.0
"""s, of a revolution at 350 km."""

CLOSE = 0.1
"""Relative error up to which the growth of a change is met."""


class Growth(NamedTuple):
    """Root mean square change of ln density after a revolution, four and ten days, over that after
    a day.
    """

    revolution: float = 0.5
    four_days: float = 1.5
    ten_days: float = 2.5


USUAL = Growth()


def process_variances(growth: Growth) -> np.ndarray:
    """Variances of the processes whose sum changes by `growth`, shape (3,).

    The mean square change of one after a time d is 2 s2 (1 - (1 + d / T) exp(-d / T)): linear in
    the variances, which are those of least relative error that are not below zero.

    Raises
    ------
    ValueError
        If the change after one of the times differs by more than `CLOSE`.
    """
    wanted = np.array([growth.revolution, 1.0, growth.four_days, growth.ten_days])
    if not (np.isfinite(wanted).all() and (wanted > 0.0).all()):
        raise ValueError(f"{growth}; changes must be positive and finite")
    lag = np.array([REVOLUTION, DAY, 4.0 * DAY, 10.0 * DAY])[:, None] / (FAST, MEDIUM, SLOW)
    share = 2.0 * (1.0 - (1.0 + lag) * np.exp(-lag)) / wanted[:, None] ** 2
    best, least = np.zeros(3), np.inf
    for kept in product((False, True), repeat=3):
        found = np.zeros(3)
        found[list(kept)] = np.linalg.lstsq(share[:, list(kept)], np.ones(4), rcond=None)[0]
        error = np.linalg.norm(share @ found - 1.0)
        if (found >= 0.0).all() and error < least:
            best, least = found, error
    off = np.sqrt(share @ best) - 1.0
    if np.abs(off).max() > CLOSE:
        met = ", ".join(f"{value:.2f}" for value in np.sqrt(share @ best) * wanted)
        raise ValueError(
            f"no air changes like that: after a revolution, one, four and ten days, over that of a "
            f"day, {', '.join(f'{value:g}' for value in wanted)}; the nearest is {met}"
        )
    return best
