"""How uncertain what is predicted from element sets is, in plain numbers.

The constants were set before anything was scored, looked at on the objects of `CALIBRATED_ON` and
left as they were, and judged on the others (docs/prediction.md).
"""

from typing import NamedTuple

from sim.frames.epoch import DAY


class Uncertainty(NamedTuple):
    """Standard deviations of natural logarithms where nothing else is said.

    Attributes
    ----------
    axis_m
        Of the mean semi-major axis that an element set tells over a revolution, m.
    own_drag
        Of the ballistic coefficient that one element set tells by its own decay.
    changing, memory_s
        Of the part of coefficient times density that changes, and its memory in s.
    profile
        Share of the altitude-wise errors of the air model (`SIGMA`) that a fit leaves.
    regime, regime_share
        Of the coefficient after a change of attitude, and the share of members that change.
    unknown_median, unknown
        Median in m2/kg and deviation of a coefficient that nothing tells.
    """

    axis_m: float = 60.0
    own_drag: float = 0.20
    changing: float = 0.12
    memory_s: float = 15.0 * DAY
    profile: float = 0.5
    regime: float = 0.35
    regime_share: float = 0.10
    unknown_median: float = 0.012
    unknown: float = 0.7


USUAL = Uncertainty()
"""axis_m: what two sets a few hours apart differ by; own_drag: BSTAR against the decay of the weeks
around it; changing: 10 to 15 % (`sim.environment.atmosphere.model_error`); unknown: half of all
objects in low orbit lie between 0.007 and 0.02 m2/kg. assumption: each within a factor of 1.5."""

LEAST_HALF_WIDTH = 0.10
"""Of the remaining life: no window is narrower unless two independent fits agree."""
AGREEMENT = 0.05
"""Relative difference of two coefficients that agree."""

END_M = 80e3
"""Height at which an object counts as down, m: break-up, as agencies count."""

CALIBRATED_ON = (
    "jilin_03d10", "jilin_03d06", "jilin_03d15", "jilin_3d29", "strix_beta", "lilium_1",
    "starlink_1775", "starlink_1820", "goce", "cz5b_y1", "cz5b_y4",
)  # fmt: skip
"""Every other object of the index of the reference data whose end is known, from its first."""
