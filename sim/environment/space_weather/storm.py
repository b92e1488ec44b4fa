"""Geomagnetic storms a scenario lays over its space weather.

A storm rises smoothly over the first quarter of its duration, stands at its peak for a half, and
falls over the last quarter (assumption: real storms rise faster than they fall, and last a day or
two; the atmosphere model takes a daily index and answers to the sum). It never lowers an index.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.frames.epoch import Epoch

RAMP = 0.25
"""Share of the duration in which a storm rises, and in which it falls."""
SHORTEST = 3.0 * 3600.0
LONGEST = 30.0 * 86400.0
"""s; the shortest is one interval of the ap index."""
MOST_AP = 400.0
"""Top of the ap scale."""
MOST_F107 = 500.0
"""sfu; the highest day without a flare since 1957 is about 380."""


class Storm(NamedTuple):
    """Start, duration in s, Ap at the peak, and F10.7 (sfu) at the peak or None to leave it."""

    start: Epoch
    duration_s: float
    ap: float
    f107: float | None = None


def storm_table(epoch: Epoch, storms: Sequence[Storm]) -> np.ndarray:
    """Rows of begin and end in TAI s since the epoch, ramp in s, Ap and F10.7 (0: left alone).

    Returns
    -------
    numpy.ndarray
        Shape (k, 5), in order of time, read-only.

    Raises
    ------
    ValueError
        If a value is out of range or two storms overlap.
    """
    rows = []
    for i, storm in enumerate(storms):
        for name, value, least, most in (
            ("duration_s", storm.duration_s, SHORTEST, LONGEST),
            ("ap", storm.ap, 0.0, MOST_AP),
            ("f107", 50.0 if storm.f107 is None else storm.f107, 50.0, MOST_F107),
        ):
            if not least <= value <= most:
                raise ValueError(f"storms[{i}].{name} is {value}; it must lie in {least}..{most}")
        begin = storm.start.seconds_since(epoch)
        rows.append(
            (begin, begin + storm.duration_s, RAMP * storm.duration_s, storm.ap, storm.f107 or 0.0)
        )
    rows.sort()
    for one, other in pairwise(rows):
        if other[0] < one[1]:
            raise ValueError("two storms overlap; give one after the other, or one for both")
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 5)
    table.setflags(write=False)
    return table
