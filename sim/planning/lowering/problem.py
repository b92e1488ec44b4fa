"""The lowering problem: dated altitudes, docked intervals with their propellant, attitudes.

Times are TAI seconds since the scenario epoch; altitudes are mean semi-major axes less the
equatorial radius, m; a velocity change is one of a pair of half burns, half an orbit apart, m/s.
"""

import math
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from sim.frames.constants import EQUATORIAL_RADIUS, MU

HIGHEST, LOWEST = 540e3, 170e3
"""m; between them a lowering can be planned: drag is averaged over whole revolutions."""


@dataclass(frozen=True)
class AltitudeGoal:
    """A dated altitude: the station is never below it before the date and there on the date."""

    end: float
    altitude: float


@dataclass(frozen=True, kw_only=True)
class DockedInterval:
    """A stretch of dates with one stack: its mass, and what it may burn.

    Attributes
    ----------
    name
        Of the ship that brings the propellant. Intervals of one name share it.
    start, end
        s; docked intervals follow one another without a gap.
    every, burns_from
        s: burns are every so many seconds after a date, which is that of the phase of the flight,
        as `sim.flight.altitude_profile` counts: a visitor that comes or leaves, a goal or another
        attitude do not begin the count again.
    mass
        kg, with the ship's propellant for lowering unburnt.
    propellant
        kg for lowering, of the ship.
    isp
        s.
    most_delta_v
        m/s at one date, both halves of the pair together.
    turn
        kg of the same propellant that turning round for the burns of one date takes.
    """

    name: str
    start: float
    end: float
    every: float
    burns_from: float
    mass: float
    propellant: float
    isp: float
    most_delta_v: float = math.inf
    turn: float = 0.0


@dataclass(frozen=True)
class AttitudeOption:
    """An attitude that may be flown between two dates: drag coefficient times area, m2."""

    name: str
    drag_area: float
    start: float = -math.inf
    end: float = math.inf


@dataclass(frozen=True)
class LoweringProblem:
    """Altitudes to be reached by dates, and what there is for it.

    Attributes
    ----------
    start, altitude
        s and m: where the lowering begins.
    goals
        In time.
    intervals
        In time, over all dates of the lowering.
    attitude_options
        The first is the usual attitude and has no dates.

    Raises
    ------
    ValueError
        On numbers that mean nothing: not finite, negative, out of order, intervals with a gap. A
        lowering that merely can't be done is no error; its solution says why.
    """

    start: float
    altitude: float
    goals: tuple[AltitudeGoal, ...]
    intervals: tuple[DockedInterval, ...]
    attitude_options: tuple[AttitudeOption, ...]

    def __post_init__(self) -> None:
        if not (self.goals and self.intervals and self.attitude_options):
            raise ValueError(
                "a lowering needs an altitude goal, a docked interval and an attitude at least"
            )
        self._check_finite()
        self._check_altitudes()
        self._check_positive()
        self._check_propellant()
        self._check_dates()

    def _check_finite(self) -> None:
        """Every number is finite, but for dates of attitudes and an unlimited velocity change."""
        for part in (self, *self.goals, *self.intervals):
            for field in fields(part):
                value = getattr(part, field.name)
                if not isinstance(value, (int, float)) or field.name == "most_delta_v":
                    continue
                if not math.isfinite(value):
                    raise ValueError(f"{field.name} of {type(part).__name__} is {value}")

    def _check_altitudes(self) -> None:
        for altitude in (self.altitude, *(goal.altitude for goal in self.goals)):
            if not LOWEST <= altitude <= HIGHEST:
                raise ValueError(f"altitude {altitude} m; allowed: {LOWEST:g} to {HIGHEST:g} m")

    def _check_positive(self) -> None:
        positive = []
        for each in self.intervals:
            positive += [
                (f"every of {each.name}", each.every),
                (f"isp of {each.name}", each.isp),
                (f"mass of {each.name} less propellant", each.mass - each.propellant),
                (f"length of the docked interval of {each.name}", each.end - each.start),
            ]
        positive += [
            (f"drag_area of {each.name}", each.drag_area) for each in self.attitude_options
        ]
        for name, value in positive:
            if not (value > 0.0 and math.isfinite(value)):
                raise ValueError(f"{name} is {value}; it must be positive")

    def _check_propellant(self) -> None:
        for k, interval in enumerate(self.intervals):
            if not min(interval.propellant, interval.most_delta_v, interval.turn) >= 0.0:
                raise ValueError(
                    f"propellant, most_delta_v and turn of {interval.name} must be 0 or more"
                )
            if interval.propellant != self.intervals[self.ship(k)].propellant:
                raise ValueError(f"{interval.name} has two amounts of propellant")

    def _check_dates(self) -> None:
        for a, b in pairwise(self.goals):
            if not a.end < b.end:
                raise ValueError(f"the goals end at {a.end} s and then {b.end} s; dates must rise")
        for a, b in pairwise(self.intervals):
            if a.end != b.start:
                raise ValueError(
                    f"{a.name} is docked to {a.end} s, {b.name} from {b.start} s: a gap"
                )
        first, last = self.intervals[0].start, self.intervals[-1].end
        if first > self.start or last < max(self.start, self.goals[-1].end):
            raise ValueError(
                f"the docked intervals reach from {first} s to {last} s, the lowering from "
                f"{self.start} s to {self.goals[-1].end} s"
            )
        usual = self.attitude_options[0]
        if math.isfinite(usual.start) or math.isfinite(usual.end):
            raise ValueError(f"{usual.name} is the usual attitude, so it has no dates")

    def ship(self, interval: int) -> int:
        """First of the docked intervals that burn the propellant of this one."""
        name = self.intervals[interval].name
        return next(k for k, each in enumerate(self.intervals) if each.name == name)


