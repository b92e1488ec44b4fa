"""How a trajectory ended, a kind, and for a failure its cause; what others may watch until then.

Result files hold the text of a status (``impact``, ``failed_102``); `str` writes it and
`Status.from_text` reads it, nothing else does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from sim.flight import work_limit
from sim.integrate.lane import MESSAGES


class StatusKind(StrEnum):
    """Where a trajectory stands. The values are the words of the result files."""

    FLYING = "flying"
    IMPACT = "impact"
    IN_ORBIT = "in_orbit"
    OUT_OF_TIME = "out_of_time"
    DEMISED = "demised"
    FAILED = "failed"


SENTENCES = {
    StatusKind.FLYING: "is still under way",
    StatusKind.IMPACT: "came down to the ellipsoid",
    StatusKind.IN_ORBIT: "the last phase ended above the ground",
    StatusKind.OUT_OF_TIME: "a phase had not ended when the tables of the world ran out",
    StatusKind.DEMISED: "melted before it reached the ground",
}


@dataclass(frozen=True, slots=True)
class Status:
    """How a trajectory ended.

    Attributes
    ----------
    kind
        Where it stands.
    cause
        Of a failure only: the code of the propagator (`sim.integrate.lane.MESSAGES`) or of a limit
        (`sim.flight.work_limit.MESSAGES`), or the message of the error that stopped a sample.
    """

    kind: StatusKind
    cause: int | str | None = None

    @property
    def failed(self) -> bool:
        """Whether the trajectory could not be computed to its end."""
        return self.kind is StatusKind.FAILED

    @property
    def sentence(self) -> str:
        """What the status means, for people."""
        if isinstance(self.cause, int):
            return (MESSAGES | work_limit.MESSAGES).get(self.cause, str(self))
        return SENTENCES.get(self.kind, str(self))

    def __str__(self) -> str:
        """The text of the result files."""
        return f"{self.kind}_{self.cause}" if self.failed else str(self.kind)

    @classmethod
    def from_text(cls, text: str) -> "Status":
        """Read the text of a result file.

        Raises
        ------
        ValueError
            If no status is written like that.
        """
        word, _, cause = text.partition("_")
        if word == StatusKind.FAILED:
            return failure(int(cause) if cause.isdecimal() else cause)
        return cls(StatusKind(text))


FLYING = Status(StatusKind.FLYING)
IMPACT = Status(StatusKind.IMPACT)
IN_ORBIT = Status(StatusKind.IN_ORBIT)
OUT_OF_TIME = Status(StatusKind.OUT_OF_TIME)
DEMISED = Status(StatusKind.DEMISED)
"""A fragment of which 1.2 % or less was left; it isn't flown further."""


def failure(cause: int | str) -> Status:
    """The status of a trajectory that could not be computed to its end."""
    return Status(StatusKind.FAILED, cause)


def status_texts(statuses: Iterable[Status]) -> np.ndarray:
    """Texts of statuses as a column of a result file, shape (n,) of str."""
    return np.array([str(status) for status in statuses], dtype=str)


def failed_texts(column: np.ndarray) -> np.ndarray:
    """Which entries of a status column of a result file are failures, shape (n,) of bool."""
    return np.array([Status.from_text(text).failed for text in column.astype(str)], dtype=bool)


class FlightStoppedError(Exception):
    """A flight was told to stop: whoever waited for it has gone."""


@dataclass
class FlightProgress:
    """What others may watch while a flight runs: the phase and the present time of its rows. Once
    they set `stopped`, the flight raises `FlightStoppedError` before its next stretch.
    """

    phase: str = ""
    t: np.ndarray = field(default_factory=lambda: np.zeros(1))
    stopped: bool = False
