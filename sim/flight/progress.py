"""Watching a flight from another thread, and stopping it."""

from dataclasses import dataclass, field

import numpy as np


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
