"""The solution of a lowering problem: dated burns, altitudes, attitudes, propellant and
arrivals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.planning.lowering.problem import LoweringProblem, delta_v_between, split_goal
from sim.planning.lowering.profile import AltitudeProfile, AttitudeSwitch

ACCURACY = 0.03
"""Share by which drag may differ from that of the full propagator under the same solar activity
and atmosphere: by flights of 12 to 1,750 days from 415, 330 and 250 km (tests of
`sim.planning`)."""
MET, SHORT, EARLY, PAST, ABOVE = "met", "short", "early", "past", "above"
"""Outcome of a goal: met on its date, too high, too low in any attitude; or its date lies before
the goal before it, or its altitude above."""


@dataclass(frozen=True)
class GoalSolution:
    """One goal solved for r trajectories: altitude profile, attitudes, and outcome (a word) of
    each.
    """

    profile: AltitudeProfile
    attitudes: AttitudeSwitch
    outcome: np.ndarray


@dataclass(frozen=True)
class AttitudeSpan:
    """An attitude from a date to a date, s."""

    attitude: str
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class LoweringSolution:
    """The lowering under one level of solar activity.

    Attributes
    ----------
    problem, activity
        The problem, and the normal deviate of the forecast.
    feasible, reason
        Whether every date is met; else one sentence: what binds, by how much, what would free it.
        An infeasible solution holds the profile as far as it was found.
    dates, delta_v, propellant
        Shape (k,): burns, s, m/s (above 0 lowers), kg.
    times, altitudes
        Shape (n,): s and m, the altitude after each date, with goals and ends of intervals.
    goal_delta_v, goal_propellant, arrivals
        By goal: m/s, kg, and when its altitude is reached, s; engines off after the date if late.
    attitudes
        What is flown, in time.
    used
        kg by docked interval; for a ship with several intervals in the first.
    """

    problem: LoweringProblem
    activity: float
    feasible: bool
    reason: str
    dates: np.ndarray
    delta_v: np.ndarray
    propellant: np.ndarray
    times: np.ndarray
    altitudes: np.ndarray
    goal_delta_v: tuple[float, ...]
    goal_propellant: tuple[float, ...]
    arrivals: tuple[float, ...]
    attitudes: tuple[AttitudeSpan, ...]
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
        contributes.
        """
        way = float(delta_v_between(self.problem.altitude, self.problem.goals[-1].altitude))
        return ACCURACY * max(way - self.total_delta_v, 0.0)


def build_solutions(
    problem: LoweringProblem,
    activity: Sequence[float],
    goal_solutions: Sequence[GoalSolution],
    reasons: Sequence[str],
) -> tuple[LoweringSolution, ...]:
    """One solution for each trajectory; an empty reason means feasible."""
    return tuple(
        _policy(problem, z, goal_solutions, row, reasons[row]) for row, z in enumerate(activity)
    )


def _policy(
    problem: LoweringProblem,
    activity: float,
    goal_solutions: Sequence[GoalSolution],
    row: int,
    reason: str,
) -> LoweringSolution:
    logs = [goal_solution.profile.dates for goal_solution in goal_solutions]
    times = np.concatenate([log.times for log in logs])
    change = np.concatenate([log.delta_v[:, row] for log in logs])
    burned = np.concatenate([log.propellant[:, row] for log in logs])
    after = np.concatenate([log.after[:, row] for log in logs])
    kept = np.diff(times, append=np.inf) > 0.0
    burns = change != 0.0
    return LoweringSolution(
        problem=problem,
        activity=float(activity),
        feasible=not reason,
        reason=reason,
        dates=times[burns],
        delta_v=change[burns],
        propellant=burned[burns],
        times=times[kept],
        altitudes=after[kept],
        goal_delta_v=tuple(float(np.abs(log.delta_v[:, row]).sum()) for log in logs),
        goal_propellant=tuple(float(log.propellant[:, row].sum()) for log in logs),
        arrivals=tuple(
            float(goal_solution.profile.arrival[row]) for goal_solution in goal_solutions
        ),
        attitudes=_flown(problem, goal_solutions, row),
        used=tuple(float(kg) for kg in goal_solutions[-1].profile.end.used[row]),
    )


def _flown(
    problem: LoweringProblem, goal_solutions: Sequence[GoalSolution], row: int
) -> tuple[AttitudeSpan, ...]:
    spans: list[AttitudeSpan] = []
    for goal_index, goal_solution in enumerate(goal_solutions):
        if not len(goal_solution.profile.dates.times):
            continue
        switch = goal_solution.attitudes.switch_of(row)
        for stretch in split_goal(problem, goal_index):
            edges = [stretch.start, stretch.end]
            if stretch.start < switch < stretch.end:
                edges.insert(1, switch)
            for a, b in pairwise(edges):
                name = goal_solution.attitudes.name(stretch, a, row)
                if spans and spans[-1].attitude == name:
                    spans[-1] = AttitudeSpan(name, spans[-1].start, b)
                else:
                    spans.append(AttitudeSpan(name, a, b))
    return tuple(spans)
