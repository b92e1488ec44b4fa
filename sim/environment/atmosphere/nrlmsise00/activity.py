"""How magnetic activity enters NRLMSISE-00: the daily Ap, or a weighted history of 3-hour ap.

Source: Hedin, J. Geophys. Res. 92, 4649 (1987), eq. A24. How fast it saturates and fades differs
for temperature and each species.
"""

from typing import NamedTuple

from sim.environment.atmosphere.nrlmsise00.coefficients import (
    ACTIVITY,
    PAST_ACTIVITY,
    PAST_DECAY,
    PAST_LATITUDE,
)
from sim.lanes import absolute, arctan2, exp, kernel, minimum, sqrt

QUIET_AP = 4.0
DEGREES = 57.29577951308232


class Activity(NamedTuple):
    """Magnetic activity measure for each expansion; every field is a number."""

    base: float
    temperature: float
    helium: float
    oxygen: float
    molecular_oxygen: float
    argon: float
    hydrogen: float
    nitrogen: float


@kernel
def response(excess, curvature, slope):
    """Saturating response to an ap in excess of its quiet value."""
    return excess + (slope - 1.0) * (excess + (exp(-curvature * excess) - 1.0) / curvature)


@kernel
def daily_activity(ap, c):
    """Activity measures from the daily Ap; c is `Msis.profile`."""
    excess = ap - QUIET_AP
    base = response(excess, c[0, ACTIVITY], c[0, ACTIVITY + 1])
    helium = response(excess, c[0, ACTIVITY + 2], c[0, ACTIVITY + 3])
    oxygen = response(excess, c[0, ACTIVITY + 4], c[0, ACTIVITY + 5])
    return Activity(base, base, helium, oxygen, base, base, base, base)


@kernel
def responses(ap7, curvature, slope):
    """Response to each of the last six entries of the history."""
    return (
        response(ap7[1] - QUIET_AP, curvature, slope),
        response(ap7[2] - QUIET_AP, curvature, slope),
        response(ap7[3] - QUIET_AP, curvature, slope),
        response(ap7[4] - QUIET_AP, curvature, slope),
        response(ap7[5] - QUIET_AP, curvature, slope),
        response(ap7[6] - QUIET_AP, curvature, slope),
    )


@kernel
def faded(g, latitude, c, k):
    """Weighted mean of the responses g; per 3 h the weight fades by a factor of expansion k."""
    equatorward = 45.0 - absolute(latitude)
    w = exp(-c[0, PAST_DECAY + k] / (1.0 + c[0, PAST_LATITUDE + k] * equatorward))
    w = minimum(w, 0.99999)
    w2 = w * w
    w4 = w2 * w2
    w8 = w4 * w4
    share = (1.0 - w8) / (1.0 - w)
    total = 1.0 + (1.0 - w8 * w8 * w2 * w) / (1.0 - w) * sqrt(w)
    recent = g[0] + w * g[1] + w2 * g[2] + w2 * w * g[3]
    return (recent + (w4 * g[4] + w8 * w4 * g[5]) * share) / total


@kernel
def past_activity(ap7, sin_latitude, cos_latitude, c):
    """Activity measures from seven ap values, in the order of
    `density.composition_with_history`.
    """
    latitude = DEGREES * arctan2(sin_latitude, cos_latitude)
    base = responses(ap7, c[0, PAST_ACTIVITY], c[0, PAST_ACTIVITY + 1])
    helium = responses(ap7, c[0, PAST_ACTIVITY + 2], c[0, PAST_ACTIVITY + 3])
    oxygen = responses(ap7, c[0, PAST_ACTIVITY + 4], c[0, PAST_ACTIVITY + 5])
    return Activity(
        faded(base, latitude, c, 0),
        faded(base, latitude, c, 1),
        faded(helium, latitude, c, 2),
        faded(oxygen, latitude, c, 3),
        faded(base, latitude, c, 4),
        faded(base, latitude, c, 5),
        faded(base, latitude, c, 6),
        faded(base, latitude, c, 7),
    )
