"""Velocity change and propellant that so many flights make do with, whatever the distribution.

The interval of a quantile lies between two of the sorted flights (Conover, Practical Nonparametric
Statistics, 3rd ed. 1999, section 3.2); it needs flights of equal weight, and is given only where
there are enough for its upper end.
"""

from collections.abc import Mapping

import numpy as np
from scipy.stats import binom

from sim.campaign.analysis.events import NOT_CHOSEN
from sim.campaign.analysis.figures import IntervalFigures
from sim.campaign.analysis.statistics import Interval, check_share

NEEDED = ("delta_v_m_s", "propellant_used_kg")
"""Columns that say what a flight takes."""
SHARES = (0.95, 0.999)
"""Shares of the flights that must make do."""
UNKNOWN = (NOT_CHOSEN, "in_orbit", "unplannable")
"""Outcomes of flights that would have taken more than they had."""


def quantile_interval(values: np.ndarray, share: float, confidence: float = 0.95) -> Interval:
    """A quantile with a distribution-free interval.

    Parameters
    ----------
    values
        Shape (n,), of equal weight; infinite where only a lower bound is known.
    share, confidence
        Of the quantile; two-sided.

    Returns
    -------
    Interval
        An end is infinite where there are too few values for it.
    """
    check_share("share", share)
    check_share("confidence", confidence)
    x, n = np.sort(values), len(values)
    if not n:
        return Interval(np.nan, -np.inf, np.inf, confidence)
    tail = 0.5 * (1.0 - confidence)
    # of the values, r - 1 or fewer and s or more lie below the quantile with no more than the tail
    low = int(binom.ppf(tail, n, share))
    high = int(binom.ppf(1.0 - tail, n, share)) + 1
    middle = min(int(np.ceil(share * n - 1e-9)), n)
    return Interval(
        float(x[middle - 1]),
        float(x[low - 1]) if low else -np.inf,
        float(x[high - 1]) if high <= n else np.inf,
        confidence,
    )


def find_needed(
    columns: Mapping[str, np.ndarray], weight: np.ndarray, confidence: float
) -> dict[str, dict[str, IntervalFigures]]:
    """What 95 and 99.9 % of the flights make do with, by column and share; a share that the sample
    can't carry is left out, and flights that came to no planned end count as taking more than any.
    """
    if np.ptp(weight) > 0.0:
        return {}
    lost = np.isin(columns["outcome"].astype(str), UNKNOWN) if "outcome" in columns else False
    needed: dict[str, dict[str, IntervalFigures]] = {}
    for name in NEEDED:
        values = np.where(lost | ~np.isfinite(columns[name]), np.inf, columns[name])
        for share in SHARES:
            found = quantile_interval(values, share, confidence)
            if np.isfinite([found.low, found.estimate, found.high]).all():
                needed.setdefault(name, {})[f"{share:g}"] = found.figures()
    return needed
