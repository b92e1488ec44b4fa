"""What is predicted, as plain numbers."""

from dataclasses import dataclass, field

import numpy as np

from sim.frames.epoch import Epoch

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
"""Of the time an object comes down: edges of the windows and the median."""


@dataclass(frozen=True, kw_only=True)
class ArcFigures:
    """One fit: UTC of both ends, Cd A/m in m2/kg (not above 0: the orbit was raised), deviation of
    its logarithm, whether the prediction rests on it.
    """

    begin_utc: str
    end_utc: str
    coefficient: float
    sigma: float
    used: bool
    alone: bool


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """When and where an object comes down.

    Attributes
    ----------
    name, number
        Of the object; number None where it has none.
    epoch, issued
        Of the last set used, and the instant up to which data were used.
    sets
        How many element sets were used.
    coefficient, coefficient_sigma
        Cd A/m of the days to come, m2/kg, and the deviation of its logarithm.
    arcs
        Fits it comes from.
    notes
        Sentences on what was left out or widened the window.
    horizon_s
        s after the epoch up to which members flew.
    quantiles_s
        s after the epoch of `QUANTILES`; infinite beyond the horizon.
    share_down
        Of the members that came down within the horizon.
    end_s, latitude_deg, longitude_deg
        Of each member that came down, (n,).
    track_s, track_latitude_deg, track_longitude_deg
        Ground track over the 90 % window, or as much of it as is worth drawing, (m,).
    altitude_km
        Mean altitude of the last set.
    inclination_deg
        Of the orbit.
    mass_kg, casualty_area_m2
        None where it is not known; least, usual and most.
    weather
        Where the space weather comes from, in words.
    members, seed, failed
        Of the ensemble; how many flights ended numerically.
    """

    name: str
    number: int | None
    epoch: Epoch
    issued: Epoch
    sets: int
    coefficient: float
    coefficient_sigma: float
    arcs: tuple[ArcFigures, ...]
    notes: tuple[str, ...]
    horizon_s: float
    quantiles_s: tuple[float, ...]
    share_down: float
    end_s: np.ndarray
    latitude_deg: np.ndarray
    longitude_deg: np.ndarray
    altitude_km: float
    inclination_deg: float
    weather: str
    members: int
    seed: int
    failed: int
    air: str
    mass_kg: float | None = None
    casualty_area_m2: tuple[float, float, float] | None = None
    track_s: np.ndarray = field(default_factory=lambda: np.zeros(0))
    track_latitude_deg: np.ndarray = field(default_factory=lambda: np.zeros(0))
    track_longitude_deg: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def median_s(self) -> float:
        """Seconds after the epoch; infinite where half of the members stay up."""
        return self.quantiles_s[2]

    def window_s(self, confidence: int) -> tuple[float, float]:
        """Window of 50 or 90 %, s after the epoch."""
        return {50: (self.quantiles_s[1], self.quantiles_s[3]),
                90: (self.quantiles_s[0], self.quantiles_s[4])}[confidence]  # fmt: skip

    def covers(self, first_s: float, last_s: float, confidence: int = 90) -> bool:
        """Whether an event between two times lies in a window, or may do so."""
        low, high = self.window_s(confidence)
        return low <= last_s and first_s <= high
