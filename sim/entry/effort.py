"""How exactly an entry is followed: in full, or coarsely where an answer is wanted at once."""

from typing import NamedTuple


class Effort(NamedTuple):
    """Steps of the station and its modules while their walls warm up, s: the first, and the
    longest; and errors allowed in a step of a fragment: of its place, m, and of the mass in its
    state, that is the heat taken up, as a share of its solid mass.
    """

    first_step: float
    longest_step: float
    place: float
    heat: float


FULL = Effort(first_step=0.1, longest_step=2.0, place=0.3, heat=1e-6)
"""The flux that warms walls changes by 6 % in a step at most, and is taken in the middle; impacts
are right to 10 m (docs/entry.md)."""

COARSE = Effort(first_step=2.0, longest_step=6.0, place=3.0, heat=1e-5)
"""10 m in the altitudes of break-up, and under 1 km at the ground, for half of the time."""
