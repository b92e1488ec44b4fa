"""What burns came to in the samples that flew them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.flight.record import Flight
from sim.operations.decisions.history import Stopped

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

LEAST_BURN = 5.0
"""s: a shorter burn tells nothing of its thrust."""


@dataclass(frozen=True, kw_only=True)
class BurnOutcome:
    """Burns of samples `rows` (k,): ignition s, duration s, velocity change m/s, whether the
    cut-off was reached; shape (k,) each.
    """

    rows: Rows
    ignition: Array
    duration: Array
    delta_v: Array
    complete: NDArray[np.bool_]

    @property
    def acceleration(self) -> Array:
        """Mean acceleration, m/s2, (k,); NaN for a burn that tells nothing."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.duration > LEAST_BURN, self.delta_v / self.duration, np.nan)

    def at(self, rows: Rows, values: Array) -> Array:
        """Values (k,) for other samples; NaN for those that did not burn."""
        there = dict(zip(self.rows.tolist(), values.tolist(), strict=True))
        return np.array([there.get(int(row), np.nan) for row in rows], dtype=float)

    def words(self, rows: Rows, fewer: NDArray[np.bool_]) -> list[Stopped]:
        """How the burn ended in some samples; `fewer` says which lack engines of it, (n,)."""
        complete = dict(zip(self.rows.tolist(), self.complete.tolist(), strict=True))
        said: list[Stopped] = []
        for row in rows.tolist():
            if row not in complete:
                said.append("")
            elif not complete[row]:
                said.append("early")
            elif fewer[row]:
                said.append("engines_out")
            else:
                said.append("complete")
        return said


def read_burn(flight: Flight, name: str, rows: Rows, since: Array) -> BurnOutcome:
    """The burns of a name that some samples ignited since some time, s, (n,)."""
    records = {
        record.row: record
        for record in flight.burns
        if record.name == name and record.ignition >= since[record.row]
    }
    burnt = np.array([row for row in rows.tolist() if row in records], dtype=np.intp)
    found = [records[int(row)] for row in burnt]
    return BurnOutcome(
        rows=burnt,
        ignition=np.array([each.ignition for each in found], dtype=float),
        duration=np.array([each.duration for each in found], dtype=float),
        delta_v=np.array([each.delta_v for each in found], dtype=float),
        complete=np.array([each.is_complete for each in found], dtype=bool),
    )
