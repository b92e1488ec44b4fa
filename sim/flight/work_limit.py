"""How much work a flight may take, so that every flight ends: forces evaluated and stretches flown
in a phase, and states kept of the whole flight.
"""

import numpy as np

MOST_EVALUATIONS = 60_000_000
"""Of the forces, in a phase. assumption: 30 years in low orbit in a field of degree 36."""
MOST_STRETCHES = 200_000
"""Stretches of a phase that are propagated one after the other, each to an event or a date.
assumption: 30 years of passages."""
MOST_STATES = 3_000_000
"""Kept of a flight. assumption: a gigabyte of columns."""

TOO_MANY_EVALUATIONS, TOO_MANY_STRETCHES, TOO_MANY_STATES = 201, 202, 203
MESSAGES = {
    TOO_MANY_EVALUATIONS: "the phase took too many steps; shorten it, or allow longer steps "
    "and a larger error",
    TOO_MANY_STRETCHES: f"the phase was interrupted {MOST_STRETCHES} times; shorten it, or let it "
    "lower the orbit less often",
    TOO_MANY_STATES: f"{MOST_STATES} states were kept; raise `save_every`",
}

EVALUATIONS, STRETCHES, STATES = 0, 1, 2
"""Columns of the work of trajectories, shape (n, 3)."""


def reached_limit(work: np.ndarray) -> int | None:
    """Code of the limit that the work of one trajectory, shape (3,), has reached; None if none."""
    codes = (TOO_MANY_EVALUATIONS, TOO_MANY_STRETCHES, TOO_MANY_STATES)
    limits = (MOST_EVALUATIONS, MOST_STRETCHES, MOST_STATES)
    for spent, limit, code in zip(work, limits, codes, strict=True):
        if spent >= limit:
            return code
    return None
