"""How far codes of survival lie apart, and how many break-ups a range takes: what stands beside
every casualty area.

Of ROSAT, the one large spacecraft for which two codes' casualty areas are public, ORSAT has 13.62
and SCARAB 31.78 m2 (Kelley et al. 2010). Decision: neither is taken as the truth. They are the ends
of a range about their geometric mean, and any area found here has that range about it: the square
root of 31.78 / 13.62 either way. It is not joined with the range over break-ups, which are
dispersed within one code.
"""

from math import sqrt

from sim.entry.carried_share import samples_for
from sim.entry.figures import Range, RangeFigures
from sim.entry.risk.casualty import Span

__all__ = ["CODE_FACTOR", "RANGE_SHARE", "between_codes", "range_figures"]

CODE_FACTOR = sqrt(31.78 / 13.62)
"""1.53: another code may find so much more or less."""

RANGE_SHARE = 0.9
"""Of the break-ups between the ends of a range, those of 5 and 95 %."""


def between_codes(area: Span) -> Range:
    """The likely casualty area, and what it may be by another code."""
    likely = area.likely
    return {"low": likely / CODE_FACTOR, "likely": likely, "high": likely * CODE_FACTOR}


def range_figures(break_ups: int) -> RangeFigures:
    """Whether the range over so many break-ups, 0 for the nominal one alone, holds for others: the
    least and the largest of them then hold 90 % of all with 95 % confidence. Of fewer the range is
    that of the sample.
    """
    needed = samples_for(RANGE_SHARE)
    return {
        "share": RANGE_SHARE,
        "needed": needed,
        "break_ups": break_ups,
        "carried": break_ups >= needed,
    }
