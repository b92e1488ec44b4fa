"""Which shares of fragments a sample of break-ups can carry: what it may be quoted for.

The least and the largest of n independent values hold at least a share p of all values with a
confidence c if 1 - n p^(n-1) + (n - 1) p^n >= c (Wilks 1941, Ann. Math. Stat. 12:91, two sides).
At 95 % confidence that takes 93 values for 95 %, 473 for 99 %, 4,742 for 99.9 %, and 47,437 for
99.99 %; a bound on one side alone, p^n <= 1 - c, takes 29,956 for 99.99 %.

Fragments of one break-up share its errors: m fragments of n break-ups tell less than n m
independent ones. As how many they tell follows from how far the share outside differs from
break-up to break-up (Kish 1965, Survey Sampling, 8.2; Korn and Graubard 1998, Survey Methodology
24:193):
n* = s (1 - s) / (variance of the s_i / n).
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

Array = NDArray[np.float64]

CONFIDENCE = 0.95


def bound_confidence(samples: int, coverage: float, blocks: int) -> float:
    """Confidence that all but `blocks` of the n + 1 stretches between n values hold a part of all
    values: 2 for the stretch from the least to the largest.
    """
    return 0.0 if blocks > samples else float(bdtrc(blocks - 1, samples, 1.0 - coverage))


@lru_cache(maxsize=64)
def samples_for(coverage: float, confidence: float = CONFIDENCE, blocks: int = 2) -> int:
    """Least number of independent values whose bounds hold a part of all values."""
    most = blocks
    while bound_confidence(most, coverage, blocks) < confidence:
        most *= 2
    least = most // 2
    while most - least > 1:
        middle = (least + most) // 2
        enough = bound_confidence(middle, coverage, blocks) >= confidence
        least, most = (least, middle) if enough else (middle, most)
    return most


def effective_number(outside: Array, rows: int) -> float:
    """Independent fragments that tell as much as those of n break-ups.

    Parameters
    ----------
    outside
        Share of the fragments of each break-up that lies outside an area, shape (n,).
    rows
        Fragments of all break-ups, which it never exceeds. One break-up, or one of which no
        fragment lies outside, tells nothing of others: the number of break-ups is given.
    """
    n = len(outside)
    share = float(np.mean(outside))
    if n < 2 or not 0.0 < share < 1.0:
        return float(n)
    variance = float(np.var(outside, ddof=1)) / n
    return float(rows) if variance <= 0.0 else min(share * (1.0 - share) / variance, float(rows))


def carried_shares(shares: Sequence[float], samples: float) -> tuple[float, ...]:
    """Those of some shares that so many independent values can be quoted for."""
    return tuple(share for share in shares if samples >= samples_for(share))
