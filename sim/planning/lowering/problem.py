"""What a lowering has to do and what it may use: dated altitudes, stacks and their propellant,
attitudes.

Times are TAI seconds since the scenario epoch; altitudes are mean semi-major axes less the
equatorial radius, m; a velocity change is one of a pair of half burns, half an orbit apart, m/s.
"""

import math
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from sim.frames.elements import MU
from sim.frames.geodesy import EQUATORIAL_RADIUS

HIGHEST, LOWEST = 540e3, 170e3
"""m; between them a lowering can be planned: drag is averaged over whole revolutions."""


@dataclass(frozen=True)
class Leg:
    """A dated altitude: the station is never below it before the date and there on the date.

    Burns are `every` seconds after the beginning of the leg, of a stay, or of the dates of an
    attitude, whichever was last, as `sim.flight.altitude_profile` counts.
    """

    end: float
    altitude: float
    every: float


@dataclass(frozen=True)
class Stay:
    """A stretch of dates with one stack: its mass, and what it may burn.

    Attributes
    ----------
    name
        Of the ship that brings the propellant. Stays of one name share it.
    start, end
        s; stays follow one another without a gap.
    mass
        kg, with the ship's propellant for lowering unburnt.
    propellant
        kg for lowering, of the ship.
    isp
        s.
    most_delta_v
        m/s at one date, both halves of the pair together.
    """

    name: str
    start: float
    end: float
    mass: float
    propellant: float
    isp: float
    most_delta_v: float = math.inf


@dataclass(frozen=True)
class Exposure:
    """An attitude that may be flown between two dates: drag coefficient times area, m2."""

    name: str
    drag_area: float
    start: float = -math.inf
    end: float = math.inf


@dataclass(frozen=True)
class Task:
    """A lowering to dates. The first exposure is the usual attitude and has no dates.

    Raises
    ------
    ValueError
        On numbers that mean nothing: not finite, negative, out of order, stays with a gap. A task
        that merely can't be done is no error; its solution says why.
    """

    start: float
    altitude: float
    legs: tuple[Leg, ...]
    stays: tuple[Stay, ...]
    exposures: tuple[Exposure, ...]

    def __post_init__(self) -> None:
        if not (self.legs and self.stays and self.exposures):
            raise ValueError("a lowering needs a leg, a stay and an attitude at least")
        self._check_numbers()
        for a, b in pairwise(self.legs):
            if not a.end < b.end:
                raise ValueError(f"the legs end at {a.end} s and then {b.end} s; dates must rise")
        for a, b in pairwise(self.stays):
            if a.end != b.start:
                raise ValueError(f"{a.name} stays to {a.end} s, {b.name} from {b.start} s: a gap")
        first, last = self.stays[0].start, self.stays[-1].end
        if first > self.start or last < max(self.start, self.legs[-1].end):
            raise ValueError(
                f"the stays reach from {first} s to {last} s, the lowering from {self.start} s to "
                f"{self.legs[-1].end} s"
            )
        if math.isfinite(self.exposures[0].start) or math.isfinite(self.exposures[0].end):
            raise ValueError(f"{self.exposures[0].name} is the usual attitude, so it has no dates")

    def _check_numbers(self) -> None:
        for part in (self, *self.legs, *self.stays, *self.exposures):
            for field in fields(part):
                value = getattr(part, field.name)
                free = isinstance(part, Exposure) or field.name == "most_delta_v"
                if isinstance(value, (int, float)) and not (math.isfinite(value) or free):
                    raise ValueError(f"{field.name} of {type(part).__name__} is {value}")
        for altitude in (self.altitude, *(leg.altitude for leg in self.legs)):
            if not LOWEST <= altitude <= HIGHEST:
                raise ValueError(f"altitude {altitude} m; allowed: {LOWEST:g} to {HIGHEST:g} m")
        positive = [(f"every of the leg to {leg.altitude:g} m", leg.every) for leg in self.legs]
        positive += [(f"isp of {stay.name}", stay.isp) for stay in self.stays]
        positive += [
            (f"mass of {s.name} less propellant", s.mass - s.propellant) for s in self.stays
        ]
        positive += [(f"stay of {stay.name}", stay.end - stay.start) for stay in self.stays]
        positive += [(f"drag_area of {e.name}", e.drag_area) for e in self.exposures]
        for name, value in positive:
            if not (value > 0.0 and math.isfinite(value)):
                raise ValueError(f"{name} is {value}; it must be positive")
        for stay in self.stays:
            if not (stay.propellant >= 0.0 and stay.most_delta_v >= 0.0):
                raise ValueError(f"propellant and most_delta_v of {stay.name} must be 0 or more")
            if stay.propellant != self.stays[self.ship(self.stays.index(stay))].propellant:
                raise ValueError(f"{stay.name} has two amounts of propellant")

    def ship(self, stay: int) -> int:
        """First of the stays that burn what this one burns."""
        return next(i for i, s in enumerate(self.stays) if s.name == self.stays[stay].name)


@dataclass(frozen=True)
class Stretch:
    """Dates on which nothing changes but the burns: part of a leg, with one stay, and what may be
    flown; `dates` of burns lie inside.
    """

    start: float
    end: float
    leg: int
    stay: int
    exposures: tuple[Exposure, ...]
    dates: tuple[float, ...]

    @property
    def draggiest(self) -> Exposure:
        """The attitude with most drag."""
        return max(self.exposures, key=lambda e: e.drag_area)

    @property
    def least(self) -> Exposure:
        """The attitude with least drag."""
        return min(self.exposures, key=lambda e: e.drag_area)


def stretches(task: Task, leg: int) -> list[Stretch]:
    """Stretches of a leg, in time."""
    start = task.start if leg == 0 else task.legs[leg - 1].end
    end = task.legs[leg].end
    edges = {start, end, *(s.start for s in task.stays)}
    edges |= {e.start for e in task.exposures} | {e.end for e in task.exposures}
    cuts = sorted(edge for edge in edges if start <= edge <= end)
    made = []
    for a, b in pairwise(cuts):
        stay = next(i for i, s in enumerate(task.stays) if s.start <= a < s.end)
        allowed = tuple(e for e in task.exposures if e.start <= a and b <= e.end)
        every = task.legs[leg].every
        count = max(math.ceil((b - a) / every * (1.0 - 1e-12)) - 1, 0)
        dates = tuple(a + (k + 1) * every for k in range(count))
        made.append(Stretch(a, b, leg, stay, allowed, dates))
    return made


def lowered(altitude: np.ndarray, delta_v: np.ndarray) -> np.ndarray:
    """Altitude in m after a velocity change in m/s; above 0 lowers.

    A pair of half burns takes a circular orbit to another at the cost of the difference of the
    circular speeds, to second order in it.
    """
    speed = np.sqrt(MU / (EQUATORIAL_RADIUS + altitude)) + delta_v
    return MU / (speed * speed) - EQUATORIAL_RADIUS


def delta_v_between(high: np.ndarray | float, low: np.ndarray | float) -> np.ndarray:
    """Velocity change in m/s from one altitude down to another, m; below 0 if up."""
    axis = EQUATORIAL_RADIUS + np.asarray(low), EQUATORIAL_RADIUS + np.asarray(high)
    return np.sqrt(MU / axis[0]) - np.sqrt(MU / axis[1])
