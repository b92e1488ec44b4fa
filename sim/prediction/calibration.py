"""How windows made like this have fared: the scoreboard of docs/prediction.md in numbers, which
every answer carries. `benchmarks/predictions.py` measures them.
"""

from typing import NamedTuple


class Score(NamedTuple):
    """Objects whose end is known, how many ended within their 90 % windows, and the median error of
    the remaining life in per cent.
    """

    objects: int
    inside_90: int
    median_error_percent: float


AS_ISSUED = Score(21, 20, 5.7)
"""With the space weather that was published when the last element set was."""
IN_HINDSIGHT = Score(21, 20, 2.0)
"""With the space weather that was observed later."""
