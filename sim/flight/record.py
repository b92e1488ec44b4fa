"""What a flight leaves behind: burns, events, sampled segments, final states and the status of
every row.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

import numpy as np

from sim.flight.mission import Mission
from sim.flight.motion.fly import MotionRecord, Turning
from sim.flight.stack import Stack
from sim.flight.status import Status

Ending = Literal[
    "cut_off", "not_needed", "exhausted", "interrupted", "impact", "failed", "out_of_time"
]


@dataclass(frozen=True, kw_only=True)
class BurnRecord:
    """One burn of one row. Times s since the epoch, m/s, N (mean), kg, heights of the mean orbit
    in m.

    `ending` says whether the cut-off was reached, was met before ignition, the engines ran out of
    propellant, rated time or starts, or all failed; `lowering` marks burns that follow an altitude
    profile; `tanks` is what each tank lost meanwhile (below 0 where a line brought it more than was
    burnt).
    """

    row: int
    name: str
    ignition: float
    duration: float
    delta_v: float
    thrust: float
    propellant: float
    tanks: dict[str, float]
    perigee_before: float
    apogee_before: float
    perigee_after: float
    apogee_after: float
    ending: Ending
    lowering: bool

    @property
    def is_complete(self) -> bool:
        """Whether the cut-off holds at the end, be it without a burn."""
        return self.ending in ("cut_off", "not_needed")


@dataclass(frozen=True, kw_only=True)
class ControlRecord:
    """Propellant that attitude control took from the tanks of a row in one stretch: kg by tank, s
    since the epoch; `turn` marks turning round, which takes no time here.
    """

    row: int
    phase: str
    begin: float
    end: float
    tanks: dict[str, float]
    turn: bool = False

    @property
    def propellant(self) -> float:
        """Propellant from all tanks, kg."""
        return sum(self.tanks.values())


class EventKind(StrEnum):
    """What can happen to a trajectory. The values are the words of the result files."""

    PHASE_END = "phase_end"
    UNDOCK = "undock"
    DOCK = "dock"
    REFILL = "refill"
    BURN = "burn"
    ENTRY_INTERFACE = "entry_interface"
    IMPACT = "impact"
    ATTITUDE_LOST = "attitude_lost"


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """Something that happened to a row: when (s since the epoch), what, in which phase, and the
    state there (7,); `subject` names the vehicle that docked or undocked, says what attitude
    control had no propellant for, or which tank lines have refilled on the way there, and with how
    much.
    """

    row: int
    time: float
    kind: EventKind
    phase: str
    state: np.ndarray
    parameters: np.ndarray
    subject: str = ""


@dataclass(frozen=True)
class Segment:
    """States of one row over a stretch with one case: samples (k, 8) of t and y, from its first to
    its last state.
    """

    row: int
    phase: str
    parameters: np.ndarray
    samples: np.ndarray


ARRAYS = ("t", "y", "work", "delivered", "attitude")
RECORDS = ("burns", "events", "segments", "control", "motions")
"""What a flight has by row: arrays, and records that name it."""


@dataclass(frozen=True, kw_only=True)
class Flight:
    """The result of `fly`.

    t (n,) s and y (n, 7) of the last state; status (n,); work (n, 4) accepted, rejected,
    re-taken and fixed steps; the stack at the start and at the end; the attitude (n,) flown at the
    end; what attitude control took from the tanks; how rigid bodies turned, and turn at the end.
    """

    mission: Mission
    status: tuple[Status, ...]
    t: np.ndarray
    y: np.ndarray
    initial: Stack
    final: Stack
    burns: tuple[BurnRecord, ...]
    events: tuple[EventRecord, ...]
    segments: tuple[Segment, ...]
    work: np.ndarray
    delivered: np.ndarray
    attitude: np.ndarray
    wall: float
    control: tuple[ControlRecord, ...] = ()
    motions: tuple[MotionRecord, ...] = ()
    turning: Turning | None = None

    def burns_of(self, row: int) -> list[BurnRecord]:
        """Burns of one row, in time."""
        return [burn for burn in self.burns if burn.row == row]

    def of_row(self, row: int, mission: Mission) -> "Flight":
        """The flight of one row, as one of its own mission."""
        one = np.array([row])

        def own(records: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(replace(each, row=0) for each in records if each.row == row)

        arrays = {name: getattr(self, name)[one] for name in ARRAYS}
        records = {name: own(getattr(self, name)) for name in RECORDS}
        return replace(
            self,
            mission=mission,
            status=(self.status[row],),
            initial=self.initial.of(one),
            final=self.final.of(one),
            turning=None if self.turning is None else self.turning.of(one),
            **arrays,
            **records,
        )

    def first(self, row: int, kind: EventKind) -> EventRecord | None:
        """First event of a kind in a row."""
        return next((e for e in self.events if e.row == row and e.kind is kind), None)
