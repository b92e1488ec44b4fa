"""The answer to a lowering: dated burns, altitudes, attitudes, propellant and arrivals, and how a
flight is told to follow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.flight.phase import Firing, Policy
from sim.planning.lowering.problem import Task, delta_v_between, stretches
from sim.planning.lowering.profile import Attitudes, Course

ACCURACY = 0.03
"""Share by which drag may differ from that of the full propagator under the same Sun and air: by
flights of 12 to 1,750 days from 415, 330 and 250 km (tests of `sim.planning`)."""
HELD, SHORT, EARLY, PAST, ABOVE = "met", "short", "early", "past", "above"
"""How a leg ends: there on its date, too high, too low in any attitude; or its date lies before its
beginning, or its altitude above."""


@dataclass(frozen=True)
class Part:
    """A leg solved for r rows: its course, the attitudes, and how each row ended (a word)."""

    course: Course
    attitudes: Attitudes
    outcome: np.ndarray


@dataclass(frozen=True)
class Span:
    """An attitude from a date to a date, s."""

    attitude: str
    start: float
    end: float


@dataclass(frozen=True)
class LoweringPolicy:
    """A lowering under one Sun.

    Attributes
    ----------
    task, activity
        What was asked, and the normal deviate of the forecast.
    feasible, reason
        Whether every date is met; else one sentence: what binds, by how much, what would free it.
        An infeasible answer holds the course as far as it was found.
    dates, delta_v, propellant
        Shape (k,): burns, s, m/s (above 0 lowers), kg.
    times, altitudes
        Shape (n,): s and m, the course after each date, with the ends of legs and stays.
    leg_delta_v, leg_propellant, arrivals
        By leg: m/s, kg, and when its altitude is reached, s; engines off after the date if late.
    attitudes
        What is flown, in time.
    used
        kg by stay; what several stays of one ship burn stands in the first.
    """

    task: Task
    activity: float
    feasible: bool
    reason: str
    dates: np.ndarray
    delta_v: np.ndarray
    propellant: np.ndarray
    times: np.ndarray
    altitudes: np.ndarray
    leg_delta_v: tuple[float, ...]
    leg_propellant: tuple[float, ...]
    arrivals: tuple[float, ...]
    attitudes: tuple[Span, ...]
    used: tuple[float, ...]

    @property
    def total_delta_v(self) -> float:
        """Sum of the velocity changes, m/s."""
        return float(np.abs(self.delta_v).sum())

    @property
    def total_propellant(self) -> float:
        """Propellant of all burns, kg."""
        return float(self.propellant.sum())

    @property
    def delta_v_error(self) -> float:
        """How far the sum of velocity changes may be off when flown, m/s: `ACCURACY` of what drag
        does of the way.
        """
        way = float(delta_v_between(self.task.altitude, self.task.legs[-1].altitude))
        return ACCURACY * max(way - self.total_delta_v, 0.0)

    def as_policy(
        self, firings: Sequence[Firing], *, leg: int = 0, least_delta_v: float = 0.1
    ) -> Policy:
        """The policy with which a flight follows the answer through a leg.

        Its profile is the course after each date, so a flight that is higher than foreseen burns
        the difference, and one that is lower waits. The phase must begin where a stretch of dates
        does: at the beginning of the leg, or of a stay.
        """
        goal = self.task.legs[leg]
        return Policy(
            tuple(float(t) for t in self.times),
            tuple(float(h) for h in self.altitudes),
            goal.every,
            tuple(firings),
            least_delta_v,
        )


def policies(
    task: Task, activity: Sequence[float], parts: Sequence[Part], reasons: Sequence[str]
) -> tuple[LoweringPolicy, ...]:
    """One answer for each row; an empty reason means feasible."""
    return tuple(_policy(task, z, parts, row, reasons[row]) for row, z in enumerate(activity))


def _policy(
    task: Task, activity: float, parts: Sequence[Part], row: int, reason: str
) -> LoweringPolicy:
    logs = [part.course.dates for part in parts]
    times = np.concatenate([log.times for log in logs])
    change = np.concatenate([log.delta_v[:, row] for log in logs])
    burned = np.concatenate([log.propellant[:, row] for log in logs])
    after = np.concatenate([log.after[:, row] for log in logs])
    kept = np.diff(times, append=np.inf) > 0.0
    burns = change != 0.0
    return LoweringPolicy(
        task,
        float(activity),
        not reason,
        reason,
        times[burns],
        change[burns],
        burned[burns],
        times[kept],
        after[kept],
        tuple(float(np.abs(log.delta_v[:, row]).sum()) for log in logs),
        tuple(float(log.propellant[:, row].sum()) for log in logs),
        tuple(float(part.course.arrival[row]) for part in parts),
        _flown(task, parts, row),
        tuple(float(kg) for kg in parts[-1].course.end.used[row]),
    )


def _flown(task: Task, parts: Sequence[Part], row: int) -> tuple[Span, ...]:
    made: list[Span] = []
    for leg, part in enumerate(parts):
        if not len(part.course.dates.times):
            continue
        switch = part.attitudes.switch_of(row)
        for stretch in stretches(task, leg):
            edges = [stretch.start, stretch.end]
            if stretch.start < switch < stretch.end:
                edges.insert(1, switch)
            for a, b in pairwise(edges):
                name = part.attitudes.name(stretch, a, row)
                if made and made[-1].attitude == name:
                    made[-1] = Span(name, made[-1].start, b)
                else:
                    made.append(Span(name, a, b))
    return tuple(made)
