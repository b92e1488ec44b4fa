"""What is decided before a burn and why: codes, words and sentences.

The order of the reasons is fixed: of several rules that are broken the first is told.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Decision(IntEnum):
    """What is done at a go/no-go."""

    GO = 0
    HOLD = 1
    ABORT = 2

    @property
    def word(self) -> str:
        """As tables have it."""
        return self.name.lower()


class Reason(IntEnum):
    """The first rule that is broken, in the order in which they are told.

    First what waiting can't mend, then whether there is a plan, then the stack, then what lies
    outside it.
    """

    SATISFIED = 0
    PROPELLANT = 1
    NO_PLAN = 2
    STATE_AGE = 3
    ATTITUDE = 4
    COMPUTERS = 5
    THRUSTERS = 6
    STORM = 7
    LAND = 8
    BACKUPS = 9

    @property
    def word(self) -> str:
        """As tables have it."""
        return self.name.lower()


SENTENCES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.SATISFIED: "every rule is satisfied",
        Reason.PROPELLANT: "the propellant does not cover the plan and the aborts asked for",
        Reason.NO_PLAN: "no plan reaches the aim from what is known",
        Reason.STATE_AGE: "the state is too old",
        Reason.ATTITUDE: "the burn before pointed out of its band",
        Reason.COMPUTERS: "too few strings of computers work",
        Reason.THRUSTERS: "too few strings of thrusters work",
        Reason.STORM: "a geomagnetic storm is forecast",
        Reason.LAND: "too little of the footprint is clear of land",
        Reason.BACKUPS: "too few backup revolutions land in the box",
    }
)
"""Each reason as a sentence."""

LASTING = frozenset({Reason.PROPELLANT})
"""Reasons that waiting does not mend."""
