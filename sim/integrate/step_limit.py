"""The longest step that a gravity field allows.

A longer step steps over waves of the field that its error estimate cannot see
(docs/performance.md).
"""

SHORTEST_WAVE = 5000.0
"""s times degree: a little less than the time in which a low orbit crosses a wave of the field."""

LONGEST_STEP = 600.0
"""s, where the field has no shorter waves."""


def longest_step(degree: int) -> float:
    """Longest step in s for a gravity field of a degree; 0 is the field of a point mass."""
    return min(LONGEST_STEP, SHORTEST_WAVE / max(degree, 1))
