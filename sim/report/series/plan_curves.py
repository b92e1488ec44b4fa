"""Series of a plan: footprint and clearance against final perigee and against thrust."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.report.results.plan import PlanResult


class LengthLine(NamedTuple):
    """Length in km of the area that holds a share (%) of the fragments, (n,)."""

    share: float
    length_km: np.ndarray


class Curve(NamedTuple):
    """Variants of a final burn, (n,): what varies and its words, which are feasible and keep
    their distance from land, which is that of the plan, lengths, and that distance over its limit.
    """

    name: str
    words: str
    x: np.ndarray
    feasible: np.ndarray
    nominal: int
    lengths: tuple[LengthLine, ...]
    clearance: np.ndarray

    @property
    def range_words(self) -> str:
        """Where the burn can be flown within its limits."""
        if not self.feasible.any():
            return "nowhere within limits"
        low, high = self.x[self.feasible].min(), self.x[self.feasible].max()
        return f"within limits from {low:g} to {high:g}"


SWEEPS = (
    ("perigee", "final_perigee_km", "perigee of the final burn (km)"),
    ("thrust", "thrust_factor", "thrust of the final burn over that of the plan"),
)


def curves_of(result: PlanResult) -> Iterator[Curve]:
    """The curves of a plan; none without a table."""
    table = result.curves
    if table is None:
        return
    for name, column, words in SWEEPS:
        rows = np.flatnonzero(table["sweep"] == name)
        nominal = np.flatnonzero(table["nominal"][rows])
        if not len(nominal):
            continue
        clearance = table["clearance_over_limit"][rows]
        yield Curve(
            name=name,
            words=words,
            x=table[column][rows],
            feasible=table["feasible"][rows].astype(bool) & ~(clearance < 1.0),
            nominal=int(nominal[0]),
            lengths=tuple(
                LengthLine(share, table[f"length_{share:g}_km"][rows]) for share in (95.0, 99.0)
            ),
            clearance=clearance,
        )
