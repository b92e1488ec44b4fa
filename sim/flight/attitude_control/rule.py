"""What attitude control costs and which tanks pay: data only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sim.vehicle.hardware import Number, of_rows


@dataclass(frozen=True, kw_only=True)
class AttitudeControl:
    """What attitude control costs, and who pays.

    Attributes
    ----------
    below
        m of mean altitude, from which down thrusters alone hold the attitude until the entry
        interface.
    per_orbit
        kg per revolution while thrusters hold the attitude.
    per_turn
        kg for turning the stack round before a pair of lowering burns, and back after it.
    tanks
        In the order in which they pay; one that is empty or not docked is passed over.
    unturned
        Vehicles whose engines push against the flight as the stack flies, without a turn.
    """

    below: float
    per_orbit: Number
    per_turn: Number
    tanks: tuple[str, ...]
    unturned: tuple[str, ...] = ()

    def of(self, index: np.ndarray) -> "AttitudeControl":
        """The same for some of the rows."""
        return replace(
            self,
            per_orbit=of_rows(self.per_orbit, index),
            per_turn=of_rows(self.per_turn, index),
        )

    def among(self, tanks: Iterable[str]) -> "AttitudeControl":
        """The same where only some tanks exist."""
        known = set(tanks)
        return replace(self, tanks=tuple(name for name in self.tanks if name in known))