@dataclass(frozen=True)
class Stretch:
    """Dates between which nothing changes but the burns: part of the way to a goal, within one
    docked interval (both by number), and the attitudes that may be flown; `dates` of burns lie
    inside or at its start.
    """

    start: float
    end: float
    goal: int
    interval: int
    attitude_options: tuple[AttitudeOption, ...]
    dates: tuple[float, ...]

    @property
    def most_drag(self) -> AttitudeOption:
        """The attitude with most drag."""
        return max(self.attitude_options, key=lambda option: option.drag_area)

    @property
    def least_drag(self) -> AttitudeOption:
        """The attitude with least drag."""
        return min(self.attitude_options, key=lambda option: option.drag_area)


def split_goal(problem: LoweringProblem, number: int) -> list[Stretch]:
    """Stretches on the way to a goal, given by its number, in time."""
    goal = problem.goals[number]
    start = problem.start if number == 0 else problem.goals[number - 1].end
    edges = {start, goal.end, *(interval.start for interval in problem.intervals)}
    for option in problem.attitude_options:
        edges |= {option.start, option.end}
    cuts = sorted(edge for edge in edges if start <= edge <= goal.end)
    stretches = []
    for a, b in pairwise(cuts):
        interval = next(k for k, each in enumerate(problem.intervals) if each.start <= a < each.end)
        options = tuple(o for o in problem.attitude_options if o.start <= a and b <= o.end)
        dates = _burn_dates(problem.intervals[interval], a, b)
        stretches.append(Stretch(a, b, number, interval, options, dates))
    return stretches


def _burn_dates(interval: DockedInterval, start: float, end: float) -> tuple[float, ...]:
    """Dates of burns of a docked interval from `start` on and before `end`, s."""

    def number(t: float) -> int:
        # a date that would fall on the end, to rounding, is left to what begins there
        return max(math.ceil((t - interval.burns_from) / interval.every * (1.0 - 1e-12)), 1)

    return tuple(
        max(interval.burns_from + k * interval.every, start)
        for k in range(number(start), number(end))
    )


def altitude_after(altitude: np.ndarray, delta_v: np.ndarray) -> np.ndarray:
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
